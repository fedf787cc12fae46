"""Random gravity schemes and a small catalogue for the tests of this folder."""

from __future__ import annotations

from hypothesis import strategies as st

from musdesign.network import Link, Node, Pipe

TAP_M = 5.0


def pipe(bore, cost, working=100.0, name="p"):
    return Pipe(
        f"{name}{bore:g}", f"{bore:g} mm", "PVC", "PN 10", bore, working, 0.0015, 150, 1.0, cost
    )


PIPES = tuple(
    pipe(bore, cost)
    for bore, cost in [(17, 1.0), (21, 1.3), (29, 2.1), (36, 3.0), (45, 4.4), (57, 6.5), (82, 12.0)]
)


@st.composite
def schemes(draw, most=9):
    """Random trees on falling ground, with tanks and break-pressure tanks here and there."""
    count = draw(st.integers(2, most))
    nodes = [Node("n0", 500.0, "source")]
    links = []
    for i in range(1, count):
        above = draw(st.integers(0, i - 1))
        kind = draw(st.sampled_from(["junction"] * 5 + ["tank", "break_pressure_tank"]))
        peak = draw(st.floats(0, 1.5)) if kind == "junction" else 0.0
        nodes.append(
            Node(
                f"n{i}",
                nodes[above].elevation_m - draw(st.floats(3, 40)),
                kind,
                peak,
                peak * draw(st.floats(0.2, 0.8)),
            )
        )
        links.append(Link(f"l{i}", f"n{above}", f"n{i}", draw(st.floats(10, 2000))))
    return nodes, links
