"""Rate files of the Open Water Rate Specification.

The files here are invented; expected bills are worked by hand under the rules of the
specification's README (California Data Collaborative): a start is the first whole unit billed at
its price, so 0, 15, 41 bill units 1-14, 15-40 and 41 on.
"""

import csv
import io
import json
from fractions import Fraction

import pytest

from musdesign.errors import MusdesignError
from musdesign.finance.tariffs import rates
from musdesign.finance.tariffs.owrs import read_owrs
from musdesign.finance.tariffs.owrs.using import bill_owrs

FILE = """\
---
metadata:
  effective_date: 07/01/2017
  utility_name: Example  Water
  bill_frequency: Bi-Monthly
  bill_unit: kgal
rate_structure:
  HOME:
    service_charge:
      depends_on:
        - meter_size
      values:
        5/8": 10
        3/4"  : 12.5
        1|1/2": 30
    commodity_charge: Tiered
    tier_starts_commodity:
      - 0
      - 15
      - 41
    tier_prices_commodity:
      - 2
      - 3.5
      - 5
    fixed_drought_surcharge: 4
    bill: service_charge+commodity_charge
  GARDEN:
    tier_starts:
      depends_on: [meter_size, season]
      values:
        1"|dry: [0, 11]
        1"|wet: [0, 6, 21]
    tier_prices:
      depends_on: [season, water_type]
      values:
        dry|POTABLE: [1, 2]
        wet|POTABLE: [1, 2, 3]
        wet|RECYCLED: [0.5, 1, 1.5]
    season:
      depends_on: usage_month
      values: {1: wet, 7: dry}
    commodity_charge: Tiered
    bill: commodity_charge
  BUDGETED:
    gpcd: 50
    days: 30
    indoor: gpcd*hhsize*days/748
    outdoor: 0.7*et_amount*irr_area*0.62*(1/748)
    budget: indoor+outdoor
    tier_starts: [0, indoor, 100%, 150%]
    tier_prices: [1, 2, 4, 8]
    commodity_charge: Budget
    bill: commodity_charge
  FARM:
    flat_rate:
      depends_on: own_well
      values: {False: 1.2, True: 0.2}
    commodity_charge: flat_rate*usage_ccf
    pumping: ifelse(usage_ccf > 100, (usage_ccf-100)*0.1, 0)
    bill: "commodity_charge + pumping + 2^2 - 1"
  ONE_BLOCK:
    tier_starts: [0]
    tier_prices: [3]
    service_charge:
      - 7
    commodity_charge: Tiered
    bill: commodity_charge + service_charge
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "example.owrs"
    path.write_text(FILE, encoding="utf-8")
    return path


def total(path, class_name, volume, **inputs):
    lenient = inputs.pop("lenient", False)
    bill, _ = bill_owrs(read_owrs(path), class_name, Fraction(str(volume)), inputs, lenient=lenient)
    assert sum(line.exact for line in bill.lines) == bill.exact
    return bill.exact


@pytest.mark.parametrize(
    ("class_name", "volume", "inputs", "expected"),
    [
        ("HOME", 0, {"meter_size": '3/4"'}, "12.5"), ("HOME", 14, {"meter_size": '5/8"'}, "38"),
        ("HOME", 14.5, {"meter_size": '5/8"'}, "39.75"), ("HOME", 41, {"meter_size": '5/8"'}, "134"),
        # one and a half inches, however it is written
        ("HOME", 0, {"meter_size": '1 1/2"'}, "30"), ("HOME", 0, {"meter_size": '1|1/2"'}, "30"),
        # what the caller gives wins over the file
        ("HOME", 10, {"service_charge": 1}, "21"), ("HOME", 10, {"meter_size": '5/8"', "commodity_charge": 0}, "10"),
        # season from the month (7 as number and as text), prices by season and source
        ("GARDEN", 12, {"meter_size": '1"', "usage_month": 7, "water_type": "POTABLE"}, "14"),
        ("GARDEN", 12, {"meter_size": '1"', "usage_month": "7", "water_type": "POTABLE"}, "14"),
        ("GARDEN", 22, {"meter_size": '1"', "usage_month": 1, "water_type": "POTABLE"}, "41"),
        ("GARDEN", 22, {"meter_size": '1"', "season": "wet", "water_type": "RECYCLED"}, "20.5"),
        # indoor 50 x 6 x 30 / 748 = 12.03 -> 12; outdoor 0.7 x 5 x 3000 x 0.62 / 748 = 8.70 -> 9: budget 21, 150 % 31.5 -> 32
        ("BUDGETED", 40, {"hhsize": 6, "et_amount": 5, "irr_area": 3000}, str(12 + 9 * 2 + 11 * 4 + 8 * 8)),
        ("BUDGETED", 40, {"indoor": 10, "outdoor": 10}, str(10 + 10 * 2 + 10 * 4 + 10 * 8)),
        ("FARM", 150, {"own_well": True}, "38"), ("FARM", 50, {"own_well": "False"}, "63"),
        ("ONE_BLOCK", 5, {}, "22"),
    ],
)  # fmt: skip
def test_a_rate_file_bills_as_its_specification_says(file, class_name, volume, inputs, expected):
    assert total(file, class_name, volume, **inputs) == Fraction(expected)


def test_only_what_the_bill_names_is_charged(file):
    bill, _ = bill_owrs(read_owrs(file), "HOME", Fraction(1), {"meter_size": '5/8"'})
    assert [line.label for line in bill.lines] == ["service_charge", "0 to 14 kgal"]
    assert (bill.unit, bill.volume_m3) == ("kgal", pytest.approx(3.785411784))


def test_every_missing_input_is_named_with_its_choices(file):
    with pytest.raises(MusdesignError) as caught:
        total(file, "GARDEN", 3)
    text = str(caught.value)
    for word in ("meter_size", "usage_month", "water_type", "POTABLE, RECYCLED"):
        assert word in text
    with pytest.raises(MusdesignError, match="no row for meter_size '9\"'"):
        total(file, "HOME", 3, meter_size='9"')
    with pytest.raises(MusdesignError, match="HOME"):
        total(file, "HOUSE", 3)


DEFECTIVE = """\
metadata: {utility_name: Defects, bill_unit: ccf}
rate_structure:
  SQUARE:
    commodity_charge: 2*usage_ccf
    outside: commodity_charge*usage_ccf
    bill: commodity_charge+outside
  TWICE:
    tier_starts: [0, 11]
    tier_prices: [1, 2]
    tier_prices: [3, 4]
    commodity_charge: Tiered
    bill: commodity_charge
  UNEQUAL:
    tier_starts: [0, 5, 9]
    tier_prices: [1, 2]
    commodity_charge: Tiered
    bill: commodity_charge
  UNUSED:
    commodity_charge: 2*usage_ccf
    tier_starts_drought: [0, 5, 9]
    tier_prices_drought: [1, 2]
    variable_drought_surcharge: Tiered
    bill: commodity_charge
  ORDER:
    tier_starts: [0, 20, 10]
    tier_prices: [1, 2, 3]
    commodity_charge: Tiered
    bill: commodity_charge
  CASE:
    IR_charge: 5
    bill: IR_Charge
  NO_BILL:
    service_charge: 5
    commodity_charge: 2*usage_ccf
