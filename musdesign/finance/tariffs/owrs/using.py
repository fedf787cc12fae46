"""Bill a class of a rate file for one customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from musdesign.errors import DataError, MusdesignError, did_you_mean
from musdesign.finance.tariffs.billing import Bill, bill_of
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.findings import Finding, errors_of
from musdesign.finance.tariffs.model import (
    Block,
    Blocks,
    BlockTable,
    Formula,
    Table,
    Tariff,
    Text,
    Value,
    Worked,
)
from musdesign.finance.tariffs.owrs.expressions import canonical
from musdesign.finance.tariffs.owrs.reading import OwrsFile
from musdesign.finance.tariffs.owrs.translating import kept_names

_OF_ROWS = {"unequal-lists", "block-order", "table-keys"}
_NO_VALUE = {"unequal-lists", "unreadable", "table-keys"}
"""Findings after which a field has no value: why a lenient bill cannot be made."""


def facts_for(file: OwrsFile, class_name: str, given: Mapping[str, object]) -> dict[str, object]:
    """Return a caller's inputs under the names that the translated class uses."""
    keep = kept_names(file.classes[class_name])
    named = {canonical(name, keep): value for name, value in given.items()}
    return {name: value for name, value in named.items() if name != "volume" and value is not None}


def checked_class(
    file: OwrsFile, class_name: str, facts: Mapping[str, object], *, lenient: bool
) -> tuple[Tariff, str, list[Finding]]:
    """Return a class as a tariff with what was found; errors stop it unless lenient.

    Raises:
        DataError: no such class, or (not lenient) errors in what its bill uses.
    """
    own = file.class_named(class_name)
    tariff, findings = file.tariff(own, lenient=lenient)
    findings = in_use(findings, tariff, own)
    if not lenient:
        findings += degree_finding(file, tariff, own, facts)
        # a mistake in one row of a table stops only the customers of that row, when they compile
        errors = [f for f in errors_of(findings, own) if " (" not in field_path(f)]
        if errors:
            hint = "mend the file, or compute what it says with --lenient"
            wrong = [replace(f, cure=f.cure or hint).problem for f in errors]
            raise DataError(list(dict.fromkeys(wrong)))
    lowered = [replace(f, severity="warning") if f.severity == "error" else f for f in findings]
    return tariff, own, lowered


def bill_owrs(
    file: OwrsFile,
    class_name: str,
    volume: Fraction,
    inputs: Mapping[str, object],
    *,
    lenient: bool = False,
) -> tuple[Bill, list[Finding]]:
    """Return a bill for a volume in the file's unit, and the findings that touch it.

    Raises:
        MusdesignError: no such class, missing inputs (all named), errors of the file.
    """
    own = file.class_named(class_name)
    facts = facts_for(file, own, inputs)
    tariff, own, findings = checked_class(file, own, facts, lenient=lenient)
    findings += [file.placed(finding) for finding in unused_inputs(tariff, own, facts)]
    try:
        return bill_of(compile_tariff(tariff, own, facts, at=volume), volume), findings
    except MusdesignError as error:
        why = [f.problem for f in findings if " (" in field_path(f) and f.code in _OF_ROWS]
        why += [f.problem for f in findings if f.code in _NO_VALUE and f.severity != "note"]
        own_fields = {canonical(name) for name in file.classes[own]}
        asked = [p for p in error.problems if not why or not _asks_for(p.what, own_fields)]
        raise MusdesignError(list(dict.fromkeys([*asked, *why]))) from None


def unused_inputs(tariff: Tariff, class_name: str, facts: Iterable[str]) -> list[Finding]:
    """Return a warning for each input that the bill of a class reaches by no way: a slip?"""
    rates = tariff.classes[class_name]
    formulas = [c.rule.formula for c in rates.charges if isinstance(c.rule, Worked)]
    known = reached_names(formulas, rates.defines)
    return [
        Finding("unused-input", "warning", f"the bill does not ask for {name}", class_name,
                class_name, cure=did_you_mean(name, known - {"volume"}))
        for name in facts if name not in known
    ]  # fmt: skip


