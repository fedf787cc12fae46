"""Rate files as people write them: forms met in public files, each billed by hand arithmetic.

The files here are made up; the forms (anchors, keys joined by the sign that also writes one and a
half inches, budgets whose starts fall, ...) are those of the public collection of files of the
Open Water Rate Specification.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from musdesign.errors import MusdesignError
from musdesign.finance.tariffs.rates import make_bill, open_rates

HEAD = "metadata:\n  bill_frequency: Monthly\n  bill_unit: ccf\nrate_structure:\n"


def bill(folder: Path, text: str, of: str, usage: str = "18 ccf", **given: object) -> str:
    lenient = bool(given.pop("lenient", False))
    path = folder / "rates.owrs"
    path.write_text(HEAD + text, encoding="utf-8")
    return make_bill(open_rates(str(path)), of, usage, "", given, lenient=lenient).cents


def test_anchors_and_aliases_are_read(tmp_path: Path) -> None:
    text = """\
  HOME:
    service_charge: &fixed
      depends_on: meter_size
      values: {3": 26, 4": 32}
    bill: service_charge
  FIRE:
    service_charge: *fixed
    bill: service_charge + 1
  OTHER:
    <<: {bill: 7}
"""
    assert bill(tmp_path, text, "HOME", meter_size='3"') == "26.00"
    assert bill(tmp_path, text, "FIRE", meter_size='4"') == "33.00"
    assert bill(tmp_path, text, "OTHER") == "7.00"


def test_a_class_may_override_a_key_of_the_group_it_merges(tmp_path: Path) -> None:
    text = """\
  HOME: &home
    service_charge: 40
    bill: service_charge + 2 * usage_ccf
  SHOP:
    <<: *home
    service_charge: 60
  TWICE:
    <<: *home
    service_charge: 60
    service_charge: 70
"""
    assert bill(tmp_path, text, "HOME") == "76.00"
    assert bill(tmp_path, text, "SHOP") == "96.00"
    with pytest.raises(MusdesignError, match="duplicate key 'service_charge'"):
        bill(tmp_path, text, "TWICE")


def test_a_meter_size_stated_in_the_file_is_a_word_and_the_callers_goes_before(
    tmp_path: Path,
) -> None:
    text = """\
  HOME:
    meter_size: 5/8"
    service_charge:
      depends_on: meter_size
      values: {5/8": 26, 1 1/2": 32}
    bill: service_charge
"""
    assert bill(tmp_path, text, "HOME") == "26.00"
    assert bill(tmp_path, text, "HOME", meter_size='1 1/2"') == "32.00"


def test_a_discount_on_a_bracket_is_shown_line_by_line(tmp_path: Path) -> None:
    text = """\
  HOME:
    service_charge: 10
    low_income: {depends_on: senior, values: {'yes': 0.85, 'no': 1}}
    bill: (service_charge + 2 * usage_ccf) * low_income
"""
    path = tmp_path / "rates.owrs"
    path.write_text(HEAD + text, encoding="utf-8")
    found = make_bill(open_rates(str(path)), "HOME", "18 ccf", "", {"senior": "yes"})
    assert found.cents == "39.10"
    assert [line.amount for line in found.bill.lines] == pytest.approx([8.5, 30.6])


def test_aliases_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    lines = ["  A: &a0 {x: 1}"]
    lines += [f"  B{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    with pytest.raises(MusdesignError, match="too many values"):
        bill(tmp_path, "\n".join(lines) + "\n", "A")


def test_the_sign_between_keys_may_also_write_a_fraction(tmp_path: Path) -> None:
    text = """\
  HOME:
    by_month:
      depends_on: [usage_month, meter_size]
      values:
        1|3/4": 10
        7|3/4": 20
    by_size:
      depends_on: [meter_size, city_limits]
      values:
        1|1/2"|inside_city: 3
        3/4"|inside_city: 4
    alone:
      depends_on: meter_size
      values:
        1|1/2": 100
        3/4": 200
    bill: by_month + by_size + alone
