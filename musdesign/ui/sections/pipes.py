"""The network: its plan, its profile from the source to a chosen point, pipes and pressures."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from musdesign import flow
from musdesign.flow import Scheme
from musdesign.flow.pipe_loads import surveys_of
from musdesign.network import NetworkDesign, SizedNode
from musdesign.network.epanet.sheet import FILLING
from musdesign.network.profile import along, lowest_load
from musdesign.report.geojson import places
from musdesign.report.network_pictures import Place, routes, stations
from musdesign.report.quantities import explained, quantities
from musdesign.ui.network_figures import plan_figure, profile_figure, surveyed
from musdesign.ui.parts import Cell, Column, heading, note, table, unmarked, why
from musdesign.ui.sections import network_price, open_taps, week
from musdesign.ui.theme import CHART_CONFIG, fixed, money, number
from musdesign.ui.view import View
from musdesign.ui.words import say, told

LOWEST = "lowest"
"""The load case with the least pressure at the end of the branch, whichever that is."""


def show(view: View) -> None:
    """Show the sized network."""
    design = view.result.network
    if design is None:
        view.skipped("network")
        return
    if not design.feasible:
        st.error(
            unmarked(
                say(
                    "No pipes of the catalogue meet every limit: {reason}",
                    reason=told(design.reason),
                )
            )
        )
    if not design.links:
        return
    _plan(design, places(view.result))
    _profile(view, design)
    st.html(
        note(
            say(
                "Pipes {length_m} m, {cost} {currency} with laying; {proof}. "
                "{source_lps} L/s leave the source in the design hour.",
                length_m=number(design.length_m),
                cost=money(design.cost),
                currency=view.result.currency,
                proof=_proof(design),
                source_lps=number(design.source_lps),
            )
        )
    )
    view.offer(explained(design, view.result.currency))
    with view.study("quantities", _quantities_redrawn, first=r"unit cost|network"):
        st.html(quantities_table(design, view.result.currency))
    st.html(pipes_table(design, view.result.currency))
    st.html(nodes_table(design))
    if view.result.verification is not None:
        week.show(view)
    else:
        view.skipped("epanet")
    open_taps.show(view)
    network_price.show(view)


def _quantities_redrawn(scheme: Scheme) -> list[str]:
    result = flow.design_until(scheme, "network")
    return [] if result.network is None else [quantities_table(result.network, result.currency)]


def _plan(design: NetworkDesign, given: Mapping[str, Place]) -> None:
    on_the_map = surveyed(design, given)
    st.html(heading(say("Plan")))
    st.plotly_chart(
        plan_figure(design, given),
        config=CHART_CONFIG,
        key="network-plan",
        alt=say("Plan of {count} pipes from the source.", count=len(design.links))
        if on_the_map
        else say(
            "Plan of {count} pipes from the source, drawn along their length.",
            count=len(design.links),
        ),
    )
    st.html(
        note(
            say("Drawn where the nodes lie, north at the top.")
            if on_the_map
            else say(
                "Drawn along the pipes: to the right is downstream, each branch has its row. "
                "Give every node its longitude and latitude to see it as on a map."
            )
        )
    )


def _profile(view: View, design: NetworkDesign) -> None:
    ends = _ends(design)
    least = min(ends, key=lambda node: node.pressure_m - node.min_pressure_m)
    st.html(heading(say("Profile from the source")))
    where, which = st.columns(2)
    with where:
        chosen = st.selectbox(
            say("Branch to"),
            [node.id for node in ends],
            index=ends.index(least),
            help=say("First shown: the end of the network with the least pressure to spare."),
            key=f"network-profile-end.{view.case.token}",
            persist_state="session",
        )
    with which:
        load = _load(view, design, chosen)
    section = view.scheme.scenario.network
    surveys = surveys_of(section) if section is not None else {}
    water_c = section.water_temperature if section is not None else 20.0
    points = along(design, surveys, water_c, load)
    way = stations(design, points, routes(design)[chosen])
    st.plotly_chart(
        profile_figure(way, [node.id for node in design.nodes if node.shortfall_m > 0]),
        config=CHART_CONFIG,
        key="network-profile",
        alt=say(
            "Ground and grade line from the source to {chosen}, {distance_m} m of "
            "pipe; pressure at the end {pressure_m} m.",
            chosen=chosen,
            distance_m=number(way[-1].distance_m),
            pressure_m=number(way[-1].point.pressure_m),
        ),
    )
    st.html(
        note(
            say(
                "{distance_m} m of pipe; at {chosen} {pressure_m} m of pressure in use and "
                "{static_m} m at rest.",
                distance_m=number(way[-1].distance_m),
                chosen=chosen,
                pressure_m=number(way[-1].point.pressure_m),
                static_m=number(way[-1].point.static_m),
            )
        )
    )


def _load(view: View, design: NetworkDesign, end: str) -> str | None:
    """Let the person choose the load case of the grade line; the lowest at the end is first."""
    lowest = lowest_load(design, end)
    names = [load.load for load in design.loads if load.load != FILLING]
    if len(names) < 2 or lowest is None:
        return lowest
    chosen = st.selectbox(
        say("Load case"),
        [LOWEST, *names],
        format_func=lambda name: (
            say("the lowest here: {load}", load=told(lowest)) if name == LOWEST else told(name)
        ),
        help=say("Each way of use has a grade line of its own: taps, turns, filling at night."),
        key=f"network-profile-load.{view.case.token}",
        persist_state="session",
    )
    return lowest if chosen in {None, LOWEST} else chosen


def quantities_table(design: NetworkDesign, currency: str) -> str:
    """Return the bill of quantities."""
    items = quantities(design)
    return table(
        [
            Column(say("Item"), "key"),
            Column(say("Quantity"), "num"),
            Column(say("Unit"), "key"),
            Column(say("Cost, {currency}", currency=currency), "num", say("sum of the rows above")),
        ],
        [
            (
                row.item,
                why(f"network.items.{row.item}.quantity", number(row.quantity)),
                row.unit,
                why(f"network.items.{row.item}", number(row.cost)),
            )
            for row in items
        ],
        say("Bill of quantities, pipes with their laying"),
        (say("all"), "", "", number(sum(row.cost or 0.0 for row in items))),
    )


def pipes_table(design: NetworkDesign, currency: str) -> str:
    """Return one row for each stretch of pipe."""
    rows: list[tuple[str | Cell, ...]] = []
    for link in design.links:
        for i, segment in enumerate(link.segments):
            first, key = i == 0, f"network.{link.id}"
            rows.append(
                (
                    f"{link.start} → {link.end}" if first else "",
                    why(f"{key}.{i + 1}.length", number(segment.length_m)),
                    segment.label,
                    why(f"{key}.{i + 1}.bore", fixed(segment.diameter_mm, 1)),
                    why(f"{key}.flow", fixed(link.flow_lps, 2)) if first else "",
                    why(f"{key}.velocity", fixed(link.velocity_m_s, 2)) if first else "",
                    why(f"{key}.headloss", fixed(link.headloss_m, 1)) if first else "",
                    why(f"{key}.static", fixed(link.static_m, 0)) if first else "",
                    why(f"{key}.{i + 1}.cost", number(segment.cost)),
                )
            )
    return table(
        [
            Column(say("From → to"), "key"),
            Column(say("Length, m"), "num"),
            Column(say("Pipe"), "key"),
            Column(say("Bore, mm"), "num"),
            Column(say("Flow, L/s"), "num"),
            Column(say("Fastest, m/s"), "num"),
            Column(say("Head loss, m"), "num"),
            Column(say("Static, m"), "num"),
            Column(say("Cost, {currency}", currency=currency), "num"),
        ],
        rows,
        say("Pipes at least cost; a link may be split into two diameters"),
    )


def nodes_table(design: NetworkDesign) -> str:
    """Return the pressure at each node."""
    rows: list[tuple[str | Cell, ...]] = []
    for node in design.nodes:
        if node.shortfall_m > 0:
            verdict = Cell(say("✗ too low"), "bad")
        elif node.kind == "junction":
            verdict = Cell(say("✓ enough"), "good")
        else:
            verdict = Cell(say("open water"), "faint")
        rows.append(
            (
                node.id,
                told(node.kind.replace("_", " ")),
                why(f"network.{node.id}.elevation", fixed(node.elevation_m, 1)),
                why(f"network.{node.id}.takes", fixed(node.demand_lps, 2)),
                why(f"network.{node.id}.pressure", fixed(node.pressure_m, 1)),
                why(f"network.{node.id}.least_pressure", fixed(node.min_pressure_m, 1))
                if node.kind == "junction"
                else "–",
                why(f"network.{node.id}.at_rest", fixed(node.static_m, 1)),
                verdict,
            )
        )
    return table(
        [
            Column(say("Node"), "key"),
            Column(say("Kind"), "key"),
            Column(say("Elevation, m"), "num"),
            Column(say("Takes, L/s"), "num"),
            Column(say("Pressure, m"), "num"),
            Column(say("Least, m"), "num"),
            Column(say("At rest, m"), "num"),
            Column(say("Verdict"), "key"),
        ],
        rows,
        say("Pressures in the design hour"),
    )


def _proof(design: NetworkDesign) -> str:
    if not design.feasible:
        return say("no design, but the pipes that leave the least head missing")
    gap = 100.0 * design.gap
    if gap < 0.005:
        return say("proved to be the least cost")
    return say("at most {gap} % above the least", gap=number(gap, 2))


def _ends(design: NetworkDesign) -> list[SizedNode]:
    starts = {link.start for link in design.links}
    return [node for node in design.nodes if node.id not in starts]
