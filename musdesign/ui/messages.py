"""Mistakes become messages, each with what, where, why and what would be right."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from musdesign.errors import MusdesignError, Problem
from musdesign.ui.parts import unmarked
from musdesign.ui.words import say, told

_log = logging.getLogger("musdesign.ui")
_MOST = 40
_MOST_CHARACTERS = 1500


@contextlib.contextmanager
def messages(what: str) -> Iterator[None]:
    """Show mistakes as messages; anything unforeseen as a plain sentence (details to the log)."""
    try:
        yield
    except MusdesignError as error:
        tell(error)
    except Exception:
        _log.exception("could not show %s", what)
        st.error(
            say(
                "Something unforeseen went wrong with {what}. The rest still works; "
                "the terminal that started the app has the details.",
                what=what,
            )
        )


def written(problem: Problem) -> str:
    """Return a problem as one line in the visitor's language."""
    return str(
        replace(problem, what=told(problem.what), why=told(problem.why), cure=told(problem.cure))
    )


def tell(error: MusdesignError) -> None:
    """Show every problem of an error as a message of its own."""
    for problem in error.problems[:_MOST]:
        # what was moved here is told by its path alone, not as an option of the command line
        shown = replace(problem, file="") if problem.file == "--set" else problem
        text = written(shown)
        if len(text) > _MOST_CHARACTERS:
            text = f"{text[:_MOST_CHARACTERS]} …"
        st.error(unmarked(text))
    if len(error.problems) > _MOST:
        st.error(say("and {count} more", count=len(error.problems) - _MOST))


def tell_refused(error: MusdesignError) -> None:
    """Show what is wrong in a table that is typed into, and what counts meanwhile."""
    tell(error)
    st.info(say("The design still shows the last tables without a mistake."))
