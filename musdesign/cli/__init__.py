"""The command line.

Exit codes: 0 done, 1 the design breaks a requested check (``check``), 2 the input is wrong.
Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(
    name="musdesign",
    help="Design rural water schemes for domestic and productive use.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
standards_app = typer.Typer(help="National standards on file.", no_args_is_help=True)
tariff_app = typer.Typer(help="Tariffs as data.", no_args_is_help=True)
app.add_typer(standards_app, name="standards")
app.add_typer(tariff_app, name="tariff")

ScenarioArgument = Annotated[
    str, typer.Argument(help="Scenario file, or the name of a shipped case.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value, e.g. households[0].uses.livestock.dairy_cow=4. May be repeated.",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", help="table or json.")]


def main() -> NoReturn:
    """Run the command line; a user's mistake becomes messages and exit code 2."""
    from musdesign.errors import MusdesignError

    try:
        app()
    except MusdesignError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


@app.command()
def design(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    format_: FormatOption = "table",
    out: Annotated[
        Path | None, typer.Option(help="Folder for result.json, tables and network.inp.")
    ] = None,
) -> None:
    """Design the whole scheme: needs, sources, pipes, costs, verdicts, bills, three futures."""
    result = _run(scenario, set_, format_)
    if out is not None:
        from musdesign.report.save import save_all

        for path in save_all(result, out):
            typer.echo(f"wrote {path}", err=True)
    _print(result, format_, "design")


def _stage(name: str, text: str) -> None:
    def command(
        scenario: ScenarioArgument, set_: SetOption = None, format_: FormatOption = "table"
    ) -> None:
        _print(_run(scenario, set_, format_), format_, name)

    command.__doc__ = text
    app.command(name)(command)


_stage("demand", "Show the needs: by use, month and hour.")
_stage("supply", "Show sources against needs, month by month, and what binds.")
_stage("network", "Show the pipes: sizes, flows, pressures and cost.")
_stage("cost", "Show the life-cycle cost and the benefits.")
_stage("bills", "Show the bills of each household group under each tariff.")


@app.command()
def check(
    scenario: ScenarioArgument,
    standard: Annotated[
        list[str] | None, typer.Option(help="Standard to check; may be repeated.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Date of the law, YYYY-MM-DD.")] = None,
    set_: SetOption = None,
    format_: FormatOption = "table",
) -> None:
    """Compare the design clause by clause with standards; exit 1 where one is broken."""
    changes: dict[str, Any] = _changes(set_)
    if standard:
        # the first one named is the norm whose own design is shown beside
        changes |= {"standard": standard[0], "also_check": list(standard[1:])}
    result = _design(scenario, changes, format_, as_of)
    _print(result, format_, "check")
    if result.checks.failed:
        raise typer.Exit(1)


@app.command()
def compare(
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios to compare.")],
    format_: FormatOption = "table",
) -> None:
    """Show several schemes, or the three futures of one, side by side."""
    from musdesign.report import tables
    from musdesign.study.compare import compare as side_by_side

    results = [_design(scenario, {}, format_) for scenario in scenarios]
    futures = results[0].futures if len(results) == 1 else results
    comparison = side_by_side(*futures)
    if format_ == "json":
        _json(comparison.to_dict())
    else:
        tables.show_comparison(comparison)


@app.command()
def sweep(
    scenario: ScenarioArgument,
    path: Annotated[str, typer.Argument(help="Path of the value to vary.")],
    values: Annotated[list[str], typer.Argument(help="Its values, such as '50 L/person/day'.")],
    format_: FormatOption = "table",
) -> None:
    """Design the scheme for each of several values of one input."""
    from musdesign.report import tables
    from musdesign.study.sweep import sweep as run_sweep

    _check_format(format_)
    table = run_sweep(scenario, path, [_value(text) for text in values])
    if format_ == "json":
        _json(table.to_dict())
    else:
        tables.show_comparison(table)


@app.command()
def explain(
    scenario: ScenarioArgument,
    name: Annotated[
        str | None, typer.Argument(help="Name of a number; all names where left out.")
    ] = None,
    set_: SetOption = None,
) -> None:
    """Explain a number of the design: formula with its numbers, inputs, source."""
    result = _run(scenario, set_, "table")
    if name is None:
        typer.echo("\n".join(result.names()))
    else:
        typer.echo(result[name].explain())


@app.command()
def schema(kind: Annotated[str, typer.Argument(help="result or scenario.")] = "result") -> None:
    """Print the JSON Schema of the result or of the scenario file."""
    from musdesign.errors import MusdesignError, Problem
    from musdesign.report.document import schemas

    known = schemas()
    if kind not in known:
        raise MusdesignError(
            Problem(f"there is no schema '{kind}'", cure=f"one of {', '.join(known)}")
        )
    _json(known[kind]())