"""
    facts = {"meter_size": '3/4"', "city_limits": "inside_city"}
    assert bill(tmp_path, text, "HOME", usage_month=7, **facts) == "224.00"
    two = text.replace("bill: by_month + ", "bill: ")
    for way in ('1|1/2"', '1 1/2"', '1-1/2"', '1_1/2"'):
        facts["meter_size"] = way
        assert bill(tmp_path, two, "HOME", **facts) == "103.00"


def test_yes_and_no_are_true_and_false(tmp_path: Path) -> None:
    text = "  HOME:\n    off:\n      depends_on: senior\n      values: {Yes: 5, No: 10}\n"
    text += "    cut:\n      depends_on: poor\n      values: {True: 1, False: 2}\n"
    text += "    bill: off * cut\n"
    assert bill(tmp_path, text, "HOME", senior=True, poor="no") == "10.00"
    assert bill(tmp_path, text, "HOME", senior="False", poor="TRUE") == "10.00"


def test_keys_that_are_numbers_match_as_numbers_and_sizes_without_the_sign(tmp_path: Path) -> None:
    text = "  HOME:\n    zone:\n      depends_on: pressure_zone\n      values: {01: 5, 2.0: 10}\n"
    text += '    size:\n      depends_on: meter_size\n      values: {3/4": 1, 1": 2}\n'
    text += "    bill: zone + size\n"
    assert bill(tmp_path, text, "HOME", pressure_zone=1, meter_size="3/4") == "6.00"
    assert bill(tmp_path, text, "HOME", pressure_zone="2", meter_size="1 in") == "12.00"


def test_groups_of_classes_that_the_file_repeats_are_joined(tmp_path: Path) -> None:
    text = "  HOME:\n    bill: 2*usage_ccf\n\nrate_structure:\n  SHOP:\n    bill: 3*usage_ccf\n"
    assert bill(tmp_path, text, "HOME") == "36.00"
    assert bill(tmp_path, text, "SHOP") == "54.00"


def test_budget_starts_that_fall_are_lifted_to_the_one_before(tmp_path: Path) -> None:
    text = """\
  HOME:
    indoor: 10
    outdoor: 6
    budget: indoor+outdoor
    tier_starts: [0, indoor, outdoor, 50%]
    tier_prices: [1, 2, 3, 4]
    commodity_charge: Budget
    bill: commodity_charge
"""
    assert bill(tmp_path, text, "HOME") == "42.00"  # 10 x 1, nothing between, 8 x 4


def test_a_seasonal_class_may_have_blocks_in_one_season_only(tmp_path: Path) -> None:
    text = """\
  HOME:
    commodity_charge:
      depends_on: season
      values: {Summer: Tiered, Winter: flat_rate*usage_ccf}
    flat_rate: 1.25
    tier_starts: [0, 11]
    tier_prices: [1, 2]
    bill: commodity_charge
