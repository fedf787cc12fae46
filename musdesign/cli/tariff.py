"""Commands for tariffs: list, bill, bill a table of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musdesign.cli.common import FormatOption, changes_of, check_format, write_json

app = typer.Typer(help="Tariffs as data.", no_args_is_help=True)

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Tariff file (.yaml, .owrs, .json), or its name.")
]
ClassOption = Annotated[str, typer.Option("--class", metavar="C", help="Customer class.")]
FactsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A fact of the customer. May be repeated."),
]
LenientOption = Annotated[
    bool, typer.Option("--lenient", help="Compute what a defective file says; errors only warn.")
]


@app.command("list")
def list_tariffs() -> None:
    """List the tariffs on file."""
    from musdesign import finance

    for name, path in finance.available_tariffs().items():
        typer.echo(f"{name:30} {path}")


@app.command("bill")
def bill(
    file: FileArgument,
    usage: Annotated[str, typer.Option(help='Volume of the bill, e.g. "18 m3".')],
    class_: ClassOption = "",
    set_: FactsOption = None,
    lenient: LenientOption = False,
    format_: FormatOption = "table",
) -> None:
    """Bill one customer, line by line."""
    from musdesign.finance.tariffs import rates
    from musdesign.report import tariffs

    check_format(format_)
    found = rates.make_bill(
        rates.open_rates(file, Path()), class_, usage, "", changes_of(set_), lenient=lenient
    )
    for finding in found.findings:
        if finding.severity == "warning":
            typer.echo(str(finding), err=True)
    if format_ == "json":
        write_json(tariffs.bill_data(found))
    else:
        tariffs.show_bill(found)


@app.command("bills")
def bills(
    cases: Annotated[
        Path,
        typer.Argument(
            metavar="CASES.csv",
            help="Table with columns file, class, usage, unit, extra_inputs_json.",
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None,
    lenient: LenientOption = False,
) -> None:
    """Bill every row of a table; adds the column bill_computed, to the cent, half up."""
    from musdesign.finance.tariffs import rates

    found = rates.bill_cases(cases, lenient=lenient)
    for case in found:
        for problem in case.problems:
            typer.echo(str(problem), err=True)
    text = rates.write_cases(found)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
    failed = sum(bool(case.problems) for case in found)
    if failed:
        typer.echo(f"{failed} of {len(found)} rows could not be billed", err=True)
        if failed == len(found):
            raise typer.Exit(2)
