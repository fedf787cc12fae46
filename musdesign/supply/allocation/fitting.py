"""Fit the exact rule to a network by simulating its record: carry-over classes and reserves.

A day's optimum serves every use it can today.  Where a store also feeds better uses that run dry
later, the last uses should be held back in time.  Each store keeps, in each month, what its better
uses will lack until it refills, in a mean year or in all but few years of the record
(:mod:`musdesign.supply.allocation.reserves`).  How much, the classes and the order of stores within
a class are those that leave least unmet over the record, weighed by priority
(parameterisation, simulation, optimisation, as for reservoirs in Koutsoyiannis and Economou 2003,
whose text was not read for this).  Where nothing is missing there is nothing to fit.  They are
fitted to a record: judge them on scenarios that were not used.

What is chosen is never worse than a fixed order of sources on the record that it was fitted to: the
orders that :func:`musdesign.supply.allocation.orders.best_order` names run over all its scenarios
too, and where one of them leaves less unmet it is the rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.foresight import priority_weights
from musdesign.supply.allocation.network import Network
from musdesign.supply.allocation.orders import best_order
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.reserves import Family, families
from musdesign.supply.allocation.results import Rule, Simulation
from musdesign.supply.allocation.simulate import simulate, unmet_m3
from musdesign.units import MONTH_NAMES

Array = NDArray[np.float64]
Steps = tuple[int, ...]
LEAST_GAIN = 1e-7
ROUNDS = 2
MOST_FITTED = 2
MOST_ORDERED = 3
LEAST_SHARE, ROUNDING_M3 = 1e-9, 1e-6
"""By what a fixed order must be better than the exact rule."""
_CLASSES = (((2.0, 7.0), True), ((2.0, 7.0), False), ((2.0, 7.0, 21.0, 60.0), False), ((), True))
"""Bounds of the classes that are tried, and whether only what the better uses leave counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The rule that leaves least unmet: run it with :meth:`simulate`.

    Attributes:
        network: with its reserves.
        carry: the carry-over of the exact rule.
        rule: ``exact``, or ``screening`` where a fixed order leaves less unmet.
        order: that fixed order; empty with the exact rule.
        before, after: unmet volumes of the unfitted exact rule and of this one, weighed by
            priority, the last weighing 1, means of all scenarios.
    """

    network: Network
    carry: CarryOver
    rule: Rule
    order: tuple[str, ...]
    before: float
    after: float

    def simulate(
        self, *, threads: int | None = None, daily: bool = False, trace: bool = True
    ) -> Simulation:
        """Return the allocation of every day by this rule."""
        return simulate(
            self.network, rule=self.rule, carry=self.carry, threads=threads, daily=daily,
            trace=trace, order=self.order,
        )  # fmt: skip

    @property
    def text(self) -> str:
        """Return what whoever opens the valves needs: what stores hold back, or the fixed order."""
        if self.rule == "screening":
            given = ", then ".join(f"'{name}'" for name in self.order)
            order = f" ({given}; what is not named comes after)" if given else ""
            return f"each use takes its water in a fixed order{order}"
        lines = []
        for store in self.network.stores:
            for reserve in store.reserves:
                months = np.broadcast_to(np.asarray(reserve.volume_m3, dtype=float), 12)
                most = int(months.argmax())
                lines.append(
                    f"'{store.name}' holds back up to {months[most]:.3g} m3 (in "
                    f"{MONTH_NAMES[most]}) for uses of priority {reserve.priority} and before"
                )
        return "; ".join(lines)


def fitted(network: Network, *, threads: int | None = None) -> Fitted:
    """Return the rule that leaves least unmet over the network's own record, weighed by priority.

    Carry-over and reserves are fitted to the first :data:`MOST_FITTED` scenarios.  What comes of it
    is held, over all scenarios, against the unfitted exact rule and the fixed orders of
    :func:`best_order`: of these the best is returned, so none of them leaves less unmet on this
    record (but for rounding, 1e-9 or a millilitre).  On another record that need not hold.
    Reserves already stated are replaced.  Up to 28 simulations for the classes, some 3 to 16 for
    each reserve and the fixed orders; one alone where nothing is missing.

    Raises:
        CalculationError: mistakes in the network.
    """
    bare = replace(network, stores=[replace(store, reserves=()) for store in network.stores])
    ready = prepare(bare, CarryOver())
    weight = priority_weights(tuple(use.priority for use in network.uses))
    few = replace(ready, scenarios=min(ready.scenarios, MOST_FITTED))
    found = _candidates(_Search(few, threads, weight), bare)
    if few.scenarios < ready.scenarios:
        found = _over_all(_Search(ready, threads, weight), found)
    fit = min(found, key=lambda candidate: candidate.after)
    least = fit.after - max(LEAST_SHARE * fit.after, ROUNDING_M3)
    fixed = best_order(ready, weight, least, threads) if least > 0.0 else None
    if fixed is None:
        return fit
    return replace(
        fit,
        network=bare,
        carry=CarryOver(),
        rule="screening",
        order=fixed.order,
        after=fixed.unmet_m3,
    )


def _over_all(search: _Search, found: Sequence[Fitted]) -> list[Fitted]:
    """Return candidates judged over all scenarios."""
    after = [search.unmet(candidate.network, candidate.carry) for candidate in found]
    return [
        replace(candidate, before=after[0], after=value)
        for candidate, value in zip(found, after, strict=True)
    ]


def _candidates(search: _Search, bare: Network) -> list[Fitted]:
    """Return the unfitted rule, the best carry-over, and it with the best reserves of each family.

    Of each only what is better than the unfitted rule.
    """
    carry = CarryOver()
    before = best = search.unmet(bare, carry)
    for trial in _carries(bare) if best > 0.0 else ():
        value = search.unmet(bare, trial)
        if value < best * (1.0 - LEAST_GAIN):
            best, carry = value, trial
    unfitted = Fitted(
        network=bare, carry=CarryOver(), rule="exact", order=(), before=before, after=before
    )
    found = [unfitted]
    if carry != CarryOver():
        found.append(replace(unfitted, carry=carry, after=best))
    for family in families(search.ready) if best > 0.0 else ():
        value, steps = search.climbed(bare, carry, family, best)
        if any(steps):
            network = family.applied(bare, steps)
            found.append(replace(unfitted, network=network, carry=carry, after=value))
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """Runs a prepared record with other reserves and classes."""

    ready: Prepared
    threads: int | None
    weight: Array

    def unmet(self, network: Network, carry: CarryOver) -> float:
        """Return what is left unmet, weighed by priority, a mean of the scenarios, m3."""
        unmet = unmet_m3(self.ready.with_rule(network, carry), self.threads)
        return float((unmet @ self.weight).mean())

    def climbed(
        self, bare: Network, carry: CarryOver, family: Family, best: float
    ) -> tuple[float, tuple[int, ...]]:
        """Return the least value found with reserves of a family, and their steps.

        Args:
            bare: the network without reserves.
            carry: the carry-over.
            family: the reserves.
            best: the value without reserves.
        """
        steps = (0,) * len(family.choices)
        known = {steps: best}
        for _ in range(ROUNDS):
            start = best
            for group in family.groups():
                best, steps = self._along(bare, carry, family, steps, group, known)
            if best >= start * (1.0 - LEAST_GAIN):
                break
        return best, steps

    def _along(
        self, bare: Network, carry: CarryOver, family: Family, steps: Steps, group: Sequence[int],
        known: dict[Steps, float],
    ) -> tuple[float, Steps]:  # fmt: skip
        """Return the best value and the steps with those of a group changed.

        From a first guess the step goes on, up or down, while that lowers the value.
        """
        best, last = known[steps], len(family.choices[group[0]].volume_m3)
        now = {steps[k] for k in group}
        place = now.pop() if len(now) == 1 else 0
        tried = {place} if not now else set()
        for first in (place + 1, place - 1) if place > 0 else family.guesses:
            at, way = first, 1 if first > place else -1
            while 0 <= at < last and at not in tried:
                tried.add(at)
                changed = tuple(at if k in group else step for k, step in enumerate(steps))
                if changed not in known:
                    known[changed] = self.unmet(family.applied(bare, changed), carry)
                if known[changed] >= best * (1.0 - LEAST_GAIN):
                    break
                best, steps, at = known[changed], changed, at + way
        return best, steps


def _carries(network: Network) -> Iterator[CarryOver]:
    """Give classes short, long and none, each with every order of few stores."""
    names = [store.name for store in network.stores]
    orders: list[tuple[str, ...]] = [()]
    if 1 < len(names) <= MOST_ORDERED:
        orders += list(itertools.permutations(names))
    else:
        orders += [(name,) for name in names if len(names) > 1]
    for days, beyond in _CLASSES:
        for order in orders:
            yield CarryOver(within_days=days, beyond_better=beyond, draw_first=order)
