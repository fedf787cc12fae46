"""Every catalogue holds every message, with the same places for values."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import polib
import pytest

from musdesign.errors import MusdesignError
from musdesign.i18n import known_languages, language, named
from tests.i18n.messages import ROOT, glued, messages

CATALOGUES = sorted((ROOT / "i18n" / "catalogues").glob("*.po"))
PLACE = re.compile(r"\{(\w*)[^}]*\}")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_holds_every_message_of_the_source(path: Path):
    held = {
        text
        for entry in polib.pofile(str(path))
        if entry.msgstr or entry.msgstr_plural
        for text in (entry.msgid, entry.msgid_plural)
    }
    missing = {text: place for text, place in messages().items() if text not in held}
    assert not missing


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_has_the_places_of_its_message(path: Path):
    for entry in polib.pofile(str(path)):
        forms = [(entry.msgid, entry.msgstr)]
        for number, text in entry.msgstr_plural.items():
            forms.append((entry.msgid_plural if int(number) else entry.msgid, text))
        for source, text in forms:
            if text:
                assert set(PLACE.findall(text)) == set(PLACE.findall(source)), entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_message_stands_twice(path: Path):
    ids = [entry.msgid for entry in polib.pofile(str(path))]
    assert len(ids) == len(set(ids))


def test_spanish_is_there_and_names_itself():
    assert known_languages() == {"en": "English", "es": "español"}


def test_numbers_and_dates_follow_the_reader():
    spanish, english = language("es"), language("en")
    assert spanish.number(12345.6) == "12.346"
    assert spanish.number(0.125) == "0,125"
    assert english.number(0.125) == "0.125"
    assert spanish.number(None) == "–"
    assert spanish.date(dt.date(2026, 3, 2)) == "02/03/2026"
    assert english.date(dt.date(2026, 3, 2)) == "2026-03-02"


def test_the_language_of_a_browser_is_found_and_an_unknown_one_is_english():
    assert named("es-CO").code == "es"
    assert named("es_419").code == "es"
    assert named("de-DE").code == "en"
    assert named(None).code == "en"
    with pytest.raises(MusdesignError, match="no language"):
        language("xx")


def test_no_message_is_put_together_before_it_is_translated():
    assert not glued()
