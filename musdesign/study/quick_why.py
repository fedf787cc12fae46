"""Why the numbers of the quick answer are what they are, and what moves them most.

Each figure is put together from the design behind the answer; what moves it is the quick question
asked anew with one of its seven figures at a time ten per cent lower and higher.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult
from musdesign.study.explain import Input, Mover, Movers, value_of
from musdesign.study.explain.making import Given, made, told
from musdesign.study.explain.range import SHARE
from musdesign.study.quick import QuickAnswer, QuickInputs
from musdesign.trace import Step

MONTHS = "quick.months"
NEED = "quick.need"
SPRING = "quick.spring"
MISSING = "quick.missing"
TANK = "storage.total"
_SHORT = "quick.months_short"
UNITS: Mapping[str, str] = {
    "households": "households",
    "persons": "persons",
    "domestic_l_person_day": "L/person/day",
    "cattle": "head",
    "gardens": "-",
    "garden_m2": "m2",
    "spring_lps": "L/s",
}
"""The seven figures that are asked, with their units."""


def quick_steps(inputs: QuickInputs, answer: QuickAnswer) -> dict[str, Step]:
    """Return the figures of a quick answer by key, each with how it came about."""
    found = [
        _need(answer),
        made(
            SPRING,
            answer.spring_m3_day,
            "m3/day",
            "Q = flow_lps * 86.4",
            flow_lps=Given(inputs.spring_lps, "L/s", "sources[0].flow"),
        ),
        *_months(answer),
    ]
    if answer.storage_m3 is not None:
        tanks = {f"storage.{t.name}.volume": t.volume_m3 for t in answer.result.storage}
        terms = {key: Given(volume, "m3", key) for key, volume in tanks.items()}
        how = "sum of the community's tanks; those of households are left out"
        found.append(told(TANK, answer.storage_m3, "m3", how, terms))
    return {step.name: step for step in found}


def quick_movers(
    inputs: QuickInputs,
    key: str,
    ask: Callable[[QuickInputs], QuickAnswer],
    titles: Mapping[str, str],
    progress: Callable[[float], object] = lambda done: None,
) -> Movers:
    """Return what moves a figure of the quick answer, one of the seven inputs at a time.

    Args:
        inputs: the question.
        key: key of the figure.
        ask: answers a question.
        titles: what people call the inputs, by field.
        progress: told the part that is done, from 0 to 1.
    """
    step = quick_steps(inputs, ask(inputs))[key]
    value = _value(step)
    moved, refused = [], {}
    for done, (field, unit) in enumerate(UNITS.items()):
        progress(done / len(UNITS))
        own = getattr(inputs, field)
        ends = [replace(inputs, **{field: own * (1 + share)}) for share in (-SHARE, SHARE)]
        try:
            low, high = (_value(quick_steps(end, ask(end))[key]) for end in ends)
        except MusdesignError as error:
            refused[titles[field]] = error.problems[0].what
            continue
        swing = max(low, high, value) - min(low, high, value)
        if swing > 1e-9 * max(1.0, abs(value)):
            first, last = (float(getattr(end, field)) for end in ends)
            changes = ({field: first}, {field: last})
            item = Input(field, own, first, last, unit, "10 %", changes)
            moved.append(Mover(item, titles[field], low, high, swing))
    moved.sort(key=lambda mover: -mover.swing)
    still = len(UNITS) - len(moved) - len(refused)
    return Movers(key, value, step.unit, tuple(moved), still, refused)


def _value(step: Step) -> float:
    value = value_of(step)
    return 0.0 if value is None else value


def _need(answer: QuickAnswer) -> Step:
    """Return the need of the month with the largest mean day, from the net need of each use."""
    demand = answer.result.demand
    month = int(np.argmax(demand.by_month_m3_day))
    keys = {part.use: part.name for part in demand.uses}
    uses = {
        use: Given(float(by_month[month]), "m3/day", keys.get(use, ""))
        for use, by_month in demand.by_use_by_month.items()
    }
    return replace(
        made(
            NEED,
            answer.need_m3_day,
            "m3/day",
            f"Q = ({' + '.join(uses)}) / (1 - loss_fraction)",
            "",
            **uses,
            loss_fraction=Given(demand.loss_fraction, "-", "losses"),
        ),
        method="mean day of the month that needs most, net at the tap by use, losses added",
    )


def _months(answer: QuickAnswer) -> list[Step]:
    """Return the months that are carried, those that are not, and the water missing in a year."""
    by_use = _missing(answer.result)
    by_month = sum(by_use.values(), np.zeros(12))
    short = len(answer.short_months)
    return [
        replace(
            made(
                MONTHS,
                answer.months_met,
                "months of 12",
                "M = 12 - months_short",
                months_short=Given(short, "months", _SHORT),
            ),
            method="months of the mean year in which no use misses water",
        ),
        told(
            _SHORT,
            short,
            "months of 12",
            "months of the mean year in which a use misses water",
            {
                "missing_by_month_m3": Given(by_month, "m3/month", MISSING),
                "need_m3_day": Given(answer.result.demand.by_month_m3_day, "m3/day", NEED),
                "spring_m3_day": Given(answer.spring_m3_day, "m3/day", SPRING),
            },
        ),
        made(
            MISSING,
            float(by_month.sum()),
            "m3/year",
            f"U = {' + '.join(by_use) or '0'}",
            "",
            **{
                use: Given(float(missing.sum()), "m3/year", f"supply.{use}.unmet")
                for use, missing in by_use.items()
            },
        ),
    ]


def _missing(result: DesignResult) -> dict[str, np.ndarray]:
    if result.supply is None:
        return {}
    return {use.use: np.asarray(use.unmet_by_month_m3, dtype=float) for use in result.supply.by_use}
