"""What a page's own switches and choices were, so that a link reopens them as they were left.

Only what stands here is taken from a link, each held to its form; a choice that is not offered any
more falls back to the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

Form = Literal["switch", "choice", "text", "choices"]
_MOST_WORDS = 400
_MOST_CHOICES = 20

# keys of the session; a pattern where the key holds a name
KEPT: tuple[tuple[str, Form], ...] = (
    (r"edit-part|edit-money|build-up-line|why-name|bring-kind|amend-law|register-basis", "choice"),
    (r"sensitivity-figure|law-.{1,100}-[01]", "choice"),
    (r"network-profile-(end|load)\..{1,200}", "choice"),
    (r"clauses-shown|goal-rung|transition-to", "choice"),
    (r"sources-daily|network-taps|network-price|tariff-forms", "switch"),
    (r"goal-(fixed|few|response|legal)|law-same", "switch"),
    (r"goal-(share|rise|blocks)|transition-(rise|years)", "text"),
    (r"variants-shown|clauses-instruments", "choices"),
)
_PATTERNS = tuple((re.compile(pattern), form) for pattern, form in KEPT)


def kept() -> dict[str, Any]:
    """Return the settings of the session that a link takes along."""
    found = {}
    for key, value in st.session_state.items():
        form = _form_of(str(key))
        if form is not None and _fits(value, form):
            found[str(key)] = value
    return found


def restore(found: Any) -> None:
    """Set what a link says; what has not its form is left out."""
    for key, value in found.items() if isinstance(found, Mapping) else ():
        form = _form_of(str(key))
        if form is not None and _fits(value, form):
            st.session_state[str(key)] = value


def _form_of(key: str) -> Form | None:
    return next((form for pattern, form in _PATTERNS if pattern.fullmatch(key)), None)


def _fits(value: Any, form: Form) -> bool:
    if form == "switch":
        return isinstance(value, bool)
    if form == "choices":
        return (
            isinstance(value, list)
            and len(value) <= _MOST_CHOICES
            and all(_fits(item, "choice") for item in value)
        )
    return isinstance(value, str) and len(value) <= _MOST_WORDS
