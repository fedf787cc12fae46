"""Open a network file of any kind, size it, and have EPANET confirm it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from musdesign import finance, network
from musdesign.errors import DataError, MusdesignError, Problem
from musdesign.flow.opening import cases
from musdesign.flow.pipes import limit, price_item
from musdesign.network.epanet import run_hours
from musdesign.network.epanet.periods import Usage, day_of_loads, write_periods
from musdesign.network.epanet.week import DAY_H, WEEK_H, PeriodCheck, judged
from musdesign.network.files import (
    YAML,
    NetworkFile,
    TapRules,
    Wishes,
    document_problem,
    read_network,
    sizing_problem,
)
from musdesign.network.orient import downstream
from musdesign.network.problem import SizingProblem
from musdesign.network.profile import Profile, ProfilePoint, along, joined, split_at_high_points
from musdesign.provenance import Assumption, register
from musdesign.scenario.network_file import NetworkDocument, checked
from musdesign.yamlfile import Document, parse_path, read_yaml

USUAL_CATALOGUE = "pe100"
USUAL_CURRENCY = "USD"
_SINGLE_S = 20.0


@dataclass(frozen=True, slots=True)
class OpenedNetwork:
    """A network file ready to be sized: the problem, its survey, its taps, what was assumed."""

    file: str
    format: str
    problem: SizingProblem
    profiles: Mapping[str, Profile]
    clearance_m: float = 0.0
    taps: TapRules | None = None
    notes: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    document: Document | None = None
    tap_counts: Mapping[str, int] = field(default_factory=dict)
    """Taps by node, where the file tells of them."""
    usage: Usage | None = None
    """How it is used through the day, where more is known than the hours of its load cases."""


@dataclass(frozen=True, slots=True)
class SizedNetwork:
    """A sized network file: design, points along its pipes, and EPANET's word on it."""

    opened: OpenedNetwork
    design: network.NetworkDesign
    points: tuple[ProfilePoint, ...] = ()
    verification: network.Verification | None = None
    unverified: str = ""
    """Why EPANET was not asked."""
    day: PeriodCheck | None = None
    week: PeriodCheck | None = None


@dataclass(frozen=True, slots=True)
class CatalogueChoice:
    """Catalogue and prices for files that hold none."""

    name: str = ""
    price_per_kg: float | None = None
    currency: str = ""
    country: str = "*"


def is_scenario(path: str | Path) -> bool:
    """Tell whether a YAML file, or a shipped case, is a scenario and not a network of its own."""
    if not Path(path).exists() and Path(path).name == str(path):
        return Path(path).stem in cases()
    if Path(path).suffix.lower() not in YAML or not Path(path).is_file():
        return False
    data = read_yaml(path).data
    return isinstance(data, dict) and "households" in data


def open_network(
    path: str | Path, wishes: Wishes | None = None, choice: CatalogueChoice | None = None
) -> OpenedNetwork:
    """Open a network file.

    Raises:
        MusdesignError: all mistakes of the file at once.
    """
    wishes, choice = wishes or Wishes(), choice or CatalogueChoice()
    if Path(path).suffix.lower() in YAML:
        return _opened_yaml(read_yaml(path), wishes, choice)
    found = read_network(path)
    pipes: tuple[network.Pipe, ...] = ()
    lines: tuple[Assumption, ...] = ()
    notes = list(found.notes)
    if not found.pipes:
        name = choice.name or found.catalogue or USUAL_CATALOGUE
        water_c = found.temperature_c if wishes.water_c is None else wishes.water_c
        pipes, currency, lines = _priced(name, choice, water_c)
        wishes = replace(wishes, currency=currency)
        notes.append(f"pipes are those of the catalogue {name}, priced by their mass")
    if found.min_pressure_m is None and wishes.min_pressure_m is None:
        least, more = limit("min_residual_pressure")
        wishes, lines = replace(wishes, min_pressure_m=least), (*lines, *more)
    problem = sizing_problem(found, wishes, pipes)
    profiles = {link.id: link.profile for link in found.links if link.profile}
    opened = OpenedNetwork(
        found.file,
        found.format,
        problem,
        profiles,
        found.through_pressure_m or 0.0,
        found.taps,
        tuple(notes),
        lines,
        tap_counts={node.id: node.taps for node in found.nodes if node.taps},
    )
    return _turned(opened, found)


