"""Finished sentences find the pattern that they were made from, and keep their values."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.i18n import language
from musdesign.i18n.patterns import Patterns, _pattern

SPANISH = Patterns(
    [
        ("the file is too large", "el archivo es demasiado grande"),
        ("{0}, at most 1 MB is read", "{0}; se lee 1 MB como máximo"),
        ("not known: {0}", "no se conoce: {0}"),
        ("unknown {0} '{1}'", "{0} desconocido: '{1}'"),
        ("crop", "cultivo"),
        ("{0}: {1}", "{0} - {1}"),
        ("swap {0} for {1}", "en vez de {1}, {0}"),
        ("did you mean '{0}'?", "¿quiso decir '{0}'?"),
        ("write {unit: {0}}", "escriba {unit: {0}}"),
    ]
)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("the file is too large", "el archivo es demasiado grande"),
        ("2.3 MB, at most 1 MB is read", "2.3 MB; se lee 1 MB como máximo"),
        (
            "the file is too large; 2.3 MB, at most 1 MB is read",
            "el archivo es demasiado grande; 2.3 MB; se lee 1 MB como máximo",
        ),
        ("unknown crop 'tomatoe'", "cultivo desconocido: 'tomatoe'"),
        ("not known: the file is too large", "no se conoce: el archivo es demasiado grande"),
        ("swap a for b", "en vez de b, a"),
        ("did you mean 'crop'?", "¿quiso decir 'crop'?"),
        ("write {unit: crop}", "escriba {unit: crop}"),
        ("not known: crop", "no se conoce: cultivo"),
        ("La Palma", "La Palma"),
        ("a: b", "a: b"),
        ("12.5", "12.5"),
        ("", ""),
    ],
)
def test_a_sentence_is_told_as_far_as_it_is_known(english, spanish):
    assert SPANISH.told(english) == spanish


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_values_of_a_sentence_come_through_whole(value):
    told = SPANISH.told(f"not known: {value}")
    if value and ";" not in value and SPANISH.told(value) == value:
        assert told == f"no se conoce: {value}"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_told_without_failing(text):
    assert isinstance(SPANISH.told(text), str)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text("ab ", max_size=3), min_size=2, max_size=5), st.text("ab ", max_size=12))
def test_values_are_those_that_a_regular_expression_finds(pieces, sentence):
    """An independent oracle, on texts so short that it comes to an end."""
    english = "".join(f"{piece}{{{i}}}" for i, piece in enumerate(pieces[:-1])) + pieces[-1]
    form = "(.*?)".join(re.escape(piece) for piece in pieces)
    match = re.fullmatch(form, sentence, re.DOTALL)
    found = _pattern(english, english).values(sentence)
    assert found == (None if match is None else list(match.groups()))


@pytest.mark.parametrize("part", ["x ", "the '", "'a' is not a ", "; ", "at most ", ": ", ", "])
def test_a_long_sentence_of_a_stranger_does_not_hold_up_the_rest(part):
    """Looking for several places at all their lengths did not end within minutes."""
    told = language("es").told(part * (1990 // len(part)))
    assert isinstance(told, str)
    assert language("es").told(part * 50_000) == part * 50_000
