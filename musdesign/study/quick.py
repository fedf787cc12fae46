"""The quick question: one spring, one village, a few uses — in how many months does it carry them?

About seven figures make a whole scenario: the climate, the country and the money are those of a
shipped case, everything else is asked.  The answer is a design like any other, so that it can be
opened, changed and explained.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from musdesign import flow
from musdesign.errors import MusdesignError, Problem
from musdesign.flow import DesignResult
from musdesign.yamlfile import parse_yaml

_CARRIED_UNMET_M3 = 1e-6
_PLACE = "location"
"""Section of the case that the answer takes over with the country, money and law."""


@dataclass(frozen=True, slots=True)
class QuickInputs:
    """What is asked: a place, people, uses and a spring."""

    case: str
    """Shipped case whose climate, country, currency and standard are taken."""
    households: float = 60.0
    persons: float = 5.0
    domestic_l_person_day: float = 50.0
    cattle: float = 40.0
    """Head of cattle in all."""
    gardens: float = 30.0
    """Gardens in all."""
    garden_m2: float = 100.0
    spring_lps: float = 0.5


@dataclass(frozen=True, slots=True)
class QuickAnswer:
    """What a spring carries.

    ``months_met`` counts the months of a mean year in which nobody misses water;
    ``without_gardens`` and ``domestic_only`` the same with fewer uses.  ``storage_m3`` is the tank
    that the hours of the day need.
    """

    result: DesignResult
    scenario: str
    months_met: int
    short_months: tuple[int, ...]
    """Months with water missing, 1 is January."""
    without_gardens: int
    domestic_only: int
    need_m3_day: float
    """Need of the month with the largest mean day, losses included."""
    spring_m3_day: float
    storage_m3: float | None


def quick(inputs: QuickInputs) -> QuickAnswer:
    """Answer the quick question.

    Raises:
        MusdesignError: a figure that cannot be, each with its name, or an unknown case.
    """
    _check(inputs)
    text = quick_scenario(inputs)
    result = _design(text)
    short = _short_months(result)
    tanks = [tank.volume_m3 for tank in result.storage if tank.count == 1]
    return QuickAnswer(
        result,
        text,
        12 - len(short),
        short,
        12 - len(_short_months(_design(quick_scenario(inputs, gardens=False)))),
        12 - len(_short_months(_design(quick_scenario(inputs, gardens=False, cattle=False)))),
        float(result.demand.by_month_m3_day.max()),
        inputs.spring_lps * 86.4,
        sum(tanks) if tanks else None,
    )


def quick_scenario(inputs: QuickInputs, *, gardens: bool = True, cattle: bool = True) -> str:
    """Return the scenario file of the question, with or without its productive uses."""
    base = parse_yaml(flow.cases()[inputs.case].read_text(encoding="utf-8"), inputs.case).data
    uses: dict[str, Any] = {"domestic": {"rate": f"{inputs.domestic_l_person_day:g} L/person/day"}}
    if cattle and inputs.cattle > 0:
        uses["livestock"] = {"cattle": _each(inputs.cattle, inputs)}
    if gardens and inputs.gardens > 0 and inputs.garden_m2 > 0:
        area = _each(inputs.gardens * inputs.garden_m2, inputs)
        uses["gardens"] = [{"crop": "vegetables", "area": f"{area:.10g} m2/household"}]
    scenario = {
        "schema": 1,
        "name": f"{_name(base)}: quick question",
        "currency": base["currency"],
        "location": base[_PLACE],
        **({"standard": base["standard"]} if base.get("standard") else {}),
        "horizon": {
            "base_year": base["horizon"]["base_year"],
            "design_period": "1 year",
            "growth": {"method": "geometric", "rate": "0 %/year"},
        },
        "households": [
            {
                "group": "households",
                "count": inputs.households,
                "size": inputs.persons,
                "service": "yard tap",
                "uses": uses,
            }
        ],
        "sources": [{"kind": "spring", "name": "spring", "flow": f"{inputs.spring_lps:g} L/s"}],
        "storage": [{"name": "tank"}],
        "provenance": [
            {"path": path, "assumed": "typed into the quick question"}
            for path in ("households", "sources", "horizon")
        ]
        + [
            item
            for item in base.get("provenance", [])
            if str(item.get("path", "")).startswith(_PLACE)
        ],
    }
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 96
    yaml.dump(scenario, out)
    return out.getvalue()


def _each(total: float, inputs: QuickInputs) -> float:
    return float(f"{total / inputs.households:.10g}")


def _name(base: dict[str, Any]) -> str:
    return str(base[_PLACE].get("place") or base["name"])


def _design(text: str) -> DesignResult:
    return flow.design(flow.load_text(text, file="quick question"), with_futures=False)


def _short_months(result: DesignResult) -> tuple[int, ...]:
    if result.supply is None:
        return tuple(range(1, 13))
    return tuple(
        month + 1
        for month in range(12)
        if any(use.unmet_by_month_m3[month] > _CARRIED_UNMET_M3 for use in result.supply.by_use)
    )


def _check(inputs: QuickInputs) -> None:
    limits = {
        "households": (inputs.households, 1.0, 1e6),
        "persons": (inputs.persons, 0.1, 50.0),
        "domestic_l_person_day": (inputs.domestic_l_person_day, 0.1, 2000.0),
        "cattle": (inputs.cattle, 0.0, 1e7),
        "gardens": (inputs.gardens, 0.0, 1e7),
        "garden_m2": (inputs.garden_m2, 0.0, 1e6),
        "spring_lps": (inputs.spring_lps, 1e-6, 1e5),
    }
    problems = [
        Problem(f"{value:g} is out of range", path=name, cure=f"write {low:g} to {high:g}")
        for name, (value, low, high) in limits.items()
        if not low <= value <= high
    ]
    known = flow.cases()
    if inputs.case not in known:
        problems.append(Problem(f"there is no case '{inputs.case}'", path="case"))
    if problems:
        raise MusdesignError(problems)
