"""Meter readings: from counters to the volume between readings, and every doubt about them.

Nothing is dropped silently.  Each doubtful step is an :class:`Issue` that says what was done.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from musdesign.errors import DataError, Problem

IssueKind = Literal[
    "rollover", "negative", "gap", "stuck", "large", "first", "duplicate", "impossible"
]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a household's counter, or the volume used since the reading before."""

    household: str
    date: dt.date
    m3: float
    place: str = ""
    """File and row, for messages."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What a household used from one reading to the next."""

    household: str
    start: dt.date
    end: dt.date
    """The day of the second reading is not counted."""
    m3: float

    @property
    def days(self) -> int:
        """Return the days between the readings."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubt about the readings and what was done about it."""

    kind: IssueKind
    household: str
    date: dt.date
    text: str
    left_out: bool
    """Whether the volume is left out of the results."""


@dataclass(frozen=True, slots=True)
class Checks:
    """When a step is doubted."""

    digits: int | None = None
    """Digits of the counter in m3: 4 pass from 9999 to 0; None: no rollover is assumed."""
    gap_days: int = 62
    """Longer intervals are spread evenly over their months and reported."""
    stuck_intervals: int = 2
    """So many steps of zero one after the other, in a household that else uses water."""
    keep_stuck: bool = False
    """Keep the zeros of such steps (the house stood empty) instead of leaving them out."""
    large_times: float = 10.0
    """A daily use of so many times the household's median is reported (and kept)."""


def intervals(
    readings: Sequence[Reading], checks: Checks | None = None
) -> tuple[list[Interval], list[Issue]]:
    """Return the volumes between the successive readings of a cumulative counter.

    A counter that goes down has rolled over where ``digits`` is given, the reading before stands
    in the last tenth of its range and the new one in the first.  Else one of the two readings is
    left out as a wrong entry where the others then rise steadily; where they do not (a new meter),
    the step between is unknown and left out.

    Raises:
        DataError: two readings of one household on one day that differ.

    >>> day = lambda d: dt.date(2026, 1, d)
    >>> readings = [Reading("a", day(1), 9990.0), Reading("a", day(31), 12.0)]
    >>> steps, issues = intervals(readings, Checks(digits=4))
    >>> steps[0].m3, issues[0].kind
    (22.0, 'rollover')
    """
    checks = checks or Checks()
    found: list[Interval] = []
    issues: list[Issue] = []
    for household, own in _by_household(readings, issues).items():
        if len(own) == 1:
            text = "a single reading gives no volume"
            issues.append(Issue("first", household, own[0].date, text, left_out=True))
        found += _doubted(_steps(household, own, checks, issues), checks, issues)
    return found, issues


def volumes(
    readings: Sequence[Reading], period: str, checks: Checks | None = None
) -> tuple[list[Interval], list[Issue]]:
    """Return intervals where each row already holds a volume.

    Args:
        readings: rows with the volume in place of the counter.
        period: ``month`` (of the calendar month of the row's date) or ``since_last`` (since the
            row before; the first row of each household has no start and is left out).
        checks: when a step is doubted.

    Raises:
        DataError: two volumes of one household for one period that differ.
    """
    checks = checks or Checks()
    if period == "month":
        readings = [replace(r, date=r.date.replace(day=1)) for r in readings]
    found: list[Interval] = []
    issues: list[Issue] = []
    for household, own in _by_household(readings, issues).items():
        if period == "month":
            steps = [Interval(household, r.date, _next_month(r.date), r.m3) for r in own]
        else:
            text = "the first volume has no day at which it starts"
            issues.append(Issue("first", household, own[0].date, text, left_out=True))
            steps = [
                Interval(household, before.date, after.date, after.m3)
                for before, after in itertools.pairwise(own)
            ]
        found += _doubted(steps, checks, issues)
    return found, issues


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _by_household(readings: Sequence[Reading], issues: list[Issue]) -> dict[str, list[Reading]]:
    """Return the readings of each household by date, each date once."""
    grouped: dict[str, dict[dt.date, Reading]] = {}
    problems = []
    for reading in readings:
        own = grouped.setdefault(reading.household, {})
        first = own.setdefault(reading.date, reading)
        if first is reading:
            continue
        if first.m3 != reading.m3:
            problems.append(
                Problem(
                    f"household '{reading.household}' has {first.m3:g} and {reading.m3:g} m3 "
                    f"on {reading.date}",
                    reading.place,
                    cure="keep the right one of the two",
                )
            )
        else:
            text = f"the reading of {reading.m3:g} m3 stands twice: counted once"
            issues.append(Issue("duplicate", reading.household, reading.date, text, left_out=False))
    if problems:
        raise DataError(problems)
    return {
        household: [own[date] for date in sorted(own)] for household, own in sorted(grouped.items())
    }


