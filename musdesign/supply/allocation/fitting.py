"""Fit the exact rule to a network by simulating its record: carry-over classes and reserves.

A day's optimum serves every use it can today.  Where a store also feeds better uses that run dry
later, the last uses should be held back in time.  Each store keeps, in each month, a multiple of
what its better uses will lack until it refills.  The multiples, the classes and the order of stores
within a class are those that leave least unmet over the record, weighed by priority
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
from musdesign.supply.allocation.network import Network, Reserve
from musdesign.supply.allocation.orders import best_order
from musdesign.supply.allocation.policy import CarryOver
from musdesign.supply.allocation.prepare import Prepared, prepare
from musdesign.supply.allocation.results import Rule, Simulation
from musdesign.supply.allocation.simulate import simulate, unmet_m3
from musdesign.units import MONTH_DAYS, MONTH_NAMES

Array = NDArray[np.float64]
MULTIPLES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
GUESSES = (3, 2, 5)
"""Where among the multiples the search begins."""
LEAST_GAIN = 1e-7
ROUNDS = 2
MOST_FITTED = 2
MOST_ORDERED = 3
LEAST_SHARE, ROUNDING_M3 = 1e-9, 1e-6
"""By what a fixed order must be better than the exact rule."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reserve that may be kept: in which store, for which priority, how much at multiple 1."""

    store: str
    priority: int
    need_m3: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The rule that leaves least unmet: run it with :meth:`simulate`.

    Attributes:
        network: with its reserves.
        carry: the carry-over of the exact rule.
        rule: ``exact``, or ``screening`` where a fixed order leaves less unmet.
        order: that fixed order; empty with the exact rule.
        multiples: (store, priority, multiple) of each reserve that is kept.
        before, after: unmet volumes of the unfitted exact rule and of this one, weighed by
            priority, the last weighing 1, means of all scenarios.
    """

    network: Network
    carry: CarryOver
    rule: Rule
    order: tuple[str, ...]
    multiples: tuple[tuple[str, int, float], ...]
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
    Reserves already stated are replaced.  Up to 21 simulations for the classes, some 3 to 16 for
    each reserve and the fixed orders; one alone where nothing is missing.

    Raises:
        CalculationError: mistakes in the network.
    """
    bare = replace(network, stores=[replace(store, reserves=()) for store in network.stores])
    ready = prepare(bare, CarryOver())
    weight = priority_weights(tuple(use.priority for use in network.uses))
    few = replace(ready, scenarios=min(ready.scenarios, MOST_FITTED))
    fit = _fit(_Search(few, threads, weight), bare)
    if few.scenarios < ready.scenarios:
        fit = _over_all(_Search(ready, threads, weight), bare, fit)
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
        multiples=(),
        after=fixed.unmet_m3,
    )


def _over_all(search: _Search, bare: Network, fit: Fitted) -> Fitted:
    """Return a fitted rule judged over all scenarios; the unfitted one where that is better."""
    before = after = search.unmet(bare, CarryOver())
    if fit.multiples or fit.carry != CarryOver():
        after = search.unmet(fit.network, fit.carry)
    if after > before:
        return replace(
            fit, network=bare, carry=CarryOver(), multiples=(), before=before, after=before
        )
    return replace(fit, before=before, after=after)


def _fit(search: _Search, bare: Network) -> Fitted:
    """Return the carry-over and the reserves that leave least unmet."""
    carry = CarryOver()
    before = best = search.unmet(bare, carry)
    choices = list(_choices(search.ready)) if best > 0.0 else []
    for trial in _carries(bare) if best > 0.0 else ():
        value = search.unmet(bare, trial)
        if value < best * (1.0 - LEAST_GAIN):
            best, carry = value, trial
    multiples = [0.0] * len(choices)
    for _ in range(ROUNDS):
        start = best
        for group in _groups(choices):
            best, multiples = search.along(bare, carry, choices, multiples, group, best)
        if best >= start * (1.0 - LEAST_GAIN):
            break
    kept = tuple(
        (choice.store, choice.priority, multiple)
        for choice, multiple in zip(choices, multiples, strict=True)
        if multiple > 0.0
    )
    return Fitted(
        network=_applied(bare, choices, multiples),
        carry=carry,
        rule="exact",
        order=(),
        multiples=kept,
        before=before,
        after=best,
    )


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

    def along(
        self, bare: Network, carry: CarryOver, choices: Sequence[Choice],
        multiples: list[float], group: Sequence[int], best: float,
    ) -> tuple[float, list[float]]:  # fmt: skip
        """Return the best value and the multiples with those of a group changed.

        From a first guess the multiple goes on, up or down, while that lowers the value.
        """
        now = {multiples[k] for k in group}
        place = MULTIPLES.index(now.pop()) if len(now) == 1 else 0
        tried = {place} if not now else set()
        for first in (place + 1, place - 1) if place > 0 else GUESSES:
            at, step = first, 1 if first > place else -1
            while 0 <= at < len(MULTIPLES) and at not in tried:
                tried.add(at)
                changed = [MULTIPLES[at] if k in group else m for k, m in enumerate(multiples)]
                value = self.unmet(_applied(bare, choices, changed), carry)
                if value >= best * (1.0 - LEAST_GAIN):
                    break
                best, multiples, at = value, changed, at + step
        return best, multiples


