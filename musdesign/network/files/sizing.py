"""From what a network file says to a problem that the engines size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from musdesign.errors import MusdesignError, Problem
from musdesign.network.catalogue import Pipe
from musdesign.network.files.model import FileLink, FileNode, FilePipe, NetworkFile, PumpRules
from musdesign.network.files.model import TankRules as FileTanks
from musdesign.network.head_loss import HeadLoss
from musdesign.network.load_factor import load_factor
from musdesign.network.problem import (
    ExistingPipe,
    Limits,
    LoadCase,
    PowerSource,
    PumpOptions,
    SizingLink,
    SizingNode,
    SizingProblem,
    TankCost,
    TankOptions,
)
from musdesign.provenance import Origin

PLASTIC_ROUGHNESS_MM = 0.0015
PLASTIC_C = 150.0
SMOOTH_C = 135.0
"""Hazen-Williams C above which a pipe is taken for smooth plastic in Darcy-Weisbach."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller decides where the file is silent; a figure given here goes before it."""

    head_loss: HeadLoss | None = None
    min_pressure_m: float | None = None
    max_velocity_m_s: float | None = None
    max_loss_m_km: float | None = None
    laying_per_m: float | None = None
    water_c: float | None = None
    split: bool = True
    bar_length_m: float | None = None
    load_factors: str = "code"
    currency: str = ""


def sizing_problem(
    network: NetworkFile, wishes: Wishes | None = None, catalogue: Sequence[Pipe] = ()
) -> SizingProblem:
    """Return the problem of a file; ``catalogue`` serves where the file has no pipes.

    Raises:
        MusdesignError: with all mistakes of the network at once.
    """
    wishes = wishes or Wishes()
    head_loss = _head_loss(network, wishes)
    pipes = tuple(_pipe(pipe, network.file) for pipe in network.pipes) or tuple(catalogue)
    if not pipes:
        raise MusdesignError(
            Problem(
                "the file holds no commercial pipes",
                file=network.file,
                cure="name a catalogue with --catalogue",
            )
        )
    tanks, pumps = network.tanks, network.pumps
    ratio, loads = _loads(network)
    least = _given(wishes.min_pressure_m, network.min_pressure_m, 0.0)
    through = _given(None, network.through_pressure_m, 0.0)
    limits = Limits(
        max_velocity_m_s=_given(wishes.max_velocity_m_s, network.max_velocity_m_s, None),
        max_loss_m_km=_given(wishes.max_loss_m_km, network.max_loss_m_km, None),
        min_loss_m_km=network.min_loss_m_km or None,
    )
    nodes = tuple(_node(n, network, ratio, least, through) for n in network.nodes)
    links = tuple(_link(link) for link in network.links)
    problem = SizingProblem(
        nodes,
        links,
        pipes,
        head_loss,
        loads,
        limits,
        laying_per_m=_given(wishes.laying_per_m, network.laying_per_m, 0.0),
        fill_hours=network.supply_hours or 24.0,
        split=wishes.split,
        bar_length_m=wishes.bar_length_m,
        tanks=_tanks(tanks) if tanks else None,
        pumps=_pumps(pumps) if pumps else None,
        water_c=_given(wishes.water_c, network.temperature_c, 20.0),
        currency=wishes.currency or network.currency,
        name=network.name,
    )
    if network.taps is not None:
        problem = _with_load_factors(problem, network, wishes.load_factors)
    return problem


def present_value_factor(years: float, discount: float, inflation: float) -> float:
    """Return the sum of (1+inflation)^t / (1+discount)^t over the years t = 0 ... years - 1.

    Source: JalTantra (IIT Bombay), energy of pumps over the design life.

    >>> present_value_factor(15, 0.05, 0.05)
    15.0
    >>> round(present_value_factor(15, 0.07, 0.05), 4)
    13.1878
    """
    ratio = (1 + inflation) / (1 + discount)
    if abs(ratio - 1) < 1e-12:
        return float(years)
    return float((ratio**years - 1) / (ratio - 1))


def tap_links(network: NetworkFile) -> dict[str, int]:
    """Return how many taps stand below each link, by the node at its lower end.

    Raises:
        MusdesignError: the pipes are no tree below the source.
    """
    below: dict[str, list[str]] = {}
    for link in network.links:
        below.setdefault(link.start, []).append(link.end)
    counts = {node.id: node.taps for node in network.nodes}
    order = [node.id for node in network.nodes if node.kind == "source"]
    seen = set(order)
    for name in order:
        for end in below.get(name, []):
            if end in seen:
                raise MusdesignError(
                    Problem(
                        f"node {end} is fed by two pipes",
                        file=network.file,
                        why="taps are counted on a tree",
                    )
                )
            seen.add(end)
            order.append(end)
    for name in reversed(order):
        counts[name] = counts.get(name, 0) + sum(counts[end] for end in below.get(name, []))
    return counts


def _given(first: float | None, second: float | None, default: float | None) -> float:
    for value in (first, second):
        if value is not None:
            return value
    return default  # type: ignore[return-value]  # None is passed on where a limit may be None


def _head_loss(network: NetworkFile, wishes: Wishes) -> HeadLoss:
    if wishes.head_loss:
        return wishes.head_loss
    stated = network.head_loss
    if stated in {"hazen-williams", "neatwork", "darcy-weisbach", "jaltantra"}:
        return stated  # type: ignore[return-value]  # checked in the line above
    return "darcy-weisbach"


