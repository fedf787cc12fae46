"""Read the water rights of a law: what each use of each source needs, and who comes first."""

from __future__ import annotations

from typing import Any, cast

from musdesign.provenance import BASES, Basis
from musdesign.standards.model import RIGHTS, USES, Priority, Right
from musdesign.standards.reading_rules import Shared
from musdesign.standards.reading_tables import TableReader
from musdesign.standards.vocabulary import unit_of
from musdesign.yamlfile import PathTuple

_RIGHT = {"clause", "kind", "uses", "excludes", "when", "limit", "beyond", "charge", "needs",
          "text", "title", "original_title", "original_text", "note", "source", "basis",
          "in_force"}  # fmt: skip
_LIMIT = {"of", "value", "unit"}
_PRIORITY = {"clause", "order", "when", "text", "changeable_by", "title", "original_title",
             "source", "basis", "in_force", "note"}  # fmt: skip
_RANK = {"uses", "words"}


class RightsReader(TableReader):
    """Turns the rights of an instrument into data and collects their mistakes."""

    def right(self, item: Any, path: PathTuple, shared: Shared) -> Right:
        """Return one right."""
        group = self.group(item, path, _RIGHT)
        self.cited(group, path)
        limit = self.section(group.get("limit"), (*path, "limit"), _LIMIT)
        of, unit, most = "", "", None
        if limit:
            at = (*path, "limit")
            of = self.named(limit.get("of"), (*at, "of"), "condition") or ""
            unit = unit_of(of) if of else ""
            given = str(limit.get("unit") or unit)
            most = self.number(limit.get("value"), (*at, "value"), given, unit, of) if of else None
            if of and most is None:
                self.wrong(at, "a limit needs its value", cure="add value: and unit:")
        if not group.get("text"):
            self.wrong(path, "text is missing", why="a right is told in the words of its clause",
                       cure="add text: what the clause says, in your words")  # fmt: skip
        beyond = group.get("beyond")
        if beyond is not None:
            beyond = self.choice(beyond, (*path, "beyond"), RIGHTS, "")
        start, end = self.within(group.get("in_force"), (*path, "in_force"), shared)
        basis = self.basis(group, path, shared)
        return Right(
            str(group.get("clause") or ""),
            self.choice(group.get("kind"), (*path, "kind"), RIGHTS, "undetermined"),
            self.uses(group.get("uses"), (*path, "uses")),
            self.conditions(group.get("when"), (*path, "when")), str(group.get("text") or ""),
            basis, str(group.get("source") or shared.source),
            self.words(group.get("excludes"), (*path, "excludes")), most, of, unit,
            beyond or "",
            str(group.get("charge") or ""), self.words(group.get("needs"), (*path, "needs")),
            str(group.get("title") or ""), str(group.get("original_title") or ""),
            self.own_words(group, basis, shared), str(group.get("note") or ""), start, end,
            self.document.line(path),
        )  # fmt: skip

    def priority(self, item: Any, path: PathTuple, shared: Shared) -> Priority:
        """Return one order of uses."""
        group = self.group(item, path, _PRIORITY)
        self.cited(group, path)
        ranks, words = [], []
        for i, rank in enumerate(self.listed(group.get("order"), (*path, "order"))):
            at = (*path, "order", i)
            entry = self.group(rank, at, _RANK) if isinstance(rank, dict) else {"uses": rank}
            ranks.append(self.uses(entry.get("uses"), (*at, "uses")))
            words.append(str(entry.get("words") or ", ".join(ranks[-1])))
        if len(ranks) < 2:
            self.wrong((*path, "order"), "an order has at least two ranks",
                       cure="write order: [{uses: [domestic]}, {uses: [livestock]}]")  # fmt: skip
        start, end = self.within(group.get("in_force"), (*path, "in_force"), shared)
        return Priority(
            str(group.get("clause") or ""), tuple(ranks), tuple(words),
            self.conditions(group.get("when"), (*path, "when")), str(group.get("text") or ""),
            self.basis(group, path, shared), str(group.get("source") or shared.source),
            str(group.get("changeable_by") or ""), str(group.get("title") or ""),
            str(group.get("original_title") or ""), start, end,
        )  # fmt: skip

    def cited(self, group: dict[str, Any], path: PathTuple) -> None:
        """Note a missing clause."""
        if not group.get("clause"):
            self.wrong(path, "clause is missing", why="a verdict must name its clause",
                       cure="add clause: as the text has it, such as Art. 32")  # fmt: skip

    def basis(self, group: dict[str, Any], path: PathTuple, shared: Shared) -> Basis:
        """Return a basis, that of the instrument where none is given."""
        given = group.get("basis", shared.basis)
        return cast("Basis", self.choice(given, (*path, "basis"), BASES, "unverified"))

    def uses(self, value: Any, path: PathTuple) -> tuple[str, ...]:
        """Return uses of a scheme."""
        return tuple(
            self.choice(item, path, USES, "other") for item in self.words(value, path)
        )  # fmt: skip
