"""Read the quotations of an instrument file: the words of its clauses, in their language."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any, TypeVar, cast

from musdesign.errors import did_you_mean
from musdesign.provenance import BASES, Basis
from musdesign.standards.model import Priority, Right, Rule
from musdesign.standards.quotations import Quotation, Quoted, words_for
from musdesign.standards.reading_rights import RightsReader
from musdesign.standards.reading_rules import Shared
from musdesign.yamlfile import Document, PathTuple

QUOTATION_KEYS = frozenset({
    "clause", "parameter", "text", "language", "place", "source", "basis", "read", "note",
    "licence",
})  # fmt: skip
RIGHT, ORDER = "water_right", "use_priority"
"""Parameters under which the words of rights and priorities are quoted."""
_Clause = TypeVar("_Clause", Rule, Right, Priority)
LANGUAGE = "[a-z]{2,3}(-[A-Z]{2})?"
"""How a language is written: es, en, bn, pt-BR."""


class QuotationReader(RightsReader):
    """Turns quotations into data, gives them to their clauses and collects the mistakes."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.quoted_at: dict[tuple[str, str], PathTuple] = {}

    def quotations(self, value: Any, shared: Shared, licence: str) -> Quoted:
        """Return the quotations of an instrument by clause and parameter."""
        found: dict[tuple[str, str], Quotation] = {}
        for i, item in enumerate(self.listed(value, "quotations")):
            path: PathTuple = ("quotations", i)
            group = self.group(item, path, set(QUOTATION_KEYS))
            clauses = self.words(group.get("clause"), (*path, "clause"))
            if not clauses:
                self.wrong(path, "clause is missing", why="words belong to a clause",
                           cure="add clause: as the rules of the file name it")  # fmt: skip
            name = group.get("parameter")
            parameter = "" if name is None else (
                self.named(name, (*path, "parameter"), "parameter") or "")  # fmt: skip
            quotation = self.quotation(group, path, shared, licence, clauses)
            for clause in clauses:
                if (clause, parameter) in found:
                    what = f"{clause}{f' on {parameter}' if parameter else ''} is quoted twice"
                    self.wrong(path, what, cure="join the two texts, or name a parameter for each")
                found[clause, parameter] = quotation
                self.quoted_at[clause, parameter] = path
        return found

    def quotation(
        self, group: dict[str, Any], path: PathTuple, shared: Shared, licence: str,
        clauses: tuple[str, ...],
    ) -> Quotation:  # fmt: skip
        """Return one quotation."""
        given = group.get("text")
        text = " ".join(str(given or "").split())
        if isinstance(given, list | dict):
            self.wrong((*path, "text"), "text must be one text",
                       cure="write text: >- and the sentence below it, indented")  # fmt: skip
        elif not text:
            self.wrong(path, "text is missing",
                       cure="add text: the sentence of the clause, word for word")  # fmt: skip
        basis = self.choice(group.get("basis", shared.basis), (*path, "basis"), BASES, "secondary")
        if basis == "unverified":
            self.wrong((*path, "basis") if "basis" in group else path,
                       "a quotation cannot be unverified",
                       why="words that nobody read in a text are no quotation",
                       cure="write basis: primary or secondary with the source where they were "
                       "read, or put your own words under text of the rule")  # fmt: skip
        language = str(group.get("language") or shared.language)
        if not re.fullmatch(LANGUAGE, language):
            self.wrong((*path, "language"), f"'{language}' is not a language code",
                       cure="write it like es, en, fr or pt-BR")  # fmt: skip
        return Quotation(
            text, language, str(group.get("place") or ", ".join(clauses)),
            str(group.get("source") or shared.source), cast("Basis", basis),
            self.day(group.get("read"), (*path, "read")), str(group.get("note") or ""),
            str(group.get("licence") or licence),
        )  # fmt: skip

    def day(self, value: Any, path: PathTuple) -> dt.date | None:
        """Return a day that may be left out."""
        if value is not None and not isinstance(value, dt.date):
            self.wrong(path, f"'{value}' is not a date", cure="write YYYY-MM-DD")
            return None
        return value

    def placed(
        self,
        quoted: Quoted,
        rules: tuple[Rule, ...],
        rights: tuple[Right, ...],
        priorities: tuple[Priority, ...],
    ) -> tuple[tuple[Rule, ...], tuple[Right, ...], tuple[Priority, ...]]:
        """Return the clauses with their words; note words that belong to no clause."""
        if quoted:
            pairs = {(rule.clause, rule.parameter) for rule in rules}
            pairs |= {(right.clause, RIGHT) for right in rights}
            pairs |= {(order.clause, ORDER) for order in priorities}
            every = {clause for clause, _ in pairs}
            for clause, parameter in quoted:
                at = self.quoted_at[clause, parameter]
                if clause not in every:
                    self.wrong(at, f"no rule or right of the file is of '{clause}'",
                               cure=did_you_mean(clause, every))  # fmt: skip
                elif parameter and (clause, parameter) not in pairs:
                    self.wrong(at, f"no rule of {clause} is on {parameter}",
                               cure="leave parameter out, or name one of its rules")  # fmt: skip
        return (
            tuple(
                rule if rule.quotation else _with(rule, words_for(quoted, *_key(rule)))
                for rule in rules
            ),
            tuple(
                right if right.quotation else _with(right, words_for(quoted, right.clause, RIGHT))
                for right in rights
            ),
            tuple(_with(order, words_for(quoted, order.clause, ORDER)) for order in priorities),
        )


def _key(rule: Rule) -> tuple[str, str]:
    return rule.clause, rule.parameter


def _with(item: _Clause, quotation: Quotation | None) -> _Clause:
    return item if quotation is None else replace(item, quotation=quotation)
