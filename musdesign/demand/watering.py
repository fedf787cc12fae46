"""Watering of herds: by season where only that was published, and the flow to a trough."""

from __future__ import annotations

from musdesign.demand.values import Values
from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.library.tables import lookup
from musdesign.provenance import Origin
from musdesign.trace import formula

SEASONS = ("wet", "dry_cool", "dry_hot")


def seasonal_l_head_day(kind: str, season: str) -> tuple[float, Origin]:
    """Return the drinking water of African herds by season, L/head/day, with its source.

    Raises:
        DataError: an unknown animal, or a season other than ``wet``, ``dry_cool``, ``dry_hot``.

    >>> seasonal_l_head_day("camel", "dry_hot")[0]
    50.0
    """
    row = lookup("livestock_seasons", kind)
    if season not in SEASONS:
        raise DataError(Problem(f"unknown season '{season}'", cure=did_you_mean(season, SEASONS)))
    return row.number(season), row.origin


def peak_rate_l_head_h(kind: str) -> tuple[float, Origin]:
    """Return the largest rate at which an animal drinks, L/head/hour, for the size of a trough.

    Raises:
        DataError: an animal for which none was read.

    >>> peak_rate_l_head_h("sheep")[0]
    0.4
    """
    row = lookup("livestock_peak_rates", kind)
    return row.number("l_head_h"), row.origin


@formula("q", "heads * rate_l_head_h / 3600", "L/s", "Volume balance")
def herd_peak_lps(heads: Values, rate_l_head_h: Values) -> Values:
    """Return the flow to a trough in L/s while every head of a herd drinks at its largest rate.

    >>> herd_peak_lps(90, 14.0)
    0.35
    """
    return heads * rate_l_head_h / 3600.0
