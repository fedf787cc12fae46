"""What a file brings into a scenario: a network, or the household groups of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.field.groups_text import groups_yaml
from musdesign.field.survey import Survey
from musdesign.network.files import NetworkFile
from musdesign.ui.edit.cells import plain
from musdesign.ui.edit.rows import Item
from musdesign.yamlfile import parse_yaml

USUAL_CATALOGUE = "pe100"
_MAPS = {"GeoJSON", "KML"}


def network_section(found: NetworkFile, households: float, before: Mapping[str, Any]) -> Item:
    """Return the network of a file as a section of a scenario.

    The households are shared among its points by the draw of the file's design hour, evenly where
    it gives none; what the scenario said of the pipes before stays.

    Raises:
        MusdesignError: it has no point that draws water, or several sources.
    """
    starts = [node.id for node in found.nodes if node.kind == "source"]
    if len(starts) > 1:
        raise MusdesignError(
            Problem(
                f"the network has {len(starts)} sources: {', '.join(starts[:6])}",
                file=found.file,
                why="the network of a scheme is a tree of pipes from one source",
                cure="join the intakes at a tank or chamber and make that the only source; "
                "'musdesign network size' sizes the file as it stands, with a cost that is an "
                "upper bound",
            )
        )
    drawn = {node.id: max(0.0, node.demand_lps) for node in found.nodes if node.kind == "junction"}
    ends = {link.start for link in found.links}
    if not any(drawn.values()):
        drawn = {name: float(name not in ends) for name in drawn}
    total = sum(drawn.values())
    if total <= 0:
        raise MusdesignError(Problem("the network has no point that draws water", file=found.file))
    nodes: list[Item] = []
    for node in found.nodes:
        item: Item = {"id": node.id, "elevation": f"{plain(node.elevation_m)} m"}
        if node.kind != "junction":
            item["kind"] = node.kind
        share = round(households * drawn.get(node.id, 0.0) / total, 2)
        if share:
            item["households"] = share
        # only a map's own coordinates are known to be degrees
        if found.format in _MAPS and node.x is not None and node.y is not None:
            item |= {"longitude": node.x, "latitude": node.y}
        nodes.append(item)
    links: list[Item] = []
    for link in found.links:
        item = {
            "id": link.id,
            "from": link.start,
            "to": link.end,
            "length": f"{plain(link.length_m)} m",
        }
        if link.profile:
            item["profile"] = [
                {"distance": f"{plain(distance)} m", "elevation": f"{plain(ground)} m"}
                for distance, ground in link.profile
            ]
        links.append(item)
    kept = {key: value for key, value in before.items() if key not in {"nodes", "links"}}
    return {"catalogue": USUAL_CATALOGUE, **kept, "nodes": nodes, "links": links}


def survey_sections(survey: Survey, before: Item, *, ranges: bool) -> Item:
    """Return the sections that a survey takes the place of: households, and their provenance."""
    brought = parse_yaml(groups_yaml(survey, ranges=ranges), Path(survey.file).name).data
    others = [
        line
        for line in before.get("provenance") or []
        if not str(line.get("path", "")).startswith("households")
    ]
    found: Item = {"households": brought["households"]}
    found["provenance"] = others + list(brought.get("provenance") or [])
    return found
