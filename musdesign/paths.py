"""Where shipped data lies: in the wheel, in a checkout, and in the user's own folders."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_root(kind: str) -> Path:
    """Return the shipped folder ``kind`` (``standards``, ``scenarios``), wheel or checkout."""
    inside = _PACKAGE / "_data" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


def is_shipped(path: Path) -> bool:
    """Tell whether a file is one of those that come with the programme."""
    roots = (_PACKAGE, data_root("standards"), data_root("scenarios"))
    return any(path.resolve().is_relative_to(root) for root in roots)


def user_roots(kind: str) -> list[Path]:
    """Return the folders ``kind`` below each entry of the variable MUSDESIGN_PATH."""
    entries = os.environ.get("MUSDESIGN_PATH", "").split(os.pathsep)
    return [Path(entry) / kind for entry in entries if entry and (Path(entry) / kind).is_dir()]


def data_files(kind: str, pattern: str) -> dict[str, Path]:
    """Return the data files of one kind by stem; a user's file hides a shipped one."""
    found: dict[str, Path] = {}
    for root in [data_root(kind), *reversed(user_roots(kind))]:
        for path in sorted(root.glob(pattern)):
            found[path.stem] = path
    return found
