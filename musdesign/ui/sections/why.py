"""Why this number: formula with its numbers, inputs, method, source, and what moves it most."""

from __future__ import annotations

import streamlit as st

from musdesign.study.explain import HEADLINES, figure_names
from musdesign.ui import explaining
from musdesign.ui.parts import heading
from musdesign.ui.view import View
from musdesign.ui.words import say


def show(view: View) -> None:
    """Let a person pick a number and see how it came about."""
    names = figure_names(view.result)
    st.html(heading(say("How a number came about")))
    if not names:
        st.info(say("No number of this design was traced."))
        return
    chosen = st.selectbox(
        say("Number ({count} can be explained; type to search)", count=len(names)),
        names,
        format_func=lambda key: f"{say(HEADLINES[key])} · {key}" if key in HEADLINES else key,
        key="why-name",
    )
    explaining.draw(view, chosen or names[0], "why")
