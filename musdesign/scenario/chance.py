"""Values that are known only as a range or a distribution.

A scenario file may write any quantity as one of these; the single run takes the central value, a
sampled run draws from the distribution:

- ``{low, mode, high}`` triangular, or with ``shape: pert`` the smoother PERT (central: mode);
- ``{low, high}`` uniform (central: the middle);
- ``{mean, sd}`` normal, cut at three standard deviations and, for a positive mean, at 0;
- ``{mean, cv}`` log-normal with that mean and coefficient of variation (central: mean).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from musdesign import units
from musdesign.errors import MusdesignError, Problem
from musdesign.yamlfile import PathTuple, path_text

Shape = Literal["triangular", "pert", "uniform", "normal", "lognormal"]
Draws = NDArray[np.float64]
_KEYS: Mapping[frozenset[str], Shape] = {
    frozenset({"low", "mode", "high"}): "triangular",
    frozenset({"low", "mode", "high", "shape"}): "pert",
    frozenset({"low", "high"}): "uniform",
    frozenset({"mean", "sd"}): "normal",
    frozenset({"mean", "cv"}): "lognormal",
}
_NUMBER = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*")
# the ends of a log-normal value in messages and plausibility checks: 1 in 1000 lies beyond each
_LOGNORMAL_END = 3.0902


@dataclass(frozen=True, slots=True)
class Chance:
    """A quantity as a distribution, in the unit in which the file writes it.

    ``spread`` is the standard deviation of a normal and the coefficient of variation of a
    log-normal distribution.  ``low`` and ``high`` are the ends, ``unit`` the text after a number.
    """

    path: PathTuple
    shape: Shape
    low: float
    central: float
    high: float
    spread: float
    unit: str

    @property
    def name(self) -> str:
        """Return the path as the user writes it."""
        return path_text(self.path)

    def written(self, value: float) -> float | str:
        """Return a value as the file would write it."""
        return f"{value!r} {self.unit}" if self.unit else value

    def draws(self, seed: int, count: int) -> Draws:
        """Return ``count`` draws in the file's unit.

        Numbers are keyed by seed and path: a range added elsewhere changes none of them.

        >>> cows = Chance(("cows",), "uniform", 2.0, 3.0, 4.0, 0.0, "")
        >>> bool((cows.draws(1, 5) == cows.draws(1, 5)).all())
        True
        """
        random = generator(seed, self.name)
        if self.low >= self.high and self.shape != "lognormal":
            return np.full(count, self.central)
        if self.shape == "triangular":
            return random.triangular(self.low, self.central, self.high, count)
        if self.shape == "pert":
            width = self.high - self.low
            left = 1.0 + 4.0 * (self.central - self.low) / width
            right = 1.0 + 4.0 * (self.high - self.central) / width
            return self.low + width * random.beta(left, right, count)
        if self.shape == "uniform":
            return random.uniform(self.low, self.high, count)
        if self.shape == "normal":
            return _cut_normal(random, self, count)
        log_variance = math.log1p(self.spread**2)
        noise = random.standard_normal(count) * math.sqrt(log_variance) - log_variance / 2.0
        return np.asarray(self.central * np.exp(noise), dtype=float)


def generator(seed: int, item: str) -> np.random.Generator:
    """Return the random numbers of one item, the same on any machine and in any order."""
    digest = hashlib.blake2b(f"{seed}|{item}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "big")))


def is_chance(data: Any) -> bool:
    """Tell whether a group of keys is a distribution."""
    return isinstance(data, dict) and frozenset(data) in _KEYS


def read_chance(path: PathTuple, data: Mapping[str, Any]) -> Chance:
    """Return the distribution that a group of keys describes.

    Raises:
        MusdesignError: numbers in different units, an unknown shape, or ends out of order.

    >>> read_chance(("losses",), {"low": "20 %", "high": "30 %"}).central
    25.0
    """
    shape = _KEYS[frozenset(data)]
    if "shape" in data:
        if data["shape"] not in {"pert", "triangular"}:
            raise MusdesignError(
                Problem(
                    f"unknown shape '{data['shape']}' of a range", cure="write pert or triangular"
                )
            )
        shape = data["shape"]
    parts = {key: _number(value) for key, value in data.items() if key != "shape"}
    suffixes = {unit for key, (_, unit) in parts.items() if key != "cv"}
    if len(suffixes) > 1:
        shown = " and ".join(f"'{unit}'" for unit in sorted(suffixes))
        raise MusdesignError(
            Problem(f"the numbers of the range are in {shown}", cure="write them in one unit")
        )
    number = {key: value for key, (value, _) in parts.items()}
    if "cv" in number and parts["cv"][1] == "%":
        number["cv"] /= 100.0
    low, central, high, spread = _ends(shape, number)
    if not low <= central <= high or spread < 0:
        why = "low <= mode <= high must hold" if "low" in number else "the spread is at least 0"
        raise MusdesignError(Problem("the range is not in order", why=why))
    return Chance(path, shape, low, central, high, spread, suffixes.pop())


def _ends(shape: Shape, number: Mapping[str, float]) -> tuple[float, float, float, float]:
    if shape == "normal":
        mean, sd = number["mean"], number["sd"]
        low = mean - 3.0 * sd
        # a cut at 0 on one side only would move the mean, so the same is cut on the other
        reach = min(3.0 * sd, mean) if mean > 0 > low else 3.0 * sd
        return mean - reach, mean, mean + reach, sd
    if shape == "lognormal":
        mean, cv = number["mean"], number["cv"]
        if mean <= 0:
            raise MusdesignError(Problem(f"a log-normal value has a mean above 0, not {mean:g}"))
        variance = math.log1p(cv**2)
        median, reach = mean * math.exp(-variance / 2.0), _LOGNORMAL_END * math.sqrt(variance)
        low, high = median * math.exp(-reach), median * math.exp(reach)
        return min(low, mean), mean, max(high, mean), cv
    low, high = number["low"], number["high"]
    return low, number.get("mode", (low + high) / 2.0), high, 0.0


def _cut_normal(random: np.random.Generator, chance: Chance, count: int) -> Draws:
    """Return normal draws within the ends; those outside are drawn again."""
    values = random.normal(chance.central, chance.spread, count)
    while np.any(outside := (values < chance.low) | (values > chance.high)):
        values[outside] = random.normal(chance.central, chance.spread, int(outside.sum()))
    return values


def _number(value: Any) -> tuple[float, str]:
    """Return the number and the unit's text of a quantity."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), ""
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2][:1].isdigit() or match[2].startswith(","):
        # the reader of numbers knows best what is wrong with this one
        units.parse_number(str(value))
        raise MusdesignError(Problem(f"'{value}' is not a quantity", cure="write it like 3 m3"))
    return units.parse_number(match[1]), match[2]
