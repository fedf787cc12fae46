"""Figures of the network: of each pipe its flow, loss and cost, of each node its pressure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from musdesign.flow import DesignResult
from musdesign.network import NetworkDesign
from musdesign.network.head_loss import unit_head_loss, velocity_m_s
from musdesign.network.result import Segment, SizedLink, SizedNode
from musdesign.study.explain.making import Given, made, stated, summed, told
from musdesign.trace import FORMULAS, Step

_LEAST = "pipes of least cost under the head and pressure limits, with their laying"


def pipes(result: DesignResult) -> Iterator[Step]:
    """Yield the figures of every link and node of the network."""
    design = result.network
    if design is None:
        return
    section = result.scenario.network
    links = {link.id: i for i, link in enumerate(section.links)} if section else {}
    nodes = {node.id: i for i, node in enumerate(section.nodes)} if section else {}
    water_c = section.water_temperature if section else 20.0
    yield summed(
        "network.length",
        design.length_m,
        "m",
        {link.id: link.length_m for link in design.links},
        "sum of the lengths of the pipes",
    )
    demands = {node.id: node for node in design.nodes}
    for link in design.links:
        yield from _link(result, design, link, links.get(link.id), water_c, demands)
    for node in design.nodes:
        yield from _node(result, node, nodes.get(node.id))


def _link(
    result: DesignResult,
    design: NetworkDesign,
    link: SizedLink,
    position: int | None,
    water_c: float,
    nodes: dict[str, SizedNode],
) -> Iterator[Step]:
    name = f"network.{link.id}"
    yield _flow(design, link, nodes)
    wet = [segment for segment in link.segments if segment.diameter_mm > 0]
    if wet:
        declared = FORMULAS[velocity_m_s]
        bore = min(segment.diameter_mm for segment in wet)
        yield Step(
            f"{name}.velocity",
            link.velocity_m_s,
            declared.unit,
            declared.source,
            declared.symbol,
            declared.expression,
            {"flow_lps": link.flow_lps, "bore_mm": bore},
            see={"flow_lps": f"{name}.flow", "bore_mm": f"{name}.{_narrowest(link)}.bore"},
        )
    yield _loss(design, link, wet, water_c)
    yield Step(
        f"{name}.cost",
        link.cost,
        result.currency,
        method=_LEAST,
        inputs={f"{s.label}, {s.length_m:.1f} m": s.cost for s in link.segments},
    )
    yield told(
        f"{name}.static",
        link.static_m,
        "m",
        "free surface upstream less the lowest ground of the reach; it picks the pressure class",
    )
    for i, segment in enumerate(link.segments):
        yield from _segment(result, f"{name}.{i + 1}", segment)
    if position is not None:
        yield stated(f"{name}.length", link.length_m, "m", f"network.links[{position}].length")


def _narrowest(link: SizedLink) -> int:
    wet = [(s.diameter_mm, i) for i, s in enumerate(link.segments) if s.diameter_mm > 0]
    return min(wet)[1] + 1


def _flow(design: NetworkDesign, link: SizedLink, nodes: dict[str, SizedNode]) -> Step:
    """Return a link's flow: what its lower end takes and what flows on, less the relief."""
    end = nodes[link.end]
    below = [other for other in design.links if other.start == link.end]
    parts = {f"taken at {end.id}": end.demand_lps}
    parts |= {f"network.{other.id}.flow": other.flow_lps for other in below}
    if end.relief_lps:
        parts["less: peaks below that do not fall together"] = -end.relief_lps
    if np.isclose(sum(parts.values()), link.flow_lps, rtol=1e-9):
        how = "sum of what the lower end takes and of what flows on"
        return summed(f"network.{link.id}.flow", link.flow_lps, "L/s", parts, how)
    terms = {name: Given(value, "L/s", name) for name, value in parts.items()}
    how = "flow of the load case with most loss in this pipe"
    return told(f"network.{link.id}.flow", link.flow_lps, "L/s", how, terms)


def _loss(design: NetworkDesign, link: SizedLink, wet: list[Segment], water_c: float) -> Step:
    """Return a link's friction: of each stretch its length times the loss of a metre."""
    name, kind = f"network.{link.id}.headloss", design.head_loss
    parts = {
        f"{s.label}, {s.length_m:.1f} m": s.length_m
        * float(
            unit_head_loss(
                link.flow_lps,
                s.diameter_mm,
                method=kind,
                roughness_mm=s.roughness_mm,
                hazen_williams_c=s.hazen_williams_c,
                water_c=water_c,
            )
        )
        for s in wet
    }
    source = "EPANET 2.2 User Manual, chapter 3.1" if "neatwork" not in kind else ""
    if np.isclose(sum(parts.values()), link.headloss_m, rtol=1e-6, atol=1e-9):
        how = f"sum over the stretches of length times the {kind} loss of a metre at the flow"
        return Step(name, link.headloss_m, "m", source, method=how, inputs=parts)
    how = f"{kind} friction of the load case with most loss"
    terms = {"flow_lps": Given(link.flow_lps, "L/s", f"network.{link.id}.flow")}
    return told(name, link.headloss_m, "m", how, terms, source)


def _segment(result: DesignResult, name: str, segment: Segment) -> Iterator[Step]:
    yield told(
        f"{name}.bore",
        segment.diameter_mm,
        "mm",
        "inside diameter in the catalogue of the pipe chosen",
        {segment.name: Given(segment.diameter_mm, "mm", f"bore of {segment.name}")},
    )
    yield told(f"{name}.length", segment.length_m, "m", _LEAST.replace(", with their laying", ""))
    if segment.length_m > 0:
        yield made(
            f"{name}.cost",
            segment.cost,
            result.currency,
            "C = length_m * price_per_metre",
            "Pipe and its laying",
            length_m=Given(segment.length_m, "m", f"{name}.length"),
            price_per_metre=Given(segment.cost / segment.length_m, f"{result.currency}/m"),
        )


def _node(result: DesignResult, node: SizedNode, position: int | None) -> Iterator[Step]:
    name = f"network.{node.id}"
    elevation = Given(node.elevation_m, "m", f"{name}.elevation")
    if position is not None:
        path = f"network.nodes[{position}].elevation"
        yield stated(f"{name}.elevation", node.elevation_m, "m", path)
    yield told(
        f"{name}.head",
        node.head_m,
        "m",
        "level of the source less the friction on the way, from surface to surface",
    )
    yield made(
        f"{name}.pressure",
        node.pressure_m,
        "m",
        "p = head_m - elevation_m",
        "Residual pressure in the design hour",
        head_m=Given(node.head_m, "m", f"{name}.head"),
        elevation_m=elevation,
    )
    yield told(
        f"{name}.takes",
        node.demand_lps,
        "L/s",
        "the node's part of the peak hour of all piped uses, by its households or groups",
        {"peak_hour_lps": Given(result.demand.peak_hour_lps, "L/s", "demand.peak_hour")},
    )
    yield told(
        f"{name}.least_pressure",
        node.min_pressure_m,
        "m",
        "least pressure that the scenario, else the standard or a working value asks for",
        _limit_of(result, node),
    )
    yield told(
        f"{name}.at_rest",
        node.static_m,
        "m",
        "free surface that feeds it less its elevation, when nothing flows",
        {"elevation_m": elevation},
    )


def _limit_of(result: DesignResult, node: SizedNode) -> dict[str, Given]:
    lines = [line for line in result.assumptions if "least pressure" in line.name.lower()]
    return {line.name: Given(node.min_pressure_m, "m", line.name) for line in lines[:1]}
