"""Command for what a spring or stream gives in the dry season, from its record or gaugings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musdesign.cli.common import FormatOption, check_format, write_json


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("lowflow")(lowflow)


def lowflow(
    file: Annotated[
        Path, typer.Argument(help="CSV with date and flow: days on end, or a few gaugings.")
    ],
    days: Annotated[int, typer.Option(help="Days of the lowest mean.")] = 7,
    years: Annotated[float, typer.Option(help="Its return period.")] = 10.0,
    exceeded: Annotated[float, typer.Option(help="Share of days, in %, of the flow Q95.")] = 95.0,
    rule: Annotated[
        str | None, typer.Option(help="Ecological rule of the library, e.g. uy-intake.")
    ] = None,
    gaugings: Annotated[
        bool, typer.Option("--gaugings", help="Fit Maillet's recession to dry-season gaugings.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Show Q95, 7Q10 (log-Pearson III), means by month, ecological flow, or the recession."""
    check_format(format_)
    from musdesign.report import low_flows
    from musdesign.report.tanks import show_plain

    if gaugings:
        found = low_flows.recession(file)
    else:
        found = low_flows.record(file, days, years, exceeded, rule)
    if format_ == "json":
        write_json(found)
    else:
        show_plain(found)
