"""What a stranger may change in a case on file: its values, not the files that it opens.

A link, a table of the app or a request may come from anybody.  A shipped case opens files beside it
by name (a climate, a record of rain or flow, tariffs); a name with a way through folders could
make the server read any file it can reach, and tell of it in a message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from musdesign.errors import MusdesignError, Problem, ScenarioError
from musdesign.yamlfile import PathTuple, parse_path, path_text

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
