"""Why this number: formula with its numbers, inputs, method and source."""

from __future__ import annotations

import streamlit as st

from musdesign.ui.parts import heading
from musdesign.ui.view import View
from musdesign.ui.words import say


def show(view: View) -> None:
    """Let a person pick a number and see how it came about."""
    result = view.result
    names = list(dict.fromkeys(result.names()))
    st.html(heading(say("How a number came about")))
    if not names:
        st.info(say("No number of this design was traced."))
        return
    chosen = st.selectbox(
        say("Number ({count} can be explained; type to search)", count=len(names)),
        names,
        key="why-name",
    )
    st.code(result[chosen].explain(), language=None, wrap_lines=True)
