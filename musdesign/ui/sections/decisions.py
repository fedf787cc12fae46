"""The record of decisions: who decided what, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.report.comparison import decisions_csv
from musdesign.ui import visitor
from musdesign.ui.messages import tell
from musdesign.ui.parts import Column, heading, note, table
from musdesign.ui.typed import filled
from musdesign.ui.view import View
from musdesign.ui.words import date, date_format, say
from musdesign.workspace import Decision, Store


def show(view: View) -> None:
    """Show the decisions of the scenario's file and those recorded here, and take a new one."""
    st.html(heading(say("Decisions")))
    in_file = [
        Decision(item.date, item.by, item.what, item.why) for item in view.scheme.scenario.decisions
    ]
    store = visitor.store()
    recorded: list[Decision] = []
    if store is None:
        st.info(
            say(
                "Nothing can be saved here: start the app with `musdesign app` or "
                "`musdesign serve`."
            )
        )
    else:
        owner = visitor.key()
        _record(store, owner)
        recorded = store.decisions(owner)
    if recorded:
        st.html(decisions_table(say("Recorded here, in the order of writing"), recorded))
    if in_file:
        st.html(decisions_table(say("Written in the scenario's file"), in_file))
    if not recorded and not in_file:
        st.html(note(say("No decision is on record yet.")))
        return
    st.download_button(
        say("Decisions (CSV)"),
        decisions_csv([*in_file, *recorded]),
        "decisions.csv",
        "text/csv",
        on_click="ignore",
        key="download-decisions",
    )


def decisions_table(title: str, decisions: Sequence[Decision]) -> str:
    """Return decisions as a table."""
    return table(
        [
            Column(say("When"), "key"),
            Column(say("Who"), "wide"),
            Column(say("What"), "wide"),
            Column(say("Why"), "wide"),
        ],
        [(date(d.made_on), d.made_by, d.what, d.why) for d in decisions],
        title,
        stacked=True,
    )


def _record(store: Store, owner: str) -> None:
    # what was typed stays where something is missing, and goes once it is on record
    turn = st.session_state.get("decision-turn", 0)
    with st.form("record-decision", border=False):
        texts = {
            label: (st.text_input(label, max_chars=most, key=f"{key}-{turn}") or "").strip()
            for label, most, key in (
                (say("Who decided"), 120, "decision-who"),
                (say("What"), 400, "decision-what"),
                (say("Why"), 400, "decision-why"),
            )
        }
        day = st.date_input(
            say("When"),
            dt.date.today(),
            format=date_format(),
            key=f"decision-when-{turn}",
        )
        asked = st.form_submit_button(say("Record the decision"))
    if not asked:
        return
    when = day if isinstance(day, dt.date) else dt.date.today()
    try:
        filled(texts)
        store.record(owner, Decision(when, *texts.values()))
    except MusdesignError as error:
        tell(error)
    else:
        st.session_state["decision-turn"] = turn + 1
        st.rerun()
