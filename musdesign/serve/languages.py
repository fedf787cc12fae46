"""Answer in the language that a request asks for, where there is a catalogue for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from musdesign.i18n import Language, known_languages, language

SOURCE = "en"
_MOST = 20
_CHOICE = re.compile(r"\s*([A-Za-z]{1,8})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?")
_TOLD = ("what", "why", "cure")


def wanted(header: str) -> Language:
    """Return the most liked known language of an ``Accept-Language``; English where none is known.

    >>> wanted("es-CO,es;q=0.9,en;q=0.8").code, wanted("fr, es;q=0.5").code, wanted("").code
    ('es', 'es', 'en')
    >>> wanted("es;q=0, *").code, wanted("en, es").code
    ('en', 'en')
    """
    known = known_languages()
    best, most = SOURCE, 0.0
    for part in header.split(",", _MOST)[:_MOST]:
        choice = _CHOICE.fullmatch(part)
        if choice and choice[1].lower() in known and float(choice[2] or 1) > most:
            best, most = choice[1].lower(), float(choice[2] or 1)
    return language(best)


def in_words(data: Any, reader: Language) -> Any:
    """Return an answer with the mistakes in it told in a language; figures and keys stay."""
    if reader.code == SOURCE or not isinstance(data, dict) or "problems" not in data:
        return data
    return {"problems": [_told(problem, reader) for problem in data["problems"]]}


def _told(problem: Mapping[str, Any], reader: Language) -> dict[str, Any]:
    return {key: reader.told(value) if key in _TOLD else value for key, value in problem.items()}
