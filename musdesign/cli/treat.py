"""Command for a treatment train by itself."""

from __future__ import annotations

from typing import Annotated

import typer

from musdesign.cli.common import FormatOption, check_format, write_json


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("treat")(treat)


def treat(
    steps: Annotated[
        list[str], typer.Argument(help="Steps of the library, e.g. gravel_filter slow_sand.")
    ],
    flow: Annotated[str, typer.Option(help='Water of a day, e.g. "40 m3/day".')],
    hours: Annotated[float, typer.Option(help="Running hours of a day.")] = 24.0,
    turbidity: Annotated[float | None, typer.Option(help="Of the raw water, NTU.")] = None,
    coliforms: Annotated[float | None, typer.Option(help="E. coli in 100 mL, raw.")] = None,
    dose: Annotated[str | None, typer.Option(help='Chlorine given, e.g. "1.5 mg/L".')] = None,
    demand: Annotated[str, typer.Option(help="Chlorine that the water uses up.")] = "0 mg/L",
    contact: Annotated[str | None, typer.Option(help='Contact time, e.g. "30 minute".')] = None,
    format_: FormatOption = "table",
) -> None:
    """Show the tier that a treatment train reaches, its loss, its cost, filters and chlorine."""
    check_format(format_)
    from musdesign import units
    from musdesign.report import treatments

    found = treatments.stand_alone(
        steps,
        units.parse(flow, "m3/day", decimal_comma=True),
        hours,
        turbidity,
        coliforms,
        None if dose is None else units.parse(dose, "mg/L", decimal_comma=True),
        units.parse(demand, "mg/L", decimal_comma=True),
        None if contact is None else units.parse(contact, "minute", decimal_comma=True),
    )
    if format_ == "json":
        write_json(found)
    else:
        treatments.print_part(found)
