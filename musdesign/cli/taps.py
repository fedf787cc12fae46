"""Command for taps that run at once: on demand by Clément and exactly, or by turns."""

from __future__ import annotations

from typing import Annotated

import typer

from musdesign.cli.common import FormatOption, check_format, write_json


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("taps")(taps)


def taps(
    count: Annotated[int, typer.Option(help="Taps or hydrants below the pipe.")],
    flow: Annotated[str, typer.Option(help='What an open tap gives, e.g. "0.2 L/s".')],
    need: Annotated[str, typer.Option(help='What one tap must give, e.g. "1.5 m3/day".')],
    hours: Annotated[str, typer.Option(help="Hours in which it may be open.")] = "24 hour/day",
    quality: Annotated[
        float | None, typer.Option(help="Share of the time in which the flow suffices.")
    ] = None,
    interval: Annotated[int, typer.Option(help="Days from one turn to the next.")] = 1,
    format_: FormatOption = "table",
) -> None:
    """Show the flow of irrigation taps opened at will (Clément, binomial) or by turns."""
    from musdesign import units
    from musdesign.report import taps as report

    check_format(format_)
    found = report.taps(
        count,
        units.parse(flow, "L/s"),
        units.parse(need, "m3/day"),
        units.parse(hours, "hour/day"),
        quality,
        interval,
    )
    if format_ == "json":
        write_json(found)
    else:
        report.show(found)
