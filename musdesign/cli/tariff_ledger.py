"""Commands for what stands beside the bill: a customer's account, and everybody's together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from musdesign.cli.common import FormatOption, check_format, date_of, write_json
from musdesign.cli.tariff import ClassOption, FactsOption, facts_typed


def register(tariff_app: typer.Typer) -> None:
    """Add the commands to ``musdesign tariff``."""
    tariff_app.command("ledger")(ledger)
    tariff_app.command("fund")(fund)


def ledger(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Tariff file, or its name.")],
    events: Annotated[
        Path, typer.Argument(metavar="EVENTS.csv", help="Table: date, what, number.")
    ],
    class_: ClassOption = "",
    set_: FactsOption = None,
    until: Annotated[str | None, typer.Option(help="Last date, YYYY-MM-DD.")] = None,
    day_wage: Annotated[
        str | None, typer.Option("--day-wage", help="Value of a day of labour.")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Keep a customer's account: readings, fees in instalments, payments, interest, labour."""
    from fractions import Fraction

    from musdesign import finance
    from musdesign.finance.tariffs.account import statement
    from musdesign.finance.tariffs.model import only_class
    from musdesign.finance.tariffs.rates import check_known
    from musdesign.report import tariff_ledger
    from musdesign.units import parse_number

    check_format(format_)
    tariff = finance.load_tariff(file, Path())
    facts = facts_typed(set_)
    check_known(tariff, facts)
    wage = Fraction(0) if day_wage is None else Fraction(parse_number(day_wage, decimal_comma=True))
    found = statement(
        tariff,
        class_ or only_class(tariff),
        list(_events(events)),
        facts,
        until=date_of(until),
        day_wage=wage,
    )
    if format_ == "json":
        write_json(tariff_ledger.statement_data(tariff, found))
    else:
        tariff_ledger.show_statement(tariff, found)


def fund(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Tariff file, or its name.")],
    accounts: Annotated[
        Path,
        typer.Argument(metavar="ACCOUNTS.csv", help="Table: class, volume, number, facts_json."),
    ],
    format_: FormatOption = "table",
) -> None:
    """Bill everybody together: charges on everyone's use, and the solidarity fund's balance."""
    from musdesign import finance
    from musdesign.finance.tariffs.everyone import bill_everyone
    from musdesign.finance.tariffs.everyone import fund as balance
    from musdesign.report import tariff_ledger

    check_format(format_)
    tariff = finance.load_tariff(file, Path())
    everyone = list(_accounts(accounts))
    bills, found = bill_everyone(tariff, everyone), balance(tariff, everyone)
    if format_ == "json":
        write_json(tariff_ledger.fund_data(tariff, everyone, bills, found))
    else:
        tariff_ledger.show_fund(tariff, everyone, bills, found)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a table with their numbers, once its columns are known to be there."""
    import csv
    import io

    from musdesign.errors import DataError, Problem
    from musdesign.finance.tariffs.rates import refuse_comma

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise DataError(Problem(f"cannot read '{path}'", why=str(why).lower())) from None
    first = text.partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        what = f"the table lacks the column {', '.join(missing)}"
        raise DataError(Problem(what, file=str(path), cure=f"its columns are {', '.join(columns)}"))
    for number, row in enumerate(reader, start=2):
        clean = {name: (value or "").strip() for name, value in row.items() if name}
        with _at(path, number):
            for name in ("volume", "number"):
                refuse_comma(clean.get(name, ""), sign)
        yield number, clean


def _events(path: Path) -> Iterator[Any]:
    from musdesign.finance.tariffs.account import Event

    for line, row in _rows(path, ("date", "what", "number")):
        what, given = row["what"].casefold(), row["number"]
        with _at(path, line):
            date = date_of(row["date"])
            if what == "fee":
                yield Event(date, what, word=given)
            else:
                yield Event(date, what, _number(given) if given else None)


def _accounts(path: Path) -> Iterator[Any]:
    import json

    from musdesign.errors import MusdesignError, Problem
    from musdesign.finance.tariffs.everyone import Account

    for line, row in _rows(path, ("class", "volume", "number")):
        with _at(path, line):
            try:
                facts = json.loads(row.get("facts_json") or "{}")
            except json.JSONDecodeError as error:
                raise MusdesignError(Problem("facts_json is not JSON", why=error.msg)) from None
            many = _number(row["number"]) if row["number"] else _number("1")
            yield Account(row["class"], _number(row["volume"]), many, facts)


def _number(text: str) -> Any:
    from fractions import Fraction

    from musdesign.errors import MusdesignError, Problem
    from musdesign.units import parse_number

    value = parse_number(text, decimal_comma=True)
    if value < 0:
        raise MusdesignError(Problem(f"'{text}' is below 0"))
    return Fraction(str(value))


class _at:  # noqa: N801  # reads as a word of the with statement
    """Place the mistakes of a row at its line."""

    def __init__(self, path: Path, line: int) -> None:
        self.path, self.line = path, line

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        from musdesign.errors import MusdesignError, Problem

        if isinstance(error, MusdesignError):
            raise MusdesignError(
                [
                    Problem(p.what, f"row {self.line}", str(self.path), self.line, p.why, p.cure)
                    for p in error.problems
                ]
            ) from None
