"""Cash through the harvest calendar: what is paid when, what stays owed, what reserve it takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musdesign.errors import CalculationError, Problem


@dataclass(frozen=True, slots=True)
class Collection:
    """The year after the ledger has settled, by month from January.

    ``reserve`` is the largest sum by which payments fall behind the costs within the year, starting
    at the best month; ``reserve_months`` is that over a month's mean cost.
    """

    due_month: tuple[float, ...]
    paid_month: tuple[float, ...]
    arrears_month: tuple[float, ...]
    """Owed at the end of each month."""
    collected: float
    """Paid over due."""
    given_up_year: float
    reserve: float
    reserve_months: float


def collection(
    due_month: Sequence[float],
    cost_month: Sequence[float],
    income_month: Sequence[float],
    *,
    paid_share: float = 1.0,
    write_off_months: int = 24,
) -> Collection:
    """Return payments, arrears and the reserve of a settled year.

    In a month households can pay ``paid_share`` times the month's income over the mean one, as a
    share of their mean bill: this month's bill first, what is left goes to the oldest arrears.  A
    bill unpaid after ``write_off_months`` is given up.

    Args:
        due_month: billed in each month, (12,).
        cost_month: spent in each month, (12,).
        income_month: households' income by month, any scale, (12,).
        paid_share: part of a mean bill that a mean month's income pays.
        write_off_months: age at which a bill is given up.

    Raises:
        CalculationError: not twelve values, values below 0, no income at all.
    """
    due, cost, income = (np.asarray(v, dtype=float) for v in (due_month, cost_month, income_month))
    if any(v.shape != (12,) or not (v >= 0).all() for v in (due, cost, income)):
        raise CalculationError("twelve months of bills, costs and incomes of 0 or more are needed")
    if not (income.sum() > 0 and 0 <= paid_share <= 2 and write_off_months >= 1):
        raise CalculationError(
            Problem("an income, a paid share up to 2 and a month or more are needed")
        )
    able = paid_share * due.mean() * income / income.mean()
    ledger: deque[list[float]] = deque()  # [age in months, owed], oldest first
    nothing = 1e-9 * float(due.max())
    years = write_off_months // 12 + 3
    paid, owed, lost = np.zeros(12), np.zeros(12), np.zeros(12)
    for _ in range(years):
        paid[:], lost[:] = 0.0, 0.0
        for m in range(12):
            for bill in ledger:
                bill[0] += 1
            while ledger and ledger[0][0] >= write_off_months:
                lost[m] += ledger.popleft()[1]
            left = able[m]
            now = min(left, due[m])
            left -= now
            paid[m] += now
            if due[m] > now:
                ledger.append([0.0, due[m] - now])
            while left > 1e-12 and ledger and (ledger[0][0] > 0 or due[m] <= now):
                part = min(left, ledger[0][1])
                paid[m] += part
                left -= part
                ledger[0][1] -= part
                if ledger[0][1] <= 1e-12:
                    ledger.popleft()
            left_over = sum(bill[1] for bill in ledger)
            owed[m] = left_over if left_over > nothing else 0.0
    reserve = largest_deficit(paid - cost)
    mean_cost = float(cost.mean())
    total = float(due.sum())
    return Collection(
        tuple(due.tolist()),
        tuple(paid.tolist()),
        tuple(owed.tolist()),
        float(paid.sum()) / total if total > 0 else 1.0,
        float(lost.sum()),
        reserve,
        reserve / mean_cost if mean_cost > 0 else 0.0,
    )


def largest_deficit(balance_month: Sequence[float] | np.ndarray) -> float:
    """Return the largest sum below 0 over any run of up to twelve months, the year going round.

    >>> largest_deficit([5, -3, -4, 2] + [0] * 8)
    7.0
    """
    balance = np.asarray(balance_month, dtype=float)
    worst = min(float(np.cumsum(np.roll(balance, -start)).min()) for start in range(12))
    return max(-worst, 0.0)