def network_from_document(
    document: Document, wishes: Wishes | None = None, choice: CatalogueChoice | None = None
) -> OpenedNetwork:
    """Open a network written in YAML that has been parsed already."""
    return _opened_yaml(document, wishes or Wishes(), choice or CatalogueChoice())


def size_network(
    opened: OpenedNetwork, *, time_limit_s: float = 60.0, check: bool = True, both: bool = True
) -> SizedNetwork:
    """Size an opened network at least cost and compare it with a run of EPANET.

    Raises:
        MusdesignError: all mistakes of the network at once, placed in its file.
    """
    problem = opened.problem
    try:
        split = split_at_high_points(problem, opened.profiles, opened.clearance_m)
        design = network.optimise(split, time_limit_s=time_limit_s)
    except MusdesignError as error:
        raise _placed(opened, error) from None
    if both and problem.split and design.feasible and design.exact:
        design = with_single(design, problem, min(time_limit_s, _SINGLE_S))
    design = joined(design, problem)
    if not design.links or not math.isfinite(design.cost):
        return SizedNetwork(opened, design, unverified="no design stands to be run")
    design, points = _judged(design, along(design, opened.profiles, problem.water_c), opened)
    if not check:
        return SizedNetwork(opened, design, points)
    return checked_in_epanet(SizedNetwork(opened, design, points))


def with_single(
    design: network.NetworkDesign, problem: SizingProblem, time_limit_s: float
) -> network.NetworkDesign:
    """Add the least cost with one diameter a link; left out where none is found in time."""
    alone = replace(problem, split=False)
    try:
        single = network.optimise(alone, engine="milp", time_limit_s=time_limit_s)
    except MusdesignError:
        return design
    if not single.feasible:
        return design
    return replace(design, single_cost=single.cost, single_lower_bound=single.lower_bound)


def usage_of(opened: OpenedNetwork) -> Usage:
    """Return the day in which the load cases of a network follow one another."""
    problem = opened.problem
    return opened.usage or day_of_loads(
        [load.hours_day for load in problem.loads], problem.fill_hours
    )


def checked_in_epanet(sized: SizedNetwork) -> SizedNetwork:
    """Return a sized network with EPANET's word: each load case, 24 hours, a week."""
    design, opened = sized.design, sized.opened
    problem = opened.problem
    minor = {link.id: link.minor_loss_k for link in problem.links if link.minor_loss_k}
    try:
        steady = network.verify(design, problem.water_c, minor)
        usage = usage_of(opened)
        text = write_periods(design, usage, hours=WEEK_H, water_c=problem.water_c, minor_k=minor)
        run = run_hours(text)
        return replace(
            sized,
            verification=steady,
            day=judged(design, usage, run, DAY_H),
            week=judged(design, usage, run, WEEK_H),
        )
    except MusdesignError as error:
        return replace(sized, unverified=error.problems[0].what)


def _judged(
    design: network.NetworkDesign, points: tuple[ProfilePoint, ...], opened: OpenedNetwork
) -> tuple[network.NetworkDesign, tuple[ProfilePoint, ...]]:
    """Say where the grade line falls below the ground between nodes."""
    low = [
        f"link {p.link}: {opened.clearance_m - p.pressure_m:.1f} m of head are missing at the "
        f"high point {p.distance_m:.0f} m from its start"
        for p in points
        if p.pressure_m < opened.clearance_m - 0.01
        and p.distance_m > 0
        and p.link in opened.profiles
        and p.fitting == "air valve"
    ]
    if not low:
        return design, points
    return replace(design, feasible=False, reasons=(*design.reasons, *low)), points


