"""The prices that cover a stated cost and hurt least: a linear programme at fixed volumes.

For fixed block bounds a bill is linear in its fixed charge and prices, so "cover this cost with
the smallest affordability gap, within the law, without any bill rising by more than so much" is a
linear programme: its optimum is proven, and its dual prices say what each demand costs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.incidence import Schedules, monthly_bills
from musdesign.finance.effects.population import Population
from musdesign.finance.effects.programme import Optimum, Programme, solve
from musdesign.finance.effects.schedule import Floats, Schedule, from_blocks


@dataclass(frozen=True, slots=True)
class ClassForm:
    """The form of a class: its block bounds, and limits on its fixed charge and prices."""

    name: str
    bounds_m3: tuple[float, ...] = ()
    fixed: tuple[float, float] = (0.0, np.inf)
    prices: tuple[float, float] = (0.0, np.inf)
    rising: bool = True
    """Whether a later block may not be cheaper than an earlier one."""


@dataclass(frozen=True, slots=True)
class ClassCap:
    """A legal cap: low x reference <= value of the class <= high x reference.

    ``component`` is ``fixed``, ``first`` (first block), ``rest`` (later blocks) or ``all``.
    """

    class_name: str
    reference: str
    component: str
    low: float
    high: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Demands:
    """What the tariff must do."""

    revenue_year: float
    """Money to be billed and paid in a year."""
    threshold: float = 0.05
    collection: float = 1.0
    most_rise: float | None = None
    """Largest rise of any household's bill over the present one, 0.2 for 20 %."""
    most_fixed_share: float | None = None
    caps: tuple[ClassCap, ...] = ()
    cost_year: float | None = None
    """Cost of which points are counted in dual prices; the revenue itself where none is given."""

    def __post_init__(self) -> None:
        """Refuse demands that mean nothing."""
        problems = []
        if not 0 <= self.revenue_year < np.inf:
            problems.append(Problem(f"a revenue of {self.revenue_year:g}", cure="0 or more"))
        if not 0 < self.threshold < 1:
            problems.append(Problem(f"a threshold of {self.threshold:g}", cure="such as 0.05"))
        if not 0 < self.collection <= 1:
            problems.append(Problem(f"a collection of {self.collection:g}", cure="0 to 1"))
        if self.most_rise is not None and not self.most_rise >= 0:
            problems.append(Problem(f"a largest rise of {self.most_rise:g}", cure="0.2 for 20 %"))
        if problems:
            raise CalculationError(problems)


@dataclass(frozen=True, slots=True)
class DualPrice:
    """What a demand costs: by how much the gap changes, money a month, per unit of the demand."""

    demand: str
    unit: str
    gap_month: float


@dataclass(frozen=True, slots=True)
class FoundTariff:
    """The tariff found: charges by class, what it does, and the dual prices of the demands."""

    schedules: Mapping[str, Schedule]
    fixed: Mapping[str, float]
    bounds_m3: Mapping[str, tuple[float, ...]]
    prices: Mapping[str, tuple[float, ...]]
    revenue_year: float
    gap_month: float
    households_above: float
    duals: tuple[DualPrice, ...]
    method: str
    bound: float
    """Proven least gap (money a month), or least number of households above the threshold."""
    gap: float
    """Relative gap of the solver between its value and that bound."""
    volumes: str = "fixed"
    iterations: tuple[tuple[float, float], ...] = field(default=())
    """With demand response: revenue and gap of each round."""
    converged: bool | None = None


def search(
    people: Population, forms: Sequence[ClassForm], demands: Demands, present: Schedules
) -> FoundTariff:
    """Return the tariff of smallest affordability gap that covers the revenue, volumes fixed.

    minimise    sum_i w_i g_i,  g_i >= B_i - t Y_i,  g_i >= 0
    subject to  12 e sum_i w_i B_i >= revenue;  B_i <= (1 + rise) B_i(present);  legal caps;
                prices rise from block to block where asked for

    with B_i = F_c + sum_j p_cj v_ij, v_ij the mean month's volume in block j.  Among the tariffs of
    that gap the one that takes least money in all, and of those the one that changes bills least,
    is returned (two more programmes).

    Raises:
        CalculationError: no tariff meets the demands; the message says how much of the revenue the
            caps allow at most.
    """
    model = TariffModel.of(people, forms, demands, present)
    first = model.least_gap()
    if first is None:
        raise CalculationError(_impossible(model))
    best = _refined(model, first)
    proven = first.bound * model.unit * float(people.weight.sum())
    return model.found(best.x, "linear programme", proven, first.gap, _duals(model, first))


