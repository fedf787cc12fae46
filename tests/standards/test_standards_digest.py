"""Every value of the digest of national texts can be asked for, and no basis is better than read.

tests/standards/data/rows.csv holds one line for each value collected from the texts: who says it,
of what, under which conditions, in the spelling of the collection, and how well it was read.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from musdesign.errors import UnitError
from musdesign.standards import ask, available, load_standard
from musdesign.standards.vocabulary import asked, vocabulary
from musdesign.units import factor

TABLE = Path(__file__).parent / "data" / "rows.csv"
BETTER = {"unverified": 0, "secondary": 1, "primary": 2}
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [
        row
        | {"conditions": json.loads(row["conditions"] or "{}"), "value": json.loads(row["value"])}
        for row in csv.DictReader(file)
    ]


def inside(wanted, where):
    """Return a value inside a condition of the digest: in its middle or at one of its edges."""
    if isinstance(wanted, dict) and wanted.keys() <= {"gt", "gte", "lt", "lte"}:
        ends = [wanted.get("gte"), wanted.get("lte")]
        low, high = wanted.get("gt", ends[0]), wanted.get("lt", ends[1])
    elif isinstance(wanted, list) and all(x is None or isinstance(x, int | float) for x in wanted):
        ends, low, high = [wanted[0], wanted[-1]], wanted[0], wanted[-1]
    else:
        return wanted[0] if isinstance(wanted, list) else wanted
    closed = [end for end in ends if end is not None]
    if where != "middle" and closed:
        return closed[0] if where == "first" else closed[-1]
    if low is None or high is None:
        return low + 1 if high is None else high / 2
    return (low + high) / 2


def ask_row(row, where="middle", who=None):
    given = {name: inside(wanted, where) for name, wanted in row["conditions"].items()}
    return ask(who or row["instrument"], row["parameter"], given)


def numbers(row):
    """Return the numbers that a row states, None where it is open, or nothing for a text."""
    value = row["value"]
    if isinstance(value, int | float):
        return [value]
    pair = isinstance(value, list) and len(value) == 2
    if pair and all(x is None or isinstance(x, int | float) for x in value):
        known = [x for x in value if x is not None]
        return sorted(value) if len(known) == 2 else value
    return []


def says(row, answer):
    """Tell whether an answer states what the row does, in the unit of the row."""
    wanted = numbers(row)
    if not wanted:
        return told(row["value"], answer)
    equivalents = vocabulary()[answer.parameter].equivalents
    try:
        ratio = 1 / equivalents[row["unit"]] if row["unit"] in equivalents else None
        ratio = ratio or factor(answer.unit, row["unit"])
    except UnitError:
        return False
    found = [answer.value] if len(wanted) == 1 else [answer.low, answer.high]
    if len(set(wanted)) == 1 and answer.value is not None:
        found = [answer.value] * len(wanted)
    return all(
        f is None if w is None else f is not None and f * ratio == pytest.approx(w, rel=1e-5)
        for w, f in zip(wanted, found, strict=True)
    )


def told(value, answer):
    if isinstance(value, str):
        return value in answer.text or (value == "1/3" and round(answer.value * 3, 5) == 1)
    if isinstance(value, list):
        return all(str(item) in answer.text for item in value)
    found = [answer.value, answer.low, answer.high]
    return bool(answer.text) or any(number is not None for number in found)


def test_the_digest_is_whole_and_counts_its_bases():
    assert Counter(row["basis"] for row in ROWS) == {
        "primary": 143, "secondary": 279, "unverified": 114,
    }  # fmt: skip
    assert {row["instrument"] for row in ROWS} <= set(available())


@pytest.mark.parametrize("where", ["middle", "first", "last"])
def test_every_row_can_be_asked_for_by_its_conditions(where):
    silent = [
        f"line {number}: {row['instrument']} {row['parameter']} {row['conditions']}"
        for number, row in enumerate(ROWS, 2)
        if not any(says(row, answer) for answer in ask_row(row, where))
    ]
    assert silent == []


def test_every_answer_to_a_row_has_its_clause_unit_source_and_basis():
    for row in ROWS:
        found = [answer for answer in ask_row(row) if says(row, answer)]
        assert any(answer.basis == row["basis"] for answer in found), row
        for answer in found:
            assert answer.clause
            assert answer.unit
            assert answer.source


def test_a_country_answers_for_its_texts_in_force():
    missing = []
    for row in ROWS:
        standard = load_standard(row["instrument"])
        held = standard.in_force_to is None and not standard.superseded_by
        replaced = {rule.in_force_to for rule in standard.rules} - {None}
        if held and not replaced and not standard.draft:
            found = ask_row(row, who=row["country"])
            if not any(a.instrument == standard.id and says(row, a) for a in found):
                missing.append((row["instrument"], row["parameter"]))
    assert missing == []


def test_no_basis_on_file_is_better_than_the_best_reading_of_its_parameter():
    best: dict[tuple[str, str], int] = {}
    for row in ROWS:
        for name in asked(row["parameter"]).parameters:
            key = (row["instrument"], name)
            best[key] = max(best.get(key, 0), BETTER[row["basis"]])
    for identifier in available():
        for rule in load_standard(identifier).rules:
            limit = best.get((identifier, rule.parameter))
            if limit is not None:
                assert BETTER[rule.basis] <= limit, (identifier, rule.parameter)


def test_instruments_outside_the_digest_are_unverified_throughout():
    read = {row["instrument"] for row in ROWS}
    for identifier in set(available()) - read:
        standard = load_standard(identifier)
        bases = {rule.basis for rule in standard.rules} | {standard.basis}
        assert bases == {"unverified"}, identifier


# spellings of an engineer who has not read the vocabulary
@pytest.mark.parametrize(
    ("who", "parameter", "conditions", "value"),
    [
        ("Colombia", "dotacion_neta_maxima", {"msnm": "800 m", "poblacion": 2000}, 140),
        ("COL", "dotacion", {"altitude_masl": "0.8 km"}, 140),
        ("Bolivia", "k2", {"poblacion": "200000 inhabitants"}, 1.5),
        ("PER", "dotacion", {"region": "costa", "sanitation": "no flush"}, 60),
        ("KEN", "domestic_allocation", {"service": "no connection", "land_potential": "low"}, 10),
        ("COL", "subsidio_maximo", {"estrato": "1"}, 70),
        ("India", "institutional_allowance", {"institution": "day school/college"}, 45),
        ("INT", "users_per_tap", {"phase": "emergency"}, 250),
        ("International", "max_distance", {"phase": "post emergency"}, 200),
    ],
)
def test_common_spellings_are_understood(who, parameter, conditions, value):
    assert value in {answer.value for answer in ask(who, parameter, conditions)}
