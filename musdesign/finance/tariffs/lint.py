"""Check a tariff of the project's own form: what is proven of every class, and what looks wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

from musdesign.errors import DataError, MusdesignError
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.findings import Finding, Severity
from musdesign.finance.tariffs.model import (
    Attribute,
    Block,
    Blocks,
    Fixed,
    Number,
    Scalar,
    Table,
    Tariff,
    TariffClass,
    Value,
)
from musdesign.finance.tariffs.owrs import OwrsFile
from musdesign.finance.tariffs.owrs.lint import MOST_M3_FIRST_BLOCK, lint_owrs, slips
from musdesign.finance.tariffs.owrs.using import list_of_blocks
from musdesign.finance.tariffs.proofs import Place, prove
from musdesign.finance.tariffs.rates import open_rates
from musdesign.finance.tariffs.volumes import M3_PER_UNIT

MOST_CUSTOMERS = 200
_HOME = re.compile(r"home|house|resid|domes|famil|vivienda", re.IGNORECASE)
_SEVERITY: Mapping[str, Severity] = {"notch": "note", "falling": "warning", "negative": "error"}
_TYPICAL: Mapping[str, Scalar] = {
    "persons": Fraction(5),
    "dwellings": Fraction(1),
    "month": Fraction(1),
    "altitude": Fraction(1500),
}


def lint(path: str, folder: Path | None = None) -> list[Finding]:
    """Return what is wrong, doubtful or worth knowing in a rate file of any kind.

    Raises:
        MusdesignError: there is no such file, or it is not even YAML.
    """
    try:
        rates = open_rates(path, folder)
    except DataError as error:
        if all(problem.line is None for problem in error.problems):
            raise
        return [
            Finding("unreadable", "error", p.what + (f"; {p.why}" if p.why else ""), "", p.path,
                    p.file, p.line, p.cure)
            for p in error.problems
        ]  # fmt: skip
    if isinstance(rates, OwrsFile):
        return lint_owrs(rates)
    return lint_tariff(rates)


def lint_tariff(tariff: Tariff) -> list[Finding]:
    """Return what is proven wrong or doubtful in a tariff, for every kind of customer it names."""
    found: list[Finding] = []
    for name, rates in tariff.classes.items():
        found += [_made(tariff, *parts, name) for parts in _doubts(rates, tariff)]
        try:
            for facts in customers(tariff):
                bill = compile_tariff(tariff, name, facts).total
                found += [_of_place(tariff, name, place) for place in prove(bill).places]
                if bill.degree > 1:
                    what = f"the bill grows with the volume to the power {bill.degree}"
                    found.append(_made(tariff, "degree", "error", what, name))
        except MusdesignError as error:
            what = "; ".join(str(problem) for problem in error.problems)
            found.append(_made(tariff, "gap", "warning", what, name))
    return list(dict.fromkeys(found))


def _doubts(rates: TariffClass, tariff: Tariff) -> Iterator[tuple[str, Severity, str]]:
    """Return what looks like a slip: in tables by meter size, in prices and bounds of blocks."""
    for value in [*tariff.defines.values(), *rates.defines.values(), *_amounts(rates)]:
        if isinstance(value, Table):
            numbers = {
                "|".join(k): float(v.value) for k, v in value.rows.items() if isinstance(v, Number)
            }
            for code, what, cure in slips(numbers):
                yield code, "warning", f"{what} ({cure})"
        if isinstance(value, Blocks):
            for blocks in list_of_blocks(value):
                yield from _of_blocks(value, blocks, tariff, home=bool(_HOME.search(rates.name)))


def _amounts(rates: TariffClass) -> Iterator[Value]:
    for charge in rates.charges:
        rule = charge.rule
        if isinstance(rule, Blocks):
            yield rule
            lists = list_of_blocks(rule)
            yield from (b.price for blocks in lists for b in blocks if b.price is not None)
        elif isinstance(rule, Fixed):
            yield rule.amount


def _of_blocks(
    rule: Blocks, blocks: tuple[Block, ...], tariff: Tariff, *, home: bool
) -> Iterator[tuple[str, Severity, str]]:
    prices = [float(b.price.value) for b in blocks if isinstance(b.price, Number)]
    for one, two in pairwise(price for price in prices if price > 0):
        if max(one, two) >= 50 * min(one, two):
            yield "slip-of-100", "warning", f"a price of {one:g} beside {two:g}: a slip of 100?"
    first = blocks[0].upto
    if home and rule.of == "volume" and isinstance(first, Number):
        m3 = float(first.value * M3_PER_UNIT[tariff.unit])
        if m3 > MOST_M3_FIRST_BLOCK and rule.per != "year":
            yield "unit-slip", "note", f"the first block is {m3:,.0f} m3 long: another unit?"


def _of_place(tariff: Tariff, name: str, place: Place) -> Finding:
    code = "falling" if place.fault == "notch" and place.by < 0 else place.fault
    severity = _SEVERITY[code]
    return _made(tariff, code, severity, place.describe(tariff.unit, tariff.currency), name)


def _made(tariff: Tariff, code: str, severity: Severity, what: str, name: str) -> Finding:
    return Finding(code, severity, what, name, f"classes.{name}", tariff.file or tariff.id)


def customers(tariff: Tariff) -> Iterator[dict[str, Scalar]]:
    """Return customers that together take every choice of every attribute (at most 200)."""
    names = [*tariff.attributes]
    options = [_options(tariff.attributes[name]) for name in names]
    for count, values in enumerate(product(*options)):
        if count >= MOST_CUSTOMERS:
            return
        chosen = dict(zip(names, values, strict=True))
        typical = {k: v for k, v in _TYPICAL.items() if k not in chosen}
        yield {**typical, **chosen}


def _options(attribute: Attribute) -> list[Scalar]:
    if attribute.choices:
        return list(attribute.choices)
    if attribute.default is not None:
        return [attribute.default]
    low = attribute.least if attribute.least is not None else Fraction(0)
    high = attribute.most if attribute.most is not None else low + 10
    return [low, high]
