"""What was read from a visitor's files, kept by their content for as long as they lie there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from musdesign.errors import MusdesignError

R = TypeVar("R")
_KEPT = "read-once"


def once(kind: str, files: Mapping[str, bytes], more: str, read: Callable[[], R]) -> R:
    """Return what was read from files, or the mistakes in them: read anew where they differ.

    The page is drawn again at each move of its visitor, whose session keeps the last of each kind.

    Args:
        kind: what is read.
        files: names and contents.
        more: what else the reading depends on.
        read: reads them.

    Raises:
        MusdesignError: they cannot be used.
    """
    key = _key(files, more)
    kept: dict[str, tuple[str, R | MusdesignError]] = st.session_state.setdefault(_KEPT, {})
    if kind not in kept or kept[kind][0] != key:
        try:
            kept[kind] = key, read()
        except MusdesignError as error:
            kept[kind] = key, error
    found = kept[kind][1]
    if isinstance(found, MusdesignError):
        raise type(found)(found.problems)
    return found


def _key(files: Mapping[str, bytes], more: str) -> str:
    found = hashlib.blake2b(more.encode())
    for name, raw in files.items():
        for part in (name.encode(), raw):
            found.update(f"{len(part)}:".encode() + part)
    return found.hexdigest()
