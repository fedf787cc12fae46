"""The goals of the search for a tariff: typed in a form, kept with the scenario."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from musdesign import units
from musdesign.errors import MusdesignError, Problem
from musdesign.flow.opening import changed
from musdesign.i18n import mark
from musdesign.scenario.board import TODAY, TariffGoals
from musdesign.study import tariffs as study
from musdesign.ui import session
from musdesign.ui.changes import plain
from musdesign.ui.typed import read_number
from musdesign.ui.view import View
from musdesign.ui.words import localised, say, told

_GOALS, _PATH = "tariff-goals", "tariff_study.goals"
PRESENT = mark("what today's tariff brings")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Goals:
    """What a person asks of the tariff, as typed."""

    tariff: str
    rung: str = PRESENT
    share: str = "100"
    most_rise: str = "25"
    blocks: str = ""
    headcount: bool = False
    fixed: bool = True
    response: bool = False
    legal: bool = False

    def read(self) -> tuple[float, float | None, tuple[float, ...] | None]:
        """Return share, largest rise and block ends; what cannot be read is told all at once."""
        problems: list[Problem] = []

        def tried(read: Callable[[], R], otherwise: R) -> R:
            try:
                return read()
            except MusdesignError as error:
                problems.extend(error.problems)
                return otherwise

        share = tried(lambda: _percent(self.share, say("of it, %")), None)
        if share is None and not problems:
            problems.append(Problem("a share of the cost is needed", cure="100"))
        name = say("no bill may rise by more than, %")
        rise = tried(lambda: _percent(self.most_rise, name), None)
        ends = tried(lambda: _bounds(self.blocks), None)
        if problems:
            raise MusdesignError(problems)
        return share or 0.0, rise, ends


def asked(view: View, of: study.Studied, tariff: str) -> Goals | None:
    """Show the form; return what was asked of the tariff, None where nothing was yet."""
    rungs = [PRESENT, *of.rungs]
    start = starting(view.scheme.scenario.tariff_study.goals)
    with st.form("tariff-goals-form"):
        one, two, three = st.columns(3)
        with one:
            rung = st.selectbox(
                say("The bills must bring"),
                rungs,
                index=rungs.index(start.rung) if start.rung in rungs else 0,
                format_func=rung_name,
                key="goal-rung",
                persist_state="session",
            )
            share = _text(say("of it, %"), start.share, "goal-share")
        with two:
            rise = _text(say("no bill may rise by more than, %"), start.most_rise, "goal-rise")
            blocks = _text(
                say("block ends, m3 a month (empty: as today)"),
                start.blocks,
                "goal-blocks",
                "13 26",
            )
        with three:
            fixed = _tick(say("with a fixed charge"), start.fixed, "goal-fixed")
            few = _tick(say("fewest households, not least money"), start.headcount, "goal-few")
            reply = _tick(say("let use answer to the prices"), start.response, "goal-response")
            legal = _tick(say("keep the country's caps"), start.legal, "goal-legal")
        if st.form_submit_button(say("Look for prices"), type="primary"):
            goals = Goals(tariff, rung or PRESENT, share, rise, blocks, few, fixed, reply, legal)
            st.session_state[_GOALS] = goals
            # what cannot be read is told where the answer would stand
            with contextlib.suppress(MusdesignError):
                _keep(view, goals)
    found: Goals | None = st.session_state.get(_GOALS)
    return found if found is not None and found.tariff == tariff else None


def _text(name: str, start: str, key: str, example: str = "") -> str:
    found = st.text_input(
        name,
        localised(start),
        placeholder=example or None,
        max_chars=60,
        key=key,
        persist_state="session",
    )
    return found or ""


def _tick(name: str, start: bool, key: str) -> bool:
    return st.checkbox(name, value=start, key=key, persist_state="session")


def starting(goals: TariffGoals | None) -> Goals:
    """Return the goals that the form starts with: the file's own, or the usual ones."""
    if goals is None:
        return Goals("")
    return Goals(
        "",
        PRESENT if goals.bring == TODAY else goals.bring,
        plain(goals.share),
        "" if goals.most_rise is None else plain(goals.most_rise),
        _ends(goals.block_ends),
        goals.fewest_households,
        goals.fixed_charge,
        goals.use_answers,
        goals.legal_caps,
    )


def written(goals: Goals) -> dict[str, Any]:
    """Return goals as the scenario file writes them.

    Raises:
        MusdesignError: every field that cannot be read.
    """
    share, rise, ends = goals.read()
    found: dict[str, Any] = {"bring": TODAY if goals.rung == PRESENT else goals.rung}
    found["share"] = f"{plain(100 * share)} %"
    if rise is not None:
        found["most_rise"] = f"{plain(100 * rise)} %"
    if ends:
        found["block_ends"] = [f"{plain(end)} m3/month" for end in ends]
    flags = {
        "fixed_charge": goals.fixed,
        "fewest_households": goals.headcount,
        "use_answers": goals.response,
        "legal_caps": goals.legal,
    }
    return found | flags


def _keep(view: View, goals: Goals) -> None:
    """Keep the goals with the case, so that they travel with its file and link."""
    before = {k: v for k, v in view.case.made.items() if not k.startswith(_PATH)}
    made = {**before, _PATH: written(goals)}
    changed(view.scheme, {_PATH: written(goals)})
    if made != view.case.made:
        session.edit(view.case, made)
        st.rerun()


def rung_name(rung: str) -> str:
    """Return a rung of the cost in the visitor's words."""
    return say(PRESENT) if rung == PRESENT else say("the cost: {rung}", rung=told(rung))


def _percent(text: str, name: str) -> float | None:
    text = text.replace("%", "").strip()
    if not text:
        return None
    try:
        value = read_number(text)
    except MusdesignError as error:
        raise MusdesignError([p.located(path=name) for p in error.problems]) from None
    if value < 0:
        raise MusdesignError(Problem(f"'{text}' is below 0", name))
    return value / 100.0


def _ends(block_ends: Sequence[float]) -> str:
    """Write block ends so that they read back: a comma by itself would be refused.

    >>> _ends([13.0, 26.5]), _ends([26.5])
    ('13 26.5', '26.5;')
    """
    text = " ".join(plain(end) for end in block_ends)
    return f"{text};" if len(block_ends) == 1 and "." in text else text


def _bounds(text: str) -> tuple[float, ...] | None:
    words = text.replace(";", " ").replace("/", " ").split()
    if not words:
        return None
    # by itself 13,26 may be two ends or one
    alone = text.strip() == words[0]
    ends = tuple(units.parse_number(word) if alone else read_number(word) for word in words)
    if any(low >= high for low, high in zip((0.0, *ends), ends, strict=False)):
        raise MusdesignError(
            Problem(f"the block ends '{text}' do not rise", cure="write the smallest first: 13 26")
        )
    return ends
