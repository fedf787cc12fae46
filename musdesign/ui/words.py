"""The app's texts, numbers and dates in the language the visitor chose.

Sections write their English sentences through ``say``; the language lives in the session, and the
browser's own language is the first guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from musdesign.i18n import Language, known_languages, language, mark, named
from musdesign.standards import Standard
from musdesign.units import MONTH_NAMES

LANGUAGE_KEY = "language"


def current() -> Language:
    """Return the language the visitor reads; English where nobody visits (a test, a script)."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return language("en")
    chosen = st.session_state.get(LANGUAGE_KEY)
    return language(chosen) if chosen in known_languages() else named(st.context.locale)


def say(message: str, **values: object) -> str:
    """Return a message in the visitor's language, with values in its braces."""
    return current().text(message, **values)


def told(text: str) -> str:
    """Return a finished English sentence (a reason, a mistake) in the visitor's language.

    What no catalogue knows stays as it is.
    """
    return current().told(text)


def cited(text: str) -> str:
    """Return where a number comes from: our own words told, a citation as it was printed."""
    return current().source(text)


def date_format() -> str:
    """Return how a field for a date writes it, such as ``YYYY-MM-DD``."""
    day = date(dt.date(1999, 11, 22))
    return day.replace("1999", "YYYY").replace("11", "MM").replace("22", "DD")


def plural(one: str, many: str, count: float, **values: object) -> str:
    """Return the form of a message for a count (named ``count`` in its braces)."""
    return current().plural(one, many, count, **values)


def number(value: float | None, digits: int = 3) -> str:
    """Write a number to some significant digits in the visitor's form; a dash where none."""
    return current().number(value, digits)


def date(day: dt.date) -> str:
    """Write a date in the visitor's form."""
    return current().date(day)


def localised(text: str) -> str:
    """Return a number written in English in the visitor's form."""
    return current().localised(text)


def months() -> list[str]:
    """Return the short names of the months, January first."""
    return [say(name) for name in MONTH_NAMES]


def law_name(law: Standard) -> str:
    """Return the name of an instrument: its own where it is in the visitor's language."""
    own = law.language == current().code and law.original_name
    return law.original_name if own else told(law.name)


def law_label(law: Standard) -> str:
    """Return how an instrument is cited: its issuer in the visitor's language, number, year."""
    own = law.original_issuer if law.language == current().code else ""
    return law.cited(law.issuer_short or own or told(law.issuer)) or law.id


def conditions(when: Mapping[str, Any] | None) -> str:
    """Return the conditions of a rule in one line, in the visitor's language."""
    return "; ".join(_condition(name, wanted) for name, wanted in (when or {}).items())


def _condition(name: str, wanted: Any) -> str:
    title = told(name.replace("_", " "))
    if not hasattr(wanted, "items"):
        choices = wanted if isinstance(wanted, list | tuple) else [wanted]
        listed = say(" or ").join(_limit(choice) for choice in choices)
        return say("{name}: {choices}", name=title, choices=listed)
    if wanted.get("gte") is not None and wanted.get("gte") == wanted.get("lte"):
        return say("{name}: {choices}", name=title, choices=_limit(wanted["gte"]))
    ends = {
        "gt": mark("{name} above {limit}"),
        "gte": mark("{name} from {limit}"),
        "lt": mark("{name} below {limit}"),
        "lte": mark("{name} up to {limit}"),
    }
    limits = {key: _limit(value) for key, value in wanted.items()}
    if set(limits) == {"gt", "lte"}:
        low, high = limits["gt"], limits["lte"]
        return say("{name} above {low} and up to {high}", name=title, low=low, high=high)
    if set(limits) == {"gte", "lte"}:
        low, high = limits["gte"], limits["lte"]
        return say("{name} from {low} to {high}", name=title, low=low, high=high)
    return "; ".join(say(ends[key], name=title, limit=limit) for key, limit in limits.items())


def _limit(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return told(str(value).replace("_", " "))
    return localised(f"{value:,g}")