"""


@pytest.mark.parametrize(
    ("class_name", "code", "lenient"),
    [
        ("SQUARE", "degree", 2 * 10 + 2 * 10 * 10), ("TWICE", "duplicate-key", 30), ("UNEQUAL", "unequal-lists", None),
        # starts out of order: units 1-19 at 1, then nothing at 2, the rest at 3
        ("ORDER", "block-order", 10), ("CASE", "letter-case", 5), ("NO_BILL", "no-bill", 25),
    ],
)  # fmt: skip
def test_a_defective_class_is_refused_and_computed_only_when_asked(
    tmp_path, class_name, code, lenient
):
    path = tmp_path / "defects.owrs"
    path.write_text(DEFECTIVE, encoding="utf-8")
    with pytest.raises(MusdesignError, match=code):
        total(path, class_name, 10)
    if lenient is None:
        with pytest.raises(MusdesignError):
            total(path, class_name, 10, lenient=True)
    else:
        assert total(path, class_name, 10, lenient=True) == lenient
    assert total(path, "UNUSED", 10) == 20


def test_a_table_of_cases_keeps_every_row_and_says_what_failed(tmp_path, file):
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["file", "class", "usage", "unit", "extra_inputs_json"])
    size = json.dumps({"meter_size": '5/8"'})
    writer.writerows(
        [
            ["example.owrs", "HOME", "14", "kgal", size],
            ["example.owrs", "HOME", "-1", "kgal", size],
            ["example.owrs", "HOME", "14", "kgal", "{"],
            ["ke-kirinyaga-2015", "Residential", "25", "m3", ""],
            ["missing.owrs", "HOME", "14", "kgal", ""],
        ]
    )
    cases = tmp_path / "cases.csv"
    cases.write_text(table.getvalue(), encoding="utf-8")
    done = list(csv.DictReader(io.StringIO(rates.write_cases(rates.bill_cases(cases)))))
    assert [row["bill_computed"] for row in done] == ["38.00", "", "", "1225.00", ""]
    assert "cannot be billed" in done[1]["problem"]
    assert "JSON" in done[2]["problem"]
    assert "missing.owrs" in done[4]["problem"]


def test_a_mistake_in_one_row_of_a_table_stops_only_the_customers_of_that_row(tmp_path):
    path = tmp_path / "rows.owrs"
    path.write_text("""\
