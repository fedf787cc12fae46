"""The sized pipes run in EPANET for a day and a week: how far both agree, pressures and tanks."""

from __future__ import annotations

import streamlit as st

from musdesign import flow
from musdesign.flow import DesignResult, Scheme
from musdesign.flow.network_file import SizedNetwork
from musdesign.flow.network_scenario import run_of_design
from musdesign.network.epanet.week import PeriodCheck
from musdesign.ui.parts import Cell, Column, bullets, heading, table
from musdesign.ui.theme import fixed
from musdesign.ui.view import View
from musdesign.ui.words import number, say, told

_KEPT = "network-week-kept"
_LOWEST_SHOWN = 12


def show(view: View) -> None:
    """Keep a place for the runs: they follow when the rest of the page stands."""
    st.html(heading(say("The pipes run in EPANET")))
    view.later(say("The pipes run in EPANET"), lambda: _run(view))


def _run(view: View) -> None:
    sized = _of(view.result)
    if sized.unverified:
        st.info(say("Not run in EPANET: {reason}", reason=told(sized.unverified)))
        return
    with view.study("EPANET", _tables):
        st.html(runs_table(sized))
        if sized.week is None:
            return
        st.html(bullets(map(told, sized.week.explained)))
        st.html(pressures_table(sized.week))
        if sized.week.tanks:
            st.html(tanks_table(sized.week))


def _tables(scheme: Scheme) -> list[str]:
    """Return the tables of the runs of another scheme, all nodes in them."""
    sized = run_of_design(flow.design_until(scheme, "network"))
    tables = [runs_table(sized)]
    if sized.week is not None:
        tables.append(pressures_table(sized.week, len(sized.week.nodes)))
        tables.append(tanks_table(sized.week))
    return tables


def _of(result: DesignResult) -> SizedNetwork:
    """Return the runs of a design; the last is kept, for a page is drawn again and again."""
    kept: tuple[DesignResult, SizedNetwork] | None = st.session_state.get(_KEPT)
    if kept is not None and kept[0] is result:
        return kept[1]
    with st.spinner(say("Running EPANET for a week …")):
        found = run_of_design(result)
    st.session_state[_KEPT] = (result, found)
    return found


def runs_table(sized: SizedNetwork) -> str:
    """Return how far the engine and the design agree: each load case, a day, a week."""
    rows: list[tuple[str | Cell, ...]] = []
    steady = sized.verification
    if steady is not None:
        rows.append(
            (
                say("each load case by itself"),
                fixed(steady.max_pressure_difference_m, 4),
                steady.worst_node or "–",
                number(len(sized.design.nodes) * max(1, len(sized.design.loads))),
                _verdict(steady.agrees),
                "–",
            )
        )
    names = {24.0: say("24 hours"), 168.0: say("a week")}
    rows += [
        (
            names.get(float(run.hours), number(run.hours)),
            fixed(run.max_difference_m, 4) if run.compared else "–",
            run.worst_node or "–",
            number(run.compared),
            _verdict(run.agrees) if run.compared else Cell(say("not compared"), "faint"),
            number(len(run.warnings)),
        )
        for run in (sized.day, sized.week)
        if run is not None
    ]
    return table(
        [
            Column(say("Run"), "wide"),
            Column(
                say("Largest difference, m"),
                "num",
                say("largest difference between a pressure of the design and that of EPANET"),
            ),
            Column(say("At node"), "key"),
            Column(
                say("Pressures compared"),
                "num",
                say("nodes times load cases or hours that both compute with the same flows"),
            ),
            Column(say("Within 0.1 m"), "key"),
            Column(say("Warnings"), "num", say("warnings of the engine during the run")),
        ],
        rows,
        say(
            "Pressures of the design and of the engine where both compute the same flows; water "
            "standing in a tank is taken off"
        ),
    )


def pressures_table(run: PeriodCheck, shown: int = _LOWEST_SHOWN) -> str:
    """Return the nodes of least pressure in the week, the lowest first."""
    lowest = sorted(run.nodes, key=lambda node: node.min_pressure_m)[:shown]
    return table(
        [
            Column(say("Node"), "key"),
            Column(
                say("Least pressure, m"),
                "num",
                say("least pressure of the node in any hour of EPANET's run"),
            ),
            Column(
                say("At hour of the week"),
                "num",
                say("hour of the run at which the pressure is least"),
            ),
            Column(
                say("Largest pressure, m"),
                "num",
                say("largest pressure of the node in any hour of EPANET's run"),
            ),
            Column(
                say("Hours below the least allowed, %"),
                "num",
                say("hours with less than the least allowed pressure, over all hours of the run"),
            ),
        ],
        [
            (
                node.node,
                fixed(node.min_pressure_m, 1),
                number(node.at_hour),
                fixed(node.max_pressure_m, 1),
                Cell(fixed(100 * node.below_share, 1), "bad" if node.below_share > 0 else ""),
            )
            for node in lowest
        ],
        say("Pressures of the week in the engine, the lowest {count} nodes", count=len(lowest)),
    )


def tanks_table(run: PeriodCheck) -> str:
    """Return how the tanks fill and empty in the week."""
    return table(
        [
            Column(say("Tank"), "wide"),
            Column(say("Volume, m3"), "num", say("volume of the tank in the design")),
            Column(
                say("Least water, m3"),
                "num",
                say("least water in the tank at any time of EPANET's run"),
            ),
            Column(
                say("Most water, m3"),
                "num",
                say("most water in the tank at any time of EPANET's run"),
            ),
            Column(say("Hours empty"), "num", say("hours of the run in which the tank is empty")),
            Column(say("Hours full"), "num", say("hours of the run in which the tank is full")),
            Column(say("Ends as full as it began"), "key"),
        ],
        [
            (
                tank.node,
                number(tank.volume_m3),
                number(tank.least_m3),
                number(min(tank.most_m3, tank.volume_m3)),
                fixed(tank.empty_hours, 1),
                fixed(tank.full_hours, 1),
                Cell(say("✓ yes"), "good") if tank.repeats else Cell(say("✗ no"), "bad"),
            )
            for tank in run.tanks
        ],
        say("Tanks through the week of 168 hours"),
    )


def _verdict(agrees: bool) -> Cell:
    return Cell(say("✓ yes"), "good") if agrees else Cell(say("✗ no"), "bad")
