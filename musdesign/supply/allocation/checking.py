"""Find every mistake of a network before anything is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.supply.allocation.network import Network, Store, Treatment
from musdesign.supply.sources import TIERS

_MOST_VOLUME = 1e12


def check(network: Network) -> tuple[int, int]:
    """Return the scenarios and days of a network.

    Raises:
        CalculationError: with every mistake.
    """
    problems = [*_names(network), *_tiers(network), *_numbers(network)]
    shapes = list(_shapes(network, problems))
    days = {days for _, days in shapes}
    many = {count for count, _ in shapes if count > 1}
    if not network.uses:
        problems.append(Problem("a network without uses has nothing to allocate"))
    if len(days) > 1 or len(many) > 1:
        problems.append(
            Problem(
                f"series of different lengths: {sorted(days)} days, {sorted(many)} scenarios",
                cure="give every source and use the same days, and one or the same scenarios",
            )
        )
    if network.start is not None:
        try:
            np.datetime64(network.start, "D")
        except ValueError:
            problems.append(
                Problem(f"start '{network.start}' is no date", cure="write it like 1991-01-01")
            )
    if days == {0}:
        problems.append(Problem("a record of no days has nothing to allocate"))
    if problems:
        raise CalculationError(problems)
    return max(many, default=1), days.pop()


def _names(network: Network) -> Iterator[Problem]:
    every = [node.name for node in network.nodes]
    yield from (
        Problem(f"the name '{name}' occurs {count} times", cure="give each its own name")
        for name, count in Counter(every).items()
        if count > 1
    )
    sources = tuple(source.name for source in network.sources)
    stores = tuple(store.name for store in network.stores)
    treatments = tuple(plant.name for plant in network.treatments)
    uses = tuple(use.name for use in network.uses)
    for source in network.sources:
        yield from _known(source.name, "serves", source.serves or (), uses)
        yield from _known(source.name, "fills", source.fills, stores)
        if source.returns_from is not None:
            yield from _known(source.name, "returns_from", (source.returns_from,), uses)
    for treatment in network.treatments:
        yield from _known(
            treatment.name, "takes", treatment.takes, (*sources, *stores, *treatments)
        )
        yield from _known(treatment.name, "serves", treatment.serves or (), uses)
        yield from _known(treatment.name, "fills", treatment.fills, stores)
    for store in network.stores:
        others = tuple(name for name in stores if name != store.name)
        yield from _known(store.name, "serves", store.serves or (), uses)
        yield from _known(store.name, "transfers_to", store.transfers_to, others)
        if store.overflow_to is not None:
            yield from _known(store.name, "overflow_to", (store.overflow_to,), others)
    yield from _circles(network)


def _known(node: str, field: str, names: Iterable[str], known: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(
                f"'{name}' is not known", f"{node}.{field}", cure=did_you_mean(name, known)
            )


def _circles(network: Network) -> Iterator[Problem]:
    """Treatments that feed each other, and overflows that come back, have no order."""
    after: dict[str, tuple[str, ...]] = {s.name: () for s in network.stores}
    after |= {s.name: (s.overflow_to,) for s in network.stores if s.overflow_to is not None}
    plants = {t.name for t in network.treatments}
    after |= {t.name: tuple(n for n in t.takes if n in plants) for t in network.treatments}

    def returns(name: str) -> bool:
        seen: set[str] = set()
        todo = list(after.get(name, ()))
        while todo:
            here = todo.pop()
            if here == name:
                return True
            if here not in seen:
                seen.add(here)
                todo += after.get(here, ())
        return False

    for name in after:
        if returns(name):
            yield Problem(f"the water of '{name}' comes back to it", cure="take one link away")


def _tiers(network: Network) -> Iterator[Problem]:
    tiers = {
        node.name: node.gives if isinstance(node, Treatment) else node.quality
        for node in network.nodes
    }
    wrong = set()
    for node in network.nodes:
        quality = node.gives if isinstance(node, Treatment) else node.quality
        if quality not in TIERS:
            wrong.add(node.name)
            cure = did_you_mean(quality, TIERS)
            yield Problem(f"unknown quality '{quality}'", f"{node.name}.quality", cure=cure)
    fills = [(source.name, s) for source in network.sources for s in source.fills]
    fills += [(plant.name, s) for plant in network.treatments for s in plant.fills]
    fills += [(s.name, t) for s in network.stores for t in s.transfers_to]
    fills += [(s.name, s.overflow_to) for s in network.stores if s.overflow_to is not None]
    for giver, taker in fills:
        known = giver in tiers and taker in tiers and not {giver, taker} & wrong
        if known and TIERS.index(tiers[giver]) > TIERS.index(tiers[taker]):
            yield Problem(
                f"{tiers[giver]} water of '{giver}' may not fill '{taker}', which holds "
                f"{tiers[taker]} water",
                cure=f"give '{taker}' the quality {tiers[giver]}, or put a treatment between them",
            )


def _numbers(network: Network) -> Iterator[Problem]:
    for source in network.sources:
        yield from _at_least_0(source.name, right_m3_day=source.right_m3_day)
        yield from _at_least_0(source.name, pump_m3_day=source.pump_m3_day)
        yield from _at_least_0(source.name, cost_per_m3=source.cost_per_m3)
        yield from _part(f"{source.name}.return_fraction", source.return_fraction, top=True)
    for plant in network.treatments:
        yield from _at_least_0(plant.name, capacity_m3_day=plant.capacity_m3_day)
        yield from _at_least_0(plant.name, cost_per_m3=plant.cost_per_m3)
        yield from _part(f"{plant.name}.loss", plant.loss)
    for store in network.stores:
        yield from _store(store)
    for use in network.uses:
        yield from _at_least_0(use.name, cost_per_m3=use.cost_per_m3, persons=use.persons)
        if use.priority < 1:
            yield Problem(f"priority {use.priority}", use.name, cure="the first priority is 1")


def _store(store: Store) -> Iterator[Problem]:
    name = store.name
    yield from _at_least_0(
        name,
        capacity_m3=store.capacity_m3,
        initial_m3=store.initial_m3,
        transfer_m3_day=store.transfer_m3_day,
        draw_m3_day=store.draw_m3_day,
        area_full_m2=store.area_full_m2,
        area_empty_m2=store.area_empty_m2,
        seepage_m3_day=store.seepage_m3_day,
        cost_per_m3=store.cost_per_m3,
    )
    yield from _part(f"{name}.loss_fraction_day", store.loss_fraction_day, top=True)
    if not store.capacity_m3 < _MOST_VOLUME:
        yield Problem(f"a capacity of {store.capacity_m3} m3", f"{name}.capacity_m3")
    if store.initial_m3 is not None and store.initial_m3 > store.capacity_m3:
        yield Problem("it holds more than its capacity", f"{name}.initial_m3")
    if any(np.size(reserve.volume_m3) not in {1, 12} for reserve in store.reserves):
        yield Problem("a reserve has one volume or twelve", f"{name}.reserves")
    elif np.max(sum(np.asarray(r.volume_m3, dtype=float) for r in store.reserves), initial=0.0) > (
        store.capacity_m3 * (1.0 + 1e-12)
    ):
        yield Problem("its reserves are more than its capacity", f"{name}.reserves")
    for reserve in store.reserves:
        yield from _at_least_0(f"{name}.reserves", volume_m3=reserve.volume_m3)


def _at_least_0(name: str, **values: Limit | None) -> Iterator[Problem]:
    for field, value in values.items():
        if value is not None and not np.all(np.asarray(value, dtype=float) >= 0.0):
            yield Problem("it must be a number of at least 0", f"{name}.{field}")


def _part(path: str, value: float, *, top: bool = False) -> Iterator[Problem]:
    if not (0.0 <= value < 1.0 or (top and value == 1.0)):
        yield Problem(f"{value} is no part", path, cure="0 up to 1, such as 0.05")


def _shapes(network: Network, problems: list[Problem]) -> Iterator[tuple[int, int]]:
    """Give (scenarios, days) of each series; what cannot be used becomes a problem."""
    series: list[tuple[str, ArrayLike, bool]] = []
    series += [(f"{s.name}.available_m3_day", s.available_m3_day, True) for s in network.sources]
    series += [(f"{u.name}.demand_m3_day", u.demand_m3_day, True) for u in network.uses]
    for source in network.sources:
        series += [
            (f"{source.name}.{field}", value, True)
            for field, value in (
                ("right_m3_day", source.right_m3_day),
                ("pump_m3_day", source.pump_m3_day),
            )
            if value is not None and np.ndim(value) > 0
        ]
    series += [
        (f"{t.name}.capacity_m3_day", t.capacity_m3_day, True)
        for t in network.treatments
        if np.ndim(t.capacity_m3_day) > 0
    ]
    series += [
        (f"{s.name}.loss_depth_m_day", s.loss_depth_m_day, False)
        for s in network.stores
        if np.ndim(s.loss_depth_m_day) > 0
    ]
    for path, values, positive in series:
        array = np.asarray(values, dtype=float)
        limit = path.endswith(("right_m3_day", "pump_m3_day", "capacity_m3_day"))
        if array.ndim not in {1, 2} or (limit and array.ndim == 2):
            problems.append(
                Problem(
                    f"an array of {array.ndim} dimensions",
                    path,
                    cure="(days,)" if limit else "(days,) or (scenarios, days)",
                )
            )
            continue
        bad = ~np.isfinite(array) if not limit else np.isnan(array)
        if positive:
            bad |= array < 0.0
        if bad.any():
            first = int(np.argwhere(bad)[0][-1])
            problems.append(
                Problem(
                    f"{int(bad.sum())} values are missing or below 0, the first on day {first + 1}",
                    path,
                    cure="fill gaps before the simulation",
                )
            )
        yield (array.shape[0] if array.ndim == 2 else 1), array.shape[-1]


Limit = float | ArrayLike
