"""How much water a household uses under a tariff: its best use, solved exactly for block prices.

Demand at one price is q = A P^e Y^n (e own-price elasticity, n income elasticity).  Under blocks
the price depends on the use itself.  A household that knows its tariff (``marginal``) picks the
best point of its whole budget line: all pieces, bounds and notches are compared by utility, so
falling blocks, included volumes and notches are solved as exactly as rising ones.  One that goes by
its average bill, or by Shin's mixture of both, is at rest where its use answers the price which
that use itself gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from musdesign.errors import CalculationError
from musdesign.finance.effects.perceived import perceived_rest
from musdesign.finance.effects.preferences import Household, demanded, utility
from musdesign.finance.effects.schedule import Floats, Schedule

Perception = Literal["marginal", "average", "shin"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The uses of many households under a tariff; arrays of one length.

    ``others`` lists, by household, further volumes that answer the tariff as well (several rests
    under a perceived price; ties under marginal price).
    """

    volume_m3: Floats
    bill: Floats
    marginal_price: Floats
    perceived_price: Floats
    others: tuple[tuple[float, ...], ...]
    at_bound: np.ndarray
    """Whether the household stays at a bound of a block."""

    @property
    def several(self) -> int:
        """Return how many households have more than one answer."""
        return sum(bool(volumes) for volumes in self.others)


def respond(
    tariff: Schedule,
    households: Household,
    perception: Perception = "marginal",
    shin_k: float = 0.0,
) -> Answer:
    """Return each household's use under a tariff.

    Args:
        tariff: the bill of a month.
        households: tastes and income, arrays of one length.
        perception: the price a household goes by: ``marginal`` with Nordin's difference taken from
            income, ``average``, or ``shin`` with P = MP (AP/MP)^k.
        shin_k: Shin's k, 0 marginal to 1 average; used with ``shin``.

    Raises:
        CalculationError: k outside 0 to 1.

    Source: Nordin 1976, Shin 1985 and Hausman 1981 by name (formulas not read at the source);
    the choice of block as in Hewitt and Hanemann's discrete-continuous model.
    """
    if not 0 <= shin_k <= 1:
        raise CalculationError(f"Shin's k lies between 0 and 1, not {shin_k:g}")
    if perception == "marginal":
        return _best(tariff, households)
    k = 1.0 if perception == "average" else shin_k
    volume, others, at_bound = perceived_rest(tariff, households, k)
    marginal, average = tariff.marginal(volume), tariff.average(volume)
    price = np.where(marginal > 0, marginal ** (1 - k) * average**k, average if k == 1 else 0.0)
    return Answer(volume, tariff.bill(volume), marginal, price, others, at_bound)


def _best(tariff: Schedule, who: Household) -> Answer:
    """Return the use of largest utility: interior points of all pieces, and all their ends."""
    n = who.size
    volumes: list[Floats] = []
    bills: list[Floats] = []
    bound: list[bool] = []
    for low, high, base, price in zip(
        tariff.lower_m3, tariff.upper_m3, tariff.base, tariff.price, strict=True
    ):
        difference = base - price * low
        wish = demanded(who, np.full(n, price), who.income - difference)
        inside = np.clip(np.clip(wish, low, high), who.least_m3, who.most_m3)
        for point, end in (
            (inside, False),
            (np.full(n, low), True),
            (np.full(n, min(high, 1e18)), True),
            (who.least_m3, False),
            (who.most_m3, False),
        ):
            usable = (point >= max(low, 0)) & (point <= high)
            usable &= (point >= who.least_m3) & (point <= who.most_m3)
            # the left end of a piece counts at its own side of a notch: the limit from above
            volumes.append(np.where(usable, point, np.nan))
            bills.append(difference + price * np.where(usable, point, 0.0))
            bound.append(end)
    q, bill = np.array(volumes), np.array(bills)
    with np.errstate(invalid="ignore"):
        worth = utility(who, q, who.income - bill)
    worth = np.where(np.isnan(worth), -np.inf, worth)
    best = worth.argmax(axis=0)
    rows = np.arange(n)
    chosen = q[best, rows]
    lost = ~np.isfinite(worth[best, rows])
    # who cannot pay even the least use takes the least use: the bill is then unaffordable, and told
    chosen = np.where(lost, who.least_m3, chosen)
    paid = np.where(lost, tariff.bill(who.least_m3), bill[best, rows])
    scale = np.maximum(np.abs(worth[best, rows]), 1e-9)
    with np.errstate(invalid="ignore"):
        tie = (worth >= worth[best, rows] - 1e-12 * scale) & (
            np.abs(q - chosen) > 1e-6 * np.maximum(chosen, 1.0)
        )
    others = tuple(
        tuple(sorted({round(float(v), 9) for v in q[tie[:, i], i]})) if tie[:, i].any() else ()
        for i in range(n)
    )
    ends = np.asarray(tariff.lower_m3[1:])
    at_bound = (
        (np.abs(chosen[:, None] - ends[None, :]) < 1e-9 * np.maximum(ends, 1.0)).any(axis=1)
        if ends.size
        else np.zeros(n, dtype=bool)
    )
    marginal = tariff.marginal(chosen)
    return Answer(chosen, paid, marginal, marginal, others, at_bound)
