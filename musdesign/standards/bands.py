"""Whether two rules can hold at once: bands, lists and single values of their conditions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from musdesign.standards.model import Rule


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
        if key in {"gt", "gte"}:
            low = max(low, (float(limit), 1 if key == "gt" else 0))
        else:
            high = min(high, (float(limit), -1 if key == "lt" else 0))
    return low, high


def _days(one: Rule, other: Rule) -> bool:
    """Tell whether two rules are in force on a common day (an end is the first day without)."""
    start = max(one.in_force_from or dt.date.min, other.in_force_from or dt.date.min)
    end = min(one.in_force_to or dt.date.max, other.in_force_to or dt.date.max)
    return start < end
