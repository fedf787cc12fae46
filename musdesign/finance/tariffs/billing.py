"""Bills: exact line by line, and by the million as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem
from musdesign.finance.tariffs.compiling import Compiled, compile_tariff
from musdesign.finance.tariffs.model import Rounding, Tariff, exact
from musdesign.finance.tariffs.piecewise import ZERO, Piecewise
from musdesign.finance.tariffs.rounding import round_to
from musdesign.finance.tariffs.volumes import M3_PER_UNIT


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line: quantity times price (no price where the amount is worked out otherwise)."""

    label: str
    quantity: float
    unit: str
    price: float | None
    amount: float
    exact: Fraction = ZERO
    charge: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill; its lines sum to the total, exactly in ``exact``."""

    tariff: str
    class_name: str
    volume_m3: float
    total: float
    lines: tuple[BillLine, ...]
    volume: float = 0.0
    unit: str = "m3"
    currency: str = ""
    exact: Fraction = ZERO


def split_blocks(volume: float, bounds: Sequence[float]) -> tuple[float, ...]:
    """Return the parts of a volume that fall between increasing bounds, the last above them all.

    Raises:
        CalculationError: a negative volume, or bounds out of order.

    >>> split_blocks(40, [13, 26])
    (13.0, 13.0, 14.0)
    """
    edges = [0.0, *bounds, float("inf")]
    if volume < 0:
        raise CalculationError(f"a volume of {volume:g} m3 is negative")
    if any(upper <= lower for lower, upper in pairwise(edges)):
        raise CalculationError("block bounds must increase")
    return tuple(float(max(0.0, min(volume, upper) - lower)) for lower, upper in pairwise(edges))


def bill(
    tariff: Tariff,
    class_name: str,
    volume: float | Fraction,
    facts: Mapping[str, object] | None = None,
) -> Bill:
    """Return one bill, each line exact before the rounding that the tariff declares.

    Args:
        tariff: the tariff.
        class_name: class of the customer.
        volume: volume of the bill, in the tariff's unit.
        facts: what else the tariff asks of the customer.

    Raises:
        MusdesignError: unknown class, missing facts, or a volume that is negative or no number.
    """
    check_volume(float(volume), tariff.unit)
    return bill_of(compile_tariff(tariff, class_name, facts), exact(volume))


def bill_of(compiled: Compiled, volume: Fraction) -> Bill:
    """Return the bill of a compiled tariff at a volume in the tariff's unit."""
    tariff = compiled.tariff
    lines = []
    for line in compiled.lines:
        quantity, amount = line.quantity(volume), line.amount(volume)
        if not amount and not (quantity and line.price == 0):
            continue  # nothing of this block was used
        price = None if line.price is None else float(line.price)
        lines.append(
            BillLine(
                line.label,
                float(quantity),
                line.unit,
                price,
                float(amount),
                amount,
                line.charge,
                line.source,
            )
        )
    lines, total = rounded_lines(lines, tariff.rounding)
    return Bill(
        tariff.id,
        compiled.class_name,
        float(volume * M3_PER_UNIT[tariff.unit]),
        float(total),
        tuple(lines),
        float(volume),
        tariff.unit,
        tariff.currency,
        total,
    )


def rounded_lines(lines: list[BillLine], rule: Rounding) -> tuple[list[BillLine], Fraction]:
    """Return lines rounded as declared and their sum; a rounded total gets a line of its own."""
    if rule.where == "line":
        done = [(line, round_to(line.exact, rule)) for line in lines]
        lines = [replace(line, amount=float(amount), exact=amount) for line, amount in done]
    total = sum((line.exact for line in lines), ZERO)
    if rule.where == "total":
        left = round_to(total, rule) - total
        if left:
            lines = [*lines, BillLine("rounding", 1.0, "", None, float(left), left, "rounding")]
        total += left
    return lines, total


def totals(
    tariff: Tariff,
    class_name: str,
    volumes: ArrayLike,
    facts: Mapping[str, object] | None = None,
) -> NDArray[np.float64]:
    """Return the bills of many volumes (in the tariff's unit), same shape.

    Raises:
        MusdesignError: unknown class, missing facts, a volume that is negative or no number.
    """
    return totals_of(compile_tariff(tariff, class_name, facts), volumes)


def totals_of(compiled: Compiled, volumes: ArrayLike) -> NDArray[np.float64]:
    """Return the bills of a compiled tariff for many volumes, rounded as it declares."""
    given = np.asarray(volumes, dtype=float)
    if given.size:
        check_volume(float(given.min()), compiled.tariff.unit)
        check_volume(float(given.max()), compiled.tariff.unit)
    rule = compiled.tariff.rounding
    if rule.where == "line":
        parts = (_rounded(evaluate_many(line.amount, given), rule) for line in compiled.lines)
        return np.asarray(sum(parts, np.zeros(given.shape)), dtype=float)
    found = evaluate_many(compiled.total, given)
    return _rounded(found, rule) if rule.where == "total" else found


def evaluate_many(function: Piecewise, volumes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a function of volume for many volumes, in float arithmetic.

    A volume on a bound takes the value that the bound has.
    """
    breaks = np.array([float(b) for b in function.breaks])
    width = function.degree + 1
    table = np.zeros((width, len(breaks)))
    for i, poly in enumerate(function.polys):
        table[: len(poly), i] = [float(c) for c in poly]
    if len(breaks) == 1:
        found = np.full(volumes.shape, table[-1, 0])
        for power in range(width - 2, -1, -1):
            found *= volumes
            found += table[power, 0]
    else:
        index = np.searchsorted(breaks[1:], volumes, side="left")
        found = table[-1][index]
        for power in range(width - 2, -1, -1):
            found *= volumes
            found += table[power][index]
    for i, at in enumerate(function.at):
        if _jumps(function, i):
            found = np.where(volumes == breaks[i], float(at), found)
    return np.asarray(found, dtype=float)


def _jumps(function: Piecewise, index: int) -> bool:
    """Return whether a bound's own value differs from that of the piece below it."""
    if index == 0:
        return function.at[0] != function.right(0)
    return function.at[index] != function.left(index)


def _rounded(amounts: NDArray[np.float64], rule: Rounding) -> NDArray[np.float64]:
    to = float(rule.to)
    steps = np.abs(amounts) / to
    # half a unit in the sixth decimal of a coin: what float arithmetic may lose before a tie
    low = np.floor(steps + 0.5 + 1e-6) if rule.half == "up" else np.rint(steps)
    if rule.half == "down":
        low = np.ceil(steps - 0.5 - 1e-6)
    return np.asarray(low * to * np.sign(amounts), dtype=float)


def check_volume(volume: float, unit: str = "m3") -> None:
    """Refuse a volume that is negative or no number.

    Raises:
        CalculationError: it is.
    """
    if not 0 <= volume < float("inf"):
        raise CalculationError(
            Problem(f"a volume of {volume:g} {unit} cannot be billed", cure="give it as 0 or more")
        )
