"""Start: three doors, and a quick answer."""

from __future__ import annotations

import streamlit as st

from musdesign.i18n import mark
from musdesign.ui.pages.kind import Page
from musdesign.ui.words import say


def show() -> None:
    """Show the doors."""
    st.html(f"<h1 class='mus-title'>{say('Water for every use')}</h1>")


PAGE = Page("start", mark("Start"), ":material/home:", alone=show)
