"""Commands for field data: surveys to household groups, meters against the design, drivers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from musdesign.cli.common import FormatOption, check_format, write_json

field_app = typer.Typer(
    help="Field data: household surveys and meter readings.", no_args_is_help=True
)

MappingOption = Annotated[
    Path, typer.Option("--mapping", metavar="MAP", help="What the columns mean (YAML).")
]
ConfidenceOption = Annotated[
    float, typer.Option("--confidence", help="Of the intervals, between 0 and 1.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(field_app, name="field")


@field_app.command("survey")
def survey(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, also as exported by KoboToolbox.")],
    mapping: MappingOption,
    households: Annotated[
        float | None, typer.Option(help="Households that the survey stands for.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for the households section of a scenario.")
    ] = None,
    ranges: Annotated[
        bool, typer.Option("--ranges", help="Write means as {low, mode, high}.")
    ] = False,
    confidence: ConfidenceOption = 0.90,
    format_: FormatOption = "table",
) -> None:
    """Read a household survey into household groups with their uncertainty."""
    check_format(format_)
    _check(confidence)
    from musdesign.field.documents import survey_document
    from musdesign.field.groups_text import groups_yaml
    from musdesign.field.survey import survey as read_survey

    found = read_survey(file, mapping, households=households, confidence=confidence)
    if out is not None:
        _write(out, groups_yaml(found, ranges=ranges), (file, mapping))
    if format_ == "json":
        write_json(survey_document(found, ranges=ranges))
        return
    from musdesign.cli.field_tables import show_survey

    show_survey(found)
    if out is None:
        typer.echo("--out FILE writes them as sections of a scenario, with their provenance")


@field_app.command("meters")
def meters(
    file: Annotated[Path, typer.Argument(help="Meter readings, CSV or XLSX.")],
    mapping: MappingOption,
    allocation: Annotated[
        str | None,
        typer.Option(help='Design to compare with, e.g. "40 m3/household/month".'),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="Scenario whose groups are held against those of the survey.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same intervals.")] = 1,
    confidence: ConfidenceOption = 0.90,
    format_: FormatOption = "table",
) -> None:
    """Compare measured use with the design: spread, part above it, productive part, rates."""
    check_format(format_)
    _check(confidence)
    from musdesign.field.documents import meters_document
    from musdesign.field.meters import meters as study_meters

    found = study_meters(
        file,
        mapping,
        allocation=allocation,
        design_m3_day=None if scenario is None else _design(scenario),
        confidence=confidence,
        seed=seed,
    )
    if format_ == "json":
        write_json(meters_document(found))
        return
    from musdesign.cli.field_tables import show_meters

    show_meters(found)


@field_app.command("drivers")
def drivers(
    file: Annotated[Path, typer.Argument(help="Household survey, CSV or XLSX.")],
    mapping: MappingOption,
    confidence: ConfidenceOption = 0.90,
    format_: FormatOption = "table",
) -> None:
    """Show which numbers of a household explain its use of water."""
    check_format(format_)
    _check(confidence)
    from musdesign.field.documents import drivers_document
    from musdesign.field.drivers import drivers as study_drivers

    found = study_drivers(file, mapping, confidence=confidence)
    if format_ == "json":
        write_json(drivers_document(found))
        return
    from musdesign.cli.field_tables import show_drivers

    show_drivers(found)


def _design(scenario: str) -> dict[str, Any]:
    """Return the need of one household of each group, m3/day by month, in the design year."""
    from musdesign import flow

    found: dict[str, Any] = {}
    for part in flow.design(flow.load(scenario)).demand.uses:
        if part.households:
            each = part.month_m3_day / part.households
            found[part.group] = found.get(part.group, 0.0) + each
    return found


def _check(confidence: float) -> None:
    if not 0.0 < confidence < 1.0:
        from musdesign.errors import MusdesignError, Problem

        raise MusdesignError(
            Problem(
                f"a confidence of {confidence:g} is out of range",
                cure="write a number between 0 and 1, such as 0.9",
            )
        )


def _write(out: Path, text: str, read: tuple[Path, ...]) -> None:
    from musdesign.errors import MusdesignError, Problem

    if any(out.resolve() == path.resolve() for path in read):
        raise MusdesignError(Problem(f"'{out}' is one of the files read", cure="name another"))
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise MusdesignError(Problem(f"cannot write '{out}'", why=reason)) from None
    typer.echo(f"wrote {out}", err=True)
