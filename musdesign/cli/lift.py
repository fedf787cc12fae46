"""Commands for lifting water: hydraulic ram, hand pumps, pumps driven by the sun."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from musdesign.cli.common import FormatOption, check_format, write_json

lift_app = typer.Typer(
    help="Lift water by a hydraulic ram, by hand or by the sun.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(lift_app, name="lift")


@lift_app.command("ram")
def ram(
    want: Annotated[str, typer.Option(help='Water wanted, e.g. "2400 L/day".')],
    fall: Annotated[str, typer.Option(help='Fall of the drive pipe, e.g. "10 m".')] = "",
    lift: Annotated[str, typer.Option(help='Lift above the ram, e.g. "23 m".')] = "",
    table_yield: Annotated[
        float | None,
        typer.Option("--yield", help="L/day for each L/min of drive flow, from a maker's table."),
    ] = None,
    table_lift: Annotated[
        str, typer.Option("--yield-lift", help="The lift for which that table holds.")
    ] = "",
    efficiency: Annotated[
        float | None, typer.Option(help="D'Aubuisson's; the library's where left out.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Show the drive flow of a hydraulic ram, by a maker's table and by its efficiency."""
    check_format(format_)
    from musdesign.report import lifts

    _print(lifts.ram(want, fall, lift, table_yield, table_lift, efficiency), format_)


@lift_app.command("hand-pumps")
def hand_pumps(
    users: Annotated[float, typer.Option(help="Persons.")],
    rate: Annotated[str, typer.Option(help='Need, e.g. "20 L/person/day".')] = "20 L/person/day",
    discharge: Annotated[
        str, typer.Option(help='While pumping, e.g. "17 L/min"; the library\'s.')
    ] = "",
    hours: Annotated[str, typer.Option(help="Hours in which it is open.")] = "",
    pumps: Annotated[
        int | None, typer.Option(help="Pumps; the number that suffices where left out.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Show capacity, users and queue at hand pumps."""
    check_format(format_)
    from musdesign.report import lifts

    _print(lifts.hand_pumps(users, rate, discharge, hours, pumps), format_)


@lift_app.command("sun")
def sun(
    power: Annotated[str, typer.Option(help='Peak power of the modules, e.g. "1.2 kW".')],
    head: Annotated[str, typer.Option(help='Lift with friction, e.g. "40 m".')],
    sun_hours: Annotated[
        str, typer.Option("--sun", help="Peak sun hours (kWh/m2/day), or a place of the library.")
    ],
    need: Annotated[str, typer.Option(help='For the tank of sunless days, e.g. "12 m3/day".')] = "",
    sunless: Annotated[float | None, typer.Option(help="Days without sun on end.")] = None,
    efficiency: Annotated[
        float | None, typer.Option(help="Pump and motor together; the library's by their power.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Show what a pump driven by the sun lifts in a day, and the tank for sunless days."""
    check_format(format_)
    from musdesign.report import lifts

    _print(lifts.sun(power, head, sun_hours, need, sunless, efficiency), format_)


def _print(found: dict[str, Any], format_: str) -> None:
    from musdesign.report.tanks import show_plain

    if format_ == "json":
        write_json(found)
    else:
        show_plain(found)
