"""Find the mistakes that real rate files hold: every class, every field, used by a bill or not."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Mapping
from typing import Any

from musdesign.expr import Call, Name, Node
from musdesign.finance.tariffs.findings import Finding, Severity
from musdesign.finance.tariffs.model import (
    Blocks,
    BlockTable,
    Formula,
    Number,
    Table,
    TariffClass,
    Text,
    Value,
    Worked,
)
from musdesign.finance.tariffs.owrs.reading import OwrsFile
from musdesign.finance.tariffs.owrs.translating import translate_class
from musdesign.finance.tariffs.owrs.using import in_use, reached_names
from musdesign.finance.tariffs.volumes import M3_PER_UNIT

_CHARGE = re.compile(r"(charge|surcharge|fee|tax)$")
_MIXED = re.compile(r"\s*(\d+)[|_ -]+(\d+)/(\d+)")
_PLAIN = re.compile(r"\s*(\d+(?:\.\d+)?)(?:/(\d+))?\s*(?:\"|$|in)")
MOST_M3_FIRST_BLOCK = 300.0
"""A household's first block above this in one bill is read as written in another unit."""


def lint_owrs(file: OwrsFile) -> list[Finding]:
    """Return everything found in a rate file."""
    found = list(file.findings)
    for name, fields in file.classes.items():
        rates, own = translate_class(name, fields)
        if rates is not None:
            own = in_use(own, file.tariff_of({name: rates}), name)
            own += [*_names(rates), *_circles(rates), *_degree(rates), *_not_charged(rates)]
            own += [*_units(rates, file), *_repeated(rates)]
        own += list(_slips(name, fields))
        found += [file.placed(finding) for finding in own]
    found += [file.placed(finding) for finding in _across_classes(file)]
    return list(dict.fromkeys(found))


def _made(code: str, severity: Severity, what: str, name: str, at: str, cure: str = "") -> Finding:
    return Finding(code, severity, what, name, f"{name}.{at}" if at else name, cure=cure)


def _names(rates: TariffClass) -> Iterator[Finding]:
    """Names that the bill needs and that no field gives: inputs, or slips of the pen."""
    formulas = [c.rule.formula for c in rates.charges if isinstance(c.rule, Worked)]
    reached = reached_names(formulas, rates.defines)
    for name in sorted(reached - set(rates.defines) - {"volume"}):
        if _CHARGE.search(name):
            what = f"the bill names '{name}' and no field gives it"
            yield _made("missing-name", "error", what, rates.name, "bill")
    for name, value in rates.defines.items():
        if isinstance(value, Table):
            words = [
                row.text for row in value.rows.values() if isinstance(row, Text) and row.or_fact
            ]
            numbers = any(isinstance(row, Number) for row in value.rows.values())
            for word in words if numbers else ():
                what = f"'{word}' stands among numbers and no field gives it"
                severity: Severity = "error" if name in reached else "warning"
                yield _made("missing-name", severity, what, rates.name, name)


def _circles(rates: TariffClass) -> Iterator[Finding]:
    """Fields that need their own value, unless the caller gives one."""
    for name, value in rates.defines.items():
        if name in reached_names([value], rates.defines):
            what = f"'{name}' is worked out from itself"
            yield _made("circle", "warning", what, rates.name, name)


def _degree(rates: TariffClass) -> Iterator[Finding]:
    """Charges in which the volume is multiplied by something that already counts it."""
    formulas = [c.rule.formula for c in rates.charges if isinstance(c.rule, Worked)]
    for formula in formulas:
        if _power(formula.expression.root, rates.defines, ()) > 1:
            what = "the bill grows with the square of the volume (quadratic)"
            cure = "a charge that already counts the volume is multiplied by it again"
            yield _made("degree", "error", what, rates.name, "bill", cure)


def _power(node: Node, defines: Mapping[str, Value], busy: tuple[str, ...]) -> int:
    if isinstance(node, Name):
        known = node.name in defines and node.name not in busy
        own = _power_of(defines[node.name], defines, (*busy, node.name)) if known else 0
        return 1 if node.name == "volume" else own
    if not isinstance(node, Call):
        return 0
    powers = [_power(argument, defines, busy) for argument in node.arguments]
    if node.function == "*":
        return sum(powers)
    if node.function == "/":
        return powers[0] - powers[1]
    return max(powers, default=0)


def _power_of(value: Value, defines: Mapping[str, Value], busy: tuple[str, ...]) -> int:
    if isinstance(value, Formula):
        return _power(value.expression.root, defines, busy)
    if isinstance(value, Table):
        return max((_power_of(row, defines, busy) for row in value.rows.values()), default=0)
    return 1 if isinstance(value, Blocks) else 0


def _not_charged(rates: TariffClass) -> Iterator[Finding]:
    formulas = [c.rule.formula for c in rates.charges if isinstance(c.rule, Worked)]
    reached = reached_names(formulas, rates.defines)
    for name, value in rates.defines.items():
        empty = isinstance(value, Number) and not value.value
        if _CHARGE.search(name) and name not in reached and not empty:
            what = f"'{name}' is given and the bill leaves it out"
            yield _made("not-charged", "note", what, rates.name, name)


