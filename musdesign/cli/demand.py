"""Commands that show the need: its build-up, its years, and how it spreads over draws."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    write_json,
)

DrawsOption = Annotated[
    int, typer.Option("--draws", metavar="N", help="Draw ranges and days so many times.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same draws.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("demand")(demand)
    app.command("sample")(sample)


def demand(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    draws: DrawsOption = 0,
    seed: SeedOption = 1,
    format_: FormatOption = "table",
) -> None:
    """Show the need and its build-up: household, use, month, hour, each line with its reason."""
    from musdesign import flow
    from musdesign.report import build_up, document, tables
    from musdesign.study.horizon import through_years
    from musdesign.study.sample import sample_demand

    check_format(format_)
    scheme = flow.load(scenario, changes_of(set_))
    result = flow.design(scheme)
    years = through_years(scheme)
    sampled = sample_demand(scheme, draws, seed) if draws else None
    if format_ == "table":
        tables.show(result, "demand")
        build_up.years(years)
        if sampled is not None:
            build_up.bands(scheme, *sampled)
        build_up.reasons(result)
        return
    found: dict[str, Any] = document.part(result, "demand")
    found["years"] = document.years(years)
    found["sample"] = document.sampled(scheme, *sampled) if sampled is not None else None
    write_json(found)


def sample(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    draws: DrawsOption = 100,
    seed: SeedOption = 1,
    format_: FormatOption = "table",
) -> None:
    """Design the scheme for many draws of its ranges and show the band of every figure."""
    from musdesign import flow
    from musdesign.report import build_up, document
    from musdesign.study.sample import sample_design

    check_format(format_)
    found = sample_design(flow.load(scenario, changes_of(set_)), draws, seed)
    if format_ == "json":
        write_json(document.sampled_design(found))
    else:
        build_up.design_bands(found)
