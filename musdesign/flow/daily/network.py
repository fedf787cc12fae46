"""Join sources, treatments, tanks and uses into the network that a day's water is allocated in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from musdesign.flow.daily.sources import Nodes, names_of, restrict
from musdesign.flow.mean_year import plant_of, worst_turbidity
from musdesign.flow.stored import StoredVolume
from musdesign.scenario import Scenario
from musdesign.scenario.works import Tank
from musdesign.supply import allocation as net
from musdesign.supply.quality import WaterQuality, fitness
from musdesign.supply.sources import TIERS, tier


def network_of(
    scenario: Scenario, nodes: Nodes, uses: Sequence[net.Use], storage: Sequence[StoredVolume],
    start: str | None,
) -> net.Network:  # fmt: skip
    """Return the network of the scheme.

    Piped sources and treatments fill the first tanks of each chain and, where the tanks stand in
    no chain, also serve directly.  Where a tank overflows into another, what fills it serves its
    uses alone: the others live on the overflow (the two-tank layout).  A source kept for some uses
    fills no tank that others draw from.

    Args:
        scenario: as written.
        nodes: sources and their own stores; the treatments and tanks are added here.
        uses: of the network.
        storage: the tanks with their volumes.
        start: date of the first day, or None.
    """
    _treatments(scenario, nodes, uses)
    _tanks(scenario, nodes, uses, storage)
    _fitness(scenario, nodes, uses)
    return net.Network(
        sources=nodes.sources,
        uses=uses,
        stores=nodes.stores,
        treatments=nodes.treatments,
        start=start,
    )


def _treatments(scenario: Scenario, nodes: Nodes, uses: Sequence[net.Use]) -> None:
    for section in scenario.treatment:
        plant = plant_of(section, worst_turbidity(scenario, section))
        nodes.register += plant.register
        nodes.warnings += [f"{section.name}: {line}" for line in plant.warnings]
        takes = tuple(
            store.name if (store := _own_store(nodes, name)) is not None else name
            for name in section.takes
        )
        nodes.treatments.append(
            net.Treatment(
                name=section.name,
                takes=takes,
                gives=plant.gives,
                capacity_m3_day=section.capacity,
                loss=plant.loss_fraction,
                cost_per_m3=section.cost.amount if section.cost else 0.0,
                serves=names_of(uses, section.serves),
            )
        )
        nodes.piped.append(section.name)


def _own_store(nodes: Nodes, source: str) -> net.Store | None:
    """Return the store that a roof or pond fills, from which its water is drawn."""
    fills = next((s.fills for s in nodes.sources if s.name == source), ())
    return next((store for store in nodes.stores if store.name in fills), None)


def _tanks(
    scenario: Scenario, nodes: Nodes, uses: Sequence[net.Use], storage: Sequence[StoredVolume]
) -> None:
    community = [tank for tank in storage if tank.count == 1.0 or tank.balancing_m3 is not None]
    given = {tank.name: tank for tank in scenario.storage}
    fed = {tank.overflow_to for tank in scenario.storage}
    taken = {source.name for source in nodes.sources} | {store.name for store in nodes.stores}
    taken |= {plant.name for plant in nodes.treatments}
    names = {t.name: f"{t.name} (tank)" if t.name in taken else t.name for t in community}
    quality: dict[str, str] = {}
    built: dict[str, net.Store] = {}
    for tank in _upstream_first(community, given):
        section = given.get(tank.name)
        served = [use for use in uses if section is None or _draws(section, use)]
        if tank.name in fed:
            over = next(t.name for t in scenario.storage if t.overflow_to == tank.name)
            quality[tank.name] = quality.get(over, "domestic")
        else:
            quality[tank.name], served = _fill(nodes, tank, names, served, section)
        target = section.overflow_to if section else None
        built[tank.name] = net.Store(
            name=names[tank.name],
            quality=quality[tank.name],
            capacity_m3=tank.volume_m3,
            initial_m3=0.0,
            serves=tuple(use.name for use in served),
            overflow_to=names.get(target) if target else None,
        )
    nodes.stores += built.values()


def _upstream_first(tanks: Sequence[StoredVolume], given: dict[str, Tank]) -> list[StoredVolume]:
    fed = {tank.overflow_to for tank in given.values()}
    by_name = {tank.name: tank for tank in tanks}
    order = [tank for tank in tanks if tank.name not in fed]
    for tank in order:
        section = given.get(tank.name)
        follower = by_name.get(section.overflow_to or "") if section else None
        if follower is not None and follower not in order:
            order.append(follower)
    return order


def _draws(section: Tank, use: net.Use) -> bool:
    return section.serves is None or use.use in section.serves


def _fill(
    nodes: Nodes, tank: StoredVolume, names: dict[str, str], served: Sequence[net.Use],
    section: Tank | None,
) -> tuple[str, list[net.Use]]:  # fmt: skip
    """Let the piped nodes that are good enough fill a tank; return its quality and its uses.

    Water mixes in a tank: one that may serve only some of the tank's uses does not fill it, unless
    all water is such; then the tank serves these uses alone.
    """
    allowed = {use.name for use in served}
    least = len(TIERS) - 1
    needed = min((tier(use.quality) for use in served if use.quality != "drinking"), default=least)
    alone = section is not None and section.overflow_to is not None
    fills = names[tank.name]

    def reached(name: str, quality: str, serves: tuple[str, ...] | None) -> frozenset[str]:
        if name not in nodes.piped or tier(quality) > needed:
            return frozenset()
        return frozenset(allowed if serves is None else allowed & set(serves))

    reach = {source.name: reached(source.name, source.quality, source.serves)
             for source in nodes.sources}  # fmt: skip
    reach |= {plant.name: reached(plant.name, plant.gives, plant.serves)
              for plant in nodes.treatments}  # fmt: skip
    kept = _kept(served, [uses for uses in reach.values() if uses])
    holds: list[int] = []
    for i, source in enumerate(nodes.sources):
        if kept and kept <= reach[source.name]:
            holds.append(tier(source.quality))
            changed = replace(source, fills=(*source.fills, fills))
            nodes.sources[i] = restrict(changed, allowed) if alone else changed
    for i, plant in enumerate(nodes.treatments):
        if kept and kept <= reach[plant.name]:
            holds.append(tier(plant.gives))
            filled = replace(plant, fills=(*plant.fills, fills))
            only = tuple(sorted(allowed))
            nodes.treatments[i] = replace(filled, serves=only) if alone else filled
    nodes.warnings += _apart(tank.name, served, kept, reach)
    uses = [use for use in served if use.name in kept] if kept else list(served)
    return TIERS[max(holds, default=needed)], uses


def _kept(served: Sequence[net.Use], reached: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the uses that a tank serves: of what may fill it, those of the best and most uses."""
    order = {use.name: use.priority for use in served}
    best = min(reached, key=lambda uses: (min(order[n] for n in uses), -len(uses)), default=None)
    whole = frozenset(order)
    return whole if whole in reached or best is None else best


