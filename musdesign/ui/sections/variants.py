"""Saved variants side by side, up to four, with what differs marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.report.comparison import comparison_csv
from musdesign.study.compare import Comparison, compare
from musdesign.ui import left, visitor
from musdesign.ui.headline import figures
from musdesign.ui.hows import FIGURE_OF_ITS_OWN
from musdesign.ui.link import PARAMETER, State, encode
from musdesign.ui.messages import tell
from musdesign.ui.opening import of_state, scheme
from musdesign.ui.parts import Cell, Column, heading, note, table, unmarked
from musdesign.ui.sections.variant_values import made_table
from musdesign.ui.studies import NEED_AND_COST, Study, within
from musdesign.ui.theme import number
from musdesign.ui.typed import filled
from musdesign.ui.view import View
from musdesign.ui.words import say, told
from musdesign.workspace import Store, Variant

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


def compared_table(comparison: Comparison) -> str:
    """Return designs side by side; what differs from the first says by how much."""
    rows: list[tuple[str | Cell, ...]] = []
    for row in comparison.rows:
        cells = [
            _beside(value, change) for value, change in zip(row.values, row.changes, strict=True)
        ]
        unit = " | ".join(told(one) for one in row.unit.split(" | "))
        name = f"{told(row.name)}, {unit}"
        rows.append((Cell(f"≠ {name}", "differs") if row.differs else name, *cells))
    return table(
        [
            Column(say("Figure"), "wide"),
            *(Column(title, "num", say(FIGURE_OF_ITS_OWN)) for title in comparison.columns),
        ],
        rows,
        say("Designed now; ≠ marks what differs, and per cent tell how far from the first"),
        stacked=True,
    )


def _beside(value: float | None, change: float | None) -> Cell:
    if not change or abs(change) < 5e-4:
        return Cell(number(value))
    sign = "+" if change > 0 else "−"
    return Cell(f"{number(value)} ({sign}{number(abs(100.0 * change), 2)} %)", "differs")


def _save(view: View, store: Store, owner: str) -> None:
    with st.form("save-variant", border=False):
        label = say("Name of this variant")
        name = (st.text_input(label, max_chars=80, key="variant-name") or "").strip()
        if st.form_submit_button(say("Save this variant")):
            state, left_open = view.case.state(view.changes), left.of_case(view.case)
            try:
                filled({label: name})
                taken = any(variant.name == name for variant in store.variants(owner))
                store.save_variant(
                    owner,
                    Variant(
                        name,
                        state.case,
                        state.text,
                        state.changes,
                        figures(view.result),
                        state={"changes": dict(left_open.changes), **left_open.left},
                    ),
                )
                st.success(
                    say("Saved in place of the variant that had this name.")
                    if taken
                    else say("Saved.")
                )
                _show_too(name)
            except MusdesignError as error:
                tell(error)


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
    _side_by_side(shown)
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


def _side_by_side(shown: Sequence[Variant]) -> None:
    """Design what is shown and set it side by side; one that fails tells why."""
    results, designed, schemes = [], [], []
    for variant in shown:
        try:
            case = of_state(State(variant.case_name, variant.scenario))
            read = scheme(case, dict(variant.changes))
            results.append(flow.design(read, effects=False))
            schemes.append(read)
            designed.append(variant)
        except MusdesignError as error:
            st.warning(unmarked(say("{name} cannot be designed now:", name=variant.name)))
            tell(error)
    if not results:
        return
    comparison = compare(*results, titles=[variant.name for variant in designed])
    if any(variant.changes for variant in designed):
        st.html(made_table(designed, schemes[0]))
    names = [variant.name for variant in designed]

    def redrawn(changes: Mapping[str, Any]) -> list[str]:
        moved = [flow.changed(made, changes) if changes else made for made in schemes]
        again = [flow.design(made, effects=False) for made in moved]
        return [compared_table(compare(*again, titles=names))]

    # an input is moved in all of them at once
    others = [(v.case_name, v.changes, hash(v.scenario)) for v in designed]
    study = Study(f"variants {names} {others}", schemes[0], redrawn, by=NEED_AND_COST)
    with within(study):
        st.html(compared_table(comparison))
    if len({result.currency for result in results}) > 1:
        st.html(note(say("Amounts are in each variant's own currency and are not compared.")))
    st.download_button(
        say("This comparison (CSV)"),
        lambda: comparison_csv(comparison, [variant.changes for variant in designed]),
        "comparison.csv",
        "text/csv",
        on_click="ignore",
        key="download-comparison",
    )


def _open(variant: Variant) -> None:
    """Open a variant as it was left; one saved before that was kept opens with its values."""
    parts = dict(variant.state)
    made = parts.pop("changes", dict(variant.changes))
    state = State(variant.case_name, variant.scenario, made, left=parts)
    left.restore(state)
    st.query_params[PARAMETER] = encode(state)