@app.command()
def cases() -> None:
    """List the shipped scenarios."""
    from musdesign.flow import cases as shipped

    for name, path in shipped().items():
        typer.echo(f"{name:30} {path}")


@app.command("app")
def app_command(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the app in the browser."""
    from musdesign.ui.start import start

    sys.exit(start(port=port, browser=browser))


@standards_app.command("list")
def standards_list(format_: FormatOption = "table") -> None:
    """List the instruments on file."""
    from musdesign import standards
    from musdesign.report import laws

    found = [standards.load_standard(name) for name in standards.available()]
    _check_format(format_)
    if format_ == "json":
        _json([laws.instrument(standard) for standard in found])
    else:
        laws.show_standards(found)


@standards_app.command("show")
def standards_show(name: str, format_: FormatOption = "table") -> None:
    """Show the rules of one instrument with clause, basis and source."""
    from musdesign import standards
    from musdesign.report import laws

    _check_format(format_)
    standard = standards.load_standard(name)
    if format_ == "json":
        _json(laws.instrument(standard, rules=True))
    else:
        laws.show_standard(standard)


@standards_app.command("ask")
def standards_ask(
    country_or_id: str,
    parameter: Annotated[str, typer.Option(help="What is asked, e.g. net_domestic_allocation.")],
    set_: SetOption = None,
    as_of: Annotated[str | None, typer.Option(help="Date of the law, YYYY-MM-DD.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Ask what a country or an instrument says under given conditions."""
    from musdesign import standards
    from musdesign.report import laws

    _check_format(format_)
    answers = standards.ask(country_or_id, parameter, _changes(set_), _date(as_of))
    if format_ == "json":
        _json([laws.plain(answer) for answer in answers])
    else:
        laws.show_answers(answers)


@tariff_app.command("list")
def tariff_list() -> None:
    """List the tariffs on file."""
    from musdesign import finance

    for name, path in finance.available_tariffs().items():
        typer.echo(f"{name:30} {path}")


@tariff_app.command("bill")
def tariff_bill(
    tariff: Annotated[str, typer.Argument(help="Tariff file, or the name of one on file.")],
    usage: Annotated[str, typer.Option(help='Volume in a month, e.g. "18 m3".')],
    class_: Annotated[str, typer.Option("--class", help="Customer class.")] = "",
    format_: FormatOption = "table",
) -> None:
    """Bill one month's use, line by line."""
    from musdesign import finance, units
    from musdesign.report import laws, tables

    _check_format(format_)
    volume = units.parse(usage.replace("/month", ""), "m3", decimal_comma=True)
    found = finance.load_tariff(tariff, Path())
    bill = finance.bill(found, class_ or finance.only_class(found), volume)
    if format_ == "json":
        _json(laws.plain(bill))
    else:
        tables.show_bill(found, bill)


def _run(scenario: str, set_: list[str] | None, format_: str) -> Any:
    return _design(scenario, _changes(set_), format_)


def _design(scenario: str, changes: dict[str, Any], format_: str, as_of: str | None = None) -> Any:
    from musdesign import flow

    _check_format(format_)
    return flow.design(flow.load(scenario, changes), as_of=_date(as_of))


def _print(result: Any, format_: str, part: str) -> None:
    from musdesign.report import document, tables

    if format_ == "json":
        _json(document.part(result, part))
    else:
        tables.show(result, part)


def _json(data: Any) -> None:
    import json

    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))


def _check_format(format_: str) -> None:
    if format_ not in {"table", "json"}:
        from musdesign.errors import MusdesignError, Problem

        raise MusdesignError(Problem(f"unknown format '{format_}'", cure="write table or json"))


def _changes(set_: list[str] | None) -> dict[str, Any]:
    from musdesign.errors import MusdesignError, Problem

    changes = {}
    for item in set_ or ():
        path, sign, value = item.partition("=")
        if not sign or not path.strip():
            raise MusdesignError(Problem(f"--set '{item}' cannot be read", cure="write PATH=VALUE"))
        changes[path.strip()] = _value(value)
    return changes


def _value(text: str) -> Any:
    """Read a value as YAML would (4 is a number, [1, 2] a list); what is no YAML is text."""
    from musdesign.errors import MusdesignError
    from musdesign.yamlfile import parse_yaml

    try:
        return parse_yaml(text, "--set").data
    except MusdesignError:
        return text


def _date(text: str | None) -> Any:
    import datetime as dt

    from musdesign.errors import MusdesignError, Problem

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise MusdesignError(Problem(f"'{text}' is not a date", cure="write YYYY-MM-DD")) from None