"""
    assert bill(tmp_path, text, "HOME", season="Summer") == "26.00"
    assert bill(tmp_path, text, "HOME", season="Winter") == "22.50"


def test_equal_starts_leave_an_empty_block_and_falling_ones_stop_a_bill(tmp_path: Path) -> None:
    text = "  HOME:\n    tier_starts: [0, 6, 6, 11]\n    tier_prices: [1, 9, 2, 3]\n"
    text += "    commodity_charge: Tiered\n    bill: commodity_charge\n"
    assert bill(tmp_path, text, "HOME") == "39.00"  # 5 x 1 + 5 x 2 + 8 x 3
    falling = text.replace("6, 6, 11", "11, 6, 16")
    with pytest.raises(MusdesignError, match="do not go up"):
        bill(tmp_path, falling, "HOME")
    assert bill(tmp_path, falling, "HOME", lenient=True) == "29.00"  # 10 x 1 + 5 x 2 + 3 x 3


def test_amounts_with_currency_signs_are_computed_only_leniently(tmp_path: Path) -> None:
    text = '  HOME:\n    service_charge: "$1,250.50"\n    bill: service_charge\n'
    with pytest.raises(MusdesignError, match="thousands separator"):
        bill(tmp_path, text, "HOME")
    assert bill(tmp_path, text, "HOME", lenient=True) == "1250.50"


def test_lists_of_unequal_length_say_so_and_do_not_ask_for_the_charge(tmp_path: Path) -> None:
    text = "  HOME:\n    tier_starts: [0, 6, 11]\n    tier_prices: [1, 2, 3, 4]\n"
    text += "    commodity_charge: Tiered\n    bill: commodity_charge\n"
    with pytest.raises(MusdesignError, match="3 block starts and 4 block prices") as caught:
        bill(tmp_path, text, "HOME", lenient=True)
    assert "needs commodity_charge" not in str(caught.value)


def test_a_file_of_any_suffix_is_known_by_what_it_holds(tmp_path: Path) -> None:
    for name in ("rates.txt", "rates", "rates.owrs.txt"):
        path = tmp_path / name
        path.write_text(HEAD + "  HOME:\n    bill: 2*usage_CCF\n", encoding="utf-8")
        assert make_bill(open_rates(str(path)), "HOME", "18 ccf").cents == "36.00"


def test_what_a_file_leaves_unsaid_is_named_as_assumed(tmp_path: Path) -> None:
    path = tmp_path / "rates.owrs"
    path.write_text("rate_structure:\n  HOME:\n    bill: 2*usage_ccf\n", encoding="utf-8")
    found = make_bill(open_rates(str(path)), "HOME", "18 ccf")
    assert [a.split(" not stated")[0] for a in found.assumptions] == [
        "currency", "billing unit", "billing frequency",
    ]  # fmt: skip
    path.write_text(
        "metadata: {currency: AUD, bill_unit: kilolitre, bill_frequency: Quarterly}\n"
        "rate_structure:\n  HOME:\n    bill: 2*usage_ccf\n",
        encoding="utf-8",
    )
    found = make_bill(open_rates(str(path)), "HOME", "18 kl")
    assert found.assumptions == ()
    assert found.bill.currency == "AUD"


def test_a_bill_on_the_command_line_names_its_assumptions(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from musdesign.cli import app

    path = tmp_path / "rates.owrs"
    path.write_text(HEAD + "  HOME:\n    bill: 2*usage_ccf\n", encoding="utf-8")
    done = CliRunner().invoke(
        app, ["tariff", "bill", str(path), "--class", "HOME", "--usage", "18 ccf",
              "--format", "json"],
    )  # fmt: skip
    assert "taken as USD" in json.loads(done.stdout)["assumptions"][0]


def test_a_volume_with_a_thousands_separator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MusdesignError, match="thousands"):
        bill(tmp_path, "  HOME:\n    bill: 2*usage_ccf\n", "HOME", usage="1,000 ccf")
    assert bill(tmp_path, "  HOME:\n    bill: 2*usage_ccf\n", "HOME", usage="1,5 ccf") == "3.00"


def test_formulas_may_compare_words(tmp_path: Path) -> None:
    text = """\
  HOME:
    service_charge: ifelse(season == "Summer", 10, 5)
    rate: 1 + ('inside city' != city_limits) * 0.5
    water_fee: (season %in% c("Summer", 'Fall') & usage_ccf > 15) * 100
    bill: service_charge + rate * usage_ccf + water_fee