def _steps(
    household: str, own: Sequence[Reading], checks: Checks, issues: list[Issue]
) -> list[Interval]:
    """Return the volumes of one counter; where it goes down, decide which reading to trust."""
    steps: list[Interval] = []
    kept: list[Reading] = []
    offset: dict[dt.date, float] = {}  # volume of the step that ends here, where it is not plain
    broken: set[dt.date] = set()  # days on which another counter begins
    if checks.digits is not None:
        turn = 10.0**checks.digits
        for reading in (reading for reading in own if reading.m3 >= turn):
            text = f"a counter of {checks.digits} digits cannot show {reading.m3:g} m3: left out"
            issues.append(Issue("impossible", household, reading.date, text, left_out=True))
        own = [reading for reading in own if reading.m3 < turn]
    for i, reading in enumerate(own):
        if not kept or reading.m3 >= kept[-1].m3:
            kept.append(reading)
            continue
        before = kept[-1]
        where = f"from {before.m3:g} to {reading.m3:g} m3"
        rolled = _rolled(before, reading, checks)
        if rolled is not None:
            text = f"the counter passed its end {where}: {rolled:g} m3 used"
            issues.append(Issue("rollover", household, reading.date, text, left_out=False))
            offset[reading.date] = rolled
            kept.append(reading)
        elif i + 1 < len(own) and own[i + 1].m3 >= before.m3:
            text = f"the counter goes down {where} and up again: the low reading is left out"
            issues.append(Issue("negative", household, reading.date, text, left_out=True))
        elif (
            len(kept) > 1
            and kept[-2].m3 <= reading.m3
            and not {before.date} & (broken | offset.keys())
        ):
            # else the step up to the wrong reading would stay in, and only the way down be lost
            text = f"the counter goes down {where} after a jump: the high reading is left out"
            issues.append(Issue("negative", household, before.date, text, left_out=True))
            kept[-1] = reading
        else:
            text = f"the counter goes down {where}, perhaps a new meter: the step is left out"
            issues.append(Issue("negative", household, reading.date, text, left_out=True))
            broken.add(reading.date)
            kept.append(reading)
    for before, after in itertools.pairwise(kept):
        if after.date not in broken:
            volume = offset.get(after.date, after.m3 - before.m3)
            steps.append(Interval(household, before.date, after.date, volume))
    return steps


def _rolled(before: Reading, after: Reading, checks: Checks) -> float | None:
    """Return the volume of a step over the end of the counter; None where it is not one."""
    if checks.digits is None:
        return None
    turn = 10.0**checks.digits
    if 0.9 * turn <= before.m3 < turn and after.m3 <= 0.1 * turn:
        return after.m3 + turn - before.m3
    return None


def _doubted(steps: list[Interval], checks: Checks, issues: list[Issue]) -> list[Interval]:
    """Report long, stuck and very large steps of one household; return those that count."""
    for step in steps:
        if step.days > checks.gap_days:
            text = f"{step.days} days without a reading: {step.m3:g} m3 spread evenly over them"
            issues.append(Issue("gap", step.household, step.end, text, left_out=False))
    stuck = _stuck(steps, checks)
    if stuck:
        first, last = min(stuck), max(stuck)
        days = sum(steps[i].days for i in stuck)
        done = "kept as no use" if checks.keep_stuck else "left out"
        text = (
            f"no use in {len(stuck)} intervals ({days} days from {steps[first].start} "
            f"to {steps[last].end}), the meter is stuck or the house empty: {done}"
        )
        issues.append(
            Issue("stuck", steps[first].household, steps[first].start, text, not checks.keep_stuck)
        )
    rates = sorted(step.m3 / step.days for step in steps if step.m3 > 0)
    middle = rates[len(rates) // 2] if rates else 0.0
    for step in steps:
        if len(rates) >= 4 and step.m3 / step.days > checks.large_times * middle:
            text = (
                f"{step.m3:g} m3 in {step.days} days is over {checks.large_times:g} times the "
                "household's median: kept, look for a leak or a wrong entry"
            )
            issues.append(Issue("large", step.household, step.end, text, left_out=False))
    if checks.keep_stuck:
        return steps
    return [step for i, step in enumerate(steps) if i not in stuck]


def _stuck(steps: Sequence[Interval], checks: Checks) -> set[int]:
    """Return the positions of runs of zero steps, where the household uses water at other times."""
    if not any(step.m3 > 0 for step in steps):
        # never any use: perhaps not connected; told by its own line, its zeros do not count
        return set(range(len(steps)))
    found: set[int] = set()
    run: list[int] = []
    for i, step in enumerate([*steps, None]):
        if step is not None and step.m3 == 0:
            run.append(i)
            continue
        if len(run) >= checks.stuck_intervals:
            found.update(run)
        run = []
    return found
