"""A case and its text: shipped, uploaded or linked, kept as read for the next rerun."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from musdesign import flow
from musdesign.errors import Problem, ScenarioError, did_you_mean
from musdesign.flow.keeping import keep_going
from musdesign.flow.opening import resolve
from musdesign.flow.strangers import refuse_files
from musdesign.scenario import scenario_from_text
from musdesign.ui.link import State

FIRST = "la-palma-tres-puertas"
MAX_UPLOAD_BYTES = 1_000_000
_LINE = re.compile(r"^description:\s*(.+?)\s*$", re.MULTILINE)
_TITLE = re.compile(r"^name:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario as text: a shipped one has the folder it stands in.

    ``changes`` are what was edited in its tables or came with a link, as JSON by path; what the
    sliders move stands on top and apart.
    """

    name: str
    text: str
    folder: Path | None
    changes: str = "{}"

    @property
    def token(self) -> str:
        """Return a key that differs for each text, so that no control outlives its case."""
        return f"{self.name}-{hash(self.text) & 0xFFFFFF:x}"

    @property
    def made(self) -> dict[str, Any]:
        """Return the edits by path."""
        found: dict[str, Any] = json.loads(self.changes)
        return found

    @property
    def original(self) -> Case:
        """Return the case without its edits."""
        return replace(self, changes="{}")

    def state(self, moved: Mapping[str, Any], view: Mapping[str, str] | None = None) -> State:
        """Return what a link to this case with changes carries."""
        text = "" if self.folder is not None else self.text
        return State(self.name, text, {**self.made, **moved}, view or {})


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


def of_state(state: State) -> Case:
    """Return the case that a link or a saved variant carries, without its changes.

    A text opens no files beside it, whatever it calls itself: a link may come from anybody.

    Raises:
        MusdesignError: its case is not on file.
    """
    known = flow.cases()
    if state.text:
        return Case(state.case or "scenario", state.text, None)
    if state.case not in known:
        raise ScenarioError(
            Problem(f"there is no case '{state.case}'", cure=did_you_mean(state.case, known))
        )
    return shipped(state.case)


def case_titles() -> dict[str, str]:
    """Return the shipped cases with the names people know them by."""
    titles = {}
    for name, path in flow.cases().items():
        match = _TITLE.search(path.read_text(encoding="utf-8")[:4000])
        titles[name] = match[1].strip("\"'") if match else name
    return titles


def shipped_lines() -> dict[str, str]:
    """Return a line about each shipped case, as its file describes itself."""
    lines = {}
    for name, path in flow.cases().items():
        match = _LINE.search(path.read_text(encoding="utf-8")[:4000])
        lines[name] = match[1].strip("\"'") if match else ""
    return lines


def scheme(case: Case, made: dict[str, Any] | None = None) -> flow.Scheme:
    """Return the scheme of a case with changes made; the last few are kept.

    Raises:
        ScenarioError: with every mistake of the file.
    """
    return _scheme(case, json.dumps(made or {}))


def moved(case: Case, made: dict[str, Any]) -> flow.Scheme:
    """Return the scheme of a case with quantities moved, the names in it as they are.

    Raises:
        ScenarioError: a value does not fit there.
    """
    return _moved(case, json.dumps(made))


@functools.lru_cache(maxsize=64)
def _scheme(case: Case, made: str) -> flow.Scheme:
    made_changes = {**json.loads(case.changes), **json.loads(made)}
    if case.folder is not None:
        refuse_files(made_changes)
    read = scenario_from_text(case.text, made_changes, file=case.name, folder=case.folder)
    return resolve(read, case.folder)


@functools.lru_cache(maxsize=64)
def _moved(case: Case, made: str) -> flow.Scheme:
    changes = json.loads(made)
    base = _scheme(case, "{}")
    refuse_files(changes)
    return flow.changed(base, changes) if changes else base


def designed(case: Case, made: dict[str, Any] | None = None, *, whole: bool) -> flow.DesignResult:
    """Return the design of a case with quantities moved; the last few are kept.

    Args:
        case: the case with its edits.
        made: further changes by path.
        whole: whether its futures and the effects of its tariffs are computed too.

    Raises:
        ScenarioError: with every mistake of the file.
    """
    return _designed(case, json.dumps(made or {}), whole)


@functools.lru_cache(maxsize=24)
def _designed(case: Case, made: str, whole: bool) -> flow.DesignResult:
    scheme = _moved(case, made)
    with keep_going():
        return flow.design(scheme, with_futures=whole)