"""
    assert bill(tmp_path, text, "HOME", season="summer", city_limits="outside") == "137.00"
    assert bill(tmp_path, text, "HOME", season="Winter", city_limits="inside city") == "23.00"
    fall = bill(tmp_path, text, "HOME", "15 ccf", season="Fall", city_limits="inside city")
    assert fall == "20.00"
    with pytest.raises(MusdesignError, match="needs season"):
        bill(tmp_path, text, "HOME", city_limits="inside city")
    with pytest.raises(MusdesignError, match="words"):
        bill(tmp_path, '  HOME:\n    bill: nchar("abc")\n', "HOME")


def test_a_formula_that_compares_words_survives_import(tmp_path: Path) -> None:
    from musdesign.finance.tariffs.importing import import_tariff
    from musdesign.finance.tariffs.writing import tariff_yaml

    text = '  HOME:\n    bill: ifelse(zone == "1-A", 3, 1) + ifelse(zone == "1 A", 5, 0)\n'
    known = {zone: bill(tmp_path, text, "HOME", zone=zone) for zone in ("1-A", "1 A", "2")}
    assert known == {"1-A": "3.00", "1 A": "6.00", "2": "1.00"}
    tariff, _ = import_tariff(str(tmp_path / "rates.owrs"))
    own = tmp_path / "rates.yaml"
    own.write_text(tariff_yaml(tariff), encoding="utf-8")
    again = {z: make_bill(open_rates(str(own)), "HOME", "18 ccf", "", {"zone": z}) for z in known}
    assert {zone: billed.cents for zone, billed in again.items()} == known


def test_conditions_may_be_joined_inside_brackets(tmp_path: Path) -> None:
    text = """\
  HOME:
    middle: ifelse(usage_ccf > 10 & usage_ccf < 20, 3, 1)
    ends: (usage_ccf < 5 | (usage_ccf > 20 && usage_ccf < 30)) * 40
    bill: middle + ends
"""
    volumes = {"4": "41.00", "15": "3.00", "25": "41.00", "35": "1.00"}
    assert {v: bill(tmp_path, text, "HOME", f"{v} ccf") for v in volumes} == volumes


def test_names_of_fields_may_hold_signs(tmp_path: Path) -> None:
    text = """\
  FARM:
    flat-service-charge: 3
    turn-on_charge: 3 * number_turn_on - 1
    zone.lift: 0.5
    flat_rate:
      depends_on: lot size
      values: {small: 1, large: 2}
    bill: flat-service-charge+turn-on_charge+(flat_rate+zone.lift)*usage_ccf
"""
    given = {"number_turn_on": 4, "lot size": "large"}
    assert bill(tmp_path, text, "FARM", **given) == "59.00"
    assert bill(tmp_path, text, "FARM", **given, **{"turn-on_charge": 0}) == "48.00"


def test_a_size_in_inches_may_be_written_as_a_decimal(tmp_path: Path) -> None:
    text = """\
  HOME:
    service_charge:
      depends_on: meter_size
      values: {3/4": 4, 1|1/2": 7, 2.5: 9}
    bill: service_charge
"""
    sizes = {"0.75": "4.00", '1.5"': "7.00", "1 1/2": "7.00", '2 1/2"': "9.00"}
    assert {s: bill(tmp_path, text, "HOME", meter_size=s) for s in sizes} == sizes


def test_each_charge_by_budget_has_its_own_budget(tmp_path: Path) -> None:
    text = """\
  HOME:
    commodity_charge: Budget
    budget_commodity: 15
    tier_starts_commodity: [0, 100%]
    tier_prices_commodity: [1, 2]
    variable_wastewater_charge: Budget
    budget_wastewater: 10
    tier_starts_wastewater: [0, 100%]
    tier_prices_wastewater: [3, 0]
    bill: commodity_charge + variable_wastewater_charge
"""
    assert bill(tmp_path, text, "HOME") == "51.00"  # 15 + 3 x 2, and 10 x 3


def test_a_unit_of_a_rate_file_is_the_unit_the_file_bills_in(tmp_path: Path) -> None:
    text = "  HOME:\n    bill: 2*usage_ccf\n"
    assert bill(tmp_path, text, "HOME", "10 units") == "20.00"
    assert bill(tmp_path, text, "HOME", "10 billing units") == "20.00"
    assert bill(tmp_path, text, "HOME", "10 m3") == "7.06"  # 3.5315 ccf


def test_keys_in_which_every_space_became_the_joining_sign_are_read(tmp_path: Path) -> None:
    # the form that wrote most public files joins all words of a key by the same sign
    text = """\
  HOME:
    service_charge:
      depends_on: [meter_size, pressure_zone]
      values: {5/8"|Zone|1: 10, 5/8"|Zone|2: 20, 1|1/2"|Zone|1: 30, 1|1/2"|Zone|2: 40}
    rate:
      depends_on: [lot_size_group, meter_size, meter_type]
      values: {Group|1|1|1/2|Magnetic|Meter: 1, Group|1|5/8|Disc: 2}
    lift: {depends_on: pressure_zone, values: {Zone|1: 0, Zone|2: 100}}
    bill: service_charge + rate*usage_ccf + lift
