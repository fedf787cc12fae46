"""Read YAML safely, with the line of every key and item, and every duplicate key reported.

Only plain data comes out: no tags that build objects, no anchors and aliases (a few of them can
unfold into gigabytes) unless a reader asks for them, and then up to a number of values.  The place
of each value is kept by path so that a mistake found later, by any reader, is reported at its line.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.paths import is_shipped

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 200_000
"""Values that a file with aliases may unfold into."""
_MOST_KEPT_TEXT = 100_000
_LARGEST = 10**300
"""A whole number above it has no counterpart among those that are computed with."""

Step = str | int
PathTuple = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: plain ``data``, the ``lines`` of its paths and the problems met so far."""

    file: str
    data: Any
    lines: dict[PathTuple, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, path: PathTuple) -> int | None:
        """Return the line of a path, or of the nearest enclosing one that has a line."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def problem(self, path: PathTuple, what: str, *, why: str = "", cure: str = "") -> Problem:
        """Return a problem placed at a path of this file."""
        return Problem(what, path_text(path), self.file, self.line(path), why, cure)


class FileReader:
    """Collects the mistakes of a document while a reader turns it into its own data."""

    def __init__(self, document: Document) -> None:
        """Start with the mistakes that were met while parsing."""
        self.document = document
        self.problems: list[Problem] = list(document.problems)

    def wrong(self, path: PathTuple, what: str, why: str = "", cure: str = "") -> None:
        """Note a mistake at a path."""
        self.problems.append(self.document.problem(path, what, why=why, cure=cure))

    def group(self, value: Any, path: PathTuple, known: set[str]) -> dict[str, Any]:
        """Return a group of keys (an empty one where it is no group), unknown keys noted."""
        if not isinstance(value, dict):
            self.wrong(path, "a group of keys is expected here")
            return {}
        for key in value:
            if key not in known:
                self.wrong((*path, key), f"unknown key '{key}'", cure=did_you_mean(key, known))
        return value

    def finish(self) -> None:
        """Raise every mistake noted, in the order of the lines.

        Raises:
            DataError: where there is any.
        """
        if self.problems:
            raise DataError(sorted(self.problems, key=lambda problem: problem.line or 0))


def path_text(path: PathTuple) -> str:
    """Write a path the way messages and ``--set`` do.

    >>> path_text(("households", 1, "uses", "gardens", 0, "area"))
    'households[1].uses.gardens[0].area'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text


def parse_path(text: str) -> PathTuple:
    """Read a path written like ``households[1].uses.gardens[0].area`` (dots for indices work too).

    >>> parse_path("households[1].size")
    ('households', 1, 'size')
    >>> parse_path("households.1.size")
    ('households', 1, 'size')
    """
    steps: list[Step] = []
    for part in map(str.strip, text.replace("[", ".").replace("]", "").split(".")):
        if not part:
            raise DataError(
                Problem(
                    f"unreadable path '{text}'",
                    cure="write a path such as households[0].uses.domestic.rate",
                )
            )
        steps.append(int(part) if part.isdigit() else part)
    return tuple(steps)


def read_yaml(path: str | Path) -> Document:
    """Read a YAML file; its syntax errors and duplicate keys come back as problems."""
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise DataError(Problem(f"cannot read '{path}'", why=reason.lower())) from None
    if len(raw) > MAX_BYTES:
        raise DataError(
            Problem(
                "the file is too large",
                file=str(path),
                why=f"{len(raw)} bytes, at most {MAX_BYTES} are read",
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(
            Problem("the file is not UTF-8 text", file=str(path), cure="save it as UTF-8")
        ) from None
    return parse_yaml(text, file=str(path), compiled=is_shipped(path))


def parse_yaml(
    text: str,
    file: str = "",
    *,
    last_wins: bool = False,
    aliases: bool = False,
    compiled: bool = False,
) -> Document:
    r"""Parse YAML text into plain data with line numbers.

    Of a key that is set twice the first value stands, or with ``last_wins`` the last (and groups
    at the top of the file are joined); it is noted as a mistake in either case. With ``aliases``
    anchors, aliases and merged groups are read, up to MAX_VALUES values.  With ``compiled`` the
    compiled parser reads it, where there is one: five times as fast, the same for every shipped
    file, but not for everything that a user may write.

    >>> document = parse_yaml("a: 1\nb:\n  - x: 2\n")
    >>> document.data, document.line(("b", 0, "x"))
    ({'a': 1, 'b': [{'x': 2}]}, 3)
    """
    if len(text) > _MOST_KEPT_TEXT:
        return _parsed.__wrapped__(text, file, last_wins, aliases, compiled)
    # the same file is read again for each value that is moved in it; its data is the caller's own
    kept = _parsed(text, file, last_wins, aliases, compiled)
    return replace(kept, data=copy.deepcopy(kept.data), lines=dict(kept.lines))


@functools.lru_cache(maxsize=16)
def _parsed(
    text: str, file: str, last_wins: bool, aliases: bool = False, compiled: bool = False
) -> Document:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.composer.warn_double_anchors = False  # YAML lets an anchor be set again
    try:
        root = _composed_fast(text) if compiled else None
        root = yaml.compose(io.StringIO(text)) if root is None else root
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or "unreadable").split())
        line = mark.line + 1 if mark else None
        raise DataError(Problem(f"not valid YAML: {what}", file=file, line=line)) from None
    except RecursionError:
        raise DataError(Problem("not valid YAML: nested too deeply", file=file)) from None
    except (YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())[:200] or "unreadable"
        raise DataError(Problem(f"not valid YAML: {reason}", file=file)) from None
    reader = _Reader(file, yaml, last_wins=last_wins, aliases=aliases)
    data = reader.value(root, (), 0) if root is not None else None
    return Document(file, data, reader.lines, tuple(reader.problems))


