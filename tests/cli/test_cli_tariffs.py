"""The commands for tariffs, as a user types them."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError

ROOT = Path(__file__).parents[2]

OWRS = """\
metadata: {utility_name: Trial, bill_unit: ccf}
rate_structure:
  HOME:
    service_charge: {depends_on: meter_size, values: {3/4": 12.5, 1": 20}}
    tier_starts: [0, 15]
    tier_prices: [2, 3.005]
    commodity_charge: Tiered
    bill: service_charge+commodity_charge
  SQUARE:
    commodity_charge: 2*usage_ccf
    bill: commodity_charge*usage_ccf
"""


@pytest.fixture
def rates(tmp_path):
    path = tmp_path / "trial.owrs"
    path.write_text(OWRS, encoding="utf-8")
    return str(path)


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def refused(*arguments):
    found = run(*arguments)
    assert isinstance(found.exception, MusdesignError), found.output
    return str(found.exception)


def test_a_rate_file_is_billed_with_the_facts_typed(rates):
    found = run(
        "tariff",
        "bill",
        rates,
        "--class",
        "HOME",
        "--usage",
        "15 ccf",
        "--set",
        'meter_size=3/4"',
        "--format",
        "json",
    )
    data = json.loads(found.stdout)
    # 12.5 + 14 x 2 + 3.005 = 43.505, half up
    assert (data["total"], data["bill"], data["bill_computed"]) == (43.505, 43.51, "43.51")
    assert [line["label"] for line in data["lines"]] == [
        "service_charge",
        "0 to 14 ccf",
        "above 14 ccf",
    ]
    assert data["volume_m3"] == pytest.approx(15 * 2.8316846592)


def test_what_is_printed_is_the_bill_to_the_cent_and_prices_keep_their_digits(rates):
    words = ["tariff", "bill", rates, "--class", "HOME", "--usage", "15 ccf"]
    shown = run(*words, "--set", 'meter_size=3/4"').stdout
    last, total = (
        next(line.split() for line in shown.splitlines() if line.startswith(start))
        for start in ("above 14", "total")
    )
    assert last[-2:] == ["3.005", "3.01"]
    assert total[-1] == "43.51"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--class", "HOME", "--usage", "15 ccf"), 'needs meter_size .one of 3/4", 1"'), (("--usage", "1 ccf"), "no class is named"),
        (("--class", "HOUSE", "--usage", "1 ccf"), "did you mean 'HOME'|HOME"), (("--class", "HOME", "--usage", "-1 ccf"), "cannot be billed"),
        (("--class", "HOME", "--usage", "many"), "is no volume"), (("--class", "HOME", "--usage", "5"), "has no unit"),
        (("--class", "HOME", "--usage", "5 buckets"), "no unit in which water is billed"), (("--class", "HOME", "--usage", "1e400 ccf"), "out of range"),
        (("--class", "SQUARE", "--usage", "5 ccf"), "degree"),
    ],
)  # fmt: skip
def test_a_bill_that_cannot_be_made_says_what_is_needed(rates, arguments, message):
    assert re.search(message, refused("tariff", "bill", rates, *arguments))


def test_amounts_are_indexed_to_a_date(tmp_path):
    path = tmp_path / "indexed.yaml"
    path.write_text(
        "name: N\ncountry: NPL\ncurrency: NPR\nsource: typed\nbasis: unverified\neffective: {from: 2024-01-01}\nclasses: {A: {charges: [{name: base, fixed: 100}]}}\nterms: {indexation: [{percent: 5, from: 2025-01-01}]}\n"
    )
    bills = [json.loads(run("tariff", "bill", path, "--usage", "1 m3", "--format", "json", *on).stdout)["bill"]
             for on in ((), ("--on", "2024-06-01"), ("--on", "2026-06-01"))]  # fmt: skip
    assert bills == [100, 100, 110.25]
    assert "in force" in refused("tariff", "bill", path, "--usage", "1 m3", "--on", "2023-01-01")


def test_a_fact_that_the_tariff_does_not_know_is_an_error():
    text = refused("tariff", "bill", "np-rwusc", "--usage", "5 m3", "--set", "person=4")
    assert "does not ask for person" in text
    assert "persons" in text


def test_what_a_defective_file_says_is_computed_when_asked(rates):
    found = run(
        "tariff",
        "bill",
        rates,
        "--class",
        "SQUARE",
        "--usage",
        "10 ccf",
        "--lenient",
        "--format",
        "json",
    )
    assert json.loads(found.stdout)["bill"] == 200


def test_lint_exits_with_1_where_there_are_errors(rates, tmp_path):
    found = run("tariff", "lint", rates, "--format", "json")
    assert found.exit_code == 1
    assert {f["code"] for f in json.loads(found.stdout)["findings"]} >= {"degree"}
    assert run("tariff", "lint", "co-marinilla-2016").exit_code == 0
    notched = tmp_path / "notch.yaml"
    notched.write_text(
        "name: N\ncountry: BOL\ncurrency: BOB\nsource: typed\nbasis: unverified\nclasses: {A: {charges: [{name: b, blocks: [{upto: 3, amount: 10}, {upto: null, amount: 10}]}, {name: r, fixed: -4}]}}\n"
    )
    found = run("tariff", "lint", notched)
    assert "jumps by 10 BOB at 3 m3" in found.stdout
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: N\ncolour: red\n")
    assert run("tariff", "lint", broken).exit_code == 1


def test_an_import_is_a_tariff_that_bills_the_same(rates, tmp_path):
    out = tmp_path / "own.yaml"
    assert run("tariff", "import", rates, "--out", out, "--lenient").exit_code == 0
    arguments = (
        "--class",
        "HOME",
        "--usage",
        "40 ccf",
        "--set",
        'meter_size=1"',
        "--format",
        "json",
    )
    one, two = (json.loads(run("tariff", "bill", file, *arguments).stdout) for file in (rates, out))
    assert one["total"] == two["total"]
    assert run("tariff", "export", out).stdout.startswith("tariff,class,charge,kind")


def test_a_function_of_volume_is_shown_with_its_proofs():
    data = json.loads(
        run(
            "tariff", "explain", "ke-kirinyaga-2015", "--class", "Residential", "--format", "json"
        ).stdout
    )
    assert [data[k] for k in ("monotone", "continuous", "non_negative")] == [True, True, True]
    assert data["pieces"][1]["coefficients"] == ["-100", "50"]
    data = json.loads(
        run(
            "tariff",
            "explain",
            "ke-kirinyaga-2015",
            "--class",
            "Residential",
            "--amount",
            "900",
            "--format",
            "json",
        ).stdout
    )
    assert data["volumes"] == {"bill": 900.0, "at": [20.0], "ranges": []}
    assert (
        "a bill of 200 KES: 0 to 6 m3"
        in run(
            "tariff", "explain", "ke-kirinyaga-2015", "--class", "Residential", "--amount", "200"
        ).stdout
    )
    # SEMAPA's proposal: Bs 10 up to 3 m3, Bs 20 above, nothing in between
    shown = run("tariff", "explain", "bo-semapa-2016", "--class", "Hogar", "--amount", "15").stdout
    assert "jumps by 10 BOB at 3 m3" in shown
    assert "a bill of 15 BOB: no volume" in shown
    assert "without jumps: proven" in run("tariff", "explain", "np-rwusc").stdout


def test_a_table_of_cases_is_written_with_its_bills(rates, tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text(
        'file,class,usage,unit,extra_inputs_json\ntrial.owrs,HOME,15,ccf,"{""meter_size"": ""3/4\\""""}"\ntrial.owrs,NONE,15,ccf,\n'
    )
    found = run("tariff", "bills", cases)
    assert found.exit_code == 0
    assert ",43.51," in found.stdout
    assert "no class 'NONE'" in found.stdout
    cases.write_text("a,b\n1,2\n")
    assert "lacks the column file, class, usage" in refused("tariff", "bills", cases)


def test_the_examples_of_the_page_on_tariffs_load_and_bill(tmp_path):
    from musdesign.finance import bill
    from musdesign.finance.tariffs.reading import tariff_of
    from musdesign.yamlfile import parse_yaml

    text = (ROOT / "docs" / "tariffs.md").read_text(encoding="utf-8")
    short, long, *_edits = re.findall(r"```yaml\n(.*?)```", text, flags=re.S)
    made = tariff_of(parse_yaml(short, "short"), "short")
    assert bill(made, "Residential", 10).total == 400
    head = "name: T\ncountry: COL\ncurrency: COP\nsource: typed\nbasis: unverified\n"
    made = tariff_of(parse_yaml(head + long, "long"), "long")
    facts = {"stratum": 1, "altitude": 1500, "cattle": 2}
    # 14,000 + 40 x 710 + 1,200; subsidy 50 % of 14,000 + 26 x 710, capped at 9,000; coin of 50
    assert bill(made, "Home", 40, facts).total == 14000 + 28400 + 1200 - 9000
