"""Standards in a terminal and as plain data: instruments, rules, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from musdesign.report import quoting
from musdesign.report.console import cell, console, heading, lines, mark, table
from musdesign.standards import Answer, Standard


def show_standards(found: Sequence[Standard]) -> None:
    """Print the instruments on file."""
    grid = table("id", "country", "instrument", "in force", "clauses", "productive use")
    for item in found:
        span = f"{item.in_force_from or '?'} to {item.in_force_to or 'now'}"
        count = str(len(item.rules) + len(item.rights) + len(item.priorities))
        name = item.name + (" (draft)" if item.draft else "")
        grid.add_row(item.id, item.country, name, span, count, item.productive_use_stance)
    console().print(grid)


def show_standard(item: Standard) -> None:
    """Print one instrument: what it is, its rules, its rights and priorities."""
    heading(f"{item.name}  ({item.id})")
    if item.original_name != item.name:
        console().print(item.original_name)
    told = (
        ("issued by", " / ".join(dict.fromkeys((item.issuer, item.original_issuer))).strip(" /")),
        ("cited as", item.label),
        ("in force", f"{item.in_force_from or '?'} to {item.in_force_to or 'now'}"),
        ("status", "draft; " * item.draft + item.status),
        ("supersedes", ", ".join(item.supersedes)),
        ("superseded by", item.superseded_by),
        ("amended by", ", ".join(item.amended_by)),
        ("scope", item.scope_text or condition(item.scope)),
        ("productive use", f"{item.productive_use_stance}. {item.productive_use_text}"),
        ("read in", f"{item.source} ({item.basis})"),
        ("copyright", item.licence),
        *((f"'{word}' is", text) for word, text in item.definitions.items()),
    )
    for label, text in told:
        if text:
            console().print(f"{label}: {text}")
    for derived in item.classes:
        bands = "; ".join(f"{name}: {said(derived.of, band)}" for name, band in derived.bands)
        name = derived.condition.replace("_", " ")
        console().print(f"{name} by {derived.of.replace('_', ' ')} ({derived.clause}): {bands}")
    if item.rules:
        _rules(item)
    if item.rights or item.priorities:
        _rights(item)
    own = [
        *((rule.clause, rule.quotation) for rule in item.rules),
        *((right.clause, right.quotation) for right in item.rights),
        *((order.clause, order.quotation) for order in item.priorities),
    ]
    quoting.show(own, "In the words of the text")
    notes = [f"{rule.clause}: {rule.note}" for rule in item.rules if rule.note]
    lines("note", dict.fromkeys(notes))


def _rules(item: Standard) -> None:
    grid = table("clause", "parameter", "bound", "value", "unit", "when", "basis")
    for rule in item.rules:
        title = rule.title or rule.original_title
        number = amount(rule)
        if rule.written:
            number += f" [{rule.written}]"
        grid.add_row(
            f"{rule.clause} {title}".rstrip(),
            rule.parameter.replace("_", " "),
            rule.bound.replace("_", " "),
            number,
            "" if rule.unit in {"-", "text"} else rule.unit,
            condition(rule.when),
            mark(rule.basis),
        )
    console().print(grid)


def _rights(item: Standard) -> None:
    heading("Water rights")
    grid = table("clause", "right", "use", "when", "what the clause says", "basis")
    for right in item.rights:
        limit = "" if right.limit is None else f" up to {cell(right.limit)} {right.unit}"
        grid.add_row(
            f"{right.clause} {right.title or right.original_title}".rstrip(),
            right.kind.replace("_", " ") + limit,
            ", ".join(right.uses) or "every use",
            condition(right.when),
            right.text,
            mark(right.basis),
        )
    console().print(grid)
    for order in item.priorities:
        ranks = "; ".join(f"{i}. {words}" for i, words in enumerate(order.words, start=1))
        console().print(f"priority, {order.clause} ({order.basis}): {ranks}")


def show_answers(answers: Sequence[Answer]) -> None:
    """Print what standards answer to a question."""
    if not answers:
        console().print("no rule on file answers under these conditions")
        return
    grid = table("instrument", "clause", "bound", "value", "unit", "in force", "basis", "not known")
    for item in answers:
        span = f"{item.in_force_from or '?'} to {item.in_force_to or 'now'}"
        grid.add_row(
            item.instrument,
            item.clause,
            item.bound.replace("_", " "),
            amount(item),
            "" if item.unit in {"-", "text"} else item.unit,
            span,
            mark(item.basis),
            ", ".join(item.conditions_unknown).replace("_", " "),
        )
    console().print(grid)
    quoting.show((item.clause, item.quotation) for item in answers)


def amount(item: Any) -> str:
    """Return the value of a rule or an answer: one number, a range, a formula, or its text."""
    if item.value is not None:
        return number(item.value)
    if item.low is not None or item.high is not None:
        low = "" if item.low is None else number(item.low)
        high = "" if item.high is None else number(item.high)
        return f"{low} to {high}".strip()
    slide = getattr(item, "slide", None)
    if slide is not None:
        ends = (slide.points[0][1], slide.points[-1][1])
        return f"{number(ends[0])} to {number(ends[1])}, sliding by {slide.by.replace('_', ' ')}"
    parts = getattr(item, "parts", ())
    if parts:
        return f"the {item.chosen} of {', '.join(parts)}"
    return item.text or item.formula or ""


def number(value: float) -> str:
    """Return a limit as the text has it, without rounding.

    >>> number(1600), number(0.333333)
    ('1,600', '0.333333')
    """
    return f"{value:,.7g}"


def condition(when: Any) -> str:
    """Return the conditions of a rule in one line.

    >>> condition({"altitude": {"gt": 1000, "lte": 2000}, "zone": ["valles", "llanos"]})
    'altitude > 1,000 and up to 2,000; zone: valles or llanos'
    """
    return "; ".join(said(name, wanted) for name, wanted in (when or {}).items())


def said(name: str, wanted: Any) -> str:
    """Return one condition in words."""
    label = name.replace("_", " ")
    if not hasattr(wanted, "items"):
        words = wanted if isinstance(wanted, list | tuple) else [wanted]
        return f"{label}: {' or '.join(map(_limit, words))}"
    if wanted.get("gte") is not None and wanted.get("gte") == wanted.get("lte"):
        return f"{label} = {_limit(wanted['gte'])}"
    signs = {"gt": ">", "gte": "from", "lt": "<", "lte": "up to"}
    return f"{label} " + " and ".join(f"{signs[k]} {_limit(v)}" for k, v in wanted.items())


def _limit(value: Any) -> str:
    return f"{value:,g}" if isinstance(value, int | float) else str(value)


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
