"""Designs side by side: the figures that a meeting asks for, one column a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musdesign.flow import DesignResult
from musdesign.scenario.works import USES

if TYPE_CHECKING:
    import pandas as pd

TITLES = {
    "multiple use": "multiple use",
    "norm": "norm, domestic only",
    "unplanned": "norm's design, real need",
}


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One figure of each design; None where a design does not have it.

    Amounts of designs in different currencies stand beside each other, each in its own: ``unit``
    then names them in the order of the designs, and the amounts are not ``comparable``.
    """

    name: str
    unit: str
    values: tuple[float | None, ...]
    comparable: bool = True

    @property
    def changes(self) -> tuple[float | None, ...]:
        """Return each value over the first, less 1; None where either is missing or the first 0."""
        first = self.values[0] if self.values else None
        if not self.comparable or not first:
            return tuple(None for _ in self.values)
        return tuple(None if value is None else value / first - 1.0 for value in self.values)

    @property
    def differs(self) -> bool:
        """Tell whether the designs have different values, or only some of them have one."""
        return len({None if v is None else float(f"{v:.6g}") for v in self.values}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Designs side by side."""

    columns: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]

    def table(self) -> pd.DataFrame:
        """Return the comparison as a table, one row a figure."""
        import pandas as pd

        index = pd.Index([f"{row.name} ({row.unit})" for row in self.rows], name="figure")
        return pd.DataFrame([row.values for row in self.rows], index=index, columns=self.columns)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "columns": list(self.columns),
            "rows": [
                {"name": row.name, "unit": row.unit, "values": list(row.values)}
                for row in self.rows
            ],
        }


def compare(*results: DesignResult, titles: Sequence[str] = ()) -> Comparison:
    """Return designs side by side; figures that none of them has are left out.

    Args:
        results: two or more designs, such as the three futures of one scheme.
        titles: a title for each; by default the kind of future, or the scheme's name.
    """
    if not titles:
        same = len({result.name for result in results}) == 1
        titles = [TITLES.get(r.kind, r.kind) if same else r.name for r in results]
    rows = []
    for name, unit, figure in _figures():
        units = list(dict.fromkeys(unit(result) for result in results))
        values = tuple(figure(result) for result in results)
        rows.append(ComparisonRow(name, " | ".join(units), values, len(units) == 1))
    kept = tuple(row for row in rows if any(value is not None for value in row.values))
    return Comparison(tuple(titles), kept)


Figure = tuple[str, Callable[[DesignResult], str], Callable[[DesignResult], float | None]]


def _figures() -> list[Figure]:
    def plain(unit: str) -> Callable[[DesignResult], str]:
        return lambda result: unit

    def money(per: str) -> Callable[[DesignResult], str]:
        return lambda result: f"{result.currency}{per}"

    figures: list[Figure] = [
        ("water need per person", plain("L/person/day"), lambda r: r.demand.per_person_l_day),
        ("mean day", plain("m3/day"), lambda r: r.demand.mean_day_m3),
        ("largest day", plain("m3/day"), lambda r: r.demand.max_day_m3),
        ("peak hour", plain("L/s"), lambda r: r.demand.peak_hour_lps),
    ]
    figures += [(f"{use} need met", plain("%"), _met(use)) for use in USES]
    figures += [
        ("community storage", plain("m3"), _storage),
        ("pipes", money(""), lambda r: r.network.cost if r.network else None),
        ("taps below the least pressure", plain("taps"), _low_taps),
        ("capital", money(""), lambda r: r.costs.capital_total if r.costs else None),
        ("capital per household", money(""), lambda r: r.costs.per_household if r.costs else None),
        ("life-cycle cost", money("/year"), lambda r: r.costs.yearly_total if r.costs else None),
        ("benefit of productive water", money("/year"), _benefit),
        ("mean household bill", money("/month"), _mean_bill),
        ("running cost covered by the bills", plain("%"), _covered("operation")),
        ("life-cycle cost covered by the bills", plain("%"), _covered("full life-cycle")),
        ("clauses of the standard broken", plain("clauses"), _broken),
        ("clauses that cannot be judged", plain("clauses"), _undecided),
    ]
    return figures


def _met(use: str) -> Callable[[DesignResult], float | None]:
    def share(result: DesignResult) -> float | None:
        service = (
            next((s for s in result.supply.by_use if s.use == use), None) if result.supply else None
        )
        return 100.0 * service.volumetric_reliability if service else None

    return share


def _storage(result: DesignResult) -> float | None:
    tanks = [tank.volume_m3 for tank in result.storage if tank.count == 1]
    return sum(tanks) if tanks else None


def _low_taps(result: DesignResult) -> float | None:
    if result.network is None:
        return None
    taps = [n for n in result.network.nodes if n.kind == "junction" and n.demand_lps > 0]
    return sum(node.shortfall_m > 0 for node in taps)


def _mean_bill(result: DesignResult) -> float | None:
    """Return the mean bill of all households under the first tariff, the one in use."""
    if not result.tariffs:
        return None
    bills = result.tariffs[0].bills
    households = sum(bill.households for bill in bills)
    total = sum(bill.bill_month * bill.households for bill in bills)
    return total / households if households else None


def _covered(rung: str) -> Callable[[DesignResult], float | None]:
    """Return what the bills of the first tariff, the one in use, cover of a rung of the cost."""

    def share(result: DesignResult) -> float | None:
        covered = result.tariffs[0].cost_recovery.get(rung) if result.tariffs else None
        return None if covered is None else 100.0 * covered

    return share


def _broken(result: DesignResult) -> float | None:
    own = _own_verdicts(result)
    return own.count("breaks") if own else None


def _undecided(result: DesignResult) -> float | None:
    own = _own_verdicts(result)
    return own.count("cannot_tell") if own else None


def _own_verdicts(result: DesignResult) -> list[str]:
    """Return the verdicts of the scheme's own standard, those that do not apply left out."""
    own = [check for check in result.checks if check.standard == result.scenario.standard]
    return [check.verdict for check in own if check.verdict != "not_applicable"]


def _benefit(result: DesignResult) -> float | None:
    return result.benefits.total_year if result.benefits else None
