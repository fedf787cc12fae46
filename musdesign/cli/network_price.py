"""``musdesign network price FILE``: what more water, more head and each load case cost."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from musdesign.cli.common import FormatOption, check_format, write_json
from musdesign.cli.network import FileArgument, HeadLossOption, network_app


def register(app: typer.Typer) -> None:
    """Add the command to those of the network."""
    del app
    network_app.command("price")(price)


def price(
    file: FileArgument,
    head_loss: HeadLossOption = None,
    low: Annotated[float, typer.Option("--from", help="Least multiple of the draws.")] = 0.5,
    high: Annotated[float, typer.Option("--to", help="Largest multiple of the draws.")] = 2.0,
    points: Annotated[int, typer.Option(help="Points of the curve.")] = 16,
    format_: FormatOption = "table",
) -> None:
    """Show cost against allocation, marginal costs at each node and shares among load cases."""
    from musdesign import network
    from musdesign.flow import network_file as room
    from musdesign.network.files import Wishes
    from musdesign.report import network_price as report

    check_format(format_)
    factors = _factors(low, high, points)
    wishes = Wishes(head_loss)  # type: ignore[arg-type]  # checked by the sizing
    opened = (
        room.sized_scenario(file, wishes).opened
        if room.is_scenario(file)
        else room.open_network(file, wishes)
    )
    problem = opened.problem
    one = len(problem.loads) == 1
    data = report.document(
        problem.name,
        opened.file,
        problem.currency,
        network.allocation_curve(problem, factors),
        network.source_head_curve(problem) if one else (),
        network.node_prices(problem),
        () if one else network.share_costs(problem, _uses(problem)),
    )
    if format_ == "json":
        write_json(data)
    else:
        report.show(data)


def _factors(low: float, high: float, points: int) -> list[float]:
    from musdesign.errors import MusdesignError, Problem

    if not 0 < low < high or not 2 <= points <= 500:
        raise MusdesignError(
            Problem(
                f"no curve of {points} points from {low:g} to {high:g} times the draws",
                cure="give 2 to 500 points between two multiples above zero",
            )
        )
    return [low + (high - low) * k / (points - 1) for k in range(points)]


def _uses(problem: Any) -> list[Any]:
    """Return each load case as a use of its own: it draws in its case alone."""
    from musdesign.network import Use

    loads = len(problem.loads)
    return [
        Use(
            load.id,
            {
                node.id: tuple(node.demand_lps(k) if k == j else 0.0 for k in range(loads))
                for node in problem.nodes
                if node.kind != "source" and node.demand_lps(j) > 0
            },
            {
                node.id: node.volume_m3
                for node in problem.nodes
                if node.kind != "source" and node.demand_lps(j) > 0
            },
        )
        for j, load in enumerate(problem.loads)
    ]
