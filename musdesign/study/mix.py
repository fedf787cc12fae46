"""The cheapest mix of sources, tanks and pumps that serves each use as reliably as is wanted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musdesign import flow
from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.flow import DesignResult
from musdesign.scenario.works import USES

MEASURES = ("volumetric", "time", "annual")
MOST_COMBINATIONS = 20_000
MOST_RUNS = 400


@dataclass(frozen=True, slots=True)
class Mix:
    """One combination: its values by path, its cost, and how reliably each use is served."""

    values: Mapping[str, Any]
    yearly_cost: float
    capital: float
    reliability: Mapping[str, float]
    running: Mapping[str, float]
    """Of the yearly cost, what running it takes by purpose: energy, water bought, treatment."""
    short: Mapping[str, float]
    """By how much a use stays below its target."""

    @property
    def reaches(self) -> bool:
        """Tell whether every target is reached."""
        return not self.short


@dataclass(frozen=True, slots=True)
class MixSearch:
    """The mixes that reach the targets, the cheapest first, and how they were found."""

    mixes: tuple[Mix, ...]
    largest: Mix
    """The combination of the dearest values: what could be reached at all."""
    targets: Mapping[str, float]
    measure: str
    currency: str
    combinations: int
    simulated: int
    complete: bool
    """False where the search stopped at its limit of simulations."""
    notes: tuple[str, ...]


def cheapest_mix(
    scenario: str,
    options: Mapping[str, Sequence[Any]],
    targets: Mapping[str, float],
    *,
    measure: str = "volumetric",
    keep: int = 5,
    changes: Mapping[str, Any] | None = None,
    most_runs: int = MOST_RUNS,
) -> MixSearch:
    """Return the cheapest combinations of values that reach reliabilities by use.

    Combinations are simulated in the order of their life-cycle cost, taken to be the sum of what
    each value adds by itself, until ``keep`` of them reach every target; those are then ordered by
    their own cost, the water bought included.  A value with which no combination can reach the
    targets, all others being at their dearest, is left out first; this takes more of anything never
    to serve worse, which is exact for a day and nearly so over years.

    Args:
        scenario: file or name of a shipped case.
        options: values to try by path, such as ``{"storage[0].volume": ["6 m3", "12 m3"]}``.
        targets: least reliability by use, 0 to 1.
        measure: ``volumetric``, ``time`` or ``annual``.
        keep: how many mixes are wanted: the best and the next best.
        changes: values set in all of them.
        most_runs: simulations after which the search stops.

    Raises:
        MusdesignError: no option or target, an unknown use or measure, values that do not fit.
    """
    _check(options, targets, measure)
    fixed = dict(changes or {})
    paths = list(options)
    cache: dict[tuple[int, ...], Mix] = {}

    def values(at: Sequence[int]) -> dict[str, Any]:
        return {path: options[path][i] for path, i in zip(paths, at, strict=True)}

    def run(at: tuple[int, ...]) -> Mix:
        if at not in cache:
            result = _design(scenario, fixed | values(at), daily=True)
            cache[at] = _mix(result, values(at), targets, measure)
        return cache[at]

    costs = _costs(scenario, options, fixed)
    dearest = tuple(max(range(len(row)), key=row.__getitem__) for row in costs)
    largest = run(dearest)
    combinations = 1
    for row in costs:
        combinations *= len(row)
    currency = flow.load(scenario, fixed).scenario.currency
    if not largest.reaches:
        return MixSearch(
            (), largest, dict(targets), measure, currency, combinations, len(cache), True,
            ("no combination reaches the targets: even the dearest values stay below them",),
        )  # fmt: skip
    useful = [
        [i for i in range(len(row)) if run(_with(dearest, k, i)).reaches]
        for k, row in enumerate(costs)
    ]
    order = sorted(
        itertools.product(*useful), key=lambda at: sum(costs[k][i] for k, i in enumerate(at))
    )
    found: list[Mix] = []
    complete = True
    for at in order:
        if len(cache) >= most_runs and at not in cache:
            complete = False
            break
        mix = run(at)
        if mix.reaches:
            found.append(mix)
            if len(found) == keep:
                break
    notes = [
        "cost: life-cycle cost a year at the prices of the scenario; unverified unit costs are "
        "orders of magnitude"
    ]
    if not complete:
        notes.append(f"the search stopped after {len(cache)} simulations: cheaper mixes may exist")
    return MixSearch(
        tuple(sorted(found, key=lambda mix: mix.yearly_cost)),
        largest,
        dict(targets),
        measure,
        currency,
        combinations,
        len(cache),
        complete,
        tuple(notes),
    )


def _with(at: tuple[int, ...], k: int, i: int) -> tuple[int, ...]:
    return (*at[:k], i, *at[k + 1 :])


def _costs(
    scenario: str, options: Mapping[str, Sequence[Any]], fixed: Mapping[str, Any]
) -> list[list[float]]:
    """Return what each value costs a year with the first of all other options."""
    first = {path: values[0] for path, values in options.items()}
    return [
        [
            _yearly(_design(scenario, {**fixed, **first, path: value}, daily=False))
            for value in values
        ]
        for path, values in options.items()
    ]


def _design(scenario: str, changes: Mapping[str, Any], *, daily: bool) -> DesignResult:
    result = flow.design(flow.load(scenario, changes), with_futures=False, daily=daily)
    for stage in ("supply", "costs"):
        if stage in result.skipped:
            raise MusdesignError(Problem(f"no {stage}: {result.skipped[stage]}"))
    return result


def _yearly(result: DesignResult) -> float:
    assert result.costs is not None
    return result.costs.yearly_total


def _mix(
    result: DesignResult, values: Mapping[str, Any], targets: Mapping[str, float], measure: str
) -> Mix:
    assert result.daily is not None
    assert result.costs is not None
    reached = {use.use: float(getattr(use, measure)) for use in result.daily.by_use}
    short = {
        use: target - reached[use]
        for use, target in targets.items()
        if use in reached and reached[use] < target - 1e-9
    }
    running = dict(result.costs.opex_by_purpose)
    return Mix(dict(values), _yearly(result), result.costs.capital_total, reached, running, short)


def _check(
    options: Mapping[str, Sequence[Any]], targets: Mapping[str, float], measure: str
) -> None:
    problems: list[Problem] = []
    if not options or any(not values for values in options.values()):
        problems.append(
            Problem(
                "there is nothing to choose from",
                cure="write --option 'storage[0].volume=[6 m3, 12 m3]'",
            )
        )
    count = 1
    for values in options.values():
        count *= max(len(values), 1)
    if count > MOST_COMBINATIONS:
        problems.append(
            Problem(f"{count} combinations are more than {MOST_COMBINATIONS}", cure="try fewer")
        )
    if not targets:
        problems.append(Problem("no reliability is asked for", cure="write --reach domestic=99.9%"))
    for use, target in targets.items():
        if use not in USES:
            problems.append(Problem(f"unknown use '{use}'", cure=did_you_mean(use, USES)))
        if not 0.0 < target <= 1.0:
            problems.append(
                Problem(f"a reliability of {target:g}", use, cure="write 99.9% or 0.999")
            )
    if measure not in MEASURES:
        problems.append(
            Problem(f"unknown measure '{measure}'", cure=f"one of {', '.join(MEASURES)}")
        )
    if problems:
        raise MusdesignError(problems)