def _asks_for(what: str, names: set[str]) -> bool:
    """Return whether a message asks the caller for a field that the file itself holds."""
    return any(what.endswith(f" needs {name}") for name in names)


def degree_finding(
    file: OwrsFile, tariff: Tariff, class_name: str, facts: Mapping[str, object]
) -> list[Finding]:
    """Return an error where the bill grows faster than the volume."""
    try:
        degree = compile_tariff(tariff, class_name, facts).total.degree
    except MusdesignError:
        return []  # what is missing, or no polynomial, shows when the bill is made
    if degree < 2:
        return []
    what = f"the bill grows with the volume to the power {degree} (quadratic or worse)"
    cure = "a charge that already counts the volume is multiplied by it again"
    found = Finding("degree", "error", what, class_name, f"{class_name}.bill", cure=cure)
    return [file.placed(found)]


def in_use(findings: Iterable[Finding], tariff: Tariff, class_name: str) -> list[Finding]:
    """Return findings, errors lowered to warnings where the bill does not use what they touch."""
    rates = tariff.classes[class_name]
    reached = reached_names(
        [charge.rule.formula for charge in rates.charges if isinstance(charge.rule, Worked)],
        rates.defines,
    )
    lists = {
        f"{kind}{rest}" for kind in ("tier_starts", "tier_prices") for rest in ("", "_commodity")
    }
    found = []
    for finding in findings:
        field = field_path(finding).split(".")[0].split(" (")[0]
        name = canonical(field) if field else "bill"
        used = (
            name in reached or name == "bill" or (name in lists and "commodity_charge" in reached)
        )
        used = used or (name.startswith(("tier_", "sewer_")) and _companion_used(name, reached))
        lower = finding.severity == "error" and bool(finding.class_name) and not used
        found.append(replace(finding, severity="warning") if lower else finding)
    return found


def field_path(finding: Finding) -> str:
    """Return where in its class a finding is: the field and what is below it; names may hold dots.

    >>> field_path(Finding("degree", "error", "", "A.B", "rate_structure.A.B.bill"))
    'bill'
    """
    inside = finding.path.removeprefix("rate_structure.").removeprefix(finding.class_name)
    return inside.removeprefix(".")


def _companion_used(name: str, reached: frozenset[str]) -> bool:
    stem = name.replace("tier_starts", "").replace("tier_prices", "").strip("_")
    return bool(stem) and any(stem in other for other in reached)


def reached_names(values: Iterable[Value], defines: Mapping[str, Value]) -> frozenset[str]:
    """Return every name that values reach through definitions."""
    reached: set[str] = set()
    todo = [name for value in values for name in names_in(value)]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            if name in defines:
                todo += names_in(defines[name])
    return frozenset(reached)


def list_of_blocks(rule: Blocks) -> list[tuple[Block, ...]]:
    """Return the lists of blocks of a rule, one for each row of its table."""
    return [*rule.blocks.rows.values()] if isinstance(rule.blocks, BlockTable) else [rule.blocks]


def names_in(value: Value | None) -> set[str]:
    """Return the names that a value mentions."""
    if isinstance(value, Formula):
        return set(value.expression.names)
    if isinstance(value, Text):
        return {value.text} if value.or_fact else set()
    if isinstance(value, Table):
        rows = [*value.rows.values(), value.default]
        return set(value.by).union(*(names_in(row) for row in rows))
    if isinstance(value, Blocks):
        table = value.blocks if isinstance(value.blocks, BlockTable) else None
        lists = list_of_blocks(value)
        parts = [part for each in lists for b in each for part in (b.upto, b.price, b.amount)]
        return set(table.by if table else ()).union(*(names_in(part) for part in parts))
    return set()


__all__ = ["bill_owrs", "checked_class", "degree_finding", "facts_for", "in_use"]
