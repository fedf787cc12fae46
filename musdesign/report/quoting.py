"""The words of clauses as they are shown: between quotation marks, with where they were read."""

from __future__ import annotations

from collections.abc import Iterable

from musdesign.i18n import Language, language, mark
from musdesign.report.bases import BASES
from musdesign.report.console import console, heading
from musdesign.standards.quotations import Quotation, distinct

LANGUAGES = {
    "bn": mark("Bengali"),
    "en": mark("English"),
    "es": mark("Spanish"),
    "fr": mark("French"),
    "id": mark("Indonesian"),
    "ne": mark("Nepali"),
    "pt": mark("Portuguese"),
    "th": mark("Thai"),
}
_LAST_LETTER = 0x058F
_SIGNS = range(0x2000, 0x2300)


def words(quotation: Quotation) -> str:
    """Return the words between quotation marks.

    >>> words(Quotation("Agua.", "es", "Artículo 1", "gazette", "primary"))
    '«Agua.»'
    """
    return f"«{quotation.text}»"


def language_name(code: str, lang: Language) -> str:
    """Return the name of a language in another; its code where it has none here.

    >>> language_name("es", language("en")), language_name("xho", language("en"))
    ('Spanish', 'xho')
    """
    return lang.text(LANGUAGES[code]) if code in LANGUAGES else code


def cited(quotation: Quotation, lang: Language) -> str:
    """Return where words stand, in which language, and where, when and how well they were read.

    >>> cited(Quotation("Agua.", "es", "Artículo 1", "gazette", "primary"), language("en"))
    'Artículo 1, Spanish, primary. Read in: gazette'
    """
    _ = lang.text
    known = {
        "place": quotation.place,
        "language": language_name(quotation.language, lang),
        "basis": _(BASES[quotation.basis]),
        "source": quotation.source,
    }
    if quotation.read is None:
        text = _("{place}, {language}, {basis}. Read in: {source}", **known)
    else:
        text = _(
            "{place}, {language}, {basis}. Read on {date} in: {source}",
            date=lang.date(quotation.read),
            **known,
        )
    return f"{text} ({lang.told(quotation.note)})" if quotation.note else text


def printed(quotation: Quotation, lang: Language) -> str:
    """Return the words for a PDF, whose fonts have Latin, Greek and Cyrillic letters."""
    if all(ord(sign) <= _LAST_LETTER or ord(sign) in _SIGNS for sign in quotation.text):
        return words(quotation)
    return lang.text(
        "(in {language}, whose letters the fonts of this document do not have; the app shows it)",
        language=language_name(quotation.language, lang),
    )


def show(found: Iterable[tuple[str, Quotation | None]], title: str = "") -> None:
    """Print the words of clauses, each once, under a title where there are any."""
    rows = distinct(found)
    if rows and title:
        heading(title)
    english = language("en")
    for clause, quotation in rows:
        console().print(f"{clause}: {words(quotation)}")
        console().print(f"   {cited(quotation, english)}", style="dim")
