"""The sources, ponds and roof tanks of a scenario as nodes of the network of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from musdesign.demand.build import Needs
from musdesign.demand.ponds import open_water_factor
from musdesign.flow.mean_year import greywater_share, runoff_share
from musdesign.flow.works_costs import lifting_cost_m3
from musdesign.flow.yields import FlowRecord, Natural, natural, recession_of
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.scenario.sources import Source
from musdesign.supply import allocation as net
from musdesign.supply.ponds import catchment_runoff_m3, surface_loss_m
from musdesign.supply.roofs import roof_inflow_m3
from musdesign.supply.weather import Weather, wetness

Array = NDArray[np.float64]


@dataclass(slots=True)
class Nodes:
    """Nodes of the network under construction, with what must be told of them."""

    sources: list[net.Source] = field(default_factory=list)
    stores: list[net.Store] = field(default_factory=list)
    treatments: list[net.Treatment] = field(default_factory=list)
    piped: list[str] = field(default_factory=list)
    """Sources that the pipes carry: those that may fill community tanks."""
    origins: dict[str, str] = field(default_factory=dict)
    """The scenario's source behind each source node."""
    kinds: dict[str, str] = field(default_factory=dict)
    register: list[Assumption] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, source: net.Source, origin: str, kind: str) -> None:
        """Add a source node and keep where it comes from."""
        self.sources.append(source)
        self.origins[source.name] = origin
        self.kinds[origin] = kind


def nodes_of(
    scenario: Scenario, needs: Needs, uses: Sequence[net.Use], weather: Weather,
    records: Mapping[str, FlowRecord],
) -> Nodes:  # fmt: skip
    """Return the sources of the network with the stores that belong to them alone.

    Raises:
        MusdesignError: flows, gaugings or rules that do not fit together.
    """
    nodes = Nodes()
    for index, source in enumerate(scenario.sources):
        name = source.called(index)
        serves = names_of(uses, source.serves)
        # water that comes by itself is drawn before water that must be lifted
        cost = (source.cost.amount if source.cost else 0.0) + lifting_cost_m3(scenario, source)
        if source.kind == "roof":
            _roof(nodes, source, name, needs, uses, weather, serves, cost)
        elif source.kind == "pond":
            _pond(nodes, source, name, weather, serves, cost)
        elif source.kind == "greywater":
            _greywater(nodes, source, name, needs, uses, weather, serves, cost)
        elif source.kind == "purchase":
            days = np.full(weather.days, source.limit)
            nodes.add(
                net.Source(
                    name=name, quality=source.quality, available_m3_day=days, serves=serves,
                    cost_per_m3=cost,
                ),
                name,
                source.kind,
            )  # fmt: skip
            nodes.piped.append(name)
        else:
            path = f"sources[{index}]"
            found = natural(
                source, name, path, scenario.location.climate, needs.eto_mm_day, records
            )
            nodes.register += found.register
            nodes.warnings += found.warnings
            _flowing(nodes, source, name, found, weather, serves, cost)
            nodes.piped.append(name)
    return nodes


