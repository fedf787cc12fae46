"""Taps that run at once below a pipe, by the two load factors of NeatWork."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal, get_args

from musdesign.errors import CalculationError, Problem, did_you_mean

Rule = Literal["guide", "code"]
RULES: tuple[str, ...] = get_args(Rule)


def load_factor(taps: int, open_probability: float, quality: float, rule: Rule = "code") -> float:
    """Return how many taps a pipe is designed to feed at once.

    ``guide``: the binomial number of open taps, given that one is open, that is not exceeded with
    the service quality, read between whole numbers.  ``code``: its normal approximation,
    LF = n p + z(P) sqrt(n p (1 - p)) with P = s (1 - (1-p)^n) + (1-p)^n, held between 1 and n.

    Raises:
        CalculationError: no tap, or shares outside 0 to 1.

    Source: NeatWork user guide (``guide``) and source code (``code``); the two do not agree.

    >>> round(load_factor(6, 0.4, 0.7, "guide"), 2), round(load_factor(6, 0.4, 0.7, "code"), 2)
    (2.61, 3.08)
    """
    if taps < 1 or not 0 < open_probability <= 1 or not 0 < quality < 1:
        raise CalculationError(
            Problem(
                f"no load factor for {taps} taps, opening {open_probability:g} and service "
                f"quality {quality:g}",
                cure="at least one tap, and shares above 0 and below 1",
            )
        )
    if rule not in RULES:
        raise CalculationError(
            Problem(f"unknown load factor '{rule}'", cure=did_you_mean(rule, RULES))
        )
    if open_probability == 1:
        return float(taps)
    return (_by_code if rule == "code" else _by_guide)(taps, open_probability, quality)


def _by_code(taps: int, p: float, quality: float) -> float:
    closed = (1 - p) ** taps
    z = NormalDist().inv_cdf(quality * (1 - closed) + closed)
    return min(float(taps), max(1.0, taps * p + z * math.sqrt(taps * p * (1 - p))))


def _by_guide(taps: int, p: float, quality: float) -> float:
    some = 1 - (1 - p) ** taps
    before = 0.0
    for k in range(1, taps + 1):
        chance = math.exp(
            math.lgamma(taps + 1)
            - math.lgamma(k + 1)
            - math.lgamma(taps - k + 1)
            + k * math.log(p)
            + (taps - k) * math.log1p(-p)
        )
        share = chance / some
        if before + share >= quality:
            return 1.0 if k == 1 else k - 1 + (quality - before) / share
        before += share
    return float(taps)
