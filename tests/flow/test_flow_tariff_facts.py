"""A scenario's households bring the facts that a tariff asks for."""

from __future__ import annotations

import pytest

from musdesign import flow

TARIFF = """
schema: 1
name: By persons and cows
country: COL
currency: COP
year: 2026
source: a made-up tariff for this test
basis: unverified
attributes:
  cattle: {default: 0, least: 0, unit: head}
classes:
  all:
    charges:
      - {name: heads, fixed: {formula: '100 * persons + 1000 * cattle + altitude'}, per: month}
"""


def test_persons_animals_and_altitude_reach_the_bill(tmp_path):
    (tmp_path / "t.yaml").write_text(TARIFF, encoding="utf-8")
    changes = {"tariffs": [str(tmp_path / "t.yaml")]}
    for i in range(3):
        changes[f"households[{i}].tariff_class"] = "all"
    scheme = flow.load("la-palma-tres-puertas", changes)
    (found,) = flow.design(scheme, with_futures=False).tariffs
    for bill, group in zip(found.bills, scheme.scenario.households, strict=True):
        herd = group.uses.livestock.get("cattle")
        cattle = herd.head if herd else 0.0
        wanted = 100 * group.size + 1000 * cattle + scheme.scenario.location.altitude
        assert bill.bill_month == pytest.approx(wanted), bill.group
