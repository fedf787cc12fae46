"""Write an amendment as a file: clauses with their new values and reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musdesign.errors import DataError, Problem
from musdesign.standards.model import Rule, Standard
from musdesign.standards.reading_amendment import amendment_from_text

KEYS = ("value", "low", "high")
MOST_EDITS = 50
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Edit:
    """A new number of a clause; ``key`` is ``value``, or ``low`` or ``high`` of a range."""

    clause: str
    parameter: str
    when: Mapping[str, Any]
    key: str
    value: float
    unit: str
    why: str


@dataclass(frozen=True, slots=True)
class Place:
    """A number of an instrument that can be edited."""

    rule: Rule
    key: str
    now: float

    def edited(self, value: float, why: str) -> Edit:
        """Return an edit that puts another number here."""
        rule = self.rule
        return Edit(
            rule.clause, rule.parameter, dict(rule.when or {}), self.key, value, rule.unit, why
        )


def places(standard: Standard) -> list[Place]:
    """Return the numbers of an instrument that can be edited, in the order of its clauses."""
    return [
        Place(rule, key, number)
        for rule in standard.rules
        for key in KEYS
        if (number := getattr(rule, key)) is not None
    ]


def amendment_text(
    name: str, why: str, standards: Sequence[str], edits: Sequence[Edit], by: str = ""
) -> str:
    """Return an amendment file; what is written is read again before it is returned.

    Raises:
        DataError: a name or reason is missing or too long, no edit, too many, or one that the
            reader refuses.
    """
    problems = [
        Problem(f"{what} is missing", cure=f"write the {what}")
        for what, text in (("name", name), ("reason", why))
        if not text.strip()
    ]
    problems += [
        Problem(f"the reason for {edit.clause} is missing", cure="say why it should change")
        for edit in edits
        if not edit.why.strip()
    ]
    if not edits:
        problems.append(Problem("the amendment changes nothing", cure="change a clause first"))
    if len(edits) > MOST_EDITS:
        problems.append(Problem(f"{len(edits)} edits are more than {MOST_EDITS}"))
    if any(len(text) > MOST_WORDS for text in (name, why, by, *(edit.why for edit in edits))):
        problems.append(Problem("a text is too long", why=f"at most {MOST_WORDS} characters"))
    if problems:
        raise DataError(problems)
    head = ["schema: 1", f"name: {_text(name)}", f"why: {_text(why)}"]
    head += [f"by: {_text(by)}"] if by.strip() else []
    head += [f"standards: {json.dumps(list(standards))}", "changes:"]
    text = "\n".join([*head, *(line for edit in edits for line in _lines(edit))]) + "\n"
    amendment_from_text(text)
    return text


def edits_of(text: str) -> tuple[str, str, tuple[str, ...], tuple[Edit, ...]]:
    """Return name, reason, instruments and edits of an amendment file.

    Raises:
        DataError: mistakes of the file, or changes that are more than new numbers of clauses.
    """
    read = amendment_from_text(text)
    edits, more = [], bool(read.added or read.added_rights or read.added_priorities or read.stance)
    for change in read.changes:
        keys = [key for key in KEYS if key in change.set]
        plain = set(change.set) <= {*KEYS, "unit"} and change.kind == "rule"
        if change.removed or change.scale is not None or not keys or not plain:
            more = True
            continue
        edits += [
            Edit(
                change.clause,
                change.parameter,
                dict(change.when or {}),
                key,
                float(change.set[key]),
                str(change.set.get("unit", "")),
                change.why,
            )
            for key in keys
        ]
    if more:
        raise DataError(
            Problem(
                "the amendment does more than change numbers of clauses",
                why="it adds, removes or scales clauses, or changes rights",
                cure="apply it on the command line: musdesign check SCENARIO --amend FILE",
            )
        )
    return read.name, read.why, read.standards, tuple(edits)


def _lines(edit: Edit) -> Iterator[str]:
    yield f"  - clause: {_text(edit.clause)}"
    yield f"    parameter: {edit.parameter}"
    if edit.when:
        yield f"    when: {json.dumps(_plain(edit.when), ensure_ascii=False)}"
    yield f"    set: {{{edit.key}: {edit.value!r}, unit: {_text(edit.unit)}}}"
    yield f"    why: {_text(edit.why)}"


def _text(text: str) -> str:
    # JSON strings are YAML strings, whatever a person typed
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value
