"""What the core and the data say in English sentences is told in every language."""

from __future__ import annotations

import polib
import pytest

from musdesign.i18n import language
from musdesign.scenario import scenario_from_text
from tests.i18n.data_words import data_words
from tests.i18n.messages import ROOT
from tests.i18n.mistakes import form, mistakes
from tests.i18n.sentences import sentences

CATALOGUES = sorted((ROOT / "i18n" / "catalogues").glob("*.po"))


def untranslated(code: str, sentences_: dict[str, str]) -> dict[str, str]:
    """Return the sentences without a translation, with their place."""
    entries = polib.pofile(str(ROOT / "i18n" / "catalogues" / f"{code}.po"))
    held = {form(entry.msgid) for entry in entries if entry.msgstr}
    return {
        text: place
        for text, place in sentences_.items()
        if not all(form(part) in held for part in text.split("; ")) and form(text) not in held
    }


@pytest.mark.parametrize("code", [path.stem for path in CATALOGUES])
def test_every_mistake_is_in_the_catalogue(code):
    assert not untranslated(code, mistakes())


@pytest.mark.parametrize("code", [path.stem for path in CATALOGUES])
def test_every_note_reason_and_method_of_the_core_is_in_the_catalogue(code):
    assert not untranslated(code, sentences())


@pytest.mark.parametrize("code", [path.stem for path in CATALOGUES])
def test_our_own_words_of_the_data_are_in_the_catalogue(code):
    assert not untranslated(code, data_words())


def test_the_sentences_of_the_core_and_of_the_data_are_found():
    notes, words = sentences(), data_words()
    assert "volume met over volume needed, over the whole record" in notes
    assert "demand.mean_day" not in notes
    assert words["cassava, first year"] == "crops.csv"
    assert "Uses by operation of law" in words
    assert len(notes) > 1500
    assert len(words) > 1000


def test_the_sentences_of_mistakes_are_found_in_the_source():
    found = {form(text) for text in mistakes()}
    assert {"unknown key '{}'", "'{}' has a comma"} <= found
    assert len(found) > 1000


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("unknown key 'crpo'", "clave desconocida: 'crpo'"),
        ("did you mean 'tomato'?", "¿quiso decir 'tomato'?"),
        ("known: maize, tomato", "conocidos: maize, tomato"),
        ("12 MB, at most 10 MB are read", "12 MB; se leen 10 MB como máximo"),
        (
            "'1,5' has a comma; a comma may mark decimals or thousands",
            "'1,5' tiene una coma; una coma puede separar decimales o miles",
        ),
    ],
)
def test_a_mistake_keeps_what_is_typed_and_tells_the_rest_in_spanish(english, spanish):
    assert language("es").told(english) == spanish


def test_mistakes_of_a_read_scenario_are_told_whole_in_spanish():
    read = scenario_from_text(
        "name: X\nhorizon: twenty\nhouseholds: 7\ngardens: 7\nsources: {a: 1}"
    )
    sentences = [
        part
        for problem in read.problems
        for part in (problem.what, problem.why, problem.cure)
        if " " in part
    ]
    spanish = {part: language("es").told(part) for part in sentences}
    assert spanish["currency is missing"] == "falta currency"
    assert spanish["unknown key 'gardens'"] == "clave desconocida: 'gardens'"
    assert [part for part, told in spanish.items() if told == part] == []
