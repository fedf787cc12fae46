"""Import, export and checks of rate files; the files are invented for these tests."""

import csv
import io
import json
from fractions import Fraction

import pytest

from musdesign.errors import MusdesignError
from musdesign.finance.tariffs import rates
from musdesign.finance.tariffs.importing import import_tariff
from musdesign.finance.tariffs.lint import lint
from musdesign.finance.tariffs.writing import tariff_csv, tariff_yaml

OWRS = """\
metadata: {effective_date: 2019-07-01, utility_name: Trial Water, bill_frequency: monthly}
rate_structure:
  RESIDENTIAL_SINGLE:
    service_charge:
      depends_on: meter_size
      values: {5/8": 20, 1": 40, 1 1/2": 8000, 2": 120}
    tier_starts: {depends_on: meter_size, values: {5/8": [0, 11], 1": [0, 6, 21]}}
    tier_prices: {depends_on: meter_size, values: {5/8": [1.5, 2], 1": [1, 2, 3]}}
    commodity_charge: Tiered
    bill: service_charge+commodity_charge
  DAILY:
    service_charge: {depends_on: meter_size, values: {5/8": 0.489, 3/4": 15.2, 1": 22.1, 2": 60}}
    commodity_charge: 2*usage_ccf
    bill: service_charge+commodity_charge
  FRACTIONAL:
    tier_starts: [0, 14.062]
    tier_prices: [3, 4]
    commodity_charge: Tiered
    fixed_wastewater_charge: 9
    bill: commodity_charge
  RESIDENTIAL_MULTI:
    tier_starts: [0, 900]
    tier_prices: [3, 4]
    commodity_charge: Tiered
    bill: commodity_charge
  RESIDENTIAL_ESTATE:
    tier_starts: [0, 9]
    tier_prices: [3, 4]
    service_charge: 3
    commodity_charge: Tiered
    bill: commodity_charge+service_charge
"""


@pytest.fixture
def owrs(tmp_path):
    path = tmp_path / "trial.owrs"
    path.write_text(OWRS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("class_name", "code"),
    [
        ("RESIDENTIAL_SINGLE", "slip-of-100"), ("DAILY", "time-basis"), ("FRACTIONAL", "fractional-start"),
        ("FRACTIONAL", "not-charged"), ("RESIDENTIAL_MULTI", "unit-slip"), ("RESIDENTIAL_ESTATE", "repeated-price"),
    ],
)  # fmt: skip
def test_the_mistakes_of_real_rate_files_are_found(owrs, class_name, code):
    found = {(f.class_name, f.code): f for f in lint(str(owrs))}
    assert (class_name, code) in found
    assert found[class_name, code].severity in {"warning", "note"}
    assert found[class_name, code].line


def test_an_imported_tariff_reads_back_and_bills_the_same(owrs, tmp_path):
    tariff, _ = import_tariff(str(owrs))
    written = tmp_path / "trial.yaml"
    written.write_text(tariff_yaml(tariff), encoding="utf-8")
    again = rates.open_rates(str(written))
    assert tariff_yaml(again) == tariff_yaml(tariff)
    for class_name in tariff.classes:
        for size in ('5/8"', '1"'):
            for usage in ("0 ccf", "5.5 ccf", "21 ccf", "1000 ccf"):
                one = rates.make_bill(
                    rates.open_rates(str(owrs)), class_name, usage, "", {"meter_size": size}
                )
                two = rates.make_bill(again, class_name, usage, "", {"meter_size": size})
                assert one.bill.exact == two.bill.exact


def test_every_tariff_on_file_survives_being_written():
    from musdesign.finance import available_tariffs, bill, load_tariff
    from musdesign.finance.tariffs.reading import tariff_of
    from musdesign.yamlfile import parse_yaml

    for name in available_tariffs():
        made = load_tariff(name)
        again = tariff_of(parse_yaml(tariff_yaml(made)), name)
        for class_name in made.classes:
            assert bill(again, class_name, 37.5).exact == bill(made, class_name, 37.5).exact


def test_a_tariff_exports_as_a_table_with_a_source_in_every_row(owrs):
    tariff, _ = import_tariff(str(owrs))
    rows = list(csv.DictReader(io.StringIO(tariff_csv(tariff))))
    assert all(row["source"] and row["currency"] == "USD" for row in rows)
    blocks = [
        r
        for r in rows
        if r["class"] == "RESIDENTIAL_SINGLE"
        and r["when"] == 'meter_size: 1"'
        and r["kind"] == "block"
    ]
    assert [(r["from"], r["upto"], r["price"]) for r in blocks] == [
        ("0", "5", "1"),
        ("5", "20", "2"),
        ("20", "", "3"),
    ]


