"""The examples of the page on needs are read and designed as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musdesign import flow
from musdesign.yamlfile import parse_yaml

PAGE = Path(__file__).parents[2] / "docs" / "demand.md"


@pytest.fixture(scope="module")
def blocks():
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    who, what, chance = (
        parse_yaml(re.sub(r" *uses: \.\.\.\n", "", block), "docs").data for block in found
    )
    return who, what["uses"], chance


def changes(blocks):
    who, uses, chance = blocks
    return {
        "household_total": who["household_total"],
        "institutions": who["institutions"],
        "bulk_users": who["bulk_users"],
        "service_ladder": [
            {"name": "none", "least": "0 L/person/day"},
            {"name": "basic", "least": "20 L/person/day", "distance": "500 m"},
        ],
        "households": [
            who["households"][0] | {"uses": uses, "size": chance["size"]},
            who["households"][0]
            | {"group": "others", "share": "40 %", "uses": {"domestic": {"rate": chance["rate"]}}},
        ],
        "losses": chance["losses"],
        "network": None,
        "provenance": [],
        "tariffs": [],
    }


def test_the_examples_make_a_design(blocks):
    result = flow.design(flow.load("la-palma-tres-puertas", changes(blocks)), with_futures=False)
    items = {part.item for part in result.demand.uses}
    assert {
        "dairy_cow",
        "goat",
        "vegetables",
        "maize",
        "pond",
        "pond filling",
        "school_day",
    } <= items
    assert {part.level for part in result.service} == {"basic"}
    assert result.households == pytest.approx(218.4 * (1 + 0.005 * 25) + 145.6 * (1 + 0.005 * 25))


def test_the_ranges_of_the_examples_are_drawn(blocks):
    found, _ = flow.sampled_needs(flow.load("la-palma-tres-puertas", changes(blocks)), 50, 1)
    assert found.per_person_l_day.std() > 0
    assert (found.losses_m3_day / found.mean_day_m3).min() >= 0.20 - 1e-9
    assert (found.losses_m3_day / found.mean_day_m3).max() <= 0.35 + 1e-9