def _opened_yaml(document: Document, wishes: Wishes, choice: CatalogueChoice) -> OpenedNetwork:
    model, document = checked(document)
    pipes: tuple[network.Pipe, ...] = ()
    lines: tuple[Assumption, ...] = ()
    notes = []
    if not model.pipes:
        name = choice.name or model.catalogue or USUAL_CATALOGUE
        own = model.price_per_kg.amount if model.price_per_kg else None
        price = choice.price_per_kg if choice.price_per_kg is not None else own
        picked = replace(choice, price_per_kg=price, currency=model.currency)
        try:
            water_c = model.water_temperature if wishes.water_c is None else wishes.water_c
            pipes, _, lines = _priced(name, picked, water_c, model.derating)
        except MusdesignError as error:
            raise DataError(
                [
                    document.problem(
                        tuple(p.path.split(".", 1)) if p.path else ("catalogue",),
                        p.what,
                        why=p.why,
                        cure=p.cure,
                    )
                    for p in error.problems
                ]
            ) from None
        notes.append(f"pipes are those of the catalogue {name}, priced by their mass")
    problem = _wished(document_problem(model, pipes), wishes, model)
    profiles: dict[str, Profile] = {
        link.id: tuple(sorted((point.distance, point.elevation) for point in link.profile))
        for link in model.links
        if link.profile
    }
    opened = OpenedNetwork(
        document.file,
        "network file",
        problem,
        profiles,
        model.through_pressure,
        _tap_rules(model),
        tuple(notes),
        lines,
        document,
        {node.id: int(node.taps) for node in model.nodes if node.taps},
    )
    return _turned(opened, None)


def _wished(problem: SizingProblem, wishes: Wishes, model: NetworkDocument) -> SizingProblem:
    limits = problem.limits
    limits = replace(
        limits,
        max_velocity_m_s=wishes.max_velocity_m_s or limits.max_velocity_m_s,
        max_loss_m_km=wishes.max_loss_m_km or limits.max_loss_m_km,
    )
    nodes = problem.nodes
    if wishes.min_pressure_m is not None:
        own = {node.id for node in model.nodes if node.min_pressure is not None}
        nodes = tuple(
            replace(n, min_pressure_m=wishes.min_pressure_m)
            if n.kind != "source" and any(n.demands_lps) and n.id not in own
            else n
            for n in nodes
        )
    return replace(
        problem,
        nodes=nodes,
        limits=limits,
        head_loss=wishes.head_loss or problem.head_loss,
        water_c=problem.water_c if wishes.water_c is None else wishes.water_c,
        split=problem.split and wishes.split,
        bar_length_m=wishes.bar_length_m or problem.bar_length_m,
        laying_per_m=problem.laying_per_m if wishes.laying_per_m is None else wishes.laying_per_m,
    )


def _tap_rules(model: NetworkDocument) -> TapRules | None:
    rows = model.taps
    if rows is None:
        return None
    return TapRules(
        rows.target_flow,
        rows.open / 100,
        rows.service_quality / 100,
        rows.faucet,
        rows.orifice_coefficient,
        model.bar_length or 0.0,
        model.water_temperature,
    )


def _priced(
    name: str,
    choice: CatalogueChoice,
    water_c: float | None,
    derating: Mapping[str, str] | None = None,
) -> tuple[tuple[network.Pipe, ...], str, tuple[Assumption, ...]]:
    pipes = network.catalogue(name, 20.0 if water_c is None else water_c, derating)
    currency = choice.currency or USUAL_CURRENCY
    priced: list[network.Pipe] = []
    lines: list[Assumption] = []
    for material in dict.fromkeys(pipe.material for pipe in pipes):
        price = choice.price_per_kg
        if price is None:
            found = finance.unit_cost(price_item(material), choice.country, currency)
            price, more = found.value, found.assumptions
            lines += more
        priced += network.with_prices([p for p in pipes if p.material == material], price)
    lines += [pipe.derating for pipe in pipes if pipe.derating is not None]
    return tuple(priced), currency, register(lines)


def _turned(opened: OpenedNetwork, found: NetworkFile | None) -> OpenedNetwork:
    del found
    problem, profiles, turned = downstream(opened.problem, opened.profiles)
    notes = opened.notes
    if turned:
        shown = ", ".join(turned[:6]) + (", ..." if len(turned) > 6 else "")
        notes = (*notes, f"turned to run downstream: {shown}")
    return replace(opened, problem=problem, profiles=profiles, notes=notes)


def _placed(opened: OpenedNetwork, error: MusdesignError) -> MusdesignError:
    problems = []
    for problem in error.problems:
        if problem.file:
            problems.append(problem)
        elif opened.document is not None and problem.path:
            problems.append(
                opened.document.problem(
                    parse_path(problem.path), problem.what, why=problem.why, cure=problem.cure
                )
            )
        else:
            problems.append(replace(problem, file=opened.file, path=""))
    return DataError([p if isinstance(p, Problem) else Problem(str(p)) for p in problems])