def names_of(uses: Sequence[net.Use], kinds: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the uses of some kinds by their names in the network; None for all."""
    if kinds is None:
        return None
    wanted = set(kinds)
    return tuple(use.name for use in uses if use.use in wanted)


def _flowing(
    nodes: Nodes, source: Source, name: str, found: Natural, weather: Weather,
    serves: tuple[str, ...] | None, cost: float,
) -> None:  # fmt: skip
    flow = _daily_flow(source, found, name, weather, nodes)
    if source.ecological_rule is None:
        taken = flow * (1.0 - source.ecological_flow / 100.0)
    else:
        taken = np.maximum(flow - found.kept_lps[weather.month_of_day], 0.0)
    taken = taken * found.ram_share
    pump = None if found.pump_m3_day is None else found.pump_m3_day[weather.month_of_day]
    if pump is not None and source.solar_power is not None and weather.sun_share is not None:
        # a sunny day lifts more, as far as the well and the hours of pumping give it
        hours = 24.0 if source.pump_hours is None else source.pump_hours
        most = found.month_lps[weather.month_of_day] * 3.6 * hours
        pump = np.minimum(pump * weather.sun_share[0], np.maximum(most, pump))
    if source.limit is not None and source.limit_source:
        nodes.register.append(
            Assumption(f"{name}: right", source.limit, "m3/day", source.limit_source, "unverified")
        )
    nodes.add(
        net.Source(
            name=name,
            quality=source.quality,
            available_m3_day=taken * 86.4,
            right_m3_day=source.limit,
            pump_m3_day=pump,
            cost_per_m3=cost,
            serves=serves,
        ),
        name,
        source.kind,
    )


def _daily_flow(
    source: Source, found: Natural, name: str, weather: Weather, nodes: Nodes
) -> Array:  # fmt: skip
    """Return the natural flow of each day, L/s, (days,) or (scenarios, days).

    That of the record where it covers the days; else the months', which follow the rain.
    """
    record, recession, warnings = found.record, found.recession_day, nodes.warnings
    if record is not None and weather.start is not None:
        start = np.datetime64(weather.start, "D")
        first = int((start - record.dates[0]).astype(int))
        if first >= 0 and first + weather.days <= record.dates.size:
            return record.flow_lps[first : first + weather.days]
    month = found.month_lps[weather.month_of_day]
    if record is not None:
        warnings.append(
            f"{name}: its record does not cover the days simulated; the means of its months are "
            "taken"
        )
        if source.follows_rain:
            recession = recession_of(source, name, None, warnings, nodes.register)
    if recession is None:
        return month
    if not weather.rain_mm.any():
        warnings.append(f"{name}: it never rains in these days; the flow is that of its normals")
        return month
    return month * wetness(weather.rain_mm, weather.month_of_day, recession)


def _roof(
    nodes: Nodes, source: Source, name: str, needs: Needs, uses: Sequence[net.Use],
    weather: Weather, serves: tuple[str, ...] | None, cost: float,
) -> None:  # fmt: skip
    coefficient = source.runoff_coefficient
    if coefficient is None:
        row = lookup("rainwater", "runoff_coefficient")
        coefficient = row.number("value")
        nodes.register.append(
            Assumption.of("roof runoff coefficient", coefficient, "-", row.origin)
        )
    assert source.area is not None
    assert source.tank is not None
    area = source.area * needs.households
    runoff = np.array(
        [
            roof_inflow_m3(
                rain,
                area,
                coefficient,
                filter_fraction=source.filter / 100.0,
                first_flush_mm=source.first_flush,
            )
            for rain in weather.rain_mm
        ]
    )
    at_home = {part.group for part in needs.groups}
    homes = tuple(use.name for use in uses if use.group in at_home)
    allowed = homes if serves is None else tuple(n for n in homes if n in serves)
    tank = f"{name} (tanks)"
    nodes.add(
        net.Source(
            name=name, quality=source.quality, available_m3_day=runoff, serves=(), fills=(tank,)
        ),
        name,
        "roof",
    )
    nodes.stores.append(
        net.Store(
            name=tank,
            quality=source.quality,
            capacity_m3=source.tank * needs.households,
            initial_m3=0.0,
            serves=allowed,
            cost_per_m3=cost,
        )
    )
    nodes.warnings.append(f"{name}: the tanks of all households are taken together")


def _pond(
    nodes: Nodes, source: Source, name: str, weather: Weather,
    serves: tuple[str, ...] | None, cost: float,
) -> None:  # fmt: skip
    assert source.catchment is not None
    assert source.volume is not None
    assert source.surface is not None
    share = runoff_share(source, nodes.register)
    factor, origin = open_water_factor()
    nodes.register.append(Assumption.of("evaporation of open water over ETo", factor, "-", origin))
    runoff = catchment_runoff_m3(source.catchment, weather.rain_mm, share, source.initial_loss)
    loss = surface_loss_m(
        float(np.asarray(factor)) * weather.reference_et_mm, weather.rain_mm, source.seepage
    )
    store = f"{name} (stored)"
    nodes.add(
        net.Source(
            name=name, quality=source.quality, available_m3_day=runoff, serves=(), fills=(store,)
        ),
        name,
        "pond",
    )
    nodes.stores.append(
        net.Store(
            name=store,
            quality=source.quality,
            capacity_m3=source.volume,
            serves=serves,
            draw_m3_day=source.limit,
            loss_depth_m_day=loss if loss.shape[0] > 1 else loss[0],
            area_full_m2=source.surface,
            cost_per_m3=cost,
        )
    )


def _greywater(
    nodes: Nodes, source: Source, name: str, needs: Needs, uses: Sequence[net.Use],
    weather: Weather, serves: tuple[str, ...] | None, cost: float,
) -> None:  # fmt: skip
    share = greywater_share(source, nodes.register) * (1.0 - needs.demand.loss_fraction)
    homes = [use for use in uses if use.use == "domestic" and use.quality != "drinking"]
    quality = source.quality if "quality" in source.model_fields_set else "irrigation"
    for use in homes:
        own = tuple(other.name for other in uses if other.group == use.group)
        node = name if len(homes) == 1 else f"{name} of {use.group}"
        nodes.add(
            net.Source(
                name=node,
                quality=quality,
                available_m3_day=np.zeros(weather.days),
                serves=own if serves is None else tuple(n for n in own if n in serves),
                returns_from=use.name,
                return_fraction=share,
                cost_per_m3=cost,
            ),
            name,
            "greywater",
        )


def restrict(source: net.Source, allowed: Iterable[str]) -> net.Source:
    """Return a source that serves at most some uses."""
    names = set(allowed)
    serves = source.serves
    kept = tuple(names) if serves is None else tuple(name for name in serves if name in names)
    return replace(source, serves=tuple(sorted(kept)))
