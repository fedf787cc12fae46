"""A network written by hand in YAML, as a problem that the engines size."""

from __future__ import annotations

import math

from musdesign.network.catalogue import Pipe
from musdesign.network.files.sizing import present_value_factor
from musdesign.network.problem import (
    ExistingPipe,
    Limits,
    LoadCase,
    PowerSource,
    PressureBreak,
    PumpOptions,
    SizingLink,
    SizingNode,
    SizingProblem,
    TankCost,
    TankOptions,
)
from musdesign.provenance import Origin
from musdesign.scenario.network_file import (
    LinkRow,
    NetworkDocument,
    NodeRow,
    PipeRow,
    PowerRow,
    TankRows,
)


def document_problem(model: NetworkDocument, pipes: tuple[Pipe, ...] = ()) -> SizingProblem:
    """Return the problem of a network document; ``pipes`` serves where it names a catalogue."""
    names = _load_names(model)
    loads = {load.id: load for load in model.loads}
    cases = tuple(
        LoadCase(name, loads[name].hours, loads[name].fills_tanks)
        if name in loads
        else LoadCase(name)
        for name in names
    )
    return SizingProblem(
        tuple(_node(node, model, names) for node in model.nodes),
        tuple(_link(link) for link in model.links),
        tuple(_pipe(pipe) for pipe in model.pipes) or pipes,
        model.head_loss or "darcy-weisbach",
        cases or (LoadCase("design"),),
        Limits(
            model.limits.max_velocity,
            model.limits.min_velocity,
            model.limits.max_loss,
            model.limits.min_loss,
            model.limits.surge,
        ),
        laying_per_m=model.laying.amount if model.laying else 0.0,
        fill_hours=model.fill_hours,
        split=not model.one_diameter_a_link,
        bar_length_m=model.bar_length,
        tanks=_tanks(model.tanks) if model.tanks else None,
        pumps=PumpOptions(
            tuple(_power(row) for row in model.pumps.sources), model.pumps.least_power
        )
        if model.pumps
        else None,
        breaks=tuple(
            PressureBreak(
                b.kind,
                b.cost.amount,
                b.outlet,
                b.inlet,
                tuple(b.sites) if b.sites is not None else None,
            )
            for b in model.breaks
        ),
        water_c=model.water_temperature,
        currency=model.currency,
        name=model.name,
    )


def _load_names(model: NetworkDocument) -> list[str]:
    listed = [load.id for load in model.loads]
    used = [name for node in model.nodes for name in node.demands]
    return list(dict.fromkeys([*listed, *used]))


def _node(node: NodeRow, model: NetworkDocument, names: list[str]) -> SizingNode:
    plain = node.demand or 0.0
    draws = tuple(node.demands.get(name, plain) for name in names) or (plain,)
    taken = any(draws) or node.taps > 0
    least = model.min_pressure if taken else model.through_pressure
    if node.kind == "source":
        least = 0.0
    return SizingNode(
        node.id,
        node.elevation,
        node.kind,
        draws,
        day_m3=node.day_volume,
        min_pressure_m=least if node.min_pressure is None else node.min_pressure,
        max_pressure_m=node.max_pressure,
        head_m=node.water_level,
        x=node.x,
        y=node.y,
    )


def _link(link: LinkRow) -> SizingLink:
    existing = None
    if link.existing is not None:
        row = link.existing
        existing = ExistingPipe(
            row.bore,
            row.roughness,
            row.hazen_williams_c,
            row.working_head or math.inf,
            row.parallel,
            f"existing {row.bore:g} mm",
        )
    grounds = [point.elevation for point in link.profile]
    if link.lowest_ground is not None:
        grounds.append(link.lowest_ground)
    return SizingLink(
        link.id,
        link.start,
        link.end,
        link.length,
        existing=existing,
        lowest_ground_m=min(grounds, default=None),
        minor_loss_k=link.minor_loss,
        valve_drop_m=link.valve_drop,
        pump_allowed=link.pump_allowed,
        pump_kw=link.pump_power,
        laying_per_m=link.laying.amount if link.laying else None,
    )


def _pipe(row: PipeRow) -> Pipe:
    label = row.label or f"{row.bore:g} mm"
    origin = Origin("given by the user", "primary")
    return Pipe(
        f"{label} {row.pressure_class}".strip(),
        label,
        "pipe",
        row.pressure_class,
        row.bore,
        row.working_head or math.inf,
        row.roughness,
        row.hazen_williams_c,
        cost_per_m=row.cost.amount,
        origin=origin,
        material_origin=origin,
    )


def _tanks(rows: TankRows) -> TankOptions:
    return TankOptions(
        tuple(TankCost(r.least, r.most, r.base.amount, r.per_m3.amount) for r in rows.costs),
        rows.capacity / 100,
        rows.max_height,
        rows.staging.amount if rows.staging else 0.0,
        tuple(rows.must),
        tuple(rows.must_not),
        rows.at_transits,
    )


def _power(row: PowerRow) -> PowerSource:
    return PowerSource(
        row.kind,
        row.efficiency / 100,
        row.capital.amount,
        row.energy.amount if row.energy else 0.0,
        present_value_factor(row.life, row.discount_rate, row.inflation),
        row.fixed.amount if row.fixed else 0.0,
    )
