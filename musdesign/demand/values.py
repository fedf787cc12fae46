"""Shapes shared by the demand modules: a value or an array of them, and the twelve months."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem

Values = float | NDArray[np.float64]
Months = NDArray[np.float64]

ALL_MONTHS: tuple[int, ...] = tuple(range(1, 13))


def twelve(values: ArrayLike, name: str) -> Months:
    """Return twelve monthly values, January first; one value stands for every month.

    Draws (n, 12), or (n, 1) for one value in each draw, give (n, 12).

    Raises:
        CalculationError: not one or twelve finite numbers.

    >>> twelve(2.0, "wind").shape
    (12,)
    """
    array = np.asarray(values, dtype=float)
    if array.ndim == 0:
        array = np.full(12, float(array))
    if array.ndim == 2 and array.shape[1] == 1:
        array = array * np.ones(12)
    if array.ndim > 2 or array.shape[-1] != 12:
        raise CalculationError(
            Problem(f"{name} has {array.size} values", cure="give one for each month, 12 in all")
        )
    if not np.all(np.isfinite(array)):
        raise CalculationError(Problem(f"{name} has a value that is not a number"))
    return array


def month_mask(months: Iterable[int] | None) -> Months:
    """Return 1 for each month named (1 = January) and 0 for the others; None means all year.

    Raises:
        CalculationError: no month, or one outside 1 to 12.

    >>> month_mask([1, 12]).sum()
    np.float64(2.0)
    """
    chosen = set(ALL_MONTHS if months is None else months)
    wrong = sorted(chosen - set(ALL_MONTHS))
    if wrong or not chosen:
        raise CalculationError(
            Problem(
                f"month {wrong[0]} does not exist" if wrong else "no month is given",
                cure="give months as numbers from 1 (January) to 12",
            )
        )
    return np.array([float(month in chosen) for month in ALL_MONTHS])
