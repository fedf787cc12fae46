"""Who visits: the key of the browser, and the store of what was saved under it."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path

import streamlit as st

from musdesign.ui.start import WORKSPACE_VARIABLE
from musdesign.workspace import Store, open_store

COOKIE = "musdesign_visitor"
KEY_PATTERN = re.compile(r"^[A-Za-z0-9_-]{32,64}$")
_ALONE = "one-person-on-this-machine-alone"


def key() -> str:
    """Return the key of this browser; one for all where no cookie is set (tests, one person)."""
    found = dict(st.context.cookies).get(COOKIE, "")
    return found if KEY_PATTERN.match(found) else _ALONE


def store() -> Store | None:
    """Return the store of the workspace; None where the app was started without one."""
    folder = os.environ.get(WORKSPACE_VARIABLE)
    return _opened(folder) if folder else None


@functools.lru_cache(maxsize=4)
def _opened(folder: str) -> Store:
    return open_store(Path(folder))
