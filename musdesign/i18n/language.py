"""Catalogues of messages, and how each language writes numbers and dates."""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import io
from dataclasses import dataclass, field, replace
from pathlib import Path

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.i18n.patterns import Patterns

SOURCE = "en"
_FOLDER = Path(__file__).parent / "catalogues"
_NUMBERS = "Decimal point, thousands separator|.,"
_DATE = "Date form: y year, m month, d day|y-m-d"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code, its name in itself, and its catalogue."""

    code: str
    name: str
    catalogue: gettext.NullTranslations
    patterns: Patterns = field(default_factory=lambda: Patterns(()))

    def text(self, message: str, **values: object) -> str:
        """Return a message in this language, with values in its braces.

        >>> language("es").text("of {count}", count=12)
        'de 12'
        """
        found = self.catalogue.gettext(message) if message else ""
        return found.format(**values) if values else found

    def told(self, sentence: str) -> str:
        """Return a finished English sentence, such as a reason or a mistake, in this language.

        >>> language("es").told("the scenario has no sources")
        'el escenario no tiene fuentes'
        """
        return _told(self, sentence)

    def source(self, text: str) -> str:
        """Return where a number comes from: our own words told, a citation as it was printed.

        >>> language("es").source("assumed: a working value")
        'supuesto: un valor de trabajo'
        """
        return self.patterns.whole(text)

    def filled(self, line: str) -> str:
        """Return a line of a formula with its numbers in the form of this language.

        >>> language("es").filled("Q = 1,213 * 0.5 = 606.5 m3/day")
        'Q = 1.213 * 0,5 = 606,5 m3/day'
        """
        return self.patterns.numbers(line)

    def plural(self, one: str, many: str, count: float, **values: object) -> str:
        """Return the form of a message for a count."""
        whole = round(count)
        found = self.catalogue.ngettext(one, many, whole)
        return found.format(count=self.number(count), **values)

    def number(self, value: float | None, digits: int = 3) -> str:
        """Write a number with the separators of the language; a dash where there is none.

        >>> language("es").number(1234567.0), language("es").number(1.25)
        ('1.234.567', '1,25')
        """
        from musdesign.units import show

        if value is None:
            return "–"
        return self.localised(show(float(value), digits))

    def localised(self, text: str) -> str:
        """Return a number written in English in the form of this language.

        >>> language("es").localised("1,234.5")
        '1.234,5'
        """
        signs = self.text(_NUMBERS).rsplit("|", 1)[-1]
        return text.translate(str.maketrans(".,", signs))

    def date(self, day: dt.date) -> str:
        """Write a date.

        >>> language("es").date(dt.date(2026, 11, 27))
        '27/11/2026'
        """
        form = self.text(_DATE).rsplit("|", 1)[-1]
        parts = {"y": f"{day.year}", "m": f"{day.month:02}", "d": f"{day.day:02}"}
        return "".join(parts.get(sign, sign) for sign in form)


def mark(message: str) -> str:
    """Mark a message of a table for the catalogue; it is translated where it is shown."""
    return message


def known_languages() -> dict[str, str]:
    """Return the languages by code with their own names, the source language first."""
    return {code: language(code).name for code in (SOURCE, *sorted(_files()))}


def language(code: str) -> Language:
    """Return a language.

    Raises:
        MusdesignError: there is no catalogue for it.
    """
    known = (SOURCE, *_files())
    if code not in known:
        raise MusdesignError(
            Problem(f"there is no language '{code}'", cure=did_you_mean(code, known))
        )
    return _load(code)


def named(locale: str | None) -> Language:
    """Return the language nearest to a browser's locale such as ``es-CO``; else English."""
    code = (locale or SOURCE).replace("_", "-").split("-")[0].lower()
    return _load(code if code in _files() else SOURCE)


@functools.lru_cache(maxsize=4096)
def _told(language_: Language, sentence: str) -> str:
    return language_.patterns.told(sentence)


@functools.cache
def _load(code: str) -> Language:
    if code == SOURCE:
        return Language(code, "English", gettext.NullTranslations())
    import polib

    entries = polib.pofile(str(_files()[code]))
    name = entries.metadata.get("Language-Name", code)
    catalogue = gettext.GNUTranslations(io.BytesIO(entries.to_binary()))
    found = Language(code, name, catalogue)
    patterns = Patterns(((e.msgid, e.msgstr) for e in entries), found.localised, found.date)
    return replace(found, patterns=patterns)


@functools.cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(_FOLDER.glob("*.po"))}
