"""What moves a figure most: each input alone to the ends of its range, the design made anew.

One pass over the inputs serves every figure of the same part of the design, and is kept; the
stages that an input does not reach are not computed again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult, Part, Scheme
from musdesign.flow.cache import fingerprint
from musdesign.study.explain.figures import figure_of, steps, value_of
from musdesign.study.explain.inputs import Input, inputs, title_of

MOST_KEPT = 8
_MONEY = ("benefits", "funding", "board", "tariff_study")
_COSTS = ("costs.", "unit cost: ", "discount")
_PIPES = ("network", "unit cost: PVC", "unit cost: PE ", "unit cost: trench")


@dataclass(frozen=True, slots=True)
class Mover:
    """An input and the figure at both ends of its range."""

    input: Input
    title: str
    """The input's name for people."""
    low: float
    high: float
    swing: float
    """Largest less smallest of the figure at the two ends and as it is."""


@dataclass(frozen=True, slots=True)
class Movers:
    """Inputs that move a figure, the one that moves it most first.

    ``still`` counts inputs that do not move it; ``refused`` are those that could not be moved
    alone, with the reason.
    """

    key: str
    value: float
    unit: str
    movers: tuple[Mover, ...]
    still: int
    refused: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "movers": [
                {
                    "input": item.input.name,
                    "title": item.title,
                    "value": item.input.value,
                    "unit": item.input.unit,
                    "low": item.input.low,
                    "high": item.input.high,
                    "range": item.input.range,
                    "shipped": item.input.shipped,
                    "figure_at_low": item.low,
                    "figure_at_high": item.high,
                    "swing": item.swing,
                }
                for item in self.movers
            ],
            "still": self.still,
            "refused": dict(self.refused),
        }


@dataclass(frozen=True, slots=True)
class _Pass:
    """The figures of a part of the design at both ends of every input."""

    base: Mapping[str, float]
    units: Mapping[str, str]
    ends: tuple[tuple[Input, Mapping[str, float], Mapping[str, float]], ...]
    refused: Mapping[str, str]


def movers(scheme: Scheme, key: str, most: int | None = None) -> Movers:
    """Return what moves a figure of a scheme's design, one input at a time.

    Each input goes to the ends of its range (see :func:`inputs`) while all others stay; inputs are
    ranked by the swing of the figure.  The supply is that of the scenario, daily where it tells of
    its weather; the other futures are left out.

    Args:
        scheme: the scheme.
        key: key of the figure.
        most: how many are wanted; all where left out.

    Raises:
        MusdesignError: there is no such figure, or it is no number.
    """
    found = _pass(scheme, part_of(key))
    if key not in found.base:
        figure_of(flow.design_until(scheme, part_of(key)), key)
        raise MusdesignError(f"'{key}' is no number that could move")
    value = found.base[key]
    moved = []
    still = 0
    for item, at_low, at_high in found.ends:
        low, high = at_low.get(key), at_high.get(key)
        if low is None or high is None:
            # a clause that no longer applies, or a stage that fails there
            still += 1
            continue
        swing = max(low, high, value) - min(low, high, value)
        if swing > 1e-9 * max(1.0, abs(value)):
            moved.append(Mover(item, title_of(scheme, item.name), low, high, swing))
        else:
            still += 1
    moved.sort(key=lambda mover: -mover.swing)
    return Movers(key, value, found.units[key], tuple(moved[:most]), still, found.refused)


def part_of(key: str) -> Part:
    """Return the last stage that a figure needs.

    >>> part_of("demand.mean_day"), part_of("costs.capital")
    ('needs', 'costs')
    """
    head = key.split(".", maxsplit=1)[0]
    if head in {"demand", "population", "reference_evapotranspiration", "storage", "service"}:
        return "needs"
    if head in {"supply", "daily", "treatment"}:
        return "water"
    return "network" if head == "network" else "costs" if head == "costs" else "money"


_kept: OrderedDict[bytes, _Pass] = OrderedDict()
_lock = threading.Lock()


def _pass(scheme: Scheme, part: Part) -> _Pass:
    """Return the pass over all inputs, the last few of which are kept."""
    laws = (scheme.standard, *scheme.also_check)
    key = fingerprint("movers", part, scheme.scenario, scheme.file.data, [
        None if law is None else (law.id, repr(law.rules)) for law in laws
    ])  # fmt: skip
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _run(scheme, part)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Forget all kept passes (tests and timing)."""
    with _lock:
        _kept.clear()


def _run(scheme: Scheme, part: Part) -> _Pass:
    result = flow.design_until(scheme, part)
    base, ends, refused = _values(result), [], {}
    for item in inputs(scheme, flow.design_until(scheme, "money")):
        if not _reaches(item, part):
            continue
        try:
            low, high = (
                _values(flow.design_until(flow.changed(scheme, end), part)) for end in item.ends
            )
        except MusdesignError as error:
            refused[item.name] = error.problems[0].what
            continue
        ends.append((item, low, high))
    named = {name: step.unit for name, step in steps(result).items()}
    return _Pass(base, named, tuple(ends), refused)


def _reaches(item: Input, part: Part) -> bool:
    """Tell whether an input can reach a part of the design at all."""
    if part == "money":
        return True
    if item.name.startswith(_MONEY) or item.name.endswith(".income"):
        return False
    if part == "costs":
        return True
    if item.name.startswith(_PIPES):
        return part == "network"
    return not item.name.startswith(_COSTS)


def _values(result: DesignResult) -> dict[str, float]:
    found = {name: value_of(step) for name, step in steps(result).items()}
    return {name: value for name, value in found.items() if value is not None}
