"""What moves a figure most: each input alone to the ends of its range, the design made anew.

One pass over the inputs serves every figure of the same part of the design, and is kept; the
stages that an input does not reach are not computed again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult, Part, Scheme
from musdesign.flow.cache import fingerprint
from musdesign.study.explain.figures import figure_of, steps, traced, value_of
from musdesign.study.explain.inputs import inputs, title_of
from musdesign.study.explain.range import Input
from musdesign.study.explain.tariff_prices import is_price
from musdesign.trace import Step

MOST_KEPT = 12
_MONEY = ("benefits", "funding", "board", "tariff_study")
_WATER = ("sources", "storage", "treatment")
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
    ends: tuple[tuple[Input, Mapping[str, tuple[float, float]]], ...]
    """Inputs with the figures that they move, at their low and their high end."""
    refused: Mapping[str, str]


def movers(
    scheme: Scheme,
    key: str,
    most: int | None = None,
    progress: Callable[[float], object] | None = None,
) -> Movers:
    """Return what moves a figure of a scheme's design, one input at a time.

    Each input goes to the ends of its range (see :func:`inputs`) while all others stay; inputs are
    ranked by the swing of the figure.  The supply is that of the scenario, daily where it tells of
    its weather; the other futures are left out.

    Args:
        scheme: the scheme.
        key: key of the figure.
        most: how many are wanted; all where left out.
        progress: told the part of the inputs that are done, from 0 to 1.

    Raises:
        MusdesignError: there is no such figure, or it is no number.
    """
    found = _pass(scheme, part_of(key), progress)
    if key not in found.base:
        figure_of(flow.design_until(scheme, part_of(key)), key)
        raise MusdesignError(f"'{key}' is no number that could move")
    value = found.base[key]
    moved = []
    still = 0
    for item, ends in found.ends:
        if key not in ends:
            still += 1
            continue
        low, high = ends[key]
        swing = max(low, high, value) - min(low, high, value)
        moved.append(Mover(item, title_of(scheme, item.name), low, high, swing))
    moved.sort(key=lambda mover: -mover.swing)
    return Movers(key, value, found.units[key], tuple(moved[:most]), still, found.refused)


def part_of(key: str) -> Part:
    """Return the last stage that a figure needs.

    >>> part_of("demand.mean_day"), part_of("costs.capital")
    ('demand', 'costs')
    """
    head = key.split(".", maxsplit=1)[0]
    if head in {"demand", "population", "reference_evapotranspiration"}:
        return "demand"
    if head in {"storage", "service"}:
        return "needs"
    if head in {"supply", "daily", "treatment"}:
        return "water"
    return "network" if head == "network" else "costs" if head == "costs" else "money"


_kept: OrderedDict[bytes, _Pass] = OrderedDict()
_lock = threading.Lock()


def _pass(scheme: Scheme, part: Part, progress: Callable[[float], object] | None) -> _Pass:
    """Return the pass over all inputs, the last few of which are kept."""
    laws = (scheme.standard, *scheme.also_check)
    key = fingerprint("movers", part, scheme.scenario, scheme.file.data, [
        None if law is None else (law.id, repr(law.rules)) for law in laws
    ])  # fmt: skip
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _run(scheme, part, progress)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Forget all kept passes (tests and timing)."""
    with _lock:
        _kept.clear()


def _run(scheme: Scheme, part: Part, progress: Callable[[float], object] | None) -> _Pass:
    known = _figures(flow.design_until(scheme, part), part)
    base = {name: value for name, step in known.items() if (value := value_of(step)) is not None}
    reaching = [
        item for item in inputs(scheme, flow.design_until(scheme, "money")) if _reaches(item, part)
    ]
    ends, refused = [], {}
    for i, item in enumerate(reaching):
        if progress is not None:
            progress(i / len(reaching))
        try:
            low, high = (_values(flow.changed(scheme, end), part) for end in item.ends)
        except MusdesignError as error:
            refused[item.name] = error.problems[0].what
            continue
        ends.append((item, _moved(base, low, high)))
    return _Pass(base, {name: known[name].unit for name in base}, tuple(ends), refused)


def _moved(
    base: Mapping[str, float], low: Mapping[str, float], high: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Return the figures that differ at an end; a clause that no longer applies there does not."""
    return {
        name: (low[name], high[name])
        for name, value in base.items()
        if name in low
        and name in high
        and max(low[name], high[name], value) - min(low[name], high[name], value)
        > 1e-9 * max(1.0, abs(value))
    }


def _reaches(item: Input, part: Part) -> bool:
    """Tell whether an input can reach a part of the design at all."""
    if part == "money":
        return True
    if item.name.startswith(_MONEY) or item.name.endswith(".income") or is_price(item.name):
        return False
    if part == "costs":
        return True
    if part == "demand" and item.name.startswith(_WATER):
        return False
    if item.name.startswith(_PIPES):
        return part == "network"
    return not item.name.startswith(_COSTS)


def _values(scheme: Scheme, part: Part) -> dict[str, float]:
    figures = _figures(flow.design_until(scheme, part), part)
    found = {name: value_of(step) for name, step in figures.items()}
    return {name: value for name, value in found.items() if value is not None}


_FIGURES: Mapping[Part, tuple[str, ...]] = {
    "demand": ("demand",),
    "needs": ("demand", "supply"),
    "water": ("supply", "daily"),
    "network": ("network",),
    "costs": ("costs",),
}


def _figures(result: DesignResult, part: Part) -> dict[str, Step]:
    """Return the figures that a pass over a part serves."""
    return steps(result) if part == "money" else traced(result, _FIGURES[part])
