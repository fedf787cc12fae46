"""Open taps at random on a designed network, or on the design that a NeatWork file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from musdesign import network
from musdesign.errors import CalculationError, Problem
from musdesign.flow import cache
from musdesign.flow.network_file import (
    is_scenario,
    open_network,
    size_network,
)
from musdesign.flow.network_scenario import sized_scenario
from musdesign.flow.result import DesignResult
from musdesign.network.epanet.names import surfaces
from musdesign.network.epanet.sheet import fed_by_surface
from musdesign.network.files import (
    StoredSimulation,
    TapRules,
    Wishes,
    read_network,
    read_stored_simulation,
)
from musdesign.network.files.findings import as_text, read_bytes
from musdesign.network.head_loss import unit_head_loss
from musdesign.network.result import Segment, SizedLink
from musdesign.network.tap_flows import TapGroup, TapTree, resistance, tap_tree
from musdesign.network.taps import Orifice, TapStudy, limiters, study_taps, with_orifices

Fitting = Literal["sold", "ideal", "none"]
SOLD_MM = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
USUAL = TapRules(0.2, 0.4, 0.7, 1.83e-8, 0.62, 0.0, 20.0)
"""Working values for networks that say nothing of their taps; all can be given."""


@dataclass(frozen=True, slots=True)
class TapChoice:
    """What the caller decides of the taps; what is None is the file's."""

    target_lps: float | None = None
    open_probability: float | None = None
    min_lps: float | None = None
    max_lps: float | None = None
    fitting: Fitting = "sold"
    draws: int = 1000
    seed: int = 1
    stored: bool = False


@dataclass(frozen=True, slots=True)
class TapResult:
    """A study of taps, and the simulation that the file itself holds where it does."""

    file: str
    study: TapStudy
    target_lps: float
    fitting: Fitting
    stored: StoredSimulation | None = None
    notes: tuple[str, ...] = ()


def tap_study(
    path: str | Path, choice: TapChoice | None = None, wishes: Wishes | None = None
) -> TapResult:
    """Size a network file and open its taps at random.

    Raises:
        MusdesignError: the mistakes of the file; a network without taps or draws.
    """
    choice, wishes = choice or TapChoice(), wishes or Wishes()
    if not 1 <= choice.draws <= 200_000:
        raise CalculationError(Problem(f"{choice.draws} draws of open taps", cure="1 to 200,000"))
    notes: list[str] = []
    stored = None
    if is_scenario(path):
        sized = sized_scenario(path, wishes)
    elif choice.stored:
        return _stored_design(path, choice)
    else:
        sized = size_network(open_network(path, wishes), check=False, both=False)
        if Path(path).suffix.lower() == ".sim":
            stored = read_stored_simulation(as_text(read_bytes(Path(path)), str(path)), str(path))
    if not sized.design.links or not sized.design.feasible:
        raise CalculationError(
            Problem(
                "no design stands whose taps could be opened",
                file=str(path),
                why=sized.design.reason,
            )
        )
    rules = _rules(sized.opened.taps, choice, notes)
    opened = sized.opened
    tree = _tree(opened.file, opened.tap_counts, sized.design, opened.problem.water_c, rules, notes)
    pressures = {node.id: node.pressure_m for node in sized.design.nodes}
    return _result(str(path), tree, rules, pressures, choice, stored, notes, None)


def taps_of_design(result: DesignResult, choice: TapChoice | None = None) -> TapResult:
    """Open the taps of a designed scheme at random, kept as any other stage.

    Raises:
        CalculationError: the scheme has no pipes that serve it, or no taps.
    """
    design, given, choice = result.network, result.pipe_inputs, choice or TapChoice()
    if design is None or given is None or not design.feasible or not design.links:
        why = design.reason if design is not None else result.skipped.get("network", "")
        raise CalculationError(Problem("no design stands whose taps could be opened", why=why))
    found, _ = cache.stage("taps", _of_design, design, given.section.water_temperature, choice)
    return replace(found, file=result.name)


def _of_design(design: network.NetworkDesign, water_c: float, choice: TapChoice) -> TapResult:
    notes: list[str] = []
    rules = _rules(None, choice, notes)
    tree = _tree("scheme", {}, design, water_c, rules, notes)
    pressures = {node.id: node.pressure_m for node in design.nodes}
    return _result("", tree, rules, pressures, choice, None, notes, None)


