"""Saved variants side by side, and the record of who decided what, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.ui import session, visitor
from musdesign.ui.headline import figures
from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.parts import Column, heading, note, table, unmarked
from musdesign.ui.theme import number
from musdesign.ui.view import View
from musdesign.ui.words import date, say, told
from musdesign.workspace import Decision, Store, Variant

MOST_SIDE_BY_SIDE = 4
_SHOWN = "variants-shown"


def show(view: View) -> None:
    """Show what this visitor saved, and take what is to be saved."""
    store = visitor.store()
    if store is None:
        st.info(
            say(
                "Nothing can be saved here: start the app with `musdesign app` or "
                "`musdesign serve`."
            )
        )
        return
    owner = visitor.key()
    st.html(heading(say("Variants side by side")))
    _save(view, store, owner)
    variants = store.variants(owner)
    if variants:
        _compared(store, owner, variants)
    else:
        st.html(note(say("None is saved yet. Move something, give it a name, and save it.")))
    st.html(heading(say("Decisions")))
    _record(store, owner)
    decisions = store.decisions(owner)
    if decisions:
        st.html(decisions_table(decisions))


def variants_table(variants: Sequence[Variant]) -> str:
    """Return the key figures of variants, one column each."""
    names = list(dict.fromkeys(name for variant in variants for name in variant.figures))
    return table(
        [Column(say("Figure"), "wide"), *(Column(variant.name, "num") for variant in variants)],
        [
            (_named(name), *(number(variant.figures.get(name)) for variant in variants))
            for name in names
        ],
        say("Key figures of the variants, as they were when saved"),
    )


def _named(kept: str) -> str:
    """Return the name and unit of a figure as kept, in the visitor's language."""
    name, _, unit = kept.rpartition(", ")
    return f"{told(name)}, {told(unit)}" if name else told(kept)


def decisions_table(decisions: Sequence[Decision]) -> str:
    """Return the record of decisions."""
    return table(
        [
            Column(say("When"), "key"),
            Column(say("Who"), "wide"),
            Column(say("What"), "wide"),
            Column(say("Why"), "wide"),
        ],
        [(date(d.made_on), d.made_by, d.what, d.why) for d in decisions],
        say("Decisions in the order of writing"),
        stacked=True,
    )


def _save(view: View, store: Store, owner: str) -> None:
    with st.form("save-variant", border=False):
        name = st.text_input(say("Name of this variant"), max_chars=80, key="variant-name")
        if st.form_submit_button(say("Save this variant")):
            state = view.case.state(view.changes)
            try:
                store.save_variant(
                    owner,
                    Variant(
                        (name or "").strip(),
                        state.case,
                        state.text,
                        state.changes,
                        figures(view.result),
                    ),
                )
                st.success(say("Saved."))
                _show_too((name or "").strip())
            except MusdesignError as error:
                st.error(unmarked(str(error)))


def _show_too(name: str) -> None:
    """Add a variant to those shown, in place of the oldest where there is no room."""
    shown = [other for other in st.session_state.get(_SHOWN, []) if other != name]
    st.session_state[_SHOWN] = [*shown, name][-MOST_SIDE_BY_SIDE:]


def _compared(store: Store, owner: str, variants: Sequence[Variant]) -> None:
    by_name = {variant.name: variant for variant in variants}
    if _SHOWN not in st.session_state:
        st.session_state[_SHOWN] = list(by_name)[-MOST_SIDE_BY_SIDE:]
    chosen = st.multiselect(
        say("Shown, up to {MOST_SIDE_BY_SIDE}", MOST_SIDE_BY_SIDE=MOST_SIDE_BY_SIDE),
        list(by_name),
        max_selections=MOST_SIDE_BY_SIDE,
        key=_SHOWN,
    )
    shown = [by_name[name] for name in chosen if name in by_name]
    if not shown:
        return
    st.html(variants_table(shown))
    with st.container(horizontal=True):
        for variant in shown:
            st.button(
                say("Open {name}", name=unmarked(variant.name)),
                on_click=_open,
                args=(variant,),
                key=f"open-{variant.name}",
            )
            st.button(
                say("Delete {name}", name=unmarked(variant.name)),
                on_click=store.delete_variant,
                args=(owner, variant.name),
                key=f"delete-{variant.name}",
            )


def _open(variant: Variant) -> None:
    state = State(variant.case_name, variant.scenario, dict(variant.changes))
    session.restore(state)
    st.query_params[PARAMETER] = encode(state)


def _record(store: Store, owner: str) -> None:
    with st.form("record-decision", border=False, clear_on_submit=True):
        who = st.text_input(say("Who decided"), max_chars=120, key="decision-who")
        what = st.text_input(say("What"), max_chars=400, key="decision-what")
        why = st.text_input(say("Why"), max_chars=400, key="decision-why")
        day = st.date_input(say("When"), dt.date.today(), key="decision-when")
        if st.form_submit_button(say("Record the decision")):
            when = day if isinstance(day, dt.date) else dt.date.today()
            try:
                store.record(
                    owner,
                    Decision(when, (who or "").strip(), (what or "").strip(), (why or "").strip()),
                )
            except MusdesignError as error:
                st.error(unmarked(str(error)))
