"""Charges changed within a scenario: what they mean, and what is refused."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.finance import load_tariff
from musdesign.flow.tariff_edits import charges_of
from musdesign.flow.tariff_numbers import numbers_of

NAME = "la-palma-tres-puertas"


def edit(tariff="co-rural-multiple-use", name="E1", fixed="9000 COP/month", blocks=None):
    blocks = blocks or [{"upto": "13 m3/month", "price": "300 COP/m3"}, {"price": "900 COP/m3"}]
    return {"tariff_edits": {tariff: {name: {"fixed": fixed, "blocks": blocks}}}}


def test_a_changed_class_charges_what_was_written_and_the_others_stay():
    scheme = flow.load(NAME, edit())
    tariff = scheme.tariffs[1]
    own = charges_of(tariff, "E1")
    assert (own.fixed, own.bounds_m3, own.prices) == (9000.0, (13.0,), (300.0, 900.0))
    assert charges_of(tariff, "E2").prices == (420.0, 1050.0, 1500.0)
    again = flow.opening.changed(flow.load(NAME), edit())
    assert charges_of(again.tariffs[1], "E1") == own


def test_a_price_moved_on_an_edited_tariff_stays_moved_when_the_scheme_is_changed_again():
    scheme = flow.load(NAME, edit())
    price = next(n for n in numbers_of(scheme.tariffs[1]) if n.value == 900.0)
    moved = flow.changed(scheme, {price.key: 990.0})
    again = flow.changed(moved, {"households[0].size": 6})
    assert charges_of(again.tariffs[1], "E1").prices == (300.0, 990.0)


@pytest.mark.parametrize("value", ["abc", None, [1], float("nan"), 1e300, True, "1e999999"])
def test_what_is_no_number_of_a_tariff_is_refused_with_a_message(value):
    scheme = flow.load(NAME)
    place = next(numbers_of(scheme.tariffs[0])).key
    for wrong in ({place: value}, {"tariff of nobody: price": 1.0}):
        with pytest.raises(MusdesignError):
            flow.changed(scheme, wrong)


def test_a_proposed_tariff_starts_as_the_first():
    scheme = flow.load(NAME, edit("proposed"))
    assert [tariff.id for tariff in scheme.tariffs][-1] == "proposed"
    assert charges_of(scheme.tariffs[2], "E2") == charges_of(scheme.tariffs[0], "E2")
    assert scheme.tariffs[2].basis == "unverified"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (edit("co-rural-multiple"), "the scenario has no tariff 'co-rural-multiple'"),
        (edit(name="E9"), "has no class 'E9'"),
        (edit(fixed="9000 USD/month"), "USD in a tariff of COP"),
        (edit(fixed="9000"), "tariff_edits"),
        (edit(fixed="-1 COP/month"), "tariff_edits"),
        (edit(blocks=[{"upto": "20 m3/month", "price": "1 COP/m3"},
                      {"upto": "13 m3/month", "price": "2 COP/m3"}, {"price": "3 COP/m3"}]),
         "do not rise"),
        (edit(blocks=[{"upto": "20 m3/month", "price": "1 COP/m3"}]), "only the last block"),
        (edit(blocks=[{"price": "1,5 COP/m3"}]), "comma"),
    ],
)  # fmt: skip
def test_what_makes_no_tariff_is_refused(changes, message):
    with pytest.raises(MusdesignError, match=message):
        flow.load(NAME, changes)


def test_a_class_that_leaps_cannot_be_told_as_blocks():
    # 10 Bs up to 3 m3 (solidarity), 20 above: opinion.com.bo, 14 November 2016
    with pytest.raises(MusdesignError, match="leaps at 3 m3"):
        charges_of(load_tariff("bo-semapa-2016"), "Hogar")
