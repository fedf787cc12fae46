"""Any rate file at a path: the project's own YAML, OWRS, or URDB-style JSON."""

from __future__ import annotations

import csv
import datetime as dt
import glob
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from musdesign.errors import CalculationError, DataError, MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs.billing import Bill, bill_of
from musdesign.finance.tariffs.compiling import Compiled, compile_tariff
from musdesign.finance.tariffs.customer import facts_of
from musdesign.finance.tariffs.dated import in_force, indexed
from musdesign.finance.tariffs.files import load_tariff
from musdesign.finance.tariffs.findings import Finding
from musdesign.finance.tariffs.model import Rounding, Tariff, only_class
from musdesign.finance.tariffs.owrs import OwrsFile, read_owrs
from musdesign.finance.tariffs.owrs.using import bill_owrs, checked_class, facts_for
from musdesign.finance.tariffs.reading_values import KNOWN_FACTS
from musdesign.finance.tariffs.rounding import round_to
from musdesign.finance.tariffs.urdb import read_urdb
from musdesign.finance.tariffs.volumes import read_volume
from musdesign.inert import inert

CASE_COLUMNS = ("file", "class", "usage", "unit", "extra_inputs_json")
_UNITS = re.compile(r"\b(billing )?units?\s*$", re.IGNORECASE)
CENT = Rounding(where="total")


def money_text(amount: Fraction) -> str:
    """Write an amount to the cent, half up, from its exact value.

    >>> money_text(Fraction("2.345")), money_text(Fraction(-1, 1000)), money_text(Fraction(7))
    ('2.35', '0.00', '7.00')
    """
    cents = int(round_to(amount, CENT) * 100)
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Billed:
    """A bill, the findings that touch it, and the total to the cent, half up."""

    bill: Bill
    findings: tuple[Finding, ...] = ()
    source: str = ""
    basis: str = ""
    assumptions: tuple[str, ...] = ()

    @property
    def cents(self) -> str:
        """Return the total as text with two decimals."""
        return money_text(self.bill.exact)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a table of cases, billed or with what was wrong."""

    row: Mapping[str, str]
    billed: Billed | None = None
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def open_rates(path: str, folder: Path | None = None) -> Tariff | OwrsFile:
    """Return the rates at a path, or a tariff on file by name.

    Raises:
        MusdesignError: there are none, or a file with mistakes.
    """
    for found in (Path(path), *((folder / path,) if folder else ())):
        if not found.is_file():
            continue
        suffix = found.suffix.lower()
        if suffix == ".owrs" or (suffix != ".json" and _is_owrs(found)):
            return read_owrs(found)
        if suffix == ".json":
            return read_urdb(found)
        return load_tariff(str(found))
    if Path(path).suffix.lower() in {".owrs", ".json", ".yaml", ".yml", ".txt"}:
        raise DataError(Problem(f"there is no file '{path}'"))
    return load_tariff(path, folder)


def on_date(rates: Tariff | OwrsFile, date: dt.date | None) -> Tariff | OwrsFile:
    """Return rates with their amounts as indexed by a date (rate files hold no index).

    Raises:
        MusdesignError: the tariff does not hold on that date.
    """
    if date is None or isinstance(rates, OwrsFile):
        return rates
    in_force([rates], date)
    return indexed(rates, date)


def _is_owrs(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return any(line.startswith("rate_structure") for line in lines)


def make_bill(
    rates: Tariff | OwrsFile,
    class_name: str,
    usage: str,
    unit: str = "",
    inputs: Mapping[str, object] | None = None,
    *,
    lenient: bool = False,
) -> Billed:
    """Return a bill for a usage as typed.

    Raises:
        MusdesignError: what is wrong with the usage, the class, the inputs or the file.
    """
    if isinstance(rates, OwrsFile):  # a "unit" there is the file's own, not a cubic metre
        usage, unit = (_UNITS.sub(rates.unit, text) for text in (usage, unit))
    volume = read_volume(usage, unit, wanted=rates.unit)
    try:
        return _billed(rates, class_name, volume, dict(inputs or {}), lenient=lenient)
    except (ArithmeticError, RecursionError):
        what = "the bill has no value that a number can hold"
        raise CalculationError(Problem(what, why="a power or a division runs away")) from None


def _billed(
    rates: Tariff | OwrsFile,
    class_name: str,
    volume: Fraction,
    given: dict[str, object],
    *,
    lenient: bool,
) -> Billed:
    if isinstance(rates, OwrsFile):
        bill, findings = bill_owrs(rates, class_name, volume, given, lenient=lenient)
        source = rates.link or Path(rates.path).name
        return Billed(bill, tuple(findings), source, "secondary", rates.assumptions)
    check_known(rates, given)
    compiled = compile_tariff(rates, class_name or only_class(rates), facts_of(given), at=volume)
    return Billed(bill_of(compiled, volume), (), rates.source, rates.basis)


def check_known(tariff: Tariff, given: Mapping[str, object]) -> None:
    """Refuse facts that a tariff does not know: a slip would silently change nothing.

    Raises:
        MusdesignError: every such fact, with the nearest known name.
    """
    own = {name for rates in tariff.classes.values() for name in rates.defines}
    known = {*tariff.attributes, *tariff.defines, *own, *KNOWN_FACTS}
    wrong = [
        Problem(f"the tariff '{tariff.id}' does not ask for {name}",
                cure=did_you_mean(name, known, most=20))
        for name in given if name not in known
    ]  # fmt: skip
    # facts that any tariff may ask for are numbers, asked for or not
    plain = set(KNOWN_FACTS) - {*tariff.attributes, *tariff.defines, *own}
    wrong += [
        Problem(f"{name} = '{given[name]}' is not a number", cure="give a number")
        for name in given if name in plain and not _is_number(given[name])
    ]  # fmt: skip
    if wrong:
        raise MusdesignError(wrong)


def _is_number(given: object) -> bool:
    if isinstance(given, str):
        return re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)\s*", given) is not None
    return isinstance(given, int | float | Fraction) and not isinstance(given, bool)


def compile_rates(
    rates: Tariff | OwrsFile,
    class_name: str,
    inputs: Mapping[str, object] | None = None,
    *,
    lenient: bool = False,
) -> Compiled:
    """Return a class of any rates for one customer as a function of the volume.

    Raises:
        MusdesignError: no such class, missing inputs, or a bill that is no piecewise polynomial.
    """
    given = dict(inputs or {})
    if isinstance(rates, OwrsFile):
        own = rates.class_named(class_name)
        facts = facts_for(rates, own, given)
        tariff, own, _ = checked_class(rates, own, facts, lenient=lenient)
        return compile_tariff(tariff, own, facts)
    check_known(rates, given)
    return compile_tariff(rates, class_name or only_class(rates), given)


def bill_cases(path: Path, *, lenient: bool = False) -> list[Case]:
    """Return every row of a table of cases, billed; a row that fails keeps its message.

    Raises:
        DataError: the table cannot be read, or lacks a column.
    """
    text = _table_text(path)
    sign = _separator(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    columns = [_column(name) for name in reader.fieldnames or []]
    reader.fieldnames = columns
    missing = [column for column in ("file", "class", "usage") if column not in columns]
    if missing:
        raise DataError(
            Problem(
                f"the table lacks the column {', '.join(missing)}",
                file=str(path),
                cure=f"its columns are {', '.join(CASE_COLUMNS)}",
            )
        )
    return [
        _case({k: v or "" for k, v in row.items() if k is not None}, path, number, sign, lenient)
        for number, row in enumerate(reader, start=2)
    ]


def _column(name: str) -> str:
    """Return a column's name; those that are read may be written with spaces or capital letters."""
    plain = "_".join(name.split()).casefold()
    return plain if plain in CASE_COLUMNS else name