def _slips(name: str, fields: Mapping[str, Any]) -> Iterator[Finding]:
    """Values about a hundred times (or a hundredth of) what their neighbours by size suggest."""
    for field, given in fields.items():
        values = given.get("values") if isinstance(given, dict) else None
        if isinstance(values, dict):
            numbers = {
                str(key): float(v)
                for key, v in values.items()
                if isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e15
            }
            for code, what, cure in slips(numbers):
                yield _made(code, "warning", what, name, field, cure)


def slips(values: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    """Return code, words and cure for values of meter sizes far off those of their neighbours.

    >>> [code for code, _, _ in slips({'5/8"': 20.0, '1"': 45.0, '1 1/2"': 9000.0, '2"': 140.0})]
    ['slip-of-100']
    """
    sized = [
        (size, key, v) for key, v in values.items() if v > 0 and (size := inches(key)) is not None
    ]
    sized.sort(key=lambda item: item[0])
    for i, (_, key, value) in enumerate(sized):
        near = [v for _, _, v in sized[max(0, i - 2) : i] + sized[i + 1 : i + 3]]
        if len(near) < 2:
            continue
        ratio = value / statistics.geometric_mean(near)
        if ratio > 20 and value > 8 * max(near):
            what = f"{value:g} at '{key}' is {ratio:.0f} times its neighbours: a slip of 100?"
            yield "slip-of-100", what, f"is it {value / 100:g}?"
        elif ratio < 1 / 20 and value < min(near) / 8:
            what = f"{value:g} at '{key}' is {1 / ratio:.0f} times below its neighbours"
            # the smallest meter at a thirtieth or sixtieth: a day's amount among bills
            if i == 0 and ratio > 1 / 150:
                cure = f"an amount a day? {value * 365 / 12:.2f} a month"
                yield "time-basis", f"{what}: another time basis?", cure
            else:
                yield "slip-of-100", f"{what}: a slip of 100?", f"is it {value * 100:g}?"


def inches(key: str) -> float | None:
    """Return a meter size, None where a key is none.

    >>> inches('1|1/2"'), inches('5/8"'), inches("inside_city")
    (1.5, 0.625, None)
    """
    mixed, plain = _MIXED.match(key), _PLAIN.match(key)
    if mixed is not None:
        return float(mixed[1]) + float(mixed[2]) / max(float(mixed[3]), 1.0)
    if plain is None:
        return None
    return float(plain[1]) / max(float(plain[2] or 1), 1.0)


def _units(rates: TariffClass, file: OwrsFile) -> Iterator[Finding]:
    """Household blocks as long as if they were written in litres, gallons or cubic feet."""
    if not rates.name.upper().startswith("RESIDENTIAL_SINGLE"):
        return
    m3 = float(M3_PER_UNIT[file.unit])
    for name, value in rates.defines.items():
        first = _first_bound(value)
        if first is not None and first * m3 > MOST_M3_FIRST_BLOCK:
            what = f"the first block of a household ends at {first:g} {file.unit}"
            cure = "another unit, or a day's litres?"
            yield _made("unit-slip", "warning", what, rates.name, name, cure)


def _first_bound(value: Value) -> float | None:
    if not isinstance(value, Blocks) or isinstance(value.blocks, BlockTable):
        return None
    first = value.blocks[0].upto
    return float(first.value) if isinstance(first, Number) else None


def _repeated(rates: TariffClass) -> Iterator[Finding]:
    fixed = rates.defines.get("service_charge")
    if not isinstance(fixed, Number) or not fixed.value:
        return
    for name, value in rates.defines.items():
        if isinstance(value, Blocks) and isinstance(value.blocks, tuple):
            prices = [b.price.value for b in value.blocks if isinstance(b.price, Number)]
            if fixed.value in prices:
                what = f"service_charge {float(fixed.value):g} is also a price per unit"
                yield _made("repeated-price", "warning", what, rates.name, name)


def _across_classes(file: OwrsFile) -> Iterator[Finding]:
    """First blocks of one class a hundred times those of its neighbours."""
    starts: dict[str, float] = {}
    for name, fields in file.classes.items():
        given = fields.get("tier_starts_commodity", fields.get("tier_starts"))
        if isinstance(given, list) and len(given) > 1 and isinstance(given[1], int | float):
            starts[name] = float(given[1])
    homes = {name: start for name, start in starts.items() if name.startswith("RESIDENTIAL")}
    for name, start in homes.items():
        least = min(homes.values())
        if start >= 50 * least > 0:
            what = f"the second block starts at {start:g} and in another class at {least:g}"
            yield _made("unit-slip", "warning", what, name, "tier_starts", "gallons or cubic feet?")


__all__ = ["inches", "lint_owrs", "slips"]
