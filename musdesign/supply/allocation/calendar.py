"""Days, months and years of a record."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musdesign.units import MONTH_DAYS

_YEAR_DAYS = 365


def months_of(days: int, start: str | None) -> NDArray[np.int64]:
    """Return the month (0 January) of each day.

    >>> months_of(3, "2023-02-27").tolist(), months_of(3, None).tolist()
    ([1, 1, 2], [0, 0, 0])
    """
    if start is None:
        year = np.repeat(np.arange(12), MONTH_DAYS)
        return np.resize(year, days).astype(np.int64)
    dates = np.datetime64(start, "D") + np.arange(days)
    return dates.astype("datetime64[M]").astype(np.int64) % 12


def year_begins(days: int, start: str | None) -> NDArray[np.bool_]:
    """Tell of each day whether a calendar year begins with it; the first day always does."""
    if start is None:
        begins = np.arange(days) % _YEAR_DAYS == 0
    else:
        years = (np.datetime64(start, "D") + np.arange(days)).astype("datetime64[Y]")
        begins = np.concatenate([[True], years[1:] != years[:-1]])
    return np.asarray(begins, dtype=np.bool_)
