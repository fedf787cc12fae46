"""Standards in a terminal and as plain data: instruments, rules, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from musdesign.report.console import cell, console, heading, mark, table
from musdesign.standards import Answer, Standard


def show_standards(found: Sequence[Standard]) -> None:
    """Print the instruments on file."""
    grid = table("id", "country", "instrument", "in force", "rules", "productive use")
    for item in found:
        span = f"{item.in_force_from or '?'} to {item.in_force_to or 'now'}"
        grid.add_row(
            item.id, item.country, item.name, span, str(len(item.rules)), item.productive_use_stance
        )
    console().print(grid)


def show_standard(item: Standard) -> None:
    """Print the rules of one instrument."""
    heading(f"{item.name}  ({item.id})")
    console().print(item.original_name)
    grid = table("clause", "parameter", "bound", "value", "unit", "when", "basis")
    for rule in item.rules:
        grid.add_row(
            rule.clause,
            rule.parameter,
            rule.bound,
            amount(rule),
            rule.unit,
            condition(rule.when),
            mark(rule.basis),
        )
    console().print(grid)


def show_answers(answers: Sequence[Answer]) -> None:
    """Print what standards answer to a question."""
    if not answers:
        console().print("no rule on file answers under these conditions")
        return
    grid = table("instrument", "clause", "bound", "value", "unit", "in force", "basis")
    for item in answers:
        span = f"{item.in_force_from or '?'} to {item.in_force_to or 'now'}"
        grid.add_row(
            item.instrument,
            item.clause,
            item.bound,
            amount(item),
            item.unit,
            span,
            mark(item.basis),
        )
    console().print(grid)


def amount(item: Any) -> str:
    """Return the value of a rule or an answer: one number, a range, or its text."""
    if item.value is not None:
        return cell(item.value)
    if item.low is not None or item.high is not None:
        low = "" if item.low is None else cell(item.low)
        high = "" if item.high is None else cell(item.high)
        return f"{low} to {high}".strip()
    return item.text or ""


def condition(when: Any) -> str:
    """Return the conditions of a rule in one line."""
    return "; ".join(f"{name}: {value}" for name, value in (when or {}).items())


def plain(item: Any) -> dict[str, Any]:
    """Return a dataclass as plain data for JSON."""
    return {field.name: _plain(getattr(item, field.name)) for field in fields(item)}


def instrument(item: Standard, *, rules: bool = False) -> dict[str, Any]:
    """Return an instrument as plain data, with its rules where asked."""
    found = {name: value for name, value in plain(item).items() if name not in {"rules", "file"}}
    if rules:
        found["rules"] = [plain(rule) for rule in item.rules]
    return found


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "__dataclass_fields__"):
        return plain(value)
    if hasattr(value, "items"):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
