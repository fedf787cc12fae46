"""Designs side by side tell what differs, and never compare amounts of two currencies."""

from __future__ import annotations

import csv
import io

import pytest

from musdesign import flow
from musdesign.report.comparison import comparison_csv
from musdesign.study.compare import compare


def test_changes_are_relative_to_the_first_design():
    case = "ifa-daba"
    first = flow.design(flow.load(case), with_futures=False)
    changes = {"households[0].uses.domestic.rate": "100 L/person/day"}
    second = flow.design(flow.load(case, changes), with_futures=False)
    found = compare(first, second, titles=["a", "=b"])
    row = next(row for row in found.rows if row.name == "mean day")
    assert row.differs
    assert row.changes[1] == pytest.approx(row.values[1] / row.values[0] - 1)
    text = comparison_csv(found, [{}, changes])
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["kind", "name", "unit", "a", "'=b"]
    assert ["input", "households[0].uses.domestic.rate", "", "", "100 L/person/day"] in rows
    kept = next(line for line in rows if line[1] == "mean day")
    assert [float(value) for value in kept[3:]] == list(row.values)


def test_the_same_design_twice_differs_in_nothing():
    made = flow.design(flow.load("ifa-daba"), with_futures=False)
    assert not any(row.differs for row in compare(made, made, titles=["a", "b"]).rows)


def test_amounts_in_two_currencies_are_not_compared():
    one, other = (flow.design(flow.load(name), with_futures=False)
                  for name in ("la-palma-tres-puertas", "bushbuckridge-village"))  # fmt: skip
    row = next(r for r in compare(one, other).rows if r.name == "capital")
    assert row.unit == "COP | ZAR"
    assert not row.comparable
    assert row.changes == (None, None)
