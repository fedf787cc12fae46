"""A tariff that treats productive water apart, at the revenue of the present one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.errors import CalculationError, Problem
from musdesign.finance.effects.incidence import Schedules, monthly_bills, schedule_for
from musdesign.finance.effects.population import Group, Population
from musdesign.finance.effects.schedule import Schedule, from_blocks


@dataclass(frozen=True, slots=True)
class Penalty:
    """How a tariff falls on a group's water: volumes and money by block, house and productive."""

    group: str
    class_name: str
    use_m3: float
    domestic_m3: float
    productive_m3: float
    bounds_m3: tuple[float, ...]
    block_m3: tuple[float, ...]
    block_price: tuple[float, ...]
    paid_domestic: float
    paid_productive: float
    """What the water beyond the house adds to the bill."""

    @property
    def domestic_per_m3(self) -> float:
        """Return the mean price of the house's water, fixed charge included."""
        return self.paid_domestic / self.domestic_m3 if self.domestic_m3 else 0.0

    @property
    def productive_per_m3(self) -> float:
        """Return the mean price of the productive water."""
        return self.paid_productive / self.productive_m3 if self.productive_m3 else 0.0


def allowed(groups: Sequence[Group], allowance_m3: float) -> tuple[Group, ...]:
    """Return for each class a household that uses an allowance, of it the house of its group."""
    found: dict[str, Group] = {}
    for group in groups:
        name = f"allowance of {allowance_m3:g} m3, class {group.class_name}"
        found.setdefault(group.class_name, replace(group, name=name, month_m3=(allowance_m3,) * 12))
    return tuple(found.values())


def penalties(groups: Sequence[Group], schedules: Schedules) -> tuple[Penalty, ...]:
    """Return by group how its mean household's use falls into the blocks, and what it pays."""
    found = []
    for group in groups:
        tariff = schedule_for(schedules, group.class_name)
        use = float(np.mean(group.month_m3))
        house = min(float(np.mean(group.domestic_month_m3)), use)
        edges = np.array(tariff.upper_m3)
        parts = np.clip(use - np.array(tariff.lower_m3), 0.0, edges - np.array(tariff.lower_m3))
        of_house = float(tariff.bill(house))
        found.append(
            Penalty(
                group.name,
                group.class_name,
                use,
                house,
                use - house,
                tariff.lower_m3[1:],
                tuple(float(part) for part in parts),
                tariff.price,
                of_house,
                float(tariff.bill(use)) - of_house,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A tariff of one price above the first block, with the revenue of the present one."""

    schedules: Mapping[str, Schedule]
    price_above: float
    first_bound_m3: Mapping[str, float]
    revenue_year: float


def one_price_above(people: Population, present: Schedules) -> Alternative:
    """Return the tariff that keeps the fixed charge and first block and charges one price above it.

    The price solves R(present) = 12 sum w [B(first block) + p (q - b1)+], so that the same money
    comes in from the same volumes and no use is charged more for being productive.

    Raises:
        CalculationError: nobody uses more than the first block.
    """
    bills = monthly_bills(people, present)
    kept, above = 0.0, 0.0
    bounds, starts = {}, {}
    for name in people.classes:
        at, tariff = people.in_class(name), schedule_for(present, name)
        bound = tariff.lower_m3[1] if len(tariff.lower_m3) > 1 else 0.0
        months, w = people.month_m3[at], people.weight[at]
        kept += float(w @ tariff.bill(np.minimum(months, bound)).mean(axis=1))
        above += float(w @ np.maximum(months - bound, 0.0).mean(axis=1))
        bounds[name], starts[name] = bound, (tariff.base[0], tariff.price[0])
    if above <= 0:
        raise CalculationError(
            Problem("no household uses more than the first block: there is no use to price apart")
        )
    total = float(people.weight @ bills)
    price = (total - kept) / above
    schedules = {
        name: from_blocks(starts[name][0], [bound], [starts[name][1], price])
        if bound > 0
        else from_blocks(starts[name][0], [], [price])
        for name, bound in bounds.items()
    }
    return Alternative(schedules, price, bounds, 12.0 * total)