def _table_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise DataError(Problem(f"cannot read '{path}'", why=reason)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # what spreadsheets save by default


def _separator(text: str) -> str:
    """Return the sign between columns: spreadsheets of many countries write a semicolon."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _case(row: dict[str, str], path: Path, number: int, sign: str, lenient: bool) -> Case:
    try:
        refuse_comma(row["usage"], sign)
        rates = open_rates(_beside(row["file"], path.parent))
        inputs = _inputs(row.get("extra_inputs_json", ""))
        unit = row.get("unit", "").strip() or rates.unit
        return Case(
            row,
            make_bill(rates, row["class"].strip(), row["usage"], unit, inputs, lenient=lenient),
        )
    except MusdesignError as error:
        placed = [
            Problem(str(problem), f"row {number}", str(path), number) for problem in error.problems
        ]
        return Case(row, None, tuple(placed))


def refuse_comma(number: str, sign: str) -> None:
    """Refuse a decimal comma in a table whose columns are parted by commas.

    Raises:
        DataError: there is one; where semicolons part the columns it is read as a point.
    """
    if "," in number and sign == ",":
        why = "in a table parted by commas a comma may separate thousands as well"
        cure = "write a decimal point, or part the columns by semicolons"
        raise DataError(Problem(f"'{number.strip()}' holds a comma", why=why, cure=cure))


def _beside(file: str, folder: Path) -> str:
    """Return a file's path: beside the table, here, or in the one folder below that holds it."""
    name = file.strip()
    for found in (folder / name, Path(name)):
        if name and found.is_file():
            return str(found)
    try:
        below = sorted(folder.glob(f"*/{glob.escape(name)}")) if name else []
    except (ValueError, NotImplementedError):
        below = []
    return str(below[0]) if len(below) == 1 else name


def _inputs(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        found = json.loads(text, parse_float=Fraction)
    except json.JSONDecodeError as error:
        raise DataError(
            Problem("extra_inputs_json is not JSON", why=error.msg, cure='write {"persons": 4}')
        ) from None
    if not isinstance(found, dict):
        raise DataError(Problem("extra_inputs_json is no group of inputs", cure='{"persons": 4}'))
    return found


def write_cases(cases: list[Case]) -> str:
    """Return the table with the column bill_computed; rows that failed say why in ``problem``."""
    columns = list(dict.fromkeys(c for case in cases for c in case.row))
    failed = any(case.problems for case in cases)
    added = ["bill_computed", *(["problem"] if failed else [])]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, [*(c for c in columns if c not in added), *added], lineterminator="\n"
    )
    writer.writeheader()
    for case in cases:
        more = {"bill_computed": case.billed.cents if case.billed else ""}
        if failed:
            more["problem"] = "; ".join(problem.what for problem in case.problems)
        writer.writerow({key: inert(cell) for key, cell in {**case.row, **more}.items()})
    return out.getvalue()
