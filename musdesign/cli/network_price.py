"""``musdesign network price FILE``: what more water, more head and each use cost a network."""

from __future__ import annotations

from typing import Annotated

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
    """Show cost against allocation, marginal costs at each node and fair shares of the uses.

    Of a scenario the uses share the cost (domestic, livestock, gardens, enterprises); of a network
    file its load cases.
    """
    from musdesign.cli.network import _wishes
    from musdesign.flow.network_price import price_of
    from musdesign.report import network_price as report

    check_format(format_)
    found = price_of(file, _wishes(head_loss), _factors(low, high, points))
    if format_ == "json":
        write_json(report.document(found))
    else:
        report.show(found)


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
