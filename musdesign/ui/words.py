"""The app's texts, numbers and dates in the language the visitor chose.

Sections write their English sentences through ``say``; the language lives in the session, and the
browser's own language is the first guess.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from musdesign.i18n import Language, known_languages, language, mark, named
from musdesign.report import naming
from musdesign.standards import Standard
from musdesign.standards.vocabulary import vocabulary
from musdesign.units import MONTH_NAMES

LANGUAGE_KEY = "language"
_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)*\b")
# a population is of persons and a number of dwellings of households: their names say so
_TOLD_BY_NAME = {"text", "-", "person", "household"}
_speaking: ContextVar[Language | None] = ContextVar("musdesign_speaking", default=None)
_exactly: ContextVar[bool] = ContextVar("musdesign_exactly", default=False)


def current() -> Language:
    """Return the language the visitor reads; English where nobody visits (a test, a script)."""
    if (chosen := _speaking.get()) is not None:
        return chosen
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


@contextlib.contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Speak a visitor's language meanwhile, in a thread that has no visitor."""
    before = _speaking.set(chosen)
    try:
        yield
    finally:
        _speaking.reset(before)


@contextlib.contextmanager
def exactly() -> Iterator[None]:
    """Write numbers in full meanwhile, as Python does: for whoever reads them again."""
    before = _exactly.set(True)
    try:
        yield
    finally:
        _exactly.reset(before)


def full(value: float) -> str:
    """Return a number in full where that is asked for (see :func:`exactly`), else nothing.

    >>> full(1 / 3)
    ''
    >>> with exactly():
    ...     full(1 / 3)
    '0.3333333333333333'
    """
    return repr(float(value)) if _exactly.get() else ""


def number(value: float | None, digits: int = 3) -> str:
    """Write a number to some significant digits in the visitor's form; a dash where none."""
    if value is not None and (text := full(value)):
        return text
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
    return naming.law_name(law, current())


def law_label(law: Standard) -> str:
    """Return how an instrument is cited: issuer, number and year; by its name without a number."""
    return naming.law_label(law, current())


def labelled(text: str) -> str:
    """Return text in which instruments are called as they are cited, not by their file."""
    return naming.labelled(text, current())


def ruled(text: str) -> str:
    """Return what a rule says in one line, the names in its formulas as people call them."""
    known = vocabulary() if text.startswith("formula ") else {}

    def called(found: re.Match[str]) -> str:
        name = found[0]
        return told(name.replace("_", " ")) if "_" in name or name in known else name

    return told(_NAME.sub(called, text))


def conditions(when: Mapping[str, Any] | None) -> str:
    """Return the conditions of a rule in one line, in the visitor's language.

    >>> conditions({"altitude": {"gte": 1000, "lte": 2000}, "area": "rural"})
    'altitude from 1,000 to 2,000 m; area: rural'
    """
    return "; ".join(_condition(name, wanted) for name, wanted in (when or {}).items())


def _condition(name: str, wanted: Any) -> str:
    title = told(name.replace("_", " "))
    if not hasattr(wanted, "items"):
        choices = wanted if isinstance(wanted, list | tuple) else [wanted]
        listed = say(" or ").join(_limit(choice) for choice in choices)
        return say("{name}: {choices}", name=title, choices=listed)
    unit = _unit_of(name)
    if wanted.get("gte") is not None and wanted.get("gte") == wanted.get("lte"):
        return say("{name}: {choices}", name=title, choices=_limit(wanted["gte"]) + unit)
    ends = {
        "gt": mark("{name} above {limit}"),
        "gte": mark("{name} from {limit}"),
        "lt": mark("{name} below {limit}"),
        "lte": mark("{name} up to {limit}"),
    }
    limits = {key: _limit(value) for key, value in wanted.items()}
    if set(limits) == {"gt", "lte"}:
        low, high = limits["gt"], limits["lte"] + unit
        return say("{name} above {low} and up to {high}", name=title, low=low, high=high)
    if set(limits) == {"gte", "lte"}:
        low, high = limits["gte"], limits["lte"] + unit
        return say("{name} from {low} to {high}", name=title, low=low, high=high)
    return "; ".join(
        say(ends[key], name=title, limit=limit + unit) for key, limit in limits.items()
    )


def _unit_of(condition: str) -> str:
    """Return the unit of a condition after a space, where its name does not tell it already."""
    term = vocabulary().get(condition)
    unit = "" if term is None or term.unit in _TOLD_BY_NAME else told(term.unit)
    return f" {unit}" if unit else ""


def _limit(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return told(str(value).replace("_", " "))
    return localised(f"{value:,g}" if abs(value) < 1e6 else f"{value:,.0f}")
