"""Who gains: what productive water brings each group's household, beside its bill and income."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musdesign.errors import CalculationError
from musdesign.finance.income import IncomeLine


@dataclass(frozen=True, slots=True)
class GroupGain:
    """Gain of a household of a group in a year, and the group's part of all gains."""

    group: str
    households: float
    low_year: float
    middle_year: float
    high_year: float
    share_of_gains: float | None
    """Part of the gains of all groups; None where nobody gains on balance."""
    share_of_households: float
    bill_year: float | None
    """Bill of a household in a year, None without a tariff."""
    income_year: float | None

    @property
    def net_year(self) -> float:
        """Return the middle gain less the bill."""
        return self.middle_year - (self.bill_year or 0.0)

    @property
    def gain_over_income(self) -> float | None:
        """Return the middle gain over the household's income, None where no income is known."""
        return self.middle_year / self.income_year if self.income_year else None


def who_gains(
    lines: Sequence[IncomeLine],
    households: Mapping[str, float],
    bills_year: Mapping[str, float],
    incomes_year: Mapping[str, float],
) -> tuple[GroupGain, ...]:
    """Return each group's gain, those without any included.

    Args:
        lines: income by group and item, all households of the group together.
        households: of each group.
        bills_year: a household's bill in a year, by group.
        incomes_year: a household's income in a year, by group.

    Raises:
        CalculationError: a line of an unknown group.
    """
    unknown = sorted({line.group for line in lines} - set(households))
    if unknown:
        raise CalculationError(f"no number of households is known for '{unknown[0]}'")
    everyone = sum(households.values())
    total = sum(line.middle_year for line in lines)
    found = []
    for group, number in households.items():
        own = [line for line in lines if line.group == group]
        sums = [
            sum(getattr(line, name) for line in own)
            for name in ("low_year", "middle_year", "high_year")
        ]
        low, middle, high = (value / number if number > 0 else 0.0 for value in sums)
        found.append(
            GroupGain(
                group,
                number,
                low,
                middle,
                high,
                sums[1] / total if total > 0 else None,
                number / everyone if everyone > 0 else 0.0,
                bills_year.get(group),
                incomes_year.get(group),
            )
        )
    return tuple(found)
