"""Service levels: which rung of a ladder a quantity and its access reach.

Quantity and access are judged each alone and the worse of the two is the level.  A rung is
reached by a quantity at or above its threshold, and by a distance or a collection time at or
below its limit; where both distance and time are given, both must be within theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, DataError, Problem, did_you_mean
from musdesign.library.tables import table
from musdesign.provenance import Origin

_OWN = Origin("given by the user", "primary")


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of service: least quantity, largest distance one way and largest round trip.

    None adds no limit to those of the rungs below; 0 means supply at the homestead.
    """

    name: str
    min_l_person_day: float
    max_distance_m: float | None = None
    max_minutes: float | None = None
    key: str = ""
    origin: Origin = field(default=_OWN)


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The rungs reached: by quantity, by access, and the worse of the two.

    The three are numbers of rungs, 0 the lowest, in the shape of what was judged.
    """

    rungs: tuple[Rung, ...]
    quantity: NDArray[np.int64]
    access: NDArray[np.int64]
    level: NDArray[np.int64]

    @property
    def names(self) -> NDArray[np.str_]:
        """Return the name of the level reached, in the shape judged."""
        return self._named(self.level)

    @property
    def quantity_names(self) -> NDArray[np.str_]:
        """Return the name of the level that the quantity alone would reach."""
        return self._named(self.quantity)

    @property
    def access_names(self) -> NDArray[np.str_]:
        """Return the name of the level that the access alone would reach."""
        return self._named(self.access)

    @property
    def held_back_by(self) -> NDArray[np.str_]:
        """Return what holds the level down: ``quantity``, ``access`` or ``both``."""
        lower = np.where(self.quantity < self.access, "quantity", "access")
        return np.where(self.quantity == self.access, "both", lower)

    def _named(self, rungs: NDArray[np.int64]) -> NDArray[np.str_]:
        return np.array([rung.name for rung in self.rungs])[rungs]


def ladders() -> set[str]:
    """Return the names of the ladders of the library."""
    return {row.text("ladder") for row in table("service_ladder").values()}


def ladder(name: str = "mus") -> tuple[Rung, ...]:
    """Return a ladder of the library, lowest rung first: ``mus`` (multiple use) or ``who``.

    Raises:
        DataError: an unknown ladder.

    >>> [rung.min_l_person_day for rung in ladder("mus")]
    [0.0, 10.0, 20.0, 50.0, 100.0]
    """
    rows = [row for row in table("service_ladder").values() if row.text("ladder") == name]
    if not rows:
        raise DataError(
            Problem(f"unknown ladder of service '{name}'", cure=did_you_mean(name, ladders()))
        )
    return tuple(
        Rung(
            row.text("name"),
            row.number("min_l_person_day"),
            row.optional("max_distance_m"),
            row.optional("max_minutes"),
            row.key,
            row.origin,
        )
        for row in sorted(rows, key=lambda row: row.number("rung"))
    )


def classify(
    l_person_day: ArrayLike,
    distance_m: ArrayLike | None = None,
    minutes: ArrayLike | None = None,
    rungs: Sequence[Rung] | None = None,
) -> ServiceLevel:
    """Return the level of service that a quantity and its access reach together.

    Args:
        l_person_day: quantity used or available, L/person/day, any shape.
        distance_m: one way from the homestead to the water, 0 at the homestead.
        minutes: the whole trip, queue included, 0 at the homestead.
        rungs: a ladder, lowest first; None takes the multiple-use ladder of the library.

    Raises:
        CalculationError: neither distance nor time, a negative value, or a ladder whose steps do
            not rise (quantity) and close in (distance, time) from a lowest rung without limits.

    >>> level = classify(80.0, distance_m=400.0)
    >>> print(level.names, "-", level.quantity_names, "-", level.held_back_by)
    basic multiple use - intermediate multiple use - access
    """
    steps = tuple(ladder() if rungs is None else rungs)
    _check_ladder(steps)
    if distance_m is None and minutes is None:
        raise CalculationError(
            Problem(
                "the level of service has no access to judge",
                why="a quantity far from the house is no service at the house",
                cure="give the distance or the time of a trip, 0 at the homestead",
            )
        )
    amount = _valid(l_person_day, "quantity")
    quantity = sum((amount >= rung.min_l_person_day).astype(np.int64) for rung in steps[1:])
    access = np.full((), len(steps) - 1, dtype=np.int64)
    if distance_m is not None:
        limits = [rung.max_distance_m for rung in steps[1:]]
        access = np.minimum(access, _within(_valid(distance_m, "distance"), limits))
    if minutes is not None:
        limits = [rung.max_minutes for rung in steps[1:]]
        access = np.minimum(access, _within(_valid(minutes, "time"), limits))
    reached, near = np.broadcast_arrays(quantity, access)
    return ServiceLevel(steps, reached, near, np.minimum(reached, near))


def _within(values: NDArray[np.float64], limits: Sequence[float | None]) -> NDArray[np.int64]:
    """Return the highest rung whose limit, and those below it, hold the value."""
    held = np.ones(values.shape, dtype=bool)
    counted = np.zeros(values.shape, dtype=np.int64)
    for limit in limits:
        if limit is not None:
            held = held & (values <= limit)
        counted = counted + held
    return counted


def _check_ladder(steps: tuple[Rung, ...]) -> None:
    quantities = [rung.min_l_person_day for rung in steps]
    good = len(steps) >= 2 and quantities[0] == 0
    good = good and steps[0].max_distance_m is None and steps[0].max_minutes is None
    good = good and all(a < b for a, b in pairwise(quantities))
    for limits in ([rung.max_distance_m for rung in steps], [rung.max_minutes for rung in steps]):
        known = [limit for limit in limits if limit is not None]
        good = good and all(a >= b for a, b in pairwise(known))
    if not good:
        raise CalculationError(
            Problem(
                "the rungs do not make a ladder",
                why="each must ask for more water, no farther, than the one below",
                cure="start at 0 L/person/day without limits and order them from the lowest",
            )
        )


def _valid(values: ArrayLike, what: str) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=float)
    if not np.all(array >= 0):
        raise CalculationError(f"a {what} is negative or not a number")
    return array
