"""A link reopens what was seen, and a hostile one is refused in words."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import MusdesignError
from musdesign.ui.link import MOST_BYTES, State, decode, encode

VALUES = st.text(max_size=20) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None, max_examples=60)
@given(
    st.builds(
        State,
        st.text(max_size=20),
        st.text(max_size=200),
        st.dictionaries(st.text(max_size=10), VALUES, max_size=4),
        st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3),
    )
)
def test_what_goes_into_a_link_comes_back(state):
    assert decode(encode(state)) == state


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()))
def test_any_other_text_is_refused_in_words(text):
    with pytest.raises(MusdesignError, match="link cannot be opened"):
        decode(text)


def _packed(body: object) -> str:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"v": 2},
        {"v": 1, "case": 5},
        {"v": 1, "changes": []},
        {"v": 1, "view": {"a": 1}},
        {"v": 1, "script": "x"},
        b"[" * 50_000,
        b" " * (MOST_BYTES + 1) + b"{}",
    ],
)
def test_a_well_packed_body_of_the_wrong_shape_is_refused(body):
    with pytest.raises(MusdesignError, match="link cannot be opened"):
        decode(_packed(body))


def test_a_link_with_something_after_its_end_is_refused():
    good = base64.urlsafe_b64decode(encode(State("x")) + "==")
    with pytest.raises(MusdesignError):
        decode(base64.urlsafe_b64encode(good + b"more").decode())


def test_a_scheme_too_large_for_a_link_says_so():
    import random

    text = "".join(chr(random.Random(1).randrange(33, 0x2FFF)) for _ in range(5))
    noise = random.Random(2)
    with pytest.raises(MusdesignError, match="too large"):
        encode(State(text=text + "".join(chr(noise.randrange(33, 0x2FFF)) for _ in range(60_000))))