rate_structure:
  HOME:
    tier_starts:
      depends_on: meter_size
      values: {1": [0, 15, 42], 1|1/2": [0, 83, 13], 2": [0, 48]}
    tier_prices: [1, 2, 3]
    commodity_charge: Tiered
    bill: 1.1*(commodity_charge + 5) + 10%*usage_ccf
""", encoding="utf-8")  # fmt: skip
    assert total(path, "HOME", 20, meter_size='1"') == Fraction("1.1") * (14 + 12 + 5) + 2
    with pytest.raises(MusdesignError, match=r"out of order for this customer[\s\S]*0, 83, 13"):
        total(path, "HOME", 20, meter_size='1 1/2"')
    with pytest.raises(MusdesignError, match="2 block starts and 3 block prices"):
        total(path, "HOME", 20, meter_size='2"')
    # lenient: starts 0, 83, 13 leave nothing for the second price
    assert (
        total(path, "HOME", 90, meter_size='1 1/2"', lenient=True)
        == Fraction("1.1") * (82 + 8 * 3 + 5) + 9
    )


def test_a_table_saved_by_a_spreadsheet_with_semicolons_is_read(tmp_path, file):
    cases = tmp_path / "cases.csv"
    cases.write_bytes(
        "file;class;usage;unit;nota\nexample.owrs;ONE_BLOCK;2,5;kgal;pequeña\n".encode("cp1252")
    )
    (case,) = rates.bill_cases(cases)
    assert (case.billed.cents, case.row["nota"]) == ("14.50", "pequeña")


def test_every_finding_of_a_rate_file_has_a_code_that_is_explained(tmp_path):
    from musdesign.finance.tariffs.findings import CODES
    from musdesign.finance.tariffs.lint import lint

    path = tmp_path / "defects.owrs"
    path.write_text(DEFECTIVE + "  ROUND: {a: b + 1, b: a, bill: a}\n  EMPTY:\n", encoding="utf-8")
    codes = {finding.code for finding in lint(str(path))}
    assert codes >= {
        "degree",
        "duplicate-key",
        "unequal-lists",
        "block-order",
        "letter-case",
        "no-bill",
        "circle",
    }
    assert codes <= set(CODES)


def test_a_key_set_twice_stops_its_own_class_and_no_class_of_a_like_name(tmp_path):
    path = tmp_path / "twice.owrs"
    path.write_text("""\
rate_structure:
  RESIDENTIAL: {bill: 1*usage_ccf}
  RESIDENTIAL_SINGLE:
    price: 1
    price: 2
    unused_charge: 1
    unused_charge: 3
    bill: price*usage_ccf
  RESIDENTIAL_MULTI:
    unused_charge: 1
    unused_charge: 3
    bill: 5*usage_ccf
""", encoding="utf-8")  # fmt: skip
    assert total(path, "RESIDENTIAL", 10) == 10
    assert total(path, "RESIDENTIAL_MULTI", 10) == 50
    with pytest.raises(MusdesignError, match="duplicate-key"):
        total(path, "RESIDENTIAL_SINGLE", 10)
    assert total(path, "RESIDENTIAL_SINGLE", 10, lenient=True) == 20


def test_a_comma_in_a_number_is_read_only_where_semicolons_part_the_columns(tmp_path, file):
    cases = tmp_path / "cases.csv"
    cases.write_text('file,class,usage,unit\nexample.owrs,ONE_BLOCK,"15,5",kgal\n')
    (case,) = rates.bill_cases(cases)
    assert case.billed is None
    assert "row 2" in str(case.problems[0])
    assert "'15,5' holds a comma" in str(case.problems[0])


def test_an_input_that_the_class_does_not_ask_for_is_named(file):
    _, findings = bill_owrs(
        read_owrs(file), "HOME", Fraction(1), {"meter_size": '5/8"', "meter_sise": "1"}
    )
    (found,) = [f for f in findings if f.code == "unused-input"]
    assert "meter_sise" in found.what
    assert "meter_size" in found.cure


@pytest.mark.parametrize(
    ("last", "more", "code"),
    [("ONE_BLOCK,2", [], 0), ("NONE,2", [], 0), ("NONE,2", ["--strict"], 1)],
)
def test_a_table_is_written_whatever_its_rows_hold(tmp_path, file, last, more, code):
    from typer.testing import CliRunner

    from musdesign.cli import app

    cases, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    rows = f"file,class,usage\nexample.owrs,ONE_BLOCK,1\nexample.owrs,{last}\n"
    cases.write_text(rows, encoding="utf-8")
    done = CliRunner().invoke(app, ["tariff", "bills", str(cases), "--out", str(out), *more])
    assert done.exit_code == code
    text = io.StringIO(out.read_text(encoding="utf-8"))
    billed = [row["bill_computed"] for row in csv.DictReader(text)]
    assert billed == ["10.00", "13.00" if "ONE" in last and "NONE" not in last else ""]
    assert ("1 of 2 rows could not be billed" in done.stderr) == ("NONE," in last)


def test_facts_that_any_tariff_may_ask_for_are_numbers():
    from musdesign.finance.tariffs.rates import make_bill, open_rates

    opened = open_rates("ke-kirinyaga-2015")
    assert make_bill(opened, "Kiosk", "2 m3", "", {"persons": 4}).cents == "70.00"
    with pytest.raises(MusdesignError, match="persons = 'four' is not a number"):
        make_bill(opened, "Kiosk", "2 m3", "", {"persons": "four"})


@pytest.mark.parametrize("name", ["ST. HELENA", "HOME (inside)", "A.B (c)"])
def test_the_signs_in_the_name_of_a_class_hide_no_mistake(tmp_path, name):
    path = tmp_path / "rates.owrs"
    path.write_text(
        f"rate_structure:\n  A: {{bill: 1}}\n  {name}:\n    price: 1\n    price: 2\n"
        "    square: price*usage_ccf*usage_ccf\n    bill: square\n",
        encoding="utf-8",
    )
    with pytest.raises(MusdesignError, match=r":5: .*duplicate-key[\s\S]*degree"):
        total(path, name, 10)
    assert total(path, name, 10, lenient=True) == 200
    assert total(path, "A", 10) == 1


@pytest.mark.parametrize("number", [".inf", "1e999", "-1e999", ".nan", "9" * 400, "2*1e999"])
def test_a_number_without_end_is_refused_in_words(tmp_path, number):
    path = tmp_path / "rates.owrs"
    path.write_text(f"rate_structure:\n  A:\n    p: {number}\n    bill: p*usage_ccf\n")
    with pytest.raises(MusdesignError, match=r"out of range|too large|beyond what can be held"):
        total(path, "A", 10)
