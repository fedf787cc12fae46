"""Commands of the network room: a scheme's pipes, and network files of any kind alone.

``musdesign network SCENARIO`` shows the pipes of a scheme; ``size``, ``check``, ``taps`` and
``load-factor`` work without a scenario.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperGroup

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    write_json,
)

FileArgument = Annotated[
    str,
    typer.Argument(
        help="Network file: .yaml, .inp, .xml (JalTantra), .bra, .tpo .dsg .sim (NeatWork), .dat, "
        ".xlsx, .csv, .geojson, .kml, a folder of tables, or a scenario."
    ),
]
HeadLossOption = Annotated[
    str | None,
    typer.Option(
        "--head-loss",
        help="darcy-weisbach, hazen-williams, jaltantra or neatwork; that of the file, else "
        "darcy-weisbach, where left out.",
    ),
]


class _Group(TyperGroup):
    """A group whose first argument may be a scenario instead of a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["scenario", *args]
        return super().parse_args(ctx, args)


network_app = typer.Typer(
    cls=_Group,
    help="Pipes: of a scheme (network SCENARIO), or of a network file alone.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(network_app, name="network")


@network_app.command("scenario")
def of_scenario(
    scenario: ScenarioArgument, set_: SetOption = None, format_: FormatOption = "table"
) -> None:
    """Show the pipes of a scheme: sizes, flows, pressures and cost."""
    from musdesign import flow
    from musdesign.report import document, tables

    check_format(format_)
    result = flow.design(flow.load(scenario, changes_of(set_)))
    if format_ == "json":
        write_json(document.part(result, "network"))
    else:
        tables.show(result, "network")


@network_app.command("size")
def size(
    file: FileArgument,
    head_loss: HeadLossOption = None,
    min_pressure: Annotated[
        str | None, typer.Option(help='Least pressure where water is drawn, e.g. "10 m".')
    ] = None,
    max_velocity: Annotated[str | None, typer.Option(help='Such as "2 m/s".')] = None,
    max_loss: Annotated[str | None, typer.Option(help='Largest head loss, e.g. "10 m/km".')] = None,
    temperature: Annotated[str | None, typer.Option(help='Of the water, e.g. "25 degC".')] = None,
    catalogue: Annotated[
        str, typer.Option(help="Pipe catalogue for files that hold no pipes.")
    ] = "",
    price_per_kg: Annotated[
        str | None, typer.Option(help='Price of its pipes, e.g. "4.5 USD/kg".')
    ] = None,
    one_diameter: Annotated[
        bool, typer.Option("--one-diameter", help="One diameter in each link.")
    ] = False,
    bar_length: Annotated[str | None, typer.Option(help='Cut from bars, e.g. "6 m".')] = None,
    load_factor: Annotated[
        str, typer.Option(help="NeatWork's load factor by its code or its guide.")
    ] = "code",
    time_limit: Annotated[float, typer.Option(help="Seconds of search.")] = 60.0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for result.json, pictures, tables and .inp files.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Size the pipes of a network file at least cost, with bound and gap, checked in EPANET."""
    from musdesign.report import sized_network as report

    check_format(format_)
    sized = _sized(
        file,
        _wishes(
            head_loss,
            min_pressure,
            max_velocity,
            max_loss,
            temperature,
            one_diameter,
            bar_length,
            load_factor,
        ),
        _choice(catalogue, price_per_kg),
        time_limit,
    )
    if out is not None:
        from musdesign.report.sized_files import save_all

        for path in save_all(sized, out):
            typer.echo(f"wrote {path}", err=True)
    if format_ == "json":
        write_json(report.document(sized))
    else:
        report.show(sized)


@network_app.command("check")
def check(
    file: Annotated[str, typer.Argument(help="EPANET input file (.inp).")],
    hours: Annotated[
        float | None, typer.Option(help="Length of the run; that of the file where left out.")
    ] = None,
    min_pressure: Annotated[
        str | None, typer.Option(help='Least pressure where water is drawn, e.g. "10 m".')
    ] = None,
    max_pressure: Annotated[
        str | None, typer.Option(help='Largest pressure anywhere, e.g. "60 m".')
    ] = None,
    max_velocity: Annotated[str | None, typer.Option(help='Such as "2 m/s".')] = None,
    format_: FormatOption = "table",
) -> None:
    """Run a user's own EPANET file as it stands; exit 1 where a limit is broken."""
    from musdesign.network.epanet.check import check_inp
    from musdesign.report import network_check as report

    check_format(format_)
    found = check_inp(
        file,
        hours=hours,
        min_pressure_m=_quantity(min_pressure, "m"),
        max_pressure_m=_quantity(max_pressure, "m"),
        max_velocity_m_s=_quantity(max_velocity, "m/s"),
    )
    if format_ == "json":
        write_json(report.document(found))
    else:
        report.show(found)
    if not found.passed:
        raise typer.Exit(1)


@network_app.command("taps")
def taps(
    file: FileArgument,
    draws: Annotated[int, typer.Option(help="Sets of open taps.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same draws.")] = 1,
    open_: Annotated[
        float | None, typer.Option("--open", help="Chance that a tap is open, 0 to 1.")
    ] = None,
    target: Annotated[str | None, typer.Option(help='Target flow, e.g. "0.2 L/s".')] = None,
    min_flow: Annotated[str | None, typer.Option(help="Half the target where left out.")] = None,
    max_flow: Annotated[str | None, typer.Option(help="One and a half targets.")] = None,
    orifices: Annotated[str, typer.Option(help="sold, ideal or none.")] = "sold",
    stored: Annotated[
        bool, typer.Option("--stored", help="Take the design that a NeatWork file holds.")
    ] = False,
    head_loss: HeadLossOption = None,
    format_: FormatOption = "table",
) -> None:
    """Open taps at random: what each gives, who is worst off, and the orifice of each."""
    from musdesign.errors import MusdesignError, Problem, did_you_mean
    from musdesign.flow.network_taps import TapChoice, tap_study
    from musdesign.report import network_taps as report

    check_format(format_)
    if orifices not in {"sold", "ideal", "none"}:
        raise MusdesignError(
            Problem(
                f"unknown orifices '{orifices}'",
                cure=did_you_mean(orifices, ["sold", "ideal", "none"]),
            )
        )
    if open_ is not None and not 0 < open_ <= 1:
        raise MusdesignError(Problem(f"a chance of {open_:g} cannot be", cure="0 to 1"))
    choice = TapChoice(
        _quantity(target, "L/s"),
        open_,
        _quantity(min_flow, "L/s"),
        _quantity(max_flow, "L/s"),
        orifices,  # type: ignore[arg-type]  # one of the three by the check above
        draws,
        seed,
        stored,
    )
    found = tap_study(file, choice, _wishes(head_loss))
    if format_ == "json":
        write_json(report.document(found))
    else:
        report.show(found)


@network_app.command("load-factor")
def load_factor_command(
    taps: Annotated[int, typer.Option(help="Taps below the pipe.")],
    open_: Annotated[float, typer.Option("--open", help="Chance that a tap is open.")] = 0.4,
    quality: Annotated[float, typer.Option(help="Service quality.")] = 0.7,
    format_: FormatOption = "table",
) -> None:
    """Show the taps that run at once below a pipe, by NeatWork's guide and by its code."""
    from musdesign.network.load_factor import Rule, load_factor

    check_format(format_)
    found = {rule: load_factor(taps, open_, quality, rule) for rule in get_args(Rule)}
    if format_ == "json":
        write_json({"taps": taps, "open_probability": open_, "service_quality": quality, **found})
    else:
        for rule, value in found.items():
            typer.echo(f"{rule}: {value:.2f}")


def _sized(file: str, wishes: Any, choice: Any, time_limit: float) -> Any:
    from musdesign.flow import network_file as room
    from musdesign.flow.network_scenario import sized_scenario

    if room.is_scenario(file):
        return sized_scenario(file, wishes, time_limit, both=True)
    return room.size_network(room.open_network(file, wishes, choice), time_limit_s=time_limit)


def _wishes(
    head_loss: str | None = None,
    min_pressure: str | None = None,
    max_velocity: str | None = None,
    max_loss: str | None = None,
    temperature: str | None = None,
    one_diameter: bool = False,
    bar_length: str | None = None,
    load_factor: str = "code",
) -> Any:
    from musdesign.errors import MusdesignError, Problem, did_you_mean
    from musdesign.network import HEAD_LOSSES
    from musdesign.network.files import Wishes
    from musdesign.network.load_factor import RULES

    for name, value, known in (
        ("head loss formula", head_loss, HEAD_LOSSES),
        ("load factor", load_factor, RULES),
    ):
        if value is not None and value not in known:
            raise MusdesignError(
                Problem(f"unknown {name} '{value}'", cure=did_you_mean(value, known))
            )
    return Wishes(
        head_loss,  # type: ignore[arg-type]  # one of HEAD_LOSSES by the check above
        _quantity(min_pressure, "m"),
        _quantity(max_velocity, "m/s"),
        _quantity(max_loss, "m/km"),
        None,
        _quantity(temperature, "degC"),
        not one_diameter,
        _quantity(bar_length, "m"),
        load_factor,
    )


def _choice(catalogue: str, price_per_kg: str | None) -> Any:
    from musdesign import units
    from musdesign.flow.network_file import CatalogueChoice

    if price_per_kg is None:
        return CatalogueChoice(catalogue)
    currency = next(iter(units.currencies(price_per_kg)), "USD")
    price = units.parse(price_per_kg, f"{currency}/kg", decimal_comma=True)
    return CatalogueChoice(catalogue, price, currency)


def _quantity(text: str | None, unit: str) -> float | None:
    from musdesign import units
    from musdesign.errors import MusdesignError, Problem

    if text is None:
        return None
    value = units.parse(text, unit, decimal_comma=True)
    if value < 0 or (value == 0 and unit != "degC"):
        raise MusdesignError(Problem(f"'{text}' is out of range", cure="give a figure above zero"))
    return value
