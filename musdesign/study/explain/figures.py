"""The figures of a design by key: those traced while it ran, and those put together from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.flow import DesignResult
from musdesign.i18n import mark
from musdesign.standards import Check
from musdesign.study.explain.of_bills import bills
from musdesign.study.explain.of_days import days
from musdesign.study.explain.of_money import money
from musdesign.study.explain.of_needs import needs
from musdesign.study.explain.of_pipes import pipes
from musdesign.study.explain.of_water import water
from musdesign.trace import Step

HEADLINES: Mapping[str, str] = {
    "demand.per_person": mark("Need per person"),
    "demand.mean_day": mark("Mean day"),
    "demand.max_day": mark("Largest day"),
    "demand.peak_hour": mark("Peak hour"),
    "storage.total": mark("Community storage"),
    "costs.per_household": mark("Capital per household"),
    "supply.months_met": mark("Months fully met"),
    "checks.broken": mark("Clauses broken"),
}
"""Keys of the figures at the top of a page, with their titles."""


def steps(result: DesignResult) -> dict[str, Step]:
    """Return every figure that can be explained, by key, the headline figures first."""
    found = {step.name: step for step in result.steps}
    for step in _derived(result):
        found[step.name] = step
    first = {key: found.pop(key) for key in HEADLINES if key in found}
    return first | found


def traced(result: DesignResult, parts: Iterable[str]) -> dict[str, Step]:
    """Return the figures of some parts of a design alone, and those traced while it ran."""
    found = {step.name: step for step in result.steps}
    for part in parts:
        found |= {step.name: step for step in PARTS[part](result)}
    return found


def figure_names(result: DesignResult) -> list[str]:
    """Return the keys of the figures, the headline figures first."""
    return list(steps(result))


def figure_of(result: DesignResult, key: str) -> Step:
    """Return a figure with how it came about.

    Raises:
        MusdesignError: there is no figure of that key.
    """
    found = steps(result)
    if key not in found:
        raise MusdesignError(Problem(f"no number is named '{key}'", cure=did_you_mean(key, found)))
    return found[key]


def value_of(step: Step) -> float | None:
    """Return a figure as one number, of twelve months their mean; None where it is none."""
    array = np.asarray(step.value)
    if array.dtype.kind not in "fiub" or array.size == 0:
        return None
    return float(array) if array.ndim == 0 else float(array.mean())


PARTS: Mapping[str, Callable[[DesignResult], Iterator[Step]]] = {
    "demand": needs,
    "supply": water,
    "daily": days,
    "network": pipes,
    "costs": money,
    "bills": bills,
}
"""What puts the figures of each part of a design together."""


def _derived(result: DesignResult) -> Iterator[Step]:
    for part in PARTS.values():
        yield from part(result)
    yield from _checks(result)


def _checks(result: DesignResult) -> Iterator[Step]:
    own = [c for c in result.checks if c.standard == result.scenario.standard]
    keyed = checks_by_key(result)
    if own:
        broken = [c for c in own if c.verdict == "breaks"]
        yield Step(
            "checks.broken",
            len(broken),
            "clauses",
            method=f"clauses of {result.scenario.standard} that the design breaks",
            inputs={key: c.value for key, c in keyed.items() if c in broken},
        )
    for key, check in keyed.items():
        told = (check.reading, check.note, f"cure: {check.cure}" if check.cure else "")
        yield Step(
            key,
            check.value,
            check.unit,
            check.source,
            method=f"{check.verdict.replace('_', ' ')}: {check.bound.replace('_', ' ')} of "
            f"{check.clause}",
            inputs={"design": check.value, "limit": check.limit},
            checks=tuple(text for text in told if text),
        )


def checks_by_key(result: DesignResult) -> dict[str, Check]:
    """Return the verdicts with a number by the keys under which they are explained."""
    found: dict[str, Check] = {}
    for check in result.checks:
        if check.value is None or check.limit is None:
            continue
        parts = [check.standard, check.clause, check.parameter, check.bound]
        key = "checks." + "/".join([*parts, check.reading] if check.reading else parts)
        same = sum(other == key or other.startswith(f"{key} (") for other in found)
        found[f"{key} ({same + 1})" if same else key] = check
    return found