def _apart(
    tank: str, served: Sequence[net.Use], kept: frozenset[str],
    reach: Mapping[str, frozenset[str]],
) -> list[str]:  # fmt: skip
    """Tell what a tank serves no more, and what does not fill it."""
    if not any(reach.values()):
        return []
    found = []
    kinds = {use.name: use.use for use in served}
    lost = dict.fromkeys(kinds[use.name] for use in served if use.name not in kept)
    if lost:
        found.append(
            f"{tank}: its water may not serve {', '.join(lost)}, which it therefore does not; give "
            "them a tank of their own"
        )
    found += [
        f"{name}: may serve only some of the uses of {tank}, so it does not fill it; give it a "
        "tank of its own"
        for name, uses in reach.items()
        if uses and not kept <= uses
    ]
    return found


def _fitness(scenario: Scenario, nodes: Nodes, uses: Sequence[net.Use]) -> None:
    """Tell where a source's water is unfit for what it serves, raw and after treatment."""
    plants = {plant.name: plant for plant in nodes.treatments}
    for index, source in enumerate(scenario.sources):
        name = source.called(index)
        raw = _served(source.quality, source.serves, uses)
        trains = [plants[section.name] for section in scenario.treatment if name in section.takes]
        treated = {
            use.use
            for plant in trains
            for use in uses
            if tier(plant.gives) <= tier(use.quality)
            and (plant.serves is None or use.name in plant.serves)
        }
        if trains and not raw and source.salinity is None:
            continue  # none of it is used raw
        found = fitness(
            name,
            source.quality,
            WaterQuality(source.salinity, source.coliforms),
            sorted(raw),
            treated=sorted(treated),
        )
        nodes.warnings += found.warnings
        nodes.register += found.register


def _served(quality: str, serves: Sequence[str] | None, uses: Sequence[net.Use]) -> set[str]:
    """Return the kinds of uses that water of a tier serves."""
    served = {use.use for use in uses if tier(quality) <= tier(use.quality)}
    return served if serves is None else served & set(serves)
