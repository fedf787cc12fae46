"""Turn rate files of other formats into tariffs of the project's own form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from musdesign.errors import DataError, MusdesignError
from musdesign.finance.tariffs.findings import Finding, errors_of
from musdesign.finance.tariffs.model import (
    Attribute,
    Blocks,
    BlockTable,
    Table,
    Tariff,
    TariffClass,
    Value,
    Worked,
)
from musdesign.finance.tariffs.owrs import OwrsFile
from musdesign.finance.tariffs.owrs.translating import translate_class
from musdesign.finance.tariffs.owrs.using import in_use, names_in, reached_names
from musdesign.finance.tariffs.rates import open_rates
from musdesign.finance.tariffs.reading_values import KNOWN_FACTS
from musdesign.finance.tariffs.terms import Fee, Terms


def import_tariff(path: str, *, lenient: bool = False) -> tuple[Tariff, list[Finding]]:
    """Return a file of any known format as a tariff, and what was found on the way.

    Raises:
        MusdesignError: the file cannot be read, or (not lenient) a class holds errors.
    """
    rates = open_rates(path, Path())
    return from_owrs(rates, lenient=lenient) if isinstance(rates, OwrsFile) else (rates, [])


def from_owrs(file: OwrsFile, *, lenient: bool = False) -> tuple[Tariff, list[Finding]]:
    """Return all classes of a rate file as one tariff; what bills do not use is left out.

    Raises:
        DataError: (not lenient) a class holds errors; every one is named.
    """
    classes: dict[str, TariffClass] = {}
    found: list[Finding] = list(file.findings)
    found += [
        Finding("assumed", "warning", why, path="metadata", file=file.path)
        for why in file.assumptions
    ]
    for name in file.classes:
        try:
            one, findings = file.tariff(name, lenient=lenient)
        except MusdesignError as error:
            what = "; ".join(p.what.rsplit(" [", 1)[0] for p in error.problems)
            found.append(Finding("no-bill", "error", f"left out: {what}", name, file=file.path))
            continue
        rates = one.classes[name]
        found += [f for f in in_use(findings, one, name) if f not in found]
        formulas = [c.rule.formula for c in rates.charges if isinstance(c.rule, Worked)]
        used = reached_names(formulas, rates.defines)
        defines = {n: v for n, v in rates.defines.items() if n in used}
        classes[name] = replace(rates, defines=defines)
    errors = errors_of(found)
    if not classes or (errors and not lenient):
        raise DataError([replace(f, cure=f.cure or "see --lenient").problem for f in errors])
    tariff = file.tariff_of(classes)
    country = "USA" if file.currency == "USD" else ""
    terms = _connection(file)
    attributes = _attributes(classes, [fee.amount for fee in terms.fees])
    return replace(
        tariff, attributes=attributes, country=country or "not stated", terms=terms
    ), found


def _connection(file: OwrsFile) -> Terms:
    """Return the connection fee that some files state above their classes."""
    given = {"capacity_charge": file.top.get("capacity_charge"), "bill": "capacity_charge"}
    if given["capacity_charge"] is None:
        return Terms()
    rates, _ = translate_class("connection", given)
    amount = rates.defines.get("capacity_charge") if rates else None
    return Terms(fees=(Fee("capacity charge", amount, "connection"),)) if amount else Terms()


def _attributes(classes: Mapping[str, TariffClass], others: list[Value]) -> dict[str, Attribute]:
    """Return the facts that classes ask for, with the choices that their tables know."""
    choices: dict[str, dict[str, None]] = {
        name: {} for value in others for name in sorted(names_in(value))
    }
    for value in others:
        for name, word in _keys(value):
            choices[name].setdefault(word)
    for rates in classes.values():
        names: set[str] = set()
        for charge in rates.charges:
            if isinstance(charge.rule, Worked):
                names |= set(charge.rule.formula.expression.names)
        for value in rates.defines.values():
            names |= names_in(value)
        for name in sorted(names - set(rates.defines) - {"volume", *KNOWN_FACTS}):
            choices.setdefault(name, {})
        for value in rates.defines.values():
            for name, word in _keys(value):
                if name in choices:
                    choices[name].setdefault(word)
    for name in choices.keys() & _open_names(classes):
        choices[name] = {}
    return {name: Attribute(name, tuple(words)) for name, words in choices.items()}


def _open_names(classes: Mapping[str, TariffClass]) -> set[str]:
    """Return the facts that may be any word, since a table has a value for all other words."""
    values = [value for rates in classes.values() for value in rates.defines.values()]
    tables = [value for value in values if isinstance(value, Table)]
    return {name for table in tables if table.default is not None for name in table.by}


def _keys(value: Value) -> Iterator[tuple[str, str]]:
    table = value.blocks if isinstance(value, Blocks) else value
    if isinstance(table, Table | BlockTable):
        for row in table.rows:
            yield from zip(table.by, row, strict=True)