@dataclass(frozen=True, slots=True)
class TariffModel:
    """The charges as columns of a programme, all money in units of the mean present bill."""

    people: Population
    forms: tuple[ClassForm, ...]
    demands: Demands
    bills: Floats
    """Present bills."""
    unit: float
    starts: Mapping[str, int]
    entries: tuple[tuple[np.ndarray, Floats], ...]
    """By household, its bill as columns and volumes."""
    columns: int

    @classmethod
    def of(
        cls,
        people: Population,
        forms: Sequence[ClassForm],
        demands: Demands,
        present: Schedules,
    ) -> TariffModel:
        """Lay out the columns: each class's fixed charge and prices in the order of the forms."""
        names = [form.name for form in forms]
        missing = [name for name in people.classes if name not in names]
        if missing or len(set(names)) != len(names):
            what = f"no form for the class '{missing[0]}'" if missing else "a class has two forms"
            raise CalculationError(Problem(what, cure="give each class that pays one form"))
        bills = monthly_bills(people, present)
        unit = float(people.weight @ bills / people.weight.sum()) or 1.0
        starts, at = {}, 0
        for form in forms:
            starts[form.name] = at
            at += 2 + len(form.bounds_m3)
        entries: list[tuple[np.ndarray, Floats]] = [(np.array([]), np.array([]))] * len(bills)
        for form in forms:
            members = np.flatnonzero(people.in_class(form.name))
            blocks = block_volumes(people.month_m3[members], form.bounds_m3)
            columns = starts[form.name] + np.arange(2 + len(form.bounds_m3))
            for row, i in enumerate(members):
                entries[i] = (columns, np.concatenate([[1.0], blocks[row]]))
        return cls(people, tuple(forms), demands, bills, unit, starts, tuple(entries), at)

    @property
    def size(self) -> int:
        """Return the number of households."""
        return len(self.bills)

    def base(self, extra: int, whole: bool = False) -> Programme:
        """Return a programme with the charges, ``extra`` further columns, and the demands."""
        n = self.columns
        lower, upper = np.zeros(n + extra), np.full(n + extra, np.inf)
        for form in self.forms:
            at = self.starts[form.name]
            last = at + 1 + len(form.bounds_m3)
            lower[at], upper[at] = (value / self.unit for value in form.fixed)
            lower[at + 1 : last + 1] = form.prices[0] / self.unit
            upper[at + 1 : last + 1] = form.prices[1] / self.unit
        problem = Programme(np.zeros(n + extra), lower, upper)
        if whole:
            problem.whole = np.concatenate([np.zeros(n, dtype=bool), np.ones(extra, dtype=bool)])
        self._revenue(problem)
        for form in self.forms:
            at = self.starts[form.name]
            for j in range(len(form.bounds_m3) if form.rising else 0):
                problem.row([at + 1 + j, at + 2 + j], [-1.0, 1.0], 0.0, np.inf)
        for cap in self.demands.caps:
            self._cap(problem, cap)
        if self.demands.most_rise is not None:
            for i, (columns, values) in enumerate(self.entries):
                most = (1 + self.demands.most_rise) * self.bills[i] / self.unit
                problem.row(columns, values, -np.inf, most)
        return problem

    def least_gap(
        self,
        at_most_gap: float | None = None,
        at_most_money: float | None = None,
        aim: str = "gap",
    ) -> Optimum | None:
        """Return the charges of least gap; or, within a gap, of least money or least change."""
        n, m = self.columns, self.size
        changed = aim == "change"
        problem = self.base(m + (m if changed else 0))
        total = self.people.weight.sum()
        share = self.people.weight / total
        for i, (columns, values) in enumerate(self.entries):
            line = self.demands.threshold * self.people.income_month[i] / self.unit
            problem.row([*columns, n + i], [*values, -1.0], -np.inf, line)
            if changed:
                now = self.bills[i] / self.unit
                problem.row([*columns, n + m + i], [*values, -1.0], -np.inf, now)
                problem.row([*columns, n + m + i], [*values, 1.0], now, np.inf)
        slack = 1e-7
        if at_most_gap is not None:
            problem.row(np.arange(n, n + m), share, -np.inf, at_most_gap * (1 + slack) + slack)
        money = self.money_row()
        if at_most_money is not None:
            problem.row(np.arange(n), money, -np.inf, at_most_money * (1 + slack) + slack)
        if aim == "gap":
            problem.cost[n : n + m] = share
        elif aim == "money":
            problem.cost[:n] = money
        else:
            problem.cost[n + m :] = share
        return solve(problem)

    def money_row(self) -> Floats:
        """Return the mean household's bill as a row of the charges."""
        row = np.zeros(self.columns)
        total = self.people.weight.sum()
        for weight, (columns, values) in zip(self.people.weight, self.entries, strict=True):
            row[columns] += weight / total * values
        return row

    @property
    def needed(self) -> float:
        """Return the mean bill that brings the revenue, in units."""
        yearly = 12.0 * self.demands.collection * float(self.people.weight.sum()) * self.unit
        return self.demands.revenue_year / yearly

    def most_money(self) -> float:
        """Return the largest revenue that the caps allow (endless where nothing caps it)."""
        problem = self.base(0)
        problem.cost[:] = -self.money_row()
        problem.row_lower[0] = 0.0
        problem.upper = np.minimum(problem.upper, 1e6)
        best = solve(problem)
        if best is None:
            return 0.0
        return -best.value / self.needed * self.demands.revenue_year if self.needed else np.inf

    def found(
        self, x: Floats, method: str, bound: float, gap: float, duals: tuple[DualPrice, ...] = ()
    ) -> FoundTariff:
        """Return the charges as a tariff with what it does."""
        schedules, fixed, bounds, prices = {}, {}, {}, {}
        for form in self.forms:
            at = self.starts[form.name]
            charges = [_clean(v) * self.unit for v in x[at : at + 2 + len(form.bounds_m3)]]
            fixed[form.name], prices[form.name] = charges[0], tuple(charges[1:])
            bounds[form.name] = form.bounds_m3
            schedules[form.name] = from_blocks(charges[0], form.bounds_m3, charges[1:])
        bills = monthly_bills(self.people, schedules)
        weights = self.people.weight
        over = bills - self.demands.threshold * self.people.income_month
        above = over > 1e-7 * np.maximum(bills, self.unit)
        return FoundTariff(
            schedules,
            fixed,
            bounds,
            prices,
            12.0 * self.demands.collection * float(weights @ bills),
            float(weights @ np.maximum(over, 0.0)),
            float(weights @ above),
            duals,
            method,
            bound,
            gap,
        )

    def _revenue(self, problem: Programme) -> None:
        problem.row(np.arange(self.columns), self.money_row(), self.needed, np.inf)
        if self.demands.most_fixed_share is not None:
            row = -self.demands.most_fixed_share * self.money_row()
            total = float(self.people.weight.sum())
            for form in self.forms:
                members = self.people.in_class(form.name)
                row[self.starts[form.name]] += float(self.people.weight[members].sum()) / total
            problem.row(np.arange(self.columns), row, -np.inf, 0.0)

    def _cap(self, problem: Programme, cap: ClassCap) -> None:
        if cap.class_name not in self.starts or cap.reference not in self.starts:
            return
        own, other = self.starts[cap.class_name], self.starts[cap.reference]
        blocks = {form.name: 1 + len(form.bounds_m3) for form in self.forms}
        count, beside = blocks[cap.class_name], blocks[cap.reference]
        pairs = {
            "fixed": [(0, 0)],
            "first": [(1, 1)],
            "rest": [(1 + j, 1 + min(j, beside - 1)) for j in range(1, count)],
        }
        pairs["all"] = pairs["fixed"] + pairs["first"] + pairs["rest"]
        for mine, theirs in pairs[cap.component]:
            problem.row([own + mine, other + theirs], [1.0, -cap.low], 0.0, np.inf)
            problem.row([own + mine, other + theirs], [1.0, -cap.high], -np.inf, 0.0)


