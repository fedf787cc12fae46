"""Commands for tanks alone: the day's mass curve, the sequent peak, rainwater, reliability."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from musdesign.cli.common import FormatOption, check_format, write_json

storage_app = typer.Typer(
    help="Tanks from a table: mass curve of a day, sequent peak, rainwater, reliability.",
    no_args_is_help=True,
)

FlowsArgument = Annotated[
    Path, typer.Argument(help="CSV with the columns inflow and demand, one row for each step.")
]
DemandOption = Annotated[
    str | None,
    typer.Option(help="Demand of every step, where the file has no column demand."),
]
RuleOption = Annotated[
    str, typer.Option(help="ybs: yield before spillage; yas: yield after spillage.")
]
WarmUpOption = Annotated[
    int, typer.Option("--warm-up", help="Passes of the record before the one that is counted.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(storage_app, name="storage")


@storage_app.command("daycurve")
def daycurve(
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV: inflow and demand of each step, or from, to, demand (%)."),
    ] = None,
    day: Annotated[str | None, typer.Option(help='Water of the day, e.g. "2160 m3".')] = None,
    demand: Annotated[
        str | None, typer.Option(help='Periods such as "5-7 25%, 7-12 30%, 19-5 10%".')
    ] = None,
    inflow: Annotated[
        str, typer.Option(help='"constant", or hours of pumping such as "8-16".')
    ] = "constant",
    supply: Annotated[
        str | None, typer.Option(help="Water that comes in a day, where it is not --day.")
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="Scale an inflow that does not balance the demand.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Size the balancing tank of a day; a day that does not balance is refused."""
    check_format(format_)
    from musdesign.report import tanks

    found = tanks.day_curve(file, day, demand, inflow, supply, scale)
    _print(found, format_, tanks.show_day_curve)


@storage_app.command("sequent-peak")
def sequent_peak(
    file: FlowsArgument,
    demand: DemandOption = None,
    cycles: Annotated[int, typer.Option(help="Passes of the record; one understates.")] = 2,
    format_: FormatOption = "table",
) -> None:
    """Size the tank that meets a demand from a varying inflow."""
    check_format(format_)
    from musdesign.report import tanks

    _print(tanks.sequent(file, demand, cycles), format_, tanks.show_plain)


@storage_app.command("simulate")
def simulate(
    file: FlowsArgument,
    tank: Annotated[list[str], typer.Option(help='Volume, e.g. "5 m3"; may be repeated.')],
    demand: DemandOption = None,
    rule: RuleOption = "ybs",
    warm_up: WarmUpOption = 2,
    format_: FormatOption = "table",
) -> None:
    """Run tanks over a record of inflow and demand."""
    check_format(format_)
    from musdesign.report import tanks

    _print(tanks.simulated(file, tank, demand, rule, warm_up), format_, tanks.show_tanks)


@storage_app.command("surface")
def surface(
    file: FlowsArgument,
    tank: Annotated[list[str], typer.Option(help='Volume, e.g. "5 m3"; may be repeated.')],
    yield_: Annotated[
        list[str], typer.Option("--yield", help="Mean demand of a step; may be repeated.")
    ],
    rule: RuleOption = "ybs",
    warm_up: WarmUpOption = 2,
    format_: FormatOption = "table",
) -> None:
    """Show the reliability of every pair of storage and yield."""
    check_format(format_)
    from musdesign.report import tanks

    _print(tanks.reliability_surface(file, tank, yield_, rule, warm_up), format_, tanks.show_plain)


@storage_app.command("rainwater")
def rainwater(
    file: Annotated[
        Path, typer.Argument(help="Daily rain: CSV with date (or month, day) and rain_mm.")
    ],
    roof: Annotated[str, typer.Option(help='Roof in plan, e.g. "100 m2".')],
    tank: Annotated[
        list[str] | None, typer.Option(help='Volume, e.g. "600 L"; may be repeated.')
    ] = None,
    users: Annotated[float, typer.Option(help="Persons.")] = 1.0,
    rate: Annotated[str, typer.Option(help='Need, e.g. "50 L/person/day".')] = "50 L/person/day",
    runoff: Annotated[
        float | None, typer.Option(help="Runoff coefficient of the roof; the library's.")
    ] = None,
    filter_: Annotated[float, typer.Option("--filter", help="Part that the filter passes.")] = 1.0,
    first_flush: Annotated[
        str, typer.Option("--first-flush", help='Rain diverted after dry days, e.g. "1 mm".')
    ] = "0 mm",
    rule: RuleOption = "ybs",
    warm_up: WarmUpOption = 2,
    gaps: Annotated[
        str, typer.Option(help="Missing days: refuse, other_years (the same day of others), zero.")
    ] = "refuse",
    reliability: Annotated[
        float | None, typer.Option(help="Find the smallest tank with this share of the volume.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Run rainwater tanks of several volumes over a record of daily rain."""
    check_format(format_)
    from musdesign.report import tanks

    found = tanks.rainwater(
        file, roof, tank or [], users, rate, runoff, filter_, first_flush, rule, warm_up, gaps,
        reliability,
    )  # fmt: skip
    _print(found, format_, tanks.show_tanks)


@storage_app.command("dry-season")
def dry_season(
    users: Annotated[float, typer.Option(help="Persons.")],
    rate: Annotated[str, typer.Option(help='Need, e.g. "20 L/person/day".')],
    days: Annotated[float, typer.Option(help="Longest time without rain, days.")],
    format_: FormatOption = "table",
) -> None:
    """Size a tank for the demand of the longest dry spell."""
    check_format(format_)
    from musdesign.report import tanks

    _print(tanks.dry_season(users, rate, days), format_, tanks.show_plain)


def _print(found: dict[str, Any], format_: str, show: Any) -> None:
    if format_ == "json":
        write_json(found)
    else:
        show(found)
