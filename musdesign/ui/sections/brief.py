"""The brief for policy people: what it says, and the files."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from html import escape

import streamlit as st

from musdesign.errors import MusdesignError
from musdesign.i18n import known_languages
from musdesign.report.brief import DAGGER, brief_html, brief_pdf
from musdesign.report.brief_content import Block, brief_of
from musdesign.report.quoting import language_name
from musdesign.ui import downloads
from musdesign.ui.changes import command_line
from musdesign.ui.parts import KeyFigure, heading, key_figures, note, quote
from musdesign.ui.quoting import quote_of
from musdesign.ui.view import View
from musdesign.ui.words import current, say


def show(view: View) -> None:
    """Show what the brief says, and offer it in each language."""
    link, command = _link(view), command_line(view.case.name, view.made)
    found = brief_of(view.scheme, view.result, current(), dt.date.today(), link, command)
    st.html(heading(found.question))
    st.html(note(found.answer))
    st.html(
        key_figures(
            KeyFigure(item.words, item.value, f"{item.unit} {DAGGER}" if item.unverified
                      else item.unit)
            for item in found.numbers
        )
    )  # fmt: skip
    st.html(note(found.unverified_note))
    st.html(heading(say("What blocks it, and the smallest change")))
    if found.blocks:
        st.html(blocks_list(found.blocks))
    st.html(note(found.blocks_note))
    st.html(heading(say("Take the brief with you")))
    st.html(
        note(
            say(
                "One or two pages: the question, the futures side by side, three numbers, one "
                "chart with its source, what blocks it, a link that reopens exactly this, and how "
                "to cite it."
            )
        )
    )
    stem = view.case.name.removesuffix(".yaml").removesuffix(".yml")
    with st.container(horizontal=True):
        for code in known_languages():
            st.download_button(
                say("Brief in {language} (PDF)", language=language_name(code, current())),
                functools.partial(
                    brief_pdf, view.scheme, view.result, code, link=link, command=command
                ),
                f"{stem}-brief-{code}.pdf",
                "application/pdf",
                on_click="ignore",
                key=f"download-brief-{code}",
            )
        st.download_button(
            say("Brief (HTML)"),
            lambda: brief_html(
                view.scheme, view.result, current().code, link=link, command=command
            ),
            f"{stem}-brief.html",
            "text/html",
            on_click="ignore",
            key="download-brief-html",
        )


def blocks_list(blocks: Sequence[Block]) -> str:
    """Return the clauses in the way, each with its own words where these are on file."""
    items = []
    for block in blocks:
        own = block.quotation
        below = quote(quote_of(own)) if own else ""
        items.append(f"<li>{escape(block.told)}{below}</li>")
    return f'<ul class="mus-list">{"".join(items)}</ul>'


def _link(view: View) -> str:
    try:
        return downloads.link(view)
    except MusdesignError:
        return ""