"""
    small = {"meter_size": '5/8"', "lot_size_group": "Group|1", "meter_type": "Disc"}
    assert bill(tmp_path, text, "HOME", pressure_zone="Zone|2", **small) == "156.00"
    large = {"meter_size": '1 1/2"', "lot_size_group": "Group 1", "meter_type": "Magnetic|Meter"}
    assert bill(tmp_path, text, "HOME", pressure_zone="Zone 1", **large) == "48.00"


def test_starts_and_prices_meet_where_their_sizes_are_written_in_two_ways(tmp_path: Path) -> None:
    text = """\
  HOME:
    tier_starts: {depends_on: meter_size, values: {5/8": [0, 11], 1|1/2": [0, 21]}}
    tier_prices: {depends_on: meter_size, values: {5/8: [1, 2], 1 1/2: [3, 4]}}
    commodity_charge: Tiered
    bill: commodity_charge
"""
    assert bill(tmp_path, text, "HOME", meter_size='5/8"') == "26.00"
    assert bill(tmp_path, text, "HOME", meter_size='1 1/2"') == "54.00"


def test_the_lists_of_a_charge_may_be_named_by_its_beginning(tmp_path: Path) -> None:
    text = """\
  HOME:
    commodity_charge: Tiered
    tier_starts_commodity: [0, 11]
    tier_prices_commodity: [1, 2]
    variable_wastewater_charge: Budget
    indoor_waste: 6.4
    outdoor_waste: 3.7
    budget_waste: indoor_waste+outdoor_waste
    tier_starts_waste: [0, 50%, 100%]
    tier_prices_waste: [3, 1, 0]
    bill: commodity_charge + variable_wastewater_charge
"""
    # 10 x 1 + 8 x 2; the budget is 6 + 4: 5 x 3 + 5 x 1
    assert bill(tmp_path, text, "HOME") == "46.00"


@pytest.mark.parametrize(
    ("budget", "expected"),
    [("indoor+outdoor", 12), ("indoor", 6), ("indoor*1.3", 8), ("(indoor + outdoor)/2", 6)],
)
def test_the_parts_of_a_budget_are_rounded_and_its_rates_are_not(
    tmp_path: Path, budget: str, expected: int
) -> None:
    # 6.5 and 6.4 are 6 units each, and 13 together; 6.5 x 1.3 = 8.45 and (6.5 + 6.4) / 2 = 6.45
    text = f"""\
  HOME:
    indoor: 6.5
    outdoor: 6.4
    budget: {budget}
    tier_starts: [0, 100%]
    tier_prices: [1, 0]
    commodity_charge: Budget
    bill: commodity_charge
"""
    assert bill(tmp_path, text, "HOME") == f"{expected}.00"


def test_formulas_may_use_the_forms_of_the_language_of_the_formats_parser(tmp_path: Path) -> None:
    text = """\
  HOME:
    size_charge: 2 * (if (usage_ccf <= 10) 5 else if (usage_ccf <= 20) 6 else 7)
    step: round(usage_ccf * 0.123, 1) + sum(1, 2, usage_ccf) + TRUE
    dry: ifelse(!(usage_ccf > 100 | usage_ccf < 2), 0.5, 0)
    bill:
      - size_charge + step + dry
