"""The command that writes reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from musdesign.cli.common import ScenarioArgument, SetOption, changes_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report_command)


def report_command(
    scenario: ScenarioArgument,
    kind: Annotated[
        str, typer.Option(help="calculation, brief, or bills: a sheet for the users' assembly.")
    ] = "calculation",
    lang: Annotated[str, typer.Option(help="Language, such as en or es.")] = "en",
    format_: Annotated[
        str, typer.Option("--format", help="pdf, xlsx, or html for a brief.")
    ] = "pdf",
    out: Annotated[
        Path | None, typer.Option(help="File to write; named after the scenario if left out.")
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where the app is served, for the link that a brief carries.")
    ] = "http://localhost:8501",
    set_: SetOption = None,
) -> None:
    """Write the calculation report, a brief, the assembly's sheet (PDF), or the workbook (XLSX)."""
    from musdesign import flow
    from musdesign.errors import MusdesignError, Problem
    from musdesign.i18n import language
    from musdesign.report.assembly import assembly_report
    from musdesign.report.files import write_bytes
    from musdesign.report.save import save

    problems = []
    if kind not in {"calculation", "brief", "bills"}:
        cure = "write calculation, brief or bills"
        problems.append(Problem(f"there is no report '{kind}'", cure=cure))
    if kind == "brief" and format_ not in {"pdf", "html"}:
        problems.append(Problem("a brief is a PDF or HTML", cure="--format pdf, or html"))
    elif kind != "brief" and format_ == "html":
        problems.append(Problem("only a brief is written as HTML", cure="--kind brief"))
    if kind == "bills" and format_ != "pdf":
        problems.append(Problem("the sheet for the assembly is a PDF", cure="--format pdf"))
    if format_ not in {"pdf", "xlsx", "html"}:
        problems.append(Problem(f"unknown format '{format_}'", cure="write pdf, xlsx or html"))
    if problems:
        raise MusdesignError(problems)
    language(lang)
    stem = Path(scenario).stem + ("" if kind == "calculation" else f"-{kind}")
    target = out or Path(f"{stem}.{format_}")
    if target.suffix != f".{format_}":
        target = target.with_name(f"{target.name}.{format_}")
    changes = changes_of(set_)
    scheme = flow.load(scenario, changes)
    result = flow.design(scheme, bound_years=flow.SHOWN_BOUND_YEARS)
    if kind == "brief":
        _write_brief(scheme, result, target, lang, scenario, changes, address)
        return
    if kind == "bills":
        write_bytes(target, assembly_report(result, lang))
        typer.echo(f"wrote {target}", err=True)
        return
    typer.echo(f"wrote {save(result, target, lang)}", err=True)


def _write_brief(
    scheme: Any,
    result: Any,
    target: Path,
    lang: str,
    scenario: str,
    changes: dict[str, Any],
    address: str,
) -> None:
    """Write the brief with the link and the command that reopen exactly this."""
    from musdesign.errors import MusdesignError
    from musdesign.flow import cases, find
    from musdesign.report.brief import brief_html, brief_pdf
    from musdesign.report.files import write_bytes
    from musdesign.ui.changes import command_line
    from musdesign.ui.link import PARAMETER, State, encode

    path = find(scenario)
    known = cases().get(path.stem)
    text = "" if known is not None and known == path else path.read_text(encoding="utf-8")
    view = {"page": "evidence", "language": lang}
    try:
        state = encode(State(path.stem, text, changes, view))
        link = f"{address.rstrip('/')}/evidence?{PARAMETER}={state}"
    except MusdesignError:
        link = ""
    command = command_line(scenario, changes)
    if target.suffix == ".html":
        page = brief_html(scheme, result, lang, link=link, command=command)
        write_bytes(target, page.encode())
    else:
        write_bytes(target, brief_pdf(scheme, result, lang, link=link, command=command))
    typer.echo(f"wrote {target}", err=True)
