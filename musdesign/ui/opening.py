"""A case and its text: shipped, uploaded or linked, kept as read for the next rerun."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from musdesign import flow
from musdesign.errors import Problem, ScenarioError, did_you_mean
from musdesign.flow.keeping import keep_going
from musdesign.flow.once import Kept
from musdesign.flow.opening import resolve
from musdesign.flow.strangers import refuse_bulk, refuse_files
from musdesign.scenario import scenario_from_text
from musdesign.ui.link import State

FIRST = "la-palma-tres-puertas"
MAX_UPLOAD_BYTES = 1_000_000
SLOW_S = 0.4
"""Processor time of a design from which on the page shows first what is sooner there."""
_MOST_NOTED = 200
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


# shared by all sessions: whoever asks for the same text with the same changes is given the same
_schemes: Kept[flow.Scheme] = Kept(64)
_moves: Kept[flow.Scheme] = Kept(64)
_designs: Kept[flow.DesignResult] = Kept(48)
_spent_s: dict[str, float] = {}


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
    text = json.dumps(made or {})
    return _schemes.get((case, text), lambda: _scheme(case, text))


def moved(case: Case, made: dict[str, Any]) -> flow.Scheme:
    """Return the scheme of a case with quantities moved, the names in it as they are.

    Raises:
        ScenarioError: a value does not fit there.
    """
    text = json.dumps(made)
    return _moves.get((case, text), lambda: _moved(case, text))


def _scheme(case: Case, made: str) -> flow.Scheme:
    refuse_bulk(case.changes)
    made_changes = {**json.loads(case.changes), **json.loads(made)}
    if case.folder is not None:
        refuse_files(made_changes)
    else:
        refuse_bulk(case.text, case.name)
    read = scenario_from_text(case.text, made_changes, file=case.name, folder=case.folder)
    return resolve(read, case.folder)


def _moved(case: Case, made: str) -> flow.Scheme:
    changes = json.loads(made)
    base = scheme(case)
    refuse_files(changes)
    return flow.changed(base, changes) if changes else base


def designed(
    case: Case, made: dict[str, Any] | None = None, *, whole: bool, days: bool = True
) -> flow.DesignResult:
    """Return the design of a case with quantities moved; the last ones are kept.

    Args:
        case: the case with its edits.
        made: further changes by path.
        whole: whether its futures and the effects of its tariffs are computed too.
        days: whether the days of its weather are simulated, where it tells of any.

    Raises:
        ScenarioError: with every mistake of the file.
    """
    text = json.dumps(made or {})
    return _designs.get((case, text, whole, days), lambda: _designed(case, text, whole, days))


def first_paint(case: Case, made: dict[str, Any], *, whole: bool) -> flow.DesignResult | None:
    """Return a design that is soon there, to be shown while the one asked for is computed.

    None where the one asked for is there, or will be as soon: the first paint then shows it.  A
    mean year stands for the days of a weather, the design alone for its futures where these were
    slow.

    Raises:
        ScenarioError: with every mistake of the file.
    """
    if _designs.known((case, json.dumps(made), whole, True)) is not None:
        return None
    weather = moved(case, made).scenario.weather
    slow = whole and _spent_s.get(case.token, 0.0) > SLOW_S
    return designed(case, made, whole=False, days=False) if weather or slow else None


def spent_s(case: Case) -> float:
    """Return the time that a design of a case took when it was slow; 0 where it was not."""
    return _spent_s.get(case.token, 0.0)


def forget() -> None:
    """Forget all schemes and designs (tests and timing)."""
    for kept in (_schemes, _moves, _designs):
        kept.clear()


def _designed(case: Case, made: str, whole: bool, days: bool) -> flow.DesignResult:
    wanted = moved(case, json.loads(made))
    start = time.thread_time()
    with keep_going():
        found = flow.design(wanted, with_futures=whole, daily=None if days else False)
    spent_s = time.thread_time() - start
    if spent_s > SLOW_S:
        _spent_s[case.token] = spent_s
        while len(_spent_s) > _MOST_NOTED:
            _spent_s.pop(next(iter(_spent_s)), None)
    return found
