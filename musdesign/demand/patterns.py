"""How the day's water is spread over its hours."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, DataError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Origin

Hours = NDArray[np.float64]
_OWN = Origin("given by the user", "primary")
_BLOCK = re.compile(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s+(\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The share of a day's water in each hour, midnight first, and where it comes from."""

    key: str
    hourly: Hours
    origin: Origin


def is_blocks(text: str) -> bool:
    """Tell whether a pattern is written out as blocks and not named."""
    return any(sign.isdigit() for sign in text.split(";", maxsplit=1)[0].split("-", maxsplit=1)[0])


def pattern(key: str) -> Pattern:
    """Return an hourly pattern of the library by its name, or the user's own blocks.

    Raises:
        DataError: an unknown pattern, or blocks that make no day.

    >>> pattern("domestic").hourly[5]
    np.float64(0.125)
    >>> pattern("6-8 100").hourly[6]
    np.float64(0.5)
    """
    if is_blocks(key):
        return Pattern(key, parse_blocks(key), _OWN)
    row = lookup("hourly_patterns", key)
    return Pattern(key, parse_blocks(row.text("blocks")), row.origin)


def parse_blocks(text: str) -> Hours:
    """Return 24 hourly shares from blocks such as ``5-7 25; 7-12 35; 12-17 20; 17-19 20``.

    Each block is from hour to hour and per cent of the day; ``19-5`` runs past midnight.

    Raises:
        DataError: unreadable or overlapping blocks, or a sum that is not 100.

    >>> parse_blocks("0-12 50; 12-24 50").sum()
    np.float64(1.0)
    """
    hourly = np.zeros(24)
    seen: set[int] = set()
    for block in text.split(";"):
        match = _BLOCK.fullmatch(block)
        if not match or int(match[1]) > 23 or int(match[2]) > 24:
            raise DataError(
                Problem(f"the hours '{block.strip()}' cannot be read", cure="write '5-7 25'")
            )
        start, end = int(match[1]), int(match[2])
        hours = [hour % 24 for hour in range(start, end if end > start else end + 24)]
        if seen & set(hours):
            raise DataError(Problem(f"the hours '{block.strip()}' overlap others"))
        seen |= set(hours)
        hourly[hours] = float(match[3]) / 100.0 / len(hours)
    if abs(float(hourly.sum()) - 1.0) > 1e-6:
        raise DataError(
            Problem(
                f"the hours of '{text}' sum to {100 * float(hourly.sum()):g} %",
                cure="shares must sum to 100",
            )
        )
    return np.asarray(hourly / hourly.sum(), dtype=float)


def check_pattern(hourly: ArrayLike) -> Hours:
    """Return a pattern as an array (24,).

    Raises:
        CalculationError: not 24 shares of at least 0 that sum to 1.
    """
    shares = np.asarray(hourly, dtype=float)
    if shares.shape != (24,) or shares.min() < 0 or abs(float(shares.sum()) - 1.0) > 1e-6:
        raise CalculationError(
            Problem("an hourly pattern needs 24 shares of at least 0 that sum to 1")
        )
    return shares


def stretch(hourly: ArrayLike, peak_factor: float) -> Hours:
    """Return a pattern whose largest hour is ``peak_factor``/24, its sum still 1.

    Every hour's distance from the peak is multiplied by one number, so the order of the hours
    stays.  Where that would make the emptiest hours negative they are held at 0 and the number is
    found anew for the others.  A factor below the pattern's own flattens it, and then empty hours
    receive water.

    Args:
        hourly: shares of the day, (24,).
        peak_factor: peak hour over mean hour of the same day, from 1.

    Raises:
        CalculationError: a factor below 1, or one that the hours at the peak cannot reach (three
            equal peak hours allow at most 8; a flat pattern allows only 1).
    """
    shares = check_pattern(hourly)
    top = peak_factor / 24.0
    distance = shares.max() - shares
    # hours this near the peak are the peak, whatever rounding did to them
    distance[distance < 1e-12] = 0.0
    at_peak = int(np.count_nonzero(distance == 0.0))
    if not peak_factor >= 1.0 or at_peak * top > 1.0 + 1e-9:
        raise CalculationError(
            Problem(
                f"a peak-hour factor of {peak_factor:g} does not fit the hourly pattern",
                why=f"it has {at_peak} equal peak hours, so 1 to {24 / at_peak:.3g} is possible",
                cure="change the factor or the pattern",
            )
        )
    ordered = np.sort(distance)
    for active in range(24, at_peak, -1):
        step = (active * top - 1.0) / ordered[:active].sum()
        if top - step * ordered[active - 1] >= 0.0:
            return np.asarray(np.maximum(0.0, top - step * distance), dtype=float)
    return np.where(distance == 0.0, 1.0 / at_peak, 0.0)


def peak_factor(hourly: ArrayLike) -> float:
    """Return a pattern's largest hour over its mean hour.

    >>> peak_factor(np.full(24, 1 / 24))
    1.0
    """
    return float(24.0 * check_pattern(hourly).max())
