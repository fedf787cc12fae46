"""The water laws on file: which use of which source needs what, by the clauses that were read."""

import datetime as dt

import pytest

from musdesign import standards
from musdesign.standards import available, load_standard
from musdesign.standards.rights import Taking


def report(country, *takings, as_of=None):
    laws = [s for s in map(load_standard, available()) if s.country == country and not s.draft]
    return standards.rights(laws, takings, as_of)


def piped(use, **facts):
    facts = {"diverted": "yes", "water": "natural channel", "source_kind": "surface", **facts}
    return Taking("intake", use, facts)


# Colombia: Decree 1541 of 1978 arts. 32-36, Decree 1076 of 2015 art. 2.2.3.2.16.1 and .13, Law 1955
# of 2019 art. 279.  South Africa: National Water Act, Schedule 1, general authorisation of 2016.
# Peru: DS 001-2010-AG arts. 56-64.  Ghana: LI 1692.  Thailand: act of 2018, chapter 4.
@pytest.mark.parametrize(
    ("country", "use", "facts", "right"),
    [
        ("COL", "domestic", {}, "concession"),
        ("COL", "domestic", {"diverted": "no"}, "by_law"),
        ("COL", "livestock", {"diverted": "no"}, "by_law"),
        ("COL", "livestock", {}, "concession"),
        ("COL", "garden", {}, "concession"),
        ("COL", "garden", {"water": "rain"}, "exempt"),
        ("COL", "domestic", {"water": "groundwater"}, "exempt"),
        ("COL", "garden", {"dispersed_dwelling": "yes", "collective": "no",
                           "commercial_use": "no"}, "registration"),
        ("COL", "garden", {"dispersed_dwelling": "yes", "collective": "yes"}, "concession"),
        ("COL", "enterprise", {}, "undetermined"),
        ("ZAF", "domestic", {}, "by_law"),
        ("ZAF", "garden", {"commercial_use": "no"}, "by_law"),
        ("ZAF", "garden", {"commercial_use": "yes", "household_abstraction": 1500},
         "general_authorisation"),
        ("ZAF", "garden", {"commercial_use": "yes", "household_abstraction": 2500}, "licence"),
        ("PER", "domestic", {}, "licence"),
        ("PER", "domestic", {"diverted": "no"}, "exempt"),
        ("PER", "garden", {"diverted": "no"}, "licence"),
        ("GHA", "domestic", {"abstraction_rate": 4}, "registration"),
        ("GHA", "domestic", {"abstraction_rate": 6}, "permit"),
        ("THA", "livestock", {"commercial_use": "no"}, "by_law"),
        ("ZWE", "livestock", {}, "by_law"),
        ("PHL", "garden", {"commercial_use": "no"}, "exempt"),
    ],
)  # fmt: skip
def test_the_right_of_a_use_follows_the_clauses_read(country, use, facts, right):
    assert report(country, piped(use, **facts)).deciding("intake", use).right == right


def test_before_the_register_scattered_dwellings_needed_a_concession():
    facts = {"dispersed_dwelling": "yes", "collective": "no", "commercial_use": "no"}
    before = report("COL", piped("domestic", **facts), as_of=dt.date(2018, 1, 1))
    assert before.deciding("intake", "domestic").right == "concession"


# Decree 1541 art. 41: people, then farming, then industry.  Bangladesh s.18: agriculture third.
@pytest.mark.parametrize(
    ("country", "ranks"),
    [
        ("COL", {"domestic": 1, "garden": 3, "livestock": 3, "enterprise": 6}),
        ("BGD", {"domestic": 2, "garden": 3, "livestock": None, "enterprise": 6}),
        ("SLV", {"domestic": 1, "garden": 3, "livestock": 3, "enterprise": 5}),
    ],
)
def test_the_order_in_scarcity_is_that_of_the_law(country, ranks):
    found = report(country, *(piped(use) for use in ranks)).ranks
    assert {rank.use: rank.rank for rank in found} == ranks


def test_a_right_is_read_no_better_than_the_rules_of_its_text():
    order = ["unverified", "secondary", "primary"]
    for name in available():
        law = load_standard(name)
        best = max((order.index(rule.basis) for rule in law.rules), default=0)
        for right in (*law.rights, *law.priorities):
            assert order.index(right.basis) <= best, (name, right.clause)
