"""The network: its plan, its profile from the source to a chosen point, pipes and pressures."""

from __future__ import annotations

import streamlit as st

from musdesign.flow.pipe_loads import surveys_of
from musdesign.network import NetworkDesign, SizedNode
from musdesign.network.profile import along
from musdesign.report.network_pictures import routes, stations
from musdesign.report.sized_network import quantities
from musdesign.ui.network_figures import plan_figure, profile_figure
from musdesign.ui.parts import Cell, Column, heading, note, table, unmarked
from musdesign.ui.theme import CHART_CONFIG, money, number
from musdesign.ui.view import View


def show(view: View) -> None:
    """Show the sized network."""
    design = view.result.network
    if design is None:
        view.skipped("network")
        return
    if not design.feasible:
        st.error(unmarked(f"No pipes of the catalogue meet every limit: {design.reason}"))
    if not design.links:
        return
    _plan(design)
    _profile(view, design)
    st.html(
        note(
            f"Pipes {number(design.length_m)} m, {money(design.cost)} {view.result.currency} with "
            f"laying; {_proof(design)}. "
            f"{number(design.source_lps)} L/s leave the source in the design hour."
        )
    )
    st.html(quantities_table(design, view.result.currency))
    st.html(pipes_table(design, view.result.currency))
    st.html(nodes_table(design))
    check = view.result.verification
    if check is not None:
        st.html(
            note(
                "The same network run in EPANET: largest difference of pressure "
                f"{number(check.max_pressure_difference_m)} m."
            )
        )


def _plan(design: NetworkDesign) -> None:
    st.html(heading("Plan"))
    st.plotly_chart(
        plan_figure(design, {}),
        config=CHART_CONFIG,
        key="network-plan",
        alt=f"Plan of {len(design.links)} pipes from the source, drawn along their length.",
    )
    st.html(note("Drawn along the pipes: to the right is downstream, each branch has its row."))


def _profile(view: View, design: NetworkDesign) -> None:
    ends = _ends(design)
    least = min(ends, key=lambda node: node.pressure_m - node.min_pressure_m)
    st.html(heading("Profile from the source"))
    chosen = st.selectbox(
        "Profile to",
        [node.id for node in ends],
        index=ends.index(least),
        help="First shown: the end of the network with the least pressure to spare.",
        key=f"profile.{view.case.token}",
    )
    section = view.scheme.scenario.network
    surveys = surveys_of(section) if section is not None else {}
    water_c = section.water_temperature if section is not None else 20.0
    way = stations(design, along(design, surveys, water_c), routes(design)[chosen])
    st.plotly_chart(
        profile_figure(way, [node.id for node in design.nodes if node.shortfall_m > 0]),
        config=CHART_CONFIG,
        key="network-profile",
        alt=f"Ground and grade line from the source to {chosen}, "
        f"{number(way[-1].distance_m)} m of pipe; pressure at the end "
        f"{number(way[-1].point.pressure_m)} m.",
    )


def quantities_table(design: NetworkDesign, currency: str) -> str:
    """Return the bill of quantities."""
    return table(
        [
            Column("Item", "key"),
            Column("Quantity", "num"),
            Column("Unit", "key"),
            Column(f"Cost, {currency}", "num"),
        ],
        [
            (row.item, number(row.quantity), row.unit, number(row.cost))
            for row in quantities(design)
        ],
        "Bill of quantities, pipes with their laying",
    )


def pipes_table(design: NetworkDesign, currency: str) -> str:
    """Return one row for each stretch of pipe."""
    rows = []
    for link in design.links:
        for i, segment in enumerate(link.segments):
            first = i == 0
            rows.append(
                (
                    f"{link.start} → {link.end}" if first else "",
                    number(segment.length_m),
                    segment.label,
                    f"{segment.diameter_mm:.1f}",
                    f"{link.flow_lps:.2f}" if first else "",
                    f"{link.velocity_m_s:.2f}" if first else "",
                    f"{link.headloss_m:.1f}" if first else "",
                    f"{link.static_m:.0f}" if first else "",
                    number(segment.cost),
                )
            )
    return table(
        [
            Column("From → to", "key"),
            Column("Length, m", "num"),
            Column("Pipe", "key"),
            Column("Bore, mm", "num"),
            Column("Flow, L/s", "num"),
            Column("Fastest, m/s", "num"),
            Column("Head loss, m", "num"),
            Column("Static, m", "num"),
            Column(f"Cost, {currency}", "num"),
        ],
        rows,
        "Pipes at least cost; a link may be split into two diameters",
    )


def nodes_table(design: NetworkDesign) -> str:
    """Return the pressure at each node."""
    rows: list[tuple[str | Cell, ...]] = []
    for node in design.nodes:
        if node.kind == "junction":
            low = node.shortfall_m > 0
            verdict = Cell("✗ too low", "bad") if low else Cell("✓ enough", "good")
        else:
            verdict = Cell("open water", "faint")
        rows.append(
            (
                node.id,
                node.kind.replace("_", " "),
                f"{node.elevation_m:,.1f}",
                f"{node.demand_lps:.2f}",
                f"{node.pressure_m:.1f}",
                f"{node.min_pressure_m:.1f}" if node.kind == "junction" else "–",
                f"{node.static_m:.1f}",
                verdict,
            )
        )
    return table(
        [
            Column("Node", "key"),
            Column("Kind", "key"),
            Column("Elevation, m", "num"),
            Column("Takes, L/s", "num"),
            Column("Pressure, m", "num"),
            Column("Least, m", "num"),
            Column("At rest, m", "num"),
            Column("Verdict", "key"),
        ],
        rows,
        "Pressures in the design hour",
    )


def _proof(design: NetworkDesign) -> str:
    gap = 100.0 * design.gap
    return "proved to be the least cost" if gap < 0.005 else f"at most {gap:.2g} % above the least"


def _ends(design: NetworkDesign) -> list[SizedNode]:
    starts = {link.start for link in design.links}
    return [node for node in design.nodes if node.id not in starts]