URDB = {
    "label": "abc", "utility": "Village", "name": "Household", "sector": "Residential",
    "source": "https://example.org/rates", "startdate": 1483228800,
    "fixedchargefirstmeter": 0.5, "fixedchargeunits": "$/day", "mincharge": 25, "minchargeunits": "$/month",
    "energyratestructure": [
        [{"max": 10, "rate": 1.0, "adj": 0.1, "unit": "m3"}, {"rate": 2.0, "unit": "m3"}],
        [{"rate": 3.0, "unit": "m3"}],
    ],
    "energyweekdayschedule": [[0] * 24] * 6 + [[1] * 24] * 6,
    "energyweekendschedule": [[0] * 24] * 6 + [[1] * 24] * 6,
}  # fmt: skip


def urdb(tmp_path, **changes):
    path = tmp_path / "rate.json"
    path.write_text(json.dumps({"items": [{**URDB, **changes}]}), encoding="utf-8")
    return path


def test_rates_of_the_utility_rate_database_bill_by_month_tier_and_minimum(tmp_path):
    found = rates.open_rates(str(urdb(tmp_path)))
    day = Fraction(365, 12) / 2
    # January: 0.5 a day, ten at 1.0 + 0.1, the rest at 2; July: all at 3; a minimum of 25
    for month, usage, expected in (
        (1, "14 m3", day + 11 + 8),
        (7, "14 m3", day + 42),
        (1, "2 m3", 25),
    ):
        assert (
            rates.make_bill(found, "Household", usage, "", {"month": month}).bill.exact == expected
        )
    assert (found.effective_from.year, found.source) == (2017, "https://example.org/rates")


def test_daily_tiers_grow_with_the_days_of_the_bill(tmp_path):
    tiers = [[{"max": 1, "rate": 1, "unit": "kgal daily"}, {"rate": 5, "unit": "kgal daily"}]]
    path = urdb(tmp_path, energyratestructure=tiers, energyweekdayschedule=[[0] * 24] * 12,
                energyweekendschedule=[[0] * 24] * 12, fixedchargefirstmeter=0, mincharge=0)  # fmt: skip
    bill = rates.make_bill(
        rates.open_rates(str(path)), "", "40 kgal", "", {"days_in_bill": 30}
    ).bill
    assert (bill.exact, bill.unit) == (30 + 50, "kgal")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"energyweekdayschedule": [[0] * 12 + [1] * 12] * 12}, "hour of the day"), ({"demandratestructure": [[{"rate": 1}]]}, "highest demand"),
        ({"energyratestructure": [[{"max": 5, "rate": 1}, {"max": 3, "rate": 1}, {"rate": 2}]]}, "do not go up"),
        ({"fixedchargeunits": "$/moon"}, "moon"), ({"energyratestructure": [[{"rate": "a"}]]}, "not a number"),
    ],
)  # fmt: skip
def test_what_a_volume_cannot_tell_is_refused(tmp_path, changes, message):
    with pytest.raises(MusdesignError, match=message):
        rates.open_rates(str(urdb(tmp_path, **changes)))


OWN = """\
name: T
country: COL
currency: COP
source: typed for this test
basis: unverified
attributes: {meter_size: {choices: [5/8", 1", 2", 3"]}, zone: {choices: [a, b]}}
classes:
  Slip:
    charges:
      - {name: base, fixed: {by: meter_size, values: {5/8": 10, 1": 25, 2": 8000, 3": 150}}}
  Price: {charges: [{name: use, blocks: [{upto: 10, price: 1.5}, {upto: null, price: 180}]}]}
  Home: {charges: [{name: use, blocks: [{upto: 900, price: 1}, {upto: 2800, price: 2}, {upto: null, price: 3}]}]}
  Square: {charges: [{name: use, formula: 2 * volume * volume}]}
  Falling: {charges: [{name: use, formula: 'max(40 - 2 * volume, 0)'}]}
  Below: {charges: [{name: rebate, fixed: -5}, {name: use, price: 1}]}
  Gap: {charges: [{name: use, price: {by: zone, values: {a: 1}}}]}
  Notch: {charges: [{name: use, mode: all, blocks: [{upto: 10, price: 1}, {upto: null, price: 2}]}]}
  Sound: {charges: [{name: base, fixed: 5}, {name: use, blocks: [{upto: 10, price: 1}, {upto: null, price: 2}]}]}
"""


def test_an_own_tariff_is_proven_and_its_slips_are_found(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    found = {}
    for finding in lint(str(path)):
        found.setdefault(finding.class_name, set()).add((finding.code, finding.severity))
    assert found == {
        "Slip": {("slip-of-100", "warning")}, "Price": {("slip-of-100", "warning")}, "Home": {("unit-slip", "note")},
        "Square": {("degree", "error")}, "Falling": {("falling", "warning")}, "Below": {("negative", "error")},
        "Gap": {("gap", "warning")}, "Notch": {("notch", "note")},
    }  # fmt: skip
