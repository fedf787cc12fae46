"""What the daily optimum weighs: priorities, the value of water carried over, fitness and cost.

The weights form a ladder on which no sum of lower rungs outweighs a higher one:

1. unmet demand, by priority (between uses of one priority in steps of their demand, so that they
   share a shortage, even where sharing costs a little of the sum because a treatment loses water);
2. reserves of stores, each below the priorities that may use it and above the others;
3. carry-over: water in a store is worth more than any cost of bringing it there, so stores are
   filled by whatever may fill them (a store whose value lay below that cost would never be
   filled); the part that would spill first is worth least;
4. fitness: each tier by which water is better than needed;
5. cost.

Steps may be this small because in a network one litre displaces one litre; where treatments lose
water, the largest product of gains widens the steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musdesign.supply.allocation.links import Link
from musdesign.supply.allocation.network import Network

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CarryOver:
    """How the value of stored water falls with its level: a space rule in two or more classes.

    The part of a store that the likely inflow of the next ``within_days[0]`` days would fill is
    worth least, that of the next class more, and so on; what lies below is worth most.  The same
    classes hold for all stores, so the one that would spill first is drawn first.  No days: one
    value for all.  Longer classes spill still less, but draw down stores that better uses need
    later.

    Attributes:
        within_days: bounds of the classes, growing.
        quantile: of the inflow that counts as likely.
        beyond_better: only the inflow that the store's better uses (all but its last priority)
            would leave counts: what they need in the same days keeps the store from spilling.
        draw_first: stores in the order in which they are drawn within a class, whatever the
            fitness; those not named come last, by fitness.
        over_fitness: classes outweigh fitness (else fitness outweighs them).
        shortage_steps: steps of demand in which uses of one priority share a shortage.
    """

    within_days: tuple[float, ...] = (2.0, 7.0)
    quantile: float = 0.9
    beyond_better: bool = True
    draw_first: tuple[str, ...] = ()
    over_fitness: bool = True
    shortage_steps: int = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """Costs per m3 of the daily programme, without unit.

    Attributes:
        link: of each link.
        unmet: of each use, its first step.
        step: between steps of unmet demand.
        carry: value of each carry-over class, the one that spills first first, of each store,
            (stores, classes).
        reserve: value of each reserve of each store, by store.
    """

    link: Array
    unmet: Array
    step: float
    carry: Array
    reserve: tuple[tuple[float, ...], ...]


def weights(network: Network, links: tuple[Link, ...], carry: CarryOver) -> Weights:
    """Return the ladder of weights for a network."""
    gain = float(np.prod([1.0 / (1.0 - plant.loss) for plant in network.treatments]))
    hops = 2 + len(network.treatments) + len(network.stores)
    money = np.array([link.cost_per_m3 for link in links])
    over = np.array([float(link.tiers_over) for link in links])
    # cost: any path, however long, costs at most 1
    scaled = money / (money.max() * hops * gain) if money.size and money.max() > 0 else 0.0 * money
    classes = len(carry.within_days) + 1
    places = len(carry.draw_first)
    if carry.over_fitness:
        fit = 2.0 * gain
        place = 2.0 * gain * (1.0 + fit * 3.0 * hops)
    else:
        place = 2.0 * gain
        fit = 2.0 * gain * (1.0 + place * (places + 1) * classes)
    rung = place * (places + 1)
    link = scaled + fit * over
    longest = gain * (1.0 + fit * 3.0 * hops)
    order = {name: k for k, name in enumerate(carry.draw_first)}
    values = np.array(
        [
            longest + rung * (1.0 + np.arange(classes)) + place * order.get(store.name, places)
            for store in network.stores
        ]
    ).reshape(len(network.stores), classes)
    top = gain * (float(values.max(initial=longest)) + longest)
    shared = max(1, carry.shortage_steps)
    unmet: dict[int, float] = {}
    reserves: dict[int, float] = {}
    levels = sorted({use.priority for use in network.uses}, reverse=True)
    below = top
    step = 2.0 * top
    kept = sorted({r.priority for s in network.stores for r in s.reserves}, reverse=True)
    for level in levels:
        while kept and kept[0] >= level:
            # kept for this priority: worth more than all later ones and less than this one
            reserves[kept.pop(0)] = below + top
            below = gain * (below + 2.0 * top)
        unmet[level] = below + step
        below = gain * (unmet[level] + step * shared)
    reserves |= dict.fromkeys(kept, below + top)
    return Weights(
        link,
        np.array([unmet[use.priority] for use in network.uses]),
        step,
        values,
        tuple(tuple(reserves[r.priority] for r in s.reserves) for s in network.stores),
    )
