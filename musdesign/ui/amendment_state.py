"""The amendment that a visitor is writing: its clauses, kept for the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from musdesign.standards.writing_amendment import MOST_WORDS, Edit, edits_of

_EDITS, NAME, WHY, REVISION = (
    "amendment.edits",
    "amendment.name",
    "amendment.why",
    "amendment.revision",
)


def edits(law: str) -> list[Edit]:
    """Return the edits of an instrument so far."""
    kept: dict[str, list[Edit]] = st.session_state.get(_EDITS, {})
    return list(kept.get(law, ()))


def keep(law: str, made: Sequence[Edit]) -> None:
    """Keep the edits of an instrument; of one number the last edit counts."""
    last = {(e.clause, e.parameter, repr(e.when), e.key): e for e in made}
    kept = st.session_state.get(_EDITS, {})
    st.session_state[_EDITS] = {**kept, law: list(last.values())}


def add(law: str, edit: Edit) -> None:
    """Add an edit; call it from a callback."""
    keep(law, [*edits(law), edit])
    restart()


def remove(law: str, index: int) -> None:
    """Take an edit out; call it from a callback."""
    keep(law, [edit for i, edit in enumerate(edits(law)) if i != index])
    restart()


def reopen(law: str, text: str) -> None:
    """Put the edits of a saved amendment in place of those so far.

    Raises:
        DataError: mistakes of the file, or more than new numbers of clauses in it.
    """
    name, why, _, made = edits_of(text)
    keep(law, made)
    st.session_state[NAME], st.session_state[WHY] = name, why
    restart()


def kept() -> dict[str, Any]:
    """Return the amendments being written as plain data, for a link."""
    made = {
        law: [asdict(edit) for edit in own]
        for law, own in st.session_state.get(_EDITS, {}).items()
        if own
    }
    texts = {key: st.session_state.get(key) for key in (NAME, WHY)}
    found: dict[str, Any] = {"edits": made} if made else {}
    return found | {key: text for key, text in texts.items() if made and text}


def restore(found: Mapping[str, Any]) -> None:
    """Take up the amendments that a link tells in place of those so far.

    An edit of another form is left out: what a link says is held to the form of an amendment when
    it is applied.
    """
    made: dict[str, list[Edit]] = {}
    told = found.get("edits")
    for law, own in told.items() if isinstance(told, Mapping) else ():
        made[str(law)] = (
            [Edit(**item) for item in own if _is_edit(item)] if isinstance(own, list) else []
        )
    st.session_state[_EDITS] = made
    for key in (NAME, WHY):
        text = found.get(key, "")
        st.session_state[key] = text[:MOST_WORDS] if isinstance(text, str) else ""
    restart()


def _is_edit(item: Any) -> bool:
    forms: dict[str, type | tuple[type, ...]] = {
        "clause": str,
        "parameter": str,
        "when": dict,
        "key": str,
        "value": (int, float),
        "unit": str,
        "why": str,
    }
    return (
        isinstance(item, dict)
        and set(item) == set(forms)
        and all(isinstance(item[name], form) for name, form in forms.items())
    )


def restart() -> None:
    """Give the fields of the next edit a new start."""
    st.session_state[REVISION] = st.session_state.get(REVISION, 0) + 1


def revision() -> int:
    """Return how often the fields were started anew."""
    return int(st.session_state.get(REVISION, 0))
