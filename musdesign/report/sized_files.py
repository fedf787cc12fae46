"""Save a sized network: result, tables, EPANET files and pictures in a folder."""

from __future__ import annotations

import json
from pathlib import Path

from musdesign.flow.network_file import SizedNetwork, usage_of
from musdesign.network import write_inp
from musdesign.network.epanet.periods import write_periods
from musdesign.network.profile import along, lowest_load
from musdesign.report.files import csv_text, write_bytes
from musdesign.report.network_pictures import plan_svg, profile_svg, routes, stations
from musdesign.report.pipe_tables import pipes_csv
from musdesign.report.quantities import quantities
from musdesign.report.sized_network import document

MOST_PROFILES = 60


def save_all(sized: SizedNetwork, folder: str | Path) -> list[Path]:
    """Save result.json, tables, network.inp (one state), week.inp, plan.svg and profiles.

    Raises:
        MusdesignError: the folder cannot be written.
    """
    target = Path(folder)
    texts = {"result.json": json.dumps(document(sized), ensure_ascii=False, indent=1) + "\n"}
    if sized.design.links:
        texts |= _tables(sized) | _engine_files(sized) | _pictures(sized)
    for name, text in texts.items():
        write_bytes(target / name, text.encode())
    return [target / name for name in texts]


def _tables(sized: SizedNetwork) -> dict[str, str]:
    design = sized.design
    nodes = [
        (
            n.id,
            n.kind,
            n.elevation_m,
            n.demand_lps,
            n.head_m,
            n.pressure_m,
            n.static_m,
            n.min_pressure_m,
        )
        for n in design.nodes
    ]
    points = [
        (
            p.link,
            p.distance_m,
            p.ground_m,
            p.head_m,
            p.pressure_m,
            p.static_m,
            p.pipe,
            p.pressure_class,
            p.fitting,
        )
        for p in sized.points
    ]
    bill = [(q.item, q.kind, q.quantity, q.unit, q.cost) for q in quantities(design, sized)]
    return {
        "pipes.csv": pipes_csv(design),
        "nodes.csv": csv_text(
            (
                "node",
                "kind",
                "elevation_m",
                "demand_lps",
                "head_m",
                "pressure_m",
                "static_m",
                "min_pressure_m",
            ),
            nodes,
        ),
        "profile.csv": csv_text(
            (
                "link",
                "distance_m",
                "ground_m",
                "head_m",
                "pressure_m",
                "static_m",
                "pipe",
                "pressure_class",
                "fitting",
            ),
            points,
        ),
        "bill_of_quantities.csv": csv_text(("item", "kind", "quantity", "unit", "cost"), bill),
    }


def _engine_files(sized: SizedNetwork) -> dict[str, str]:
    problem = sized.opened.problem
    minor = {link.id: link.minor_loss_k for link in problem.links if link.minor_loss_k}
    title = problem.name or Path(sized.opened.file).name
    return {
        "network.inp": write_inp(sized.design, title=title, water_c=problem.water_c, minor_k=minor),
        "week.inp": write_periods(
            sized.design,
            usage_of(sized.opened),
            title=title,
            hours=168,
            water_c=problem.water_c,
            minor_k=minor,
        ),
    }


def _pictures(sized: SizedNetwork) -> dict[str, str]:
    design = sized.design
    given = {
        node.id: (node.x, node.y) if node.x is not None and node.y is not None else None
        for node in sized.opened.problem.nodes
    }
    files = {"plan.svg": plan_svg(design, given)}
    for i, (end, way) in enumerate(list(routes(design).items())[:MOST_PROFILES], start=1):
        load = lowest_load(design, end)
        points = along(design, sized.opened.profiles, sized.opened.problem.water_c, load)
        title = f"Profile to {end}" + (f", load {load}" if load else "")
        files[f"profile-{i:02}.svg"] = profile_svg(stations(design, points, way), title)
    return files