def _loads(network: NetworkFile) -> tuple[float, tuple[LoadCase, ...]]:
    """Return by what the flows of the file are multiplied below tanks, and the load cases."""
    if network.tanks is None:
        names = list(dict.fromkeys(name for n in network.nodes for name in n.demands_lps))
        cases = tuple(LoadCase(name) for name in names)
        hours = network.supply_hours or 24.0
        return 1.0, cases or (LoadCase("design", hours),)
    hours = network.tanks.secondary_hours or 24.0
    return (network.supply_hours or 24.0) / hours, (LoadCase("design", hours),)


def _node(
    node: FileNode, network: NetworkFile, ratio: float, least: float, through: float
) -> SizingNode:
    names = list(dict.fromkeys(name for n in network.nodes for name in n.demands_lps))
    draws = tuple(node.demands_lps.get(name, 0.0) for name in names) or (node.demand_lps * ratio,)
    draws_water = any(draws) or node.taps > 0
    pressure = least if draws_water else through
    if node.min_pressure_m is not None:
        pressure = node.min_pressure_m
    hours = network.supply_hours or 24.0
    return SizingNode(
        node.id,
        node.elevation_m,
        node.kind,
        draws,
        day_m3=max(draws) / ratio * 3.6 * hours,
        min_pressure_m=0.0 if node.kind == "source" else pressure,
        head_m=node.head_m,
        x=node.x,
        y=node.y,
        name=node.name,
    )


def _link(link: FileLink) -> SizingLink:
    existing = None
    if link.bore_mm is not None:
        c = link.hazen_williams_c or PLASTIC_C
        existing = ExistingPipe(
            link.bore_mm,
            roughness_for(c),
            c,
            parallel_allowed=link.parallel_allowed,
            label=f"existing {link.bore_mm:g} mm",
        )
    lowest = min((ground for _, ground in link.profile), default=None)
    return SizingLink(
        link.id,
        link.start,
        link.end,
        link.length_m,
        existing=existing,
        lowest_ground_m=lowest,
        minor_loss_k=link.minor_loss_k,
        valve_drop_m=link.valve_m,
        pump_allowed=link.pump_allowed,
        pump_kw=link.pump_kw or None,
    )


def roughness_for(c: float) -> float:
    """Return a wall roughness (mm) for a Hazen-Williams C where a file gives only that.

    Smooth plastic from C 135 up; below it a scale of working values.

    >>> roughness_for(140.0), roughness_for(100.0)
    (0.0015, 0.6)
    """
    steps = (
        (SMOOTH_C, PLASTIC_ROUGHNESS_MM),
        (125.0, 0.1),
        (115.0, 0.25),
        (105.0, 0.4),
        (95.0, 0.6),
        (85.0, 1.0),
    )
    return next((rough for least, rough in steps if c >= least), 2.0)


def _pipe(pipe: FilePipe, file: str) -> Pipe:
    c = pipe.hazen_williams_c or PLASTIC_C
    origin = Origin(f"given in {file}", "primary")
    return Pipe(
        pipe.key,
        pipe.label or f"{pipe.bore_mm:g} mm",
        "pipe",
        pipe.pressure_class,
        pipe.bore_mm,
        pipe.working_head_m,
        pipe.roughness_mm if pipe.roughness_mm is not None else roughness_for(c),
        c,
        cost_per_m=pipe.cost_per_m,
        origin=origin,
        material_origin=origin,
    )


def _tanks(rules: FileTanks) -> TankOptions:
    return TankOptions(
        tuple(
            TankCost(r.least_l / 1000, r.most_l / 1000, r.base_cost, r.unit_cost_l * 1000)
            for r in rules.costs
        ),
        capacity_factor=rules.capacity_factor,
        max_height_m=rules.max_height_m,
        must=rules.must,
        must_not=rules.must_not,
        at_transits=rules.allow_dummy,
    )


def _pumps(rules: PumpRules) -> PumpOptions:
    source = PowerSource(
        "grid",
        rules.efficiency,
        rules.capital_per_kw,
        rules.energy_per_kwh,
        present_value_factor(rules.life_years, rules.discount_rate, rules.inflation_rate),
    )
    return PumpOptions((source,), min_kw=rules.min_kw)


def _with_load_factors(problem: SizingProblem, network: NetworkFile, rule: str) -> SizingProblem:
    """Return the problem whose pipes carry the load factor of the taps below, times their flow."""
    taps = network.taps
    assert taps is not None
    counts = tap_links(network)
    links = []
    for link in problem.links:
        count = counts.get(link.end, 0)
        stored = taps.load_factors.get(link.end) if rule == "code" else None
        factor = 0.0
        if count:
            factor = stored or load_factor(
                count,
                taps.open_probability,
                taps.service_quality,
                rule,  # type: ignore[arg-type]
            )
        links.append(replace(link, flows_lps=(factor * taps.target_lps,)))
    nodes = tuple(
        replace(node, demands_lps=(taps.target_lps,) if file_node.taps else (0.0,))
        for node, file_node in zip(problem.nodes, network.nodes, strict=True)
    )
    return replace(problem, nodes=nodes, links=tuple(links))


def finite_head(pipe: Pipe) -> float | None:
    """Return the working head of a pipe, None where the file gives none."""
    return pipe.working_head_m if math.isfinite(pipe.working_head_m) else None
