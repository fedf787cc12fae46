"""An amendment that is written is the amendment that is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import standards
from musdesign.errors import DataError
from musdesign.standards.amending import amend
from musdesign.standards.reading_amendment import amendment_from_text
from musdesign.standards.writing_amendment import amendment_text, edits_of, places

LAW = standards.load_standard("co-mvct-0330-2017")
WORDS = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and text.isprintable())


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(places(LAW)), st.floats(0.01, 1e6), WORDS, WORDS)
def test_what_is_written_is_read_again(place, value, name, why):
    text = amendment_text(name, why, [LAW.id], [place.edited(value, why)])
    read_name, read_why, laws, edits = edits_of(text)
    assert (read_name, read_why) == (" ".join(name.split()), " ".join(why.split()))
    assert laws == (LAW.id,)
    assert [(e.clause, e.parameter, e.key, e.value, e.unit) for e in edits] == [
        (place.rule.clause, place.rule.parameter, place.key, value, place.rule.unit)
    ]


def test_an_edit_changes_its_own_number_under_its_own_condition_alone():
    place = next(p for p in places(LAW) if p.rule.clause == "Art. 43" and p.now == 130)
    edit = place.edited(85.5, "tried")
    new, done = amend(LAW, amendment_from_text(amendment_text("n", "w", [LAW.id], [edit])))
    before = {id(rule): rule for rule in LAW.rules}
    changed = [rule for rule in new.rules if id(rule) not in before]
    assert [(rule.value, rule.when) for rule in changed] == [(85.5, place.rule.when)]
    assert changed[0].basis == "unverified"
    assert len(done) == 1


def test_every_mistake_is_told_at_once():
    with pytest.raises(DataError) as caught:
        amendment_text(" ", "", [LAW.id], [places(LAW)[0].edited(1.0, "  ")])
    assert len(caught.value.problems) == 3
    with pytest.raises(DataError, match="changes nothing"):
        amendment_text("n", "w", [LAW.id], [])


def test_an_amendment_that_does_more_than_numbers_is_not_reopened():
    text = "schema: 1\nname: n\nwhy: w\nremoves:\n  - {clause: Art. 43, why: gone}\n"
    with pytest.raises(DataError, match="more than change numbers"):
        edits_of(text)
