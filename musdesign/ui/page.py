"""The one screen: a case and its controls on the left, its answers on the right."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.ui import controls, downloads, headline, opening
from musdesign.ui.parts import unmarked
from musdesign.ui.sections import SECTIONS
from musdesign.ui.theme import STYLE
from musdesign.ui.view import View

_log = logging.getLogger("musdesign.ui")


def main() -> None:
    """Draw the page; a mistake becomes messages, never a traceback."""
    st.set_page_config(page_title="musdesign", page_icon="💧", layout="wide")
    st.html(STYLE)
    with messages("the page"):
        view = _view()
        if view is not None:
            _answers(view)


@contextlib.contextmanager
def messages(what: str) -> Iterator[None]:
    """Show mistakes as messages; anything unforeseen as a plain sentence (details to the log)."""
    try:
        yield
    except MusdesignError as error:
        for problem in error.problems[:40]:
            # what was moved here is told by its path alone, not as an option of the command line
            told = replace(problem, file="") if problem.file == "--set" else problem
            st.error(unmarked(str(told)))
        if len(error.problems) > 40:
            st.error(f"and {len(error.problems) - 40} more")
    except Exception:
        _log.exception("could not show %s", what)
        st.error(
            f"Something unforeseen went wrong with {what}. The rest still works; "
            "the terminal that started the app has the details."
        )


def _view() -> View | None:
    """Read case and controls, and design; None where messages were shown instead."""
    # messages stand on the right, where there is room for the mistakes of a whole file
    with messages("the case"), st.sidebar:
        st.html('<p class="mus-title">musdesign</p>')
        case = opening.pick()
        return _moved(case, opening.scheme(case))
    st.info("Mend what is marked, go back to the case, or pick a shipped one.")
    return None


def _moved(case: opening.Case, base: flow.Scheme) -> View:
    chosen = controls.show(base, case.token)
    scheme = opening.scheme(case, chosen.changes) if chosen.changes else base
    result = flow.design(scheme)
    before = flow.design(base) if chosen.changes else result
    return View(case, scheme, result, before, chosen.changes, chosen.tariff)


def _answers(view: View) -> None:
    with messages("the key figures"):
        headline.show(view)
    titles = [section.title for section in SECTIONS]
    tabs = st.tabs(titles, key="section", on_change="rerun")
    for tab, section in zip(tabs, SECTIONS, strict=True):
        # only the open one is drawn: the others cost nothing until they are looked at
        if tab.open:
            with tab, messages(section.title):
                section.show(view)
    with messages("the downloads"):
        downloads.show(view)
