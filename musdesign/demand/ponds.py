"""Water of a fish pond by month: fillings, evaporation, seepage, rain and exchange.

While the pond holds water its surface loses evaporation and seepage and gains rain; what is lost
beyond the rain is made up, and rain beyond the losses runs over.  The whole surface counts from
the first day of each month in which the pond is in use, the month of filling included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.values import Months, Values, month_mask
from musdesign.errors import CalculationError, DataError, Problem, did_you_mean
from musdesign.library.tables import lookup, table
from musdesign.provenance import Origin
from musdesign.trace import formula
from musdesign.units import DAYS_PER_YEAR, MONTH_DAYS

_DAYS = np.array(MONTH_DAYS, dtype=float)
_SEEPAGE = "seepage_"


@dataclass(frozen=True, slots=True)
class PondWater:
    """The water balance of a pond, m3/month, months last.

    fill + makeup + exchange + rain = evaporation + seepage + overflow + exchange + drained, over
    the year; ``drained`` leaves when a filling is renewed.
    """

    fill_m3_month: Months
    makeup_m3_month: Months
    exchange_m3_month: Months
    rain_m3_month: Months
    evaporation_m3_month: Months
    seepage_m3_month: Months
    overflow_m3_month: Months
    fill_m3_day: Values
    """The flow of a filling while it lasts."""

    @property
    def need_m3_month(self) -> Months:
        """Return what the scheme must bring: fillings, make-up and exchange, m3/month."""
        return self.fill_m3_month + self.makeup_m3_month + self.exchange_m3_month

    @property
    def need_m3_day(self) -> Months:
        """Return the need as the mean day of each month, m3/day."""
        return np.asarray(self.need_m3_month / _DAYS, dtype=float)

    @property
    def drained_m3_year(self) -> Values:
        """Return the water let out when fillings are renewed, m3/year."""
        return np.asarray(self.fill_m3_month.sum(axis=-1, keepdims=True), dtype=float)


def seepage_mm_day(soil: str, level: str = "typical") -> tuple[float, Origin]:
    """Return the seepage of a pond in mm/day and its source.

    Args:
        soil: ``sand``, ``loam``, ``clay``, ``lined`` or another row of the library.
        level: ``low``, ``typical`` or ``high``; where only a range was published its middle is
            the typical figure, and where only one figure was, it stands for all three.

    Raises:
        DataError: an unknown soil or level.

    >>> seepage_mm_day("loam")[0], seepage_mm_day("clay", "low")[0]
    (14.0, 1.25)
    """
    rows = table("ponds")
    soils = {key.removeprefix(_SEEPAGE) for key in rows if key.startswith(_SEEPAGE)}
    levels = ("low", "typical", "high")
    if soil not in soils or level not in levels:
        word, known = (soil, soils) if soil not in soils else (level, set(levels))
        what = "soil of a pond" if soil not in soils else "level"
        raise DataError(Problem(f"unknown {what} '{word}'", cure=did_you_mean(word, known)))
    row = rows[_SEEPAGE + soil]
    single = row.optional("value")
    if single is not None:
        return single, row.origin
    low, high = row.number("low"), row.number("high")
    return {"low": low, "typical": (low + high) / 2.0, "high": high}[level], row.origin


def open_water_factor() -> tuple[float, Origin]:
    """Return evaporation of shallow open water over reference evapotranspiration.

    >>> open_water_factor()[0]
    1.05
    """
    row = lookup("ponds", "open_water")
    return row.number("value"), row.origin


@formula("V", "area_m2 * depth_m", "m3", "FAO Training Series x6705e, chapter 2")
def pond_volume_m3(area_m2: Values, depth_m: Values) -> Values:
    """Return what a pond holds: surface times mean depth, m3.

    >>> pond_volume_m3(200, 1.2)
    240.0
    """
    return area_m2 * depth_m


@formula("L", "factor * eto_mm_day + seepage_mm_day - rain_mm_day", "mm/day", "Water balance")
def pond_loss_mm_day(
    factor: Values, eto_mm_day: Values, seepage_mm_day: Values, rain_mm_day: Values
) -> Values:
    """Return what a pond's surface loses in mm/day beyond the rain; below 0 it runs over.

    >>> round(pond_loss_mm_day(1.0, 1498 / 365, 1183 / 365, 0.0), 2)
    7.35
    """
    return factor * eto_mm_day + seepage_mm_day - rain_mm_day


def pond_water(
    area_m2: ArrayLike,
    depth_m: ArrayLike,
    eto_mm_day: ArrayLike,
    rain_mm_month: ArrayLike,
    seepage_mm_day: ArrayLike,
    *,
    fills: Iterable[int] = (),
    fill_days: float | None = None,
    evaporation_factor: ArrayLike | None = None,
    exchange_share_day: ArrayLike = 0.0,
    months: Iterable[int] | None = None,
) -> PondWater:
    """Return a pond's water by month.

    Args:
        area_m2: water surface, float or draws (n, 1).
        depth_m: mean depth, likewise.
        eto_mm_day: reference evapotranspiration, (12,) or (n, 12).
        rain_mm_month: rain, likewise.
        seepage_mm_day: through bed and dikes, scalar, (n, 1) or by month.
        fills: the months on whose first day a filling of the whole volume begins; none: the pond
            is kept full, only losses are made up.
        fill_days: how long a filling lasts; it may run into the next months; None: the library's.
        evaporation_factor: open water over reference evapotranspiration; None: the library's.
        exchange_share_day: share of the volume renewed a day by a flow through the pond.
        months: the months in which the pond holds water; None: all.

    Raises:
        CalculationError: a negative or missing number, a filling of less than a day or of more
            than a year, or an unknown month.
    """
    factor = open_water_factor()[0] if evaporation_factor is None else evaporation_factor
    area, depth, eto, rain, seepage, open_water, share = (
        _valid(values, name)
        for values, name in (
            (area_m2, "area"),
            (depth_m, "depth"),
            (eto_mm_day, "reference evapotranspiration"),
            (rain_mm_month, "rain"),
            (seepage_mm_day, "seepage"),
            (factor, "evaporation factor"),
            (exchange_share_day, "exchange"),
        )
    )
    lasting = lookup("ponds", "fill_days").number("value") if fill_days is None else fill_days
    if not 1.0 <= lasting <= DAYS_PER_YEAR:
        raise CalculationError(Problem(f"a filling of {lasting:g} days", cure="give 1 to 365 days"))
    wet = month_mask(months)
    volume = np.asarray(pond_volume_m3(area, depth), dtype=float)
    loss = pond_loss_mm_day(open_water, eto, seepage, rain / _DAYS) * _DAYS * wet
    to_m3 = area / 1000.0
    zero = np.zeros(np.broadcast_shapes(volume.shape, np.shape(loss), (12,)))
    return PondWater(
        volume * _fill_shares(fills, lasting) + zero,
        np.maximum(loss, 0.0) * to_m3 + zero,
        volume * share * _DAYS * wet + zero,
        rain * wet * to_m3 + zero,
        open_water * eto * _DAYS * wet * to_m3 + zero,
        seepage * _DAYS * wet * to_m3 + zero,
        np.maximum(-loss, 0.0) * to_m3 + zero,
        volume / lasting,
    )


def _fill_shares(fills: Iterable[int], fill_days: float) -> Months:
    """Return how many fillings fall in each month, a filling begun late running on."""
    starts = list(fills)
    if starts:
        month_mask(starts)
    shares = np.zeros(12)
    for start in starts:
        left, month = fill_days, start - 1
        while left > 0:
            days = min(left, _DAYS[month % 12])
            shares[month % 12] += days / fill_days
            left -= days
            month += 1
    return shares


def _valid(values: ArrayLike, what: str) -> Months:
    array = np.asarray(values, dtype=float)
    if not np.all((array >= 0) & (array < np.inf)):
        raise CalculationError(f"a pond's {what} is negative or not a number")
    return array
