"""The command that writes reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musdesign.cli.common import ScenarioArgument, SetOption, changes_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report_command)


def report_command(
    scenario: ScenarioArgument,
    kind: Annotated[
        str, typer.Option(help="calculation, or bills: a sheet for the users' assembly.")
    ] = "calculation",
    lang: Annotated[str, typer.Option(help="Language, such as en or es.")] = "en",
    format_: Annotated[str, typer.Option("--format", help="pdf or xlsx.")] = "pdf",
    out: Annotated[
        Path | None, typer.Option(help="File to write; named after the scenario if left out.")
    ] = None,
    set_: SetOption = None,
) -> None:
    """Write the calculation report or the assembly's sheet (PDF), or the workbook (XLSX)."""
    from musdesign import flow
    from musdesign.errors import MusdesignError, Problem
    from musdesign.i18n import language
    from musdesign.report.assembly import assembly_report
    from musdesign.report.files import write_bytes
    from musdesign.report.save import save

    problems = []
    if kind not in {"calculation", "bills"}:
        problems.append(Problem(f"there is no report '{kind}'", cure="write calculation or bills"))
    if kind == "bills" and format_ != "pdf":
        problems.append(Problem("the sheet for the assembly is a PDF", cure="--format pdf"))
    if format_ not in {"pdf", "xlsx"}:
        problems.append(Problem(f"unknown format '{format_}'", cure="write pdf or xlsx"))
    if problems:
        raise MusdesignError(problems)
    language(lang)
    stem = Path(scenario).stem + ("-bills" if kind == "bills" else "")
    target = out or Path(f"{stem}.{format_}")
    if target.suffix != f".{format_}":
        target = target.with_name(f"{target.name}.{format_}")
    result = flow.design(flow.load(scenario, changes_of(set_)))
    if kind == "bills":
        write_bytes(target, assembly_report(result, lang))
        typer.echo(f"wrote {target}", err=True)
        return
    typer.echo(f"wrote {save(result, target, lang)}", err=True)
