"""The command line.

Exit codes: 0 done, 1 the design breaks a requested check (``check``), 2 the input is wrong.
Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from musdesign.cli import (
    demand,
    explain,
    field,
    lift,
    lowflow,
    mix,
    network,
    network_price,
    quick,
    reference,
    report,
    serve,
    standards,
    storage,
    supply,
    taps,
    tariff,
    tariff_ledger,
    tariff_study,
    treat,
)
from musdesign.cli.common import (
    FormatOption,
    ScenarioArgument,
    SetOption,
    changes_of,
    check_format,
    date_of,
    value_of,
    write_json,
)

app = typer.Typer(
    name="musdesign",
    help="Design rural water schemes for domestic and productive use.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(tariff.app, name="tariff")


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


demand.register(app)
standards.register(app)
reference.register(app)
explain.register(app)
field.register(app)
taps.register(app)
serve.register(app)
storage.register(app)
lift.register(app)
report.register(app)
quick.register(app)
network.register(app)
network_price.register(app)
supply.register(app)
mix.register(app)
treat.register(app)
lowflow.register(app)
_stage("cost", "Show the life-cycle cost and the benefits.")
tariff_study.register(tariff.app)
tariff_ledger.register(tariff.app)
_stage("bills", "Show the bills of each household group under each tariff.")


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
        write_json(comparison.to_dict())
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

    check_format(format_)
    table = run_sweep(scenario, path, [value_of(text) for text in values])
    if format_ == "json":
        write_json(table.to_dict())
    else:
        tables.show_comparison(table)


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(help="result, scenario, standard, tariff, ...")] = "result",
) -> None:
    """Print the JSON Schema of the result, or of a file that users write."""
    from musdesign.errors import MusdesignError, Problem
    from musdesign.report.document import schemas

    known = schemas()
    if kind not in known:
        raise MusdesignError(
            Problem(f"there is no schema '{kind}'", cure=f"one of {', '.join(known)}")
        )
    write_json(known[kind]())


@app.command()
def cases() -> None:
    """List the shipped scenarios."""
    from musdesign.flow import cases as shipped

    for name, path in shipped().items():
        typer.echo(f"{name:30} {path}")


def _run(scenario: str, set_: list[str] | None, format_: str) -> Any:
    return _design(scenario, changes_of(set_), format_)


def _design(scenario: str, changes: dict[str, Any], format_: str, as_of: str | None = None) -> Any:
    from musdesign import flow

    check_format(format_)
    return flow.design(
        flow.load(scenario, changes), as_of=date_of(as_of), bound_years=flow.SHOWN_BOUND_YEARS
    )


def _print(result: Any, format_: str, part: str) -> None:
    from musdesign.report import document, tables

    if format_ == "json":
        write_json(document.part(result, part))
    else:
        tables.show(result, part)
