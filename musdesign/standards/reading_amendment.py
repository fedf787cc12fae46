"""Read an amendment: clauses that it changes, adds or removes, each with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.paths import data_root, user_roots
from musdesign.standards.model import STANCES, Priority, Right, Rule
from musdesign.standards.reading_rights import RightsReader
from musdesign.standards.reading_rules import RULE_KEYS, Shared
from musdesign.yamlfile import PathTuple, parse_yaml, read_yaml

_TOP = {"schema", "name", "why", "by", "date", "standards", "changes", "adds", "removes", "source",
        "productive_use", "rights", "priorities"}  # fmt: skip
_CHANGE = {"clause", "parameter", "when", "set", "scale", "why"}
_ADD = {"rule", "why"}
_REMOVE = {"clause", "parameter", "when", "why"}
_RIGHTS = {"changes", "adds", "removes"}


@dataclass(frozen=True, slots=True)
class Change:
    """One amendment of a clause: which, by what, why.

    ``set`` holds new keys of the rule, ``scale`` multiplies its numbers; both empty: removed.
    """

    path: PathTuple
    clause: str
    parameter: str
    when: Mapping[str, Any]
    why: str
    set: Mapping[str, Any]
    scale: float | None = None
    removed: bool = False
    kind: str = "rule"
    """``rule`` or ``right``."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """An overlay of an instrument."""

    id: str
    name: str
    why: str
    changes: tuple[Change, ...]
    added: tuple[tuple[Rule, str], ...]
    added_rights: tuple[tuple[Right, str], ...]
    added_priorities: tuple[Priority, ...]
    stance: str
    stance_text: str
    standards: tuple[str, ...]
    file: str
    lines: Mapping[PathTuple, int]


def amendments() -> dict[str, Path]:
    """Return the amendments on file, by name: shipped ones and the user's own."""
    found: dict[str, Path] = {}
    for root in [data_root("standards"), *reversed(user_roots("standards"))]:
        for path in sorted((root / "amendments").glob("*.yaml")):
            found[path.stem] = path
    return found


def load_amendment(name: str | Path) -> Amendment:
    """Return an amendment by its file, or by the name of one on file.

    Raises:
        DataError: no such amendment, or one with mistakes, all of them at once.
    """
    path = Path(name)
    known = amendments()
    if not path.is_file() and str(name) in known:
        path = known[str(name)]
    if not path.is_file():
        raise DataError(
            Problem(f"there is no amendment '{name}'", cure=did_you_mean(str(name), known))
        )
    reader = AmendmentReader(read_yaml(path))
    found = reader.amendment(path.stem, str(path))
    reader.finish()
    return found


def amendment_from_text(text: str, name: str = "amendment") -> Amendment:
    """Return an amendment from YAML text.

    Raises:
        DataError: with every mistake of the text.
    """
    reader = AmendmentReader(parse_yaml(text, name))
    found = reader.amendment(name, name)
    reader.finish()
    return found