def _groups(choices: Sequence[Choice]) -> list[tuple[int, ...]]:
    """Return the reserves that are changed together: of each priority in all stores, then each.

    A reserve in one store alone draws down better water that serves the same use.
    """
    levels = sorted({choice.priority for choice in choices})
    together = [tuple(k for k, c in enumerate(choices) if c.priority == p) for p in levels]
    return [*(g for g in together if len(g) > 1), *((k,) for k in range(len(choices)))]


def _carries(network: Network) -> Iterator[CarryOver]:
    """Give classes short, long and none, each with every order of few stores."""
    names = [store.name for store in network.stores]
    orders: list[tuple[str, ...]] = [()]
    if 1 < len(names) <= MOST_ORDERED:
        orders += list(itertools.permutations(names))
    else:
        orders += [(name,) for name in names if len(names) > 1]
    for days in ((2.0, 7.0), (2.0, 7.0, 21.0, 60.0), ()):
        for order in orders:
            yield CarryOver(within_days=days, draw_first=order)


def _choices(ready: Prepared) -> Iterator[Choice]:
    """Give each store's reserve for each priority but the last that it serves."""
    network, ways = ready.network, ready.reach
    sources = len(network.sources)
    reaches = ways.direct | ways.treated
    demand = ready.demand_m3_day
    for s, store in enumerate(network.stores):
        served = [u for u in range(len(network.uses)) if reaches[sources + s, u]]
        levels = sorted({network.uses[u].priority for u in served})
        for level in levels[:-1]:
            better = [u for u in served if network.uses[u].priority <= level]
            givers = reaches[:sources, better].any(axis=1)
            inflow = ready.yield_m3_day[givers].sum(axis=0)
            need = lacking_until_refilled(demand[better].sum(axis=0), inflow)
            if need.max() <= 0.0:
                # nothing lacks in a mean year: a month of the demand stands for the dry years
                need = demand[better].sum(axis=0) * 30.0
            yield Choice(store.name, level, np.minimum(need, store.capacity_m3))


def lacking_until_refilled(demand_m3_day: Array, inflow_m3_day: Array) -> Array:
    """Return what each month must hold at its beginning to last until inflow exceeds demand, (12,).

    The sequent peak of a mean year run backwards, two cycles.

    >>> lacking_until_refilled(np.full(12, 1.0), np.r_[np.full(10, 1.5), 0.0, 0.0]).tolist()[8:]
    [30.5, 45.5, 61.0, 31.0]
    """
    lack = (np.asarray(demand_m3_day) - inflow_m3_day) * np.array(MONTH_DAYS)
    need = np.zeros(12)
    later = 0.0
    for month in [*range(11, -1, -1), *range(11, -1, -1)]:
        later = max(0.0, later + lack[month])
        need[month] = later
    return need


def _applied(bare: Network, choices: Sequence[Choice], multiples: Sequence[float]) -> Network:
    """Return the network with reserves: the better priorities' first, none beyond what is left."""
    reserves: dict[str, list[Reserve]] = {}
    held = {store.name: np.zeros(12) for store in bare.stores}
    capacity = {store.name: store.capacity_m3 for store in bare.stores}
    for choice, multiple in zip(choices, multiples, strict=True):
        if multiple > 0.0:
            top = np.minimum(choice.need_m3 * multiple, capacity[choice.store])
            more = np.maximum(0.0, top - held[choice.store])
            held[choice.store] += more
            reserves.setdefault(choice.store, []).append(
                Reserve(volume_m3=tuple(more.tolist()), priority=choice.priority)
            )
    stores = [replace(s, reserves=tuple(reserves.get(s.name, ()))) for s in bare.stores]
    return replace(bare, stores=stores)