def block_volumes(month_m3: Floats, bounds_m3: Sequence[float]) -> Floats:
    """Return the mean month's volume in each block, (households, blocks).

    >>> block_volumes(np.full((1, 12), 40.0), (13.0, 26.0)).tolist()
    [[13.0, 13.0, 14.0]]
    """
    edges = np.array([0.0, *bounds_m3, np.inf])
    parts = np.clip(month_m3[:, :, None] - edges[:-1], 0.0, np.diff(edges))
    return np.asarray(parts.mean(axis=1))


def _refined(model: TariffModel, first: Optimum) -> Optimum:
    """Return, of the tariffs of least gap, the one of least money and then of least change.

    The two further programmes are bound tightly to the first; where the solver cannot settle one
    of them the optimum before it stands, which is as good by the aim itself.
    """
    best = first
    with contextlib.suppress(CalculationError):
        second = model.least_gap(at_most_gap=first.value, aim="money")
        if second is not None:
            best = second
            third = model.least_gap(first.value, second.value, aim="change")
            best = third if third is not None else second
    return best


def _duals(model: TariffModel, first: Optimum) -> tuple[DualPrice, ...]:
    """Return the dual prices in money: of one point of the revenue, and of the caps on rises."""
    households = float(model.people.weight.sum())
    money = model.unit * households
    aim = model.demands.revenue_year
    points = (model.demands.cost_year or aim) / aim if aim else 0.0  # of the cost, as revenue
    found = [
        DualPrice(
            "one more point of the cost covered",
            "1 % of the cost",
            float(first.row_dual[0]) * model.needed * points * 0.01 * money,
        )
    ]
    if model.demands.most_rise is not None:
        start = len(first.row_dual) - 2 * model.size
        duals = first.row_dual[start : start + model.size]
        room = float(-duals @ model.bills) / model.unit * 0.01 * money
        found.append(
            DualPrice("one more point of rise allowed to every bill", "1 % of the bill", -room)
        )
    return tuple(found)


def _impossible(model: TariffModel) -> Problem:
    most = model.most_money()
    share = most / model.demands.revenue_year if model.demands.revenue_year else 0.0
    return Problem(
        "no tariff of this form covers the cost within the caps",
        why=f"at most {100 * share:.1f} % of it can be covered",
        cure="allow a larger rise of bills, ask for a lower rung of the cost, or seek a transfer",
    )


def _clean(value: float) -> float:
    return 0.0 if abs(value) < 1e-12 else float(value)