def _composed_fast(text: str) -> Node | None:
    """Return the nodes as the compiled parser finds them; nothing where it cannot."""
    loader = _compiled_loader()
    try:
        node: Node | None = loader(text).get_single_node() if loader else None
    except (YAMLError, ValueError, RecursionError):
        return None  # the other parser tells what is wrong
    return node


@functools.cache
def _compiled_loader() -> Callable[[str], Any] | None:
    try:
        from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        return None
    from ruamel.yaml.resolver import VersionedResolver

    class Loader(CParser, VersionedResolver):  # type: ignore[misc]
        """The compiled parser with the words of YAML 1.2: ``no`` is a word, not false."""

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            VersionedResolver.__init__(self, version=(1, 2), loadumper=self)
            self._parser = self._composer = self

    return Loader


class _Reader:
    """Turns the node tree into plain data and remembers lines and duplicate keys."""

    def __init__(self, file: str, yaml: YAML, *, last_wins: bool, aliases: bool) -> None:
        self.file = file
        self.last_wins = last_wins
        self.aliases = aliases
        self.values = 0
        self.lines: dict[PathTuple, int] = {}
        self.problems: list[Problem] = []
        self._constructor = yaml.constructor

    def value(self, node: Node, path: PathTuple, depth: int) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        self.values += 1
        named = node.anchor is not None and not self.aliases
        if named or depth > MAX_DEPTH or (self.aliases and self.values > MAX_VALUES):
            what = "anchors and aliases are not read" if named else "nested too deeply"
            what = what if depth > MAX_DEPTH or named else "aliases unfold into too many values"
            raise DataError(
                Problem(what, path_text(path), self.file, line, cure="write the value out")
            )
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path, line)

    def _mapping(self, node: MappingNode, path: PathTuple, depth: int) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        shared: set[str] = set()  # keys of merged groups: the group's own word overrides them
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise DataError(
                    Problem("a key must be a plain word", path_text(path), self.file, line)
                )
            key = str(key_node.value)
            here = (*path, key)
            if key == "<<" and self.aliases:
                merged = self.value(value_node, here, depth + 1)
                for group in merged if isinstance(merged, list) else [merged]:
                    if isinstance(group, dict):
                        shared |= group.keys() - result.keys()
                        result = {**group, **result}
                continue
            if result and _torn_by_comma(key_node, value_node, result):
                # {rate: 1,5 m3} is read by YAML as rate: 1 and an empty key "5 m3"
                last = next(reversed(result))
                result[last] = f"{result[last]},{key}"
                continue
            if key in result and key not in shared:
                first = self.lines.get(here, line)
                self.problems.append(
                    Problem(
                        f"duplicate key '{key}'",
                        path_text(here),
                        self.file,
                        line,
                        f"it is already set in line {first}",
                        "keep one of the two",
                    )
                )
                again = self.value(value_node, (*here, "(again)"), depth + 1)
                if self.last_wins and not path and isinstance(again, dict):
                    again = {**(result[key] if isinstance(result[key], dict) else {}), **again}
                if self.last_wins:
                    result[key] = again
                continue
            shared.discard(key)
            self.lines[here] = line
            result[key] = self.value(value_node, here, depth + 1)
        return result

    def _scalar(self, node: ScalarNode, path: PathTuple, line: int) -> Any:
        try:
            value = self._constructor.construct_object(node)
        except (YAMLError, ValueError) as error:
            what = " ".join(str(getattr(error, "problem", None) or error).split())
            self.problems.append(
                Problem(f"unreadable value: {what}", path_text(path), self.file, line)
            )
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, int) and abs(value) > _LARGEST:
            self.problems.append(
                Problem("the number is too large", path_text(path), self.file, line)
            )
            return None
        if isinstance(value, str | int | float | bool | dt.date) or value is None:
            return value
        self.problems.append(
            Problem(
                f"a value of kind '{node.tag}' is not read here", path_text(path), self.file, line
            )
        )
        return None


def _torn_by_comma(key_node: ScalarNode, value_node: Node, before: dict[Any, Any]) -> bool:
    empty = isinstance(value_node, ScalarNode) and value_node.value == ""
    last = before[next(reversed(before))]
    number = isinstance(last, int) and not isinstance(last, bool)
    return empty and number and str(key_node.value)[:1].isdigit()


def scalar_span(text: str, path: PathTuple) -> tuple[int, int] | None:
    r"""Return where in the text the scalar at a path stands, or None where there is none.

    >>> text = "a:\n  - b: 25 %  # why\n"
    >>> start, end = scalar_span(text, ("a", 0, "b"))
    >>> text[start:end]
    '25 %'
    """
    yaml = YAML(typ="safe", pure=True)
    node: Node | None = yaml.compose(io.StringIO(text))
    for step in path:
        if isinstance(node, MappingNode):
            values = [value for key, value in node.value if str(key.value) == str(step)]
            node = values[0] if values else None
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    if not isinstance(node, ScalarNode) or node.value == "":
        return None
    return node.start_mark.index, node.end_mark.index
