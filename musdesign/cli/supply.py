"""Command for sources against needs: every day of many years, or the mean year alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, cast

import typer

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    write_json,
)

if TYPE_CHECKING:
    from musdesign.supply.allocation.results import Rule


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("supply")(supply)


def supply(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    mean_year: Annotated[
        bool, typer.Option("--mean-year", help="The balance of a mean year alone, at once.")
    ] = False,
    years: Annotated[
        int | None, typer.Option(help="Years of weather to make where there is no record.")
    ] = None,
    draws: Annotated[int | None, typer.Option(help="Draws of that weather.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same weather.")] = None,
    bound: Annotated[bool, typer.Option(help="Hold the days against perfect foresight.")] = True,
    bound_years: Annotated[
        float,
        typer.Option(
            min=0,
            help="So many years of them; by itself the whole record.",
        ),
    ] = 1000.0,
    rule: Annotated[
        str, typer.Option(help="exact, or screening: quicker, with its gap to the exact rule.")
    ] = "exact",
    format_: FormatOption = "table",
) -> None:
    """Show month by month what the sources give, how reliably each use is served, what binds."""
    check_format(format_)
    from musdesign import flow
    from musdesign.report import document, tables

    changes = changes_of(set_)
    given = (("years", years), ("scenarios", draws), ("seed", seed))
    changes |= {f"weather.{key}": value for key, value in given if value is not None}
    result = flow.design(
        flow.load(scenario, changes, water_only=True),
        with_futures=False,
        daily=not mean_year,
        bound_years=bound_years if bound else 0.0,
        rule=cast("Rule", rule),
    )
    told = {stage: why for stage, why in result.skipped.items() if stage in ("supply", "storage")}
    result = replace(result, skipped=told)
    if format_ == "json":
        write_json(document.part(result, "supply"))
    else:
        tables.show(result, "supply")
