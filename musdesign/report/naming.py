"""How instruments are called in a report and on a page: as they are cited, not by their file."""

from __future__ import annotations

import re

from musdesign import standards
from musdesign.i18n import Language
from musdesign.standards import Standard

_LAW_ID = re.compile(r"\b[a-z]{2,3}(?:-[a-z0-9]+)+\b")


def law_name(law: Standard, lang: Language) -> str:
    """Return the name of an instrument: its own where it is in the reader's language."""
    own = law.language == lang.code and law.original_name
    return law.original_name if own else lang.told(law.name)


def law_label(law: Standard, lang: Language) -> str:
    """Return how an instrument is cited: issuer, number and year; by its name without a number."""
    own = law.original_issuer if law.language == lang.code else ""
    return law.cited(law.issuer_short or own or lang.told(law.issuer)) or law_name(law, lang)


def labelled(text: str, lang: Language) -> str:
    """Return text in which instruments on file are called as they are cited.

    >>> from musdesign.i18n import language
    >>> labelled("met by this text alone; co-mvct-0844-2018 may govern instead", language("en"))
    'met by this text alone; MVCT 0844/2018 may govern instead'
    """

    def label(found: re.Match[str]) -> str:
        on_file = found[0] in standards.available()
        return law_label(standards.load_standard(found[0]), lang) if on_file else found[0]

    return _LAW_ID.sub(label, text)
