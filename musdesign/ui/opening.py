"""Pick a shipped case or open a file, and keep what was read for the next rerun."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from musdesign import flow
from musdesign.errors import Problem, ScenarioError, did_you_mean
from musdesign.flow.opening import resolve
from musdesign.scenario import scenario_from_text
from musdesign.ui.link import PARAMETER, State, decode

FIRST = "la-palma-tres-puertas"
MAX_UPLOAD_BYTES = 1_000_000
_TITLE = re.compile(r"^name:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario as text: a shipped one has the folder it stands in.

    ``changes`` are those that a link brought along, as JSON; what is moved on top stands apart.
    """

    name: str
    text: str
    folder: Path | None
    changes: str = "{}"

    @property
    def token(self) -> str:
        """Return a key that differs for each text, so that no control outlives its case."""
        return f"{self.name}-{hash((self.text, self.changes)) & 0xFFFFFF:x}"

    def state(self, moved: Mapping[str, Any]) -> State:
        """Return what a link to this case with changes carries."""
        made = {**json.loads(self.changes), **moved}
        return State(self.name, "" if self.folder is not None else self.text, made)


def shipped(name: str) -> Case:
    """Return a shipped case, read afresh."""
    path = flow.cases()[name]
    return Case(name, path.read_text(encoding="utf-8"), path.parent)


def uploaded(name: str, raw: bytes) -> Case:
    """Return a case from a file that a person opened.

    Raises:
        ScenarioError: it is too large or no UTF-8 text.
    """
    if len(raw) > MAX_UPLOAD_BYTES:
        size = f"{len(raw) / 1e6:.1f} MB"
        raise ScenarioError(
            Problem("the file is too large", file=name, why=f"{size}, at most 1 MB is read")
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(
            Problem("the file is not UTF-8 text", file=name, cure="save it as UTF-8")
        ) from None
    return Case(name, text, None)


def linked(parameter: str) -> Case:
    """Return the case that a link carries.

    Raises:
        MusdesignError: the link is damaged, or its case is not on file.
    """
    state = decode(parameter)
    changes = json.dumps(dict(state.changes), sort_keys=True)
    if state.text:
        return Case(state.case or "scenario", state.text, None, changes)
    known = flow.cases()
    if state.case not in known:
        raise ScenarioError(
            Problem(f"there is no case '{state.case}'", cure=did_you_mean(state.case, known))
        )
    return replace(shipped(state.case), changes=changes)


def pick() -> Case:
    """Show the list of cases and the file opener; return the chosen case.

    Raises:
        ScenarioError: the file cannot be read as text, or nothing is shipped.
    """
    parameter = st.query_params.get(PARAMETER)
    if parameter:
        st.caption("Opened from a link.")
        st.button("Leave the link", on_click=st.query_params.clear, key="leave-link")
        return linked(parameter)
    titles = case_titles()
    if not titles:
        raise ScenarioError("no case is shipped with this installation")
    names = sorted(titles, key=lambda name: (name != FIRST, titles[name]))
    chosen = st.selectbox(
        "Case", names, format_func=lambda name: titles.get(name, name), key="case"
    )
    with st.expander("Open your own file"):
        file = st.file_uploader(
            "Scenario file (YAML, at most 1 MB)", type=["yaml", "yml"], max_upload_size=1
        )
        if file is not None:
            st.caption("Your file is shown. Remove it to go back to the shipped cases.")
    if file is not None:
        return uploaded(file.name, file.getvalue())
    return shipped(chosen)


def case_titles() -> dict[str, str]:
    """Return the shipped cases with the names people know them by."""
    titles = {}
    for name, path in flow.cases().items():
        match = _TITLE.search(path.read_text(encoding="utf-8")[:4000])
        titles[name] = match[1].strip("\"'") if match else name
    return titles


def scheme(case: Case, made: dict[str, Any] | None = None) -> flow.Scheme:
    """Return the scheme of a case with changes made; the last few are kept.

    Raises:
        ScenarioError: with every mistake of the file.
    """
    return _scheme(case, json.dumps(made or {}, sort_keys=True))


@functools.lru_cache(maxsize=64)
def _scheme(case: Case, made: str) -> flow.Scheme:
    made_changes = {**json.loads(case.changes), **json.loads(made)}
    read = scenario_from_text(case.text, made_changes, file=case.name, folder=case.folder)
    return resolve(read, case.folder)