"""
    assert bill(tmp_path, text, "HOME", "18 ccf") == "36.70"  # 12 + 2.2 + 21 + 1 + 0.5
    assert bill(tmp_path, text, "HOME", "5 ccf") == "20.10"  # 10 + 0.6 + 8 + 1 + 0.5
    assert bill(tmp_path, text, "HOME", "200 ccf") == "242.60"  # 14 + 24.6 + 203 + 1


@pytest.mark.parametrize("sign", [" ", "|", ", ", "\\n"])
def test_a_list_may_stand_in_one_text(tmp_path: Path, sign: str) -> None:
    text = f"""\
  HOME:
    tier_starts: "0{sign}11"
    tier_prices: "1{sign}2"
    commodity_charge: Tiered
    bill: commodity_charge
"""
    assert bill(tmp_path, text, "HOME") == "26.00"


def test_attributes_may_be_named_in_one_text(tmp_path: Path) -> None:
    text = """\
  HOME:
    fee: {depends_on: "meter_size, season", values: {1"|dry: 5, 1"|wet: 6}}
    bill: fee
"""
    assert bill(tmp_path, text, "HOME", meter_size='1"', season="wet") == "6.00"


def test_tabs_between_words_are_read_and_at_the_start_of_lines_only_when_asked(
    tmp_path: Path,
) -> None:
    assert bill(tmp_path, "  HOME:\n    fee:\t5\t# five\n    bill: fee\t\n", "HOME") == "5.00"
    tabbed = "\tHOME:\n\t\tfee: 5\n\t\tbill: fee\n"
    with pytest.raises(MusdesignError, match="begin with tabs"):
        bill(tmp_path, tabbed, "HOME")
    assert bill(tmp_path, tabbed, "HOME", lenient=True) == "5.00"


def test_a_key_with_too_few_parts_stops_only_the_customers_of_its_row(tmp_path: Path) -> None:
    text = """\
  HOME:
    fee: {depends_on: [meter_size, city_limits], values: {1"|inside_city: 3, 2": 4}}
    bill: fee
"""
    given = {"city_limits": "Inside City"}
    assert bill(tmp_path, text, "HOME", meter_size='1"', **given) == "3.00"
    with pytest.raises(MusdesignError, match=r"no row for[\s\S]*the key '2\"' has too few"):
        bill(tmp_path, text, "HOME", meter_size='2"', **given)


def test_tables_with_keys_of_words_and_blocks_in_one_season_survive_import(tmp_path: Path) -> None:
    from musdesign.finance.tariffs.importing import import_tariff
    from musdesign.finance.tariffs.writing import tariff_yaml

    sizes = ("5/8", "3/4", "1", "1|1/2", "2", "3")
    kinds = ("Magnetic|Meter", "Disc|Meter", "Omni_F2")
    rows = [f"{s}|{k}: {i}" for i, (s, k) in enumerate((s, k) for s in sizes for k in kinds)]
    text = f"""\
  HOME:
    fee: {{depends_on: [meter_size, meter_type], values: {{{", ".join(rows)}}}}}
    commodity_charge: {{depends_on: season, values: {{Summer: Tiered, Winter: 1*usage_ccf}}}}
    tier_starts: {{depends_on: lot_size_group, values: {{Group|1: [0, 11], Group|2: [0, 6]}}}}
    tier_prices:
      depends_on: [season, lot_size_group]
      values: {{Summer|Group|1: [1, 2], Summer|Group|2: [3, 4]}}
    bill: fee + commodity_charge
"""
    facts = {"meter_size": '1 1/2"', "meter_type": "Disc|Meter", "lot_size_group": "Group|2"}
    known = {s: bill(tmp_path, text, "HOME", season=s, **facts) for s in ("Summer", "Winter")}
    assert known == {"Summer": "77.00", "Winter": "28.00"}  # 10 + 5 x 3 + 13 x 4, and 10 + 18
    tariff, _ = import_tariff(str(tmp_path / "rates.owrs"))
    own = tmp_path / "rates.yaml"
    own.write_text(tariff_yaml(tariff), encoding="utf-8")
    opened = open_rates(str(own))
    for season, cents in known.items():
        again = make_bill(opened, "HOME", "18 ccf", "", {"season": season, **facts})
        assert again.cents == cents
