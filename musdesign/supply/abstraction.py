"""What may be taken: safe yield of wells, ecological flow of streams, water rights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.supply.low_flow import exceeded_by_month, exceeded_flow, month_means
from musdesign.trace import formula

Array = NDArray[np.float64]
DEFAULT_WELL_RULE = "six_hour_test"


@dataclass(frozen=True, slots=True)
class SafeYield:
    """The pumping rate that a well's test allows, and what the rule warns of."""

    rate_lps: float
    hours_day: float
    origin: Origin
    warnings: tuple[str, ...] = ()

    @property
    def m3_day(self) -> float:
        """Return the day's water at that rate and those hours."""
        return self.rate_lps * 3.6 * self.hours_day


@formula("q", "tested_lps * share", "L/s", "Safe yield as a share of the tested flow")
def safe_rate_lps(tested_lps: ArrayLike, share: ArrayLike) -> Array:
    """Return the safe pumping rate of a well from its tested flow.

    >>> float(safe_rate_lps(1.5, 0.5))
    0.75
    """
    return np.asarray(np.asarray(tested_lps, dtype=float) * np.asarray(share, dtype=float))


def safe_yield(
    tested_lps: float,
    test_hours: float | None = None,
    hours_day: float | None = None,
    rule: str = DEFAULT_WELL_RULE,
) -> SafeYield:
    """Return what a tested well may give.

    Args:
        tested_lps: flow at the end of the test (or blow yield), L/s.
        test_hours: how long the test was; None: not known.
        hours_day: hours of pumping a day; None: the most that the rule allows.
        rule: a row of the library's well rules.

    Raises:
        DataError: an unknown rule.
        CalculationError: negative flow or hours.

    >>> round(safe_yield(1.5, 24, 8).m3_day, 2)
    21.6
    """
    row = lookup("well_rules", rule)
    most, least = row.number("most_hours_day"), row.number("least_test_hours")
    hours = most if hours_day is None else hours_day
    if not tested_lps >= 0 or not 0 < hours <= 24 or (test_hours is not None and test_hours <= 0):
        raise CalculationError(
            Problem("a tested flow, its hours and the hours of pumping must be above 0")
        )
    if rule == "six_hour_test":
        # the same text asks for a day of testing for a duty of up to ten hours, two days beyond
        least = 24.0 if hours <= most else 48.0
    warnings = []
    if test_hours is None:
        warnings.append("it is not known how long the test was")
    elif test_hours < least:
        warnings.append(
            f"a test of {test_hours:g} h is short: {least:g} h are asked for {hours:g} h a day"
        )
    if hours > most:
        warnings.append(f"{hours:g} h of pumping a day are above the {most:g} h of the rule")
    rate = float(safe_rate_lps(tested_lps, row.number("share")))
    return SafeYield(rate, hours, row.origin, tuple(warnings))


@dataclass(frozen=True, slots=True)
class EcologicalFlow:
    """What must stay in the stream by month, L/s, and by which rule."""

    month_lps: Array
    rule: str
    origin: Origin
    warnings: tuple[str, ...] = ()


def ecological_flow(
    rule: str, dates: NDArray[np.datetime64], flow_lps: ArrayLike
) -> EcologicalFlow:
    """Return the flow that a rule leaves in the stream, by month of the year.

    Args:
        rule: a row of the library's ecological rules.
        dates: days of the record.
        flow_lps: natural flow of each day.

    Raises:
        DataError: an unknown rule.
    """
    row = lookup("ecological_rules", rule)
    kind, value = row.text("kind"), row.number("value")
    flow = np.asarray(flow_lps, dtype=float)
    years = dates.size / 365.25
    warnings = []
    if kind == "share_of_mean":
        month = np.full(12, value * float(flow.mean()))
    elif kind == "share_of_lowest_month":
        month = np.full(12, value * float(np.nanmin(month_means(dates, flow))))
    elif kind == "quantile_of_month":
        month = exceeded_by_month(dates, flow, value)
        month = np.where(np.isnan(month), np.nanmean(month), month)
        if years < 20:
            warnings.append(f"the rule asks for twenty years of record, there are {years:.1f}")
    elif kind == "quantile":
        month = np.full(12, exceeded_flow(flow, value))
    else:
        raise CalculationError(row.problem(f"unknown kind of rule '{kind}'"))
    return EcologicalFlow(month, rule, row.origin, tuple(warnings))


@formula("Q", "max(flow_lps - kept_lps, 0) * 86.4", "m3/day", "Natural flow less what stays")
def above_kept_m3_day(flow_lps: ArrayLike, kept_lps: ArrayLike) -> Array:
    """Return what may be taken above the flow that stays, m3/day.

    >>> above_kept_m3_day([1.5, 0.2], 0.5).tolist()
    [86.4, 0.0]
    """
    flow, kept = np.asarray(flow_lps, dtype=float), np.asarray(kept_lps, dtype=float)
    return np.asarray(np.maximum(flow - kept, 0.0) * 86.4)
