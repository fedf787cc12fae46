"""Whether two rules can hold at once: bands, lists and single values of their conditions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from musdesign.standards.model import Rule
from musdesign.standards.vocabulary import unit_of


def clashes(rules: Sequence[tuple[int, Rule]]) -> Iterator[tuple[int, int]]:
    """Yield the places of two rules of one clause that say different numbers of the same case.

    Rules of different kinds (a floor and a target) or stated as alternatives may stand together.
    """
    for at, (second, later) in enumerate(rules):
        for first, earlier in rules[:at]:
            same = (
                (earlier.clause, earlier.parameter, earlier.bound, earlier.either)
                == (later.clause, later.parameter, later.bound, later.either)
            )  # fmt: skip
            differ = (earlier.value, earlier.low, earlier.high) != (
                later.value, later.low, later.high,
            )  # fmt: skip
            numeric = earlier.numeric and later.numeric
            if same and numeric and differ and _days(earlier, later) and both(earlier, later):
                yield first, second
                break


def both(one: Rule, other: Rule) -> bool:
    """Tell whether the conditions of two rules can hold together."""
    mine, theirs = one.when or {}, other.when or {}
    return all(meet(mine[name], theirs[name]) for name in mine.keys() & theirs.keys())


def meet(one: Any, other: Any) -> bool:
    """Tell whether two conditions on one name have a value in common.

    >>> meet({"lte": 1000}, {"gt": 1000}), meet({"lte": 1000}, {"gte": 1000})
    (False, True)
    >>> meet(["public tap", "yard tap"], "yard tap"), meet({"gt": 2}, 3)
    (True, True)
    """
    for first, second in ((one, other), (other, one)):
        if isinstance(first, list):
            return any(meet(item, second) for item in first)
    if not isinstance(one, dict) and not isinstance(other, dict):
        return str(one).strip().lower() == str(other).strip().lower()
    mine, theirs = _band(one), _band(other)
    low, high = max(mine[0], theirs[0]), min(mine[1], theirs[1])
    return low <= high


def hole(bands: Sequence[Mapping[str, Any]], *, whole: bool) -> Iterator[tuple[int, int, str]]:
    """Yield the places of two neighbouring bands with a gap or an overlap between, and where.

    Bands of a count (``whole``) may end at 500 and begin at 501.

    >>> list(hole([{"lte": 1000}, {"gt": 1000}], whole=False))
    []
    >>> list(hole([{"lt": 1000}, {"gt": 1000}], whole=False))
    [(0, 1, 'nothing holds at 1000')]
    >>> list(hole([{"lte": 1000}, {"gte": 900}], whole=False))
    [(0, 1, 'overlap from 900 to 1000')]
    """
    whole_bands = [i for i, band in enumerate(bands) if _band(band)[0] <= _band(band)[1]]
    order = sorted(whole_bands, key=lambda i: _band(bands[i]))
    first = order[0] if order else 0
    for second in order[1:]:
        end, start = _band(bands[first])[1], _band(bands[second])[0]
        if start <= end:
            yield first, second, f"overlap from {start[0]:g} to {end[0]:g}"
        elif end[0] == start[0] and end[1] == -1 and start[1] == 1:
            yield first, second, f"nothing holds at {end[0]:g}"
        elif end[0] < start[0] and not (whole and start[0] - end[0] <= 1.0):
            yield first, second, f"nothing holds between {end[0]:g} and {start[0]:g}"
        # the band that reaches furthest may not be the last one
        first = max(first, second, key=lambda i: _band(bands[i])[1])


def gaps(rules: Sequence[tuple[int, Rule]]) -> Iterator[tuple[int, int, str, str]]:
    """Yield two rules whose bands of one condition leave a gap: places, name, where.

    Rules that differ in the band of a single condition are rows of one table, be they read in one
    clause or in several.  A rule that states
    under ``gap`` why the text leaves something out ends the search in its table.
    """
    rows: dict[str, list[tuple[int, Rule, str]]] = {}
    for place, rule in rules:
        when = rule.when or {}
        banded = [name for name, wanted in when.items() if isinstance(wanted, Mapping)]
        for name in banded:
            others = sorted((key, repr(value)) for key, value in when.items() if key != name)
            key = repr((rule.parameter, rule.bound, rule.either, rule.in_force_from,
                        rule.in_force_to, name, others))  # fmt: skip
            rows.setdefault(key, []).append((place, rule, name))
    for row in rows.values():
        if any(rule.gap for _, rule, _ in row):
            continue
        name = row[0][2]
        bands = [(rule.when or {})[name] for _, rule, _ in row]
        for first, second, where in hole(bands, whole=_counted(name)):
            if not where.startswith("overlap"):
                yield row[first][0], row[second][0], name, where


def _counted(name: str) -> bool:
    return unit_of(name) in {"person", "household", "-"}


# an open end lies beside its number by a sign: (1000, 1) is just above 1,000, (1000, -1) below
_End = tuple[float, int]


def _band(wanted: Any) -> tuple[_End, _End]:
    if not isinstance(wanted, Mapping):
        try:
            return (float(wanted), 0), (float(wanted), 0)
        except ValueError:
            return (math.inf, 0), (-math.inf, 0)
    low, high = (-math.inf, 0), (math.inf, 0)
    for key, limit in wanted.items():
        try:
            number = float(limit)
        except (TypeError, ValueError):
            # told elsewhere; nothing lies in a band that cannot be read
            return (math.inf, 0), (-math.inf, 0)
        if key in {"gt", "gte"}:
            low = max(low, (number, 1 if key == "gt" else 0))
        else:
            high = min(high, (number, -1 if key == "lt" else 0))
    return low, high


def _days(one: Rule, other: Rule) -> bool:
    """Tell whether two rules are in force on a common day (an end is the first day without)."""
    start = max(one.in_force_from or dt.date.min, other.in_force_from or dt.date.min)
    end = min(one.in_force_to or dt.date.max, other.in_force_to or dt.date.max)
    return start < end
