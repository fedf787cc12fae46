"""What a stranger may change in a case on file: its values, not the files that it opens.

A link, a table of the app or a request may come from anybody.  A shipped case opens files beside it
by name (a climate, a record of rain or flow, tariffs); a name with a way through folders could
make the server read any file it can reach, and tell of it in a message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from musdesign.errors import MusdesignError, Problem, ScenarioError
from musdesign.yamlfile import PathTuple, parse_path, path_text

MOST_PARTS = 60_000
"""Lines, items and groups of a stranger's text: parsing so many takes a few seconds."""
MOST_DEPTH = 40
_MOST_DIGITS = 30

_NAMES_FILES: tuple[tuple[str, ...], ...] = (
    ("location", "climate", "file"),
    ("weather", "record"),
    ("sources", "*", "series"),
    ("tariffs", "*"),
)


def refuse_files(changes: Mapping[str, Any]) -> None:
    """Refuse changes that name a file elsewhere.

    Raises:
        ScenarioError: with a problem for each such name.

    >>> refuse_files({"losses": "20 %", "tariffs": ["co-rural-domestic"]})
    >>> refuse_files({"location.climate": {"file": "../secret.csv"}})
    Traceback (most recent call last):
        ...
    musdesign.errors.ScenarioError: location.climate.file: '../secret.csv' names a file elsewhere...
    """
    problems = []
    for text, value in changes.items():
        try:
            start = parse_path(text)
        except MusdesignError:
            continue  # told with the other mistakes of the changes
        for path, name in _texts(start, value):
            if _names_file(path) and _leads_elsewhere(name):
                problems.append(
                    Problem(
                        f"'{name}' names a file elsewhere",
                        path_text(path),
                        why="what came with a link, a table or a request opens no files",
                        cure="write the values themselves, or use the command line",
                    )
                )
    if problems:
        raise ScenarioError(problems)


def plain_json(text: str | bytes) -> Any:
    """Return what a stranger's JSON says, held to what any reader of it can take.

    Raises:
        ValueError: it is no JSON, nested too deeply, or holds what is no number or no text.

    >>> plain_json('{"losses": 0.2}')
    {'losses': 0.2}
    >>> plain_json('[NaN]')
    Traceback (most recent call last):
        ...
    ValueError: NaN is no number
    """
    try:
        found = json.loads(text, parse_constant=_no_number, parse_int=_whole)
        # half of a surrogate pair is no text, and can be shown nowhere
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level = [found]
    for _ in range(MOST_DEPTH):
        level = [part for item in level for part in _parts(item)]
        if not level:
            return found
    raise ValueError("nested too deeply")


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("a number has too many digits")
    return int(digits)


def _parts(item: Any) -> Iterable[Any]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def refuse_bulk(text: str, file: str = "") -> None:
    """Refuse a text that would take long to parse, before it is parsed.

    Raises:
        ScenarioError: it has far more lines, items and groups than a scheme.

    >>> refuse_bulk("name: x")
    >>> refuse_bulk("[" * 100_000)
    Traceback (most recent call last):
        ...
    musdesign.errors.ScenarioError: the text is too long; 100,001 lines, items and groups...
    """
    parts = 1 + sum(text.count(sign) for sign in "\n\r,[{")
    if parts > MOST_PARTS:
        raise ScenarioError(
            Problem(
                "the text is too long",
                file=file,
                why=f"{parts:,} lines, items and groups, at most {MOST_PARTS:,} are read here",
                cure="use the command line",
            )
        )


def _texts(path: PathTuple, value: Any) -> Iterator[tuple[PathTuple, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts((*path, str(key)), part)
    elif isinstance(value, list | tuple):
        for i, part in enumerate(value):
            yield from _texts((*path, i), part)


def _names_file(path: PathTuple) -> bool:
    return any(
        len(path) == len(known)
        and all(want in {"*", step} for want, step in zip(known, path, strict=True))
        for known in _NAMES_FILES
    )


def _leads_elsewhere(name: str) -> bool:
    ending = name.lower().rsplit(".", 1)[-1]
    return any(sign in name for sign in "/\\:~") or ".." in name or ending in {"yaml", "yml"}
