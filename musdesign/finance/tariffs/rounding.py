"""Rounding of money: to a coin, half up, even or down."""

from __future__ import annotations

import math
from fractions import Fraction

from musdesign.finance.tariffs.model import Rounding


def round_to(amount: Fraction, rule: Rounding) -> Fraction:
    """Return an amount rounded to the coin of a rule.

    >>> float(round_to(Fraction("2.345"), Rounding()))
    2.35
    >>> float(round_to(Fraction("-2.345"), Rounding()))
    -2.35
    """
    steps = abs(amount) / rule.to
    low = math.floor(steps)
    over = steps - low
    up = over > Fraction(1, 2) or (
        over == Fraction(1, 2) and (rule.half == "up" or (rule.half == "even" and low % 2 == 1))
    )
    return (low + up) * rule.to * (-1 if amount < 0 else 1)
