"""Commands for tariffs: list, bill, bill a table of cases."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from musdesign.cli.common import FormatOption, changes_of, check_format, date_of, write_json

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


def facts_typed(set_: list[str] | None) -> dict[str, Any]:
    """Return a customer's facts as typed; a decimal comma is read as a point."""
    from musdesign.errors import MusdesignError
    from musdesign.units import parse_number

    facts = changes_of(set_)
    for name, value in facts.items():
        if isinstance(value, str) and re.fullmatch(r"[+-]?\d+,\d+", value.strip()):
            with contextlib.suppress(MusdesignError):  # "1,500" stays a word: it may be 1500
                facts[name] = parse_number(value.strip(), decimal_comma=True)
    return facts


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
    on: Annotated[
        str | None, typer.Option(help="Date, YYYY-MM-DD: amounts as indexed by then.")
    ] = None,
    lenient: LenientOption = False,
    format_: FormatOption = "table",
) -> None:
    """Bill one customer, line by line."""
    from musdesign.finance.tariffs import rates
    from musdesign.report import tariffs

    check_format(format_)
    opened = rates.on_date(rates.open_rates(file, Path()), date_of(on))
    found = rates.make_bill(opened, class_, usage, "", facts_typed(set_), lenient=lenient)
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
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 where any row could not be billed.")
    ] = False,
) -> None:
    """Bill every row of a table; adds the column bill_computed, to the cent, half up.

    The table is always written, with what was wrong under problem. Exit 2 where no row could be
    billed, else 0 (1 with --strict where any could not).
    """
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
        if strict:
            raise typer.Exit(1)


@app.command("lint")
def lint(file: FileArgument, format_: FormatOption = "table") -> None:
    """Show what is wrong, doubtful or worth knowing in a rate file; exit 1 where it has errors."""
    from musdesign.finance.tariffs import lint as checks
    from musdesign.report import tariffs

    check_format(format_)
    found = checks.lint(file, Path())
    if format_ == "json":
        write_json({"file": file, "findings": [tariffs.finding_data(f) for f in found]})
    else:
        tariffs.show_findings(file, found)
    if any(finding.severity == "error" for finding in found):
        raise typer.Exit(1)


@app.command("import")
def import_(
    file: FileArgument,
    out: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None,
    as_: Annotated[str, typer.Option("--as", help="yaml, or csv for a table.")] = "yaml",
    lenient: LenientOption = False,
) -> None:
    """Turn a rate file (.owrs, URDB-style .json) into a tariff of the project's own form."""
    from musdesign.errors import MusdesignError, Problem
    from musdesign.finance.tariffs.importing import import_tariff
    from musdesign.finance.tariffs.writing import tariff_csv, tariff_yaml

    if as_ not in {"yaml", "csv"}:
        raise MusdesignError(Problem(f"unknown form '{as_}'", cure="write yaml or csv"))
    tariff, findings = import_tariff(file, lenient=lenient)
    for finding in findings:
        if finding.severity != "note":
            typer.echo(str(finding), err=True)
    text = tariff_csv(tariff) if as_ == "csv" else tariff_yaml(tariff)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        typer.echo(f"wrote {out}", err=True)


@app.command("export")
def export(
    file: FileArgument,
    out: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None,
    lenient: LenientOption = False,
) -> None:
    """Write a tariff as a table (CSV): one row for each charge and block."""
    import_(file, out, "csv", lenient)


@app.command("explain")
def explain(
    file: FileArgument,
    class_: ClassOption = "",
    set_: FactsOption = None,
    amount: Annotated[
        str | None, typer.Option(help="A bill: show the volumes that give it.")
    ] = None,
    lenient: LenientOption = False,
    format_: FormatOption = "table",
) -> None:
    """Show a customer's bill as a function of volume, what is proven of it, and its inverse."""
    from musdesign.finance.tariffs import rates
    from musdesign.report import tariffs
    from musdesign.units import parse_number

    check_format(format_)
    compiled = rates.compile_rates(
        rates.open_rates(file, Path()), class_, facts_typed(set_), lenient=lenient
    )
    asked = None if amount is None else parse_number(amount, decimal_comma=True)
    if format_ == "json":
        write_json(tariffs.proof_data(compiled, asked))
    else:
        tariffs.show_proof(compiled, asked)
