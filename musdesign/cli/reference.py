"""Commands for reference data: tables of the library, climate files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musdesign.cli.common import FormatOption, check_format, write_json


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("library")(library)
    app.command("climate")(climate)


def library(
    table: Annotated[
        str | None, typer.Argument(help="Table, such as crops; all tables where left out.")
    ] = None,
    find: Annotated[str, typer.Option(help="Only rows in which this text stands.")] = "",
    format_: FormatOption = "table",
) -> None:
    """List the reference tables, or the rows of one with their source and basis."""
    from musdesign.report import reference

    check_format(format_)
    found = reference.tables() if table is None else reference.rows(table, find)
    if format_ == "json":
        write_json(found)
    elif table is None:
        reference.show_tables(found)
    else:
        reference.show_rows(table, found)


def climate(
    file: Annotated[
        Path, typer.Argument(help="CLIMWAT .pen or .cli, NASA POWER JSON, or a table (CSV).")
    ],
    latitude: Annotated[
        float | None, typer.Option(help="Degrees, south negative; the file's where left out.")
    ] = None,
    altitude: Annotated[
        float | None, typer.Option(help="Metres above the sea; the file's where left out.")
    ] = None,
    coastal: Annotated[
        bool, typer.Option("--coastal", help="The place lies near a coast.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Show a station's months and evapotranspiration by day, by month and by Hargreaves."""
    from musdesign.report import reference

    check_format(format_)
    found = reference.station(file, latitude, altitude, coastal=coastal)
    if format_ == "json":
        write_json(found)
    else:
        reference.show_station(found)