class AmendmentReader(RightsReader):
    """Turns an amendment into data and collects its mistakes."""

    def amendment(self, name: str, file: str) -> Amendment:
        """Return the amendment."""
        top = self.group(self.document.data, (), _TOP)
        for key in ("name", "why"):
            if not top.get(key):
                self.wrong((), f"{key} is missing", cure=f"add {key}: at the head of the file")
        title = str(top.get("name") or name)
        source = str(top.get("source") or f"proposed amendment: {title}")
        # a proposal was read in no instrument
        shared = Shared(source, "unverified", None, None)
        changes = [
            self.change(item, ("changes", i), removed=False)
            for i, item in enumerate(self.listed(top.get("changes"), "changes"))
        ]
        changes += [
            self.change(item, ("removes", i), removed=True)
            for i, item in enumerate(self.listed(top.get("removes"), "removes"))
        ]
        added = []
        for i, item in enumerate(self.listed(top.get("adds"), "adds")):
            path: PathTuple = ("adds", i)
            group = self.group(item, path, _ADD)
            rule = self.rule(group.get("rule"), (*path, "rule"), shared)
            added.append((rule, self.reason(group, path)))
        use = self.section(top.get("productive_use"), ("productive_use",),
                           {"stance", "text", "why"})  # fmt: skip
        stance = ""
        if use:
            stance = self.choice(use.get("stance"), ("productive_use", "stance"), STANCES, "")
            self.reason(use, ("productive_use",))
        rights = self.section(top.get("rights"), ("rights",), _RIGHTS)
        for key, removed in (("changes", False), ("removes", True)):
            at: PathTuple = ("rights", key)
            changes += [self.right_change(item, (*at, i), removed=removed)
                        for i, item in enumerate(self.listed(rights.get(key), at))]  # fmt: skip
        added_rights = []
        for i, item in enumerate(self.listed(rights.get("adds"), ("rights", "adds"))):
            path = ("rights", "adds", i)
            group = self.group(item, path, {"right", "why"})
            added_rights.append(
                (self.right(group.get("right"), (*path, "right"), shared), self.reason(group, path))
            )
        orders = [
            self.priority(item, ("priorities", i), shared)
            for i, item in enumerate(self.listed(top.get("priorities"), "priorities"))
        ]
        if not (changes or added or stance or added_rights or orders):
            self.wrong((), "the amendment changes nothing", cure="add changes, adds or removes")
        return Amendment(
            name, title, str(top.get("why") or ""), tuple(changes),
            tuple((rule, why) for rule, why in added if rule is not None), tuple(added_rights),
            tuple(orders), stance, str(use.get("text") or ""),
            self.words(top.get("standards"), ("standards",)), file, self.document.lines,
        )  # fmt: skip

    def reason(self, group: Mapping[str, Any], path: PathTuple) -> str:
        """Return why something is amended."""
        if not group.get("why"):
            self.wrong(path, "why is missing", why="an amendment gives the reason of each change",
                       cure="add why:")  # fmt: skip
        return str(group.get("why") or "")

    def change(self, item: Any, path: PathTuple, *, removed: bool) -> Change:
        """Return the change of a clause."""
        group = self.group(item, path, _REMOVE if removed else _CHANGE)
        clause = str(group.get("clause") or "")
        name = ""
        if group.get("parameter"):
            name = self.named(group["parameter"], (*path, "parameter"), "parameter") or ""
        if not (clause or group.get("parameter")):
            self.wrong(path, "clause or parameter is missing", cure="name the clause it changes")
        fresh = self.section(group.get("set"), (*path, "set"), set(RULE_KEYS))
        scale = group.get("scale")
        if scale is not None and (isinstance(scale, bool) or not isinstance(scale, int | float)):
            self.wrong((*path, "scale"), f"'{scale}' is not a number", cure="write scale: 1.5")
            scale = None
        if not removed and bool(fresh) == (scale is not None):
            self.wrong(path, "a change has either set or scale",
                       cure="write set: {value: 150}, or scale: 1.5")  # fmt: skip
        when = self.conditions(group.get("when"), (*path, "when"))
        return Change(path, clause, name, when, self.reason(group, path), fresh, scale, removed)

    def right_change(self, item: Any, path: PathTuple, *, removed: bool) -> Change:
        """Return the change of a right."""
        group = self.group(item, path, {"clause", "uses", "why", *(() if removed else ("set",))})
        if not group.get("clause"):
            self.wrong(path, "clause is missing", cure="name the clause it changes")
        fresh = self.section(
            group.get("set"),
            (*path, "set"),
            {"kind", "uses", "when", "limit", "beyond", "charge", "text"},
        )
        return Change(path, str(group.get("clause") or ""), "", {}, self.reason(group, path), fresh,
                      None, removed, "right")  # fmt: skip