def _stored_design(path: str | Path, choice: TapChoice) -> TapResult:
    """Open the taps of the design that a NeatWork file holds, with its orifices."""
    found = read_network(path)
    cat = {pipe.key: pipe for pipe in found.pipes}
    if found.taps is None or not cat or not any(link.stored for link in found.links):
        raise CalculationError(
            Problem(
                "the file holds no design of its own", file=str(path), cure="leave --stored out"
            )
        )
    opened = open_network(path)
    flows = {link.id: (link.flows_lps or (0.0,))[0] for link in opened.problem.links}
    links = []
    for link in found.links:
        pieces = tuple(
            Segment(
                key,
                cat[key].bore_mm,
                cat[key].label,
                cat[key].pressure_class,
                length,
                length * cat[key].cost_per_m,
                cat[key].roughness_mm or 0.0015,
                150.0,
                cat[key].working_head_m,
            )
            for length, key in link.stored
        )
        loss = sum(
            s.length_m
            * float(
                unit_head_loss(
                    flows[link.id],
                    s.diameter_mm,
                    method="neatwork",
                    water_c=found.taps.temperature_c,
                )
            )
            for s in pieces
        )
        links.append(
            SizedLink(
                link.id,
                link.start,
                link.end,
                link.length_m,
                flows[link.id],
                pieces,
                loss,
                0.0,
                sum(s.cost for s in pieces),
                0.0,
            )
        )
    ground = {node.id: node.elevation_m for node in found.nodes}
    levels = {node.id: node.elevation_m for node in found.nodes if node.kind == "source"}
    rules = _rules(found.taps, choice, [])
    groups = [TapGroup(n.id, n.taps, resistance(rules.faucet_m5_s2)) for n in found.nodes if n.taps]
    tree = tap_tree(links, ground, levels, groups, "neatwork", rules.temperature_c)
    lost = np.array([link.headloss_m for link in links]) @ tree.below
    pressures = {
        g.node: float(h - x) for g, h, x in zip(tree.groups, tree.heads_m, lost, strict=True)
    }
    stored = None
    if Path(path).suffix.lower() == ".sim":
        stored = read_stored_simulation(as_text(read_bytes(Path(path)), str(path)), str(path))
    notes = ["pipes and orifices are those of the design that the file holds"]
    fitted = [found.taps.orifices_m.get(g.node) for g in tree.groups]
    return _result(str(path), tree, rules, pressures, choice, stored, notes, fitted)


def _result(
    file: str,
    tree: TapTree,
    rules: TapRules,
    pressures: Mapping[str, float],
    choice: TapChoice,
    stored: StoredSimulation | None,
    notes: Sequence[str],
    fitted_m: Sequence[float | None] | None,
) -> TapResult:
    sold = rules.commercial_orifices_m or tuple(mm / 1000 for mm in SOLD_MM)
    found = limiters(
        tree,
        [pressures[g.node] for g in tree.groups],
        rules.target_lps,
        rules.faucet_m5_s2,
        rules.orifice_coefficient,
        sold,
    )
    bores = fitted_m if fitted_m is not None else [_bore(o, choice.fitting) for o in found]
    tree = with_orifices(tree, bores, rules.faucet_m5_s2, rules.orifice_coefficient)
    least = choice.min_lps if choice.min_lps is not None else 0.5 * rules.target_lps
    most = choice.max_lps if choice.max_lps is not None else 1.5 * rules.target_lps
    if stored is not None:
        least = stored.low_limit_lps if choice.min_lps is None else least
        most = stored.high_limit_lps if choice.max_lps is None else most
    study = study_taps(tree, rules.open_probability, least, most, choice.draws, choice.seed, found)
    return TapResult(file, study, rules.target_lps, choice.fitting, stored, tuple(notes))


def _bore(orifice: Orifice, fitting: Fitting) -> float | None:
    bore = {"sold": orifice.sold_mm, "ideal": orifice.ideal_mm, "none": None}[fitting]
    return None if bore is None else bore / 1000


def _rules(given: TapRules | None, choice: TapChoice, notes: list[str]) -> TapRules:
    rules = given or USUAL
    if given is None:
        notes.append(
            "the network says nothing of its taps: working values stand in "
            "(faucet coefficient 1.83e-8 m5/s2, unverified)"
        )
    if choice.target_lps is not None:
        rules = replace(rules, target_lps=choice.target_lps)
    if choice.open_probability is not None:
        rules = replace(rules, open_probability=choice.open_probability)
    return rules


def _tree(
    file: str,
    counts: Mapping[str, int],
    design: network.NetworkDesign,
    water_c: float,
    rules: TapRules,
    notes: list[str],
) -> TapTree:
    groups = _groups(counts, design, rules, notes)
    if not groups:
        raise CalculationError(Problem("no taps stand in the network", file=file))
    ground = {node.id: node.elevation_m for node in design.nodes}
    return tap_tree(
        design.links,
        ground,
        surfaces(design),
        groups,
        design.head_loss,
        water_c,
        tuple(fed_by_surface(design)),
    )


def _groups(
    counts: Mapping[str, int], design: network.NetworkDesign, rules: TapRules, notes: list[str]
) -> list[TapGroup]:
    if counts:
        return [
            TapGroup(node, count, resistance(rules.faucet_m5_s2)) for node, count in counts.items()
        ]
    notes.append("taps are counted from the draws: draw / (chance of being open x target flow)")
    return [
        TapGroup(
            node.id,
            max(1, round(node.demand_lps / (rules.open_probability * rules.target_lps))),
            resistance(rules.faucet_m5_s2),
        )
        for node in design.nodes
        if node.demand_lps > 0 and node.kind == "junction"
    ]
