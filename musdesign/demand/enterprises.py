"""Water for small enterprises: a driver times a rate, in season, with the share of the peak day.

A crop is processed in a few weeks: its water is the annual output spread over the harvest months
and peaks on one day; it is never the year's volume over 365.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from musdesign.demand.values import Months, Values, month_mask, twelve
from musdesign.errors import CalculationError, DataError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.trace import formula
from musdesign.units import MONTH_DAYS

_DAYS = np.array(MONTH_DAYS, dtype=float)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A kind of enterprise: its driver, its water per unit, and where the figure comes from.

    ``rate_l_unit`` is None where no figure was read well enough: the user must then give one.
    ``period`` is ``year`` (litres per unit of annual output) or ``day`` (litres per unit and day).
    """

    key: str
    name: str
    driver: str
    period: str
    rate_l_unit: float | None
    quality: str
    pattern: str
    origin: Origin
    low: float | None = None
    high: float | None = None
    """The range in which the user's own figure is usually found, where one is known."""


def enterprise(key: str) -> Enterprise:
    """Return an enterprise of the library.

    Raises:
        DataError: an unknown kind; the message names the nearest.

    >>> enterprise("coffee_wet_mill_tanque_tina").rate_l_unit
    4.17
    """
    row = lookup("enterprises", key)
    return Enterprise(
        key,
        row.text("name"),
        row.text("driver"),
        row.text("period"),
        row.optional("rate_l_unit"),
        row.text("quality"),
        row.text("pattern"),
        row.origin,
        row.optional("low"),
        row.optional("high"),
    )


@formula("V", "annual_output * rate_l_unit / 1000", "m3/year", "Volume balance")
def processing_m3_year(annual_output: Values, rate_l_unit: Values) -> Values:
    """Return the year's processing water in m3 for an output and its litres per unit.

    >>> processing_m3_year(800, 4.0)
    3.2
    """
    return annual_output * rate_l_unit / 1000.0


def coffee_parchment_kg(
    mass_kg: Values, state: str = "parchment", kg_per_kg_parchment: Values | None = None
) -> Values:
    """Return the dry parchment coffee (cps) in a mass of coffee of another state, kg.

    Args:
        mass_kg: what was picked, processed or sold.
        state: ``parchment``, ``green`` or ``cherry``.
        kg_per_kg_parchment: the user's own ratio; needed for cherry, whose ratio was not read.

    Raises:
        DataError: an unknown state, or one without a published ratio.
        CalculationError: a ratio that is not above 0.

    >>> coffee_parchment_kg(800, "green")
    1000.0
    """
    row = lookup("coffee_conversions", state)
    ratio: Values
    if kg_per_kg_parchment is None:
        if row.optional("kg_per_kg_parchment") is None:
            raise DataError(
                row.problem(
                    f"no ratio of {state} to parchment is published",
                    cure="give your own, in kg per kg of dry parchment",
                )
            )
        ratio = row.number("kg_per_kg_parchment")
    else:
        ratio = kg_per_kg_parchment
    if not np.all(np.asarray(ratio) > 0):
        raise CalculationError("a ratio of coffee to parchment must be above 0")
    return mass_kg / ratio


def harvest_demand(
    annual_output: Values,
    rate_l_unit: Values,
    months: Iterable[int] | None = None,
    peak_day_share: Values | None = None,
    *,
    month_shares: ArrayLike | None = None,
) -> tuple[Months, Values]:
    """Return (m3/day as a mean day of each month, daily factor) of a crop's processing.

    Month m: V share_m / days_m.  Daily factor: V peak_day_share over the mean day of the largest
    month; it applies to every month of the season.

    Args:
        annual_output: units of output a year, a float or draws (n, 1).
        rate_l_unit: litres per unit, likewise.
        months: the harvest months, each day of them alike.
        peak_day_share: share of the year's crop processed on the largest day; None: that day is
            like the mean day of the largest month.
        month_shares: instead of ``months``, the share of the crop in each month, (12,), sum 1.

    Raises:
        CalculationError: negative output or rate, shares that do not sum to 1, or a peak day
            smaller than the mean day of the largest month or larger than that month.
    """
    if not (np.all(np.asarray(annual_output) >= 0) and np.all(np.asarray(rate_l_unit) >= 0)):
        raise CalculationError("an enterprise's output and rate cannot be negative")
    shares = _month_shares(months, month_shares)
    mean_day_shares = shares / _DAYS
    largest = float(mean_day_shares.max())
    peak = largest if peak_day_share is None else peak_day_share
    if (least := float(np.min(peak))) < largest * (1.0 - 1e-9):
        raise CalculationError(
            Problem(
                f"a peak day of {100 * least:.2g} % of the crop is below the season's mean day",
                why=f"the mean day of the largest month takes {100 * largest:.2g} %",
                cure="give a larger share for the peak day or a longer season",
            )
        )
    if (most := float(np.max(peak))) > float(shares.max()) * (1.0 + 1e-9):
        raise CalculationError(
            Problem(
                f"a peak day of {100 * most:.3g} % of the crop is more than its largest month",
                cure="give the share of one day, such as 0.02",
            )
        )
    volume_m3 = processing_m3_year(annual_output, rate_l_unit)
    factor = np.maximum(peak / largest, 1.0)
    by_month = np.asarray(volume_m3 * mean_day_shares, dtype=float)
    return by_month, float(factor) if np.ndim(factor) == 0 else factor


def daily_demand(
    units: Values, rate_l_unit_day: Values, months: Iterable[int] | None = None
) -> tuple[Months, float]:
    """Return (m3/day as a mean day of each month, daily factor 1) of a steady enterprise.

    Raises:
        CalculationError: negative units or rate, or an unknown month.

    >>> daily_demand(10, 70.0)[0][0]
    np.float64(0.7)
    """
    if not (np.all(np.asarray(units) >= 0) and np.all(np.asarray(rate_l_unit_day) >= 0)):
        raise CalculationError("an enterprise's size and rate cannot be negative")
    return np.asarray(units * rate_l_unit_day / 1000.0 * month_mask(months), dtype=float), 1.0


def _month_shares(months: Iterable[int] | None, month_shares: ArrayLike | None) -> Months:
    if month_shares is None:
        days = month_mask(months) * _DAYS
        return np.asarray(days / days.sum(), dtype=float)
    shares = twelve(month_shares, "month_shares")
    if shares.min() < 0 or abs(float(shares.sum()) - 1.0) > 1e-6:
        raise CalculationError(
            Problem(
                f"the shares of the months sum to {float(shares.sum()):.4g}",
                cure="give twelve shares that sum to 1",
            )
        )
    return np.asarray(shares / shares.sum(), dtype=float)
