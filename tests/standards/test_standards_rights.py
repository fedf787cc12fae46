"""Water rights: which use of which source needs what, and who comes first in a drought."""

import datetime as dt

import pytest
from standards_trial import instrument

from musdesign import standards
from musdesign.standards.amending import amend
from musdesign.standards.reading_amendment import amendment_from_text
from musdesign.standards.rights import Taking, changed

# After Colombia, Decree 1541 of 1978, arts. 32, 36 and 41: free while in its channel, a concession
# where diverted; and Law 1955 of 2019, art. 279: entry in the register for a scattered dwelling
COLOMBIA = """\
kind: law
rights:
  - {clause: Art. 32, kind: by_law, uses: [domestic, livestock], when: {diverted: no, water: natural channel}, text: drink and water animals in the channel}
  - {clause: Art. 36 a, kind: concession, uses: [domestic], when: {diverted: yes}, text: domestic supply where diversion is needed}
  - {clause: Art. 36 b, kind: concession, uses: [garden], text: irrigation}
  - {clause: Art. 36 c, kind: concession, uses: [livestock], when: {diverted: yes}, text: troughs where diversion is needed}
  - {clause: Art. 279, kind: registration, uses: [domestic], when: {dispersed_dwelling: yes}, text: entry in the register}
  - {clause: Rain, kind: exempt, when: {water: rain}, text: rain on the holding}
  - {clause: Old, kind: prohibited, in_force: {to: 2001-01-01}, text: no longer}
priorities:
  - clause: Art. 41
    order: [{uses: [domestic], words: human consumption}, {uses: [livestock, garden], words: farming}]
    when: {scarcity: yes}
"""
# After South Africa, National Water Act, Schedule 1, and a general authorisation with a limit
LIMITS = """\
kind: law
rights:
  - {clause: Sch. 1 (a), kind: by_law, uses: [domestic], text: reasonable domestic use}
  - {clause: Sch. 1 (b), kind: by_law, uses: [garden], when: {commercial_use: no}, text: small gardening not for commercial purposes}
  - {clause: GA, kind: general_authorisation, when: {source_kind: surface}, limit: {of: household_abstraction, value: 2000, unit: m3/household/year}, beyond: licence, text: taking water}
"""


def taking(use, source="intake", **facts):
    return Taking(source, use, {"diverted": "yes", "water": "natural channel", **facts})


def deciding(text, tmp_path, *takings, as_of=None):
    law = instrument(tmp_path, text)
    return standards.rights([law], takings, as_of)


@pytest.mark.parametrize(
    ("use", "facts", "right"),
    [
        ("domestic", {}, "concession"),
        ("domestic", {"diverted": "no"}, "by_law"),
        ("livestock", {}, "concession"),
        ("livestock", {"diverted": "no"}, "by_law"),
        ("garden", {"diverted": "no"}, "concession"),
        ("garden", {"water": "rain"}, "exempt"),
        ("domestic", {"dispersed_dwelling": "yes"}, "registration"),
    ],
)
def test_the_lightest_clause_that_applies_decides(tmp_path, use, facts, right):
    # an exception takes its case out of the rule
    report = deciding(COLOMBIA, tmp_path, taking(use, **facts))
    assert report.deciding("intake", use).right == right


def test_a_clause_whose_condition_is_not_known_does_not_decide(tmp_path):
    report = deciding(COLOMBIA, tmp_path, taking("domestic"))
    open_one = next(r for r in report.rights if r.clause == "Art. 279")
    assert (open_one.decides, open_one.missing) == (False, ("dispersed_dwelling",))


def test_a_clause_no_longer_in_force_says_nothing_today(tmp_path):
    today = deciding(COLOMBIA, tmp_path, taking("garden"))
    then = deciding(COLOMBIA, tmp_path, taking("garden"), as_of=dt.date(2000, 6, 1))
    assert today.deciding("intake", "garden").right == "concession"
    assert then.deciding("intake", "garden").right == "prohibited"


@pytest.mark.parametrize(("amount", "right"), [(1500, "general_authorisation"), (2500, "licence")])
def test_above_its_limit_a_right_gives_way_to_a_heavier_one(tmp_path, amount, right):
    facts = {"source_kind": "surface", "household_abstraction": amount, "commercial_use": "yes"}
    found = deciding(LIMITS, tmp_path, taking("garden", **facts)).deciding("intake", "garden")
    assert found.right == right
    assert (found.limit, found.amount) == (2000, amount)


def test_scarcity_ranks_the_uses_and_names_those_left_out(tmp_path):
    takings = [taking(use) for use in ("enterprise", "garden", "domestic")]
    report = deciding(COLOMBIA, tmp_path, *takings)
    assert [(r.use, r.rank) for r in report.ranks] == [
        ("domestic", 1),
        ("garden", 2),
        ("enterprise", None),
    ]


def test_what_a_productive_use_changes_is_told_beside_domestic_use(tmp_path):
    report = deciding(LIMITS, tmp_path, taking("domestic"), taking("garden", commercial_use="no"),
                      taking("livestock"))  # fmt: skip
    assert any("garden" in t and "as domestic use" in t for t in report.productive)
    assert any("livestock" in t and "not known" in t for t in report.productive)


def test_a_use_that_no_clause_speaks_of_is_named(tmp_path):
    report = deciding(COLOMBIA, tmp_path, taking("enterprise"))
    assert report.silent == ("no clause on file speaks of enterprise from intake",)


def test_an_amendment_of_the_water_law_tells_what_it_alters(tmp_path):
    law = instrument(tmp_path, COLOMBIA)
    proposal = amendment_from_text("""\
name: Productive water of families
why: small uses of rural families need no concession
rights:
  adds:
    - right: {clause: Art. 32 bis, kind: by_law, uses: [domestic, livestock, garden], limit: {of: household_abstraction, value: 700, unit: m3/household/year}, text: small productive uses of families}
      why: they feed the family
  removes:
    - {clause: Art. 36 c, why: covered by Art. 32 bis}
priorities:
  - {clause: Art. 41 bis, order: [[domestic], [garden, livestock], [enterprise]], text: small producers before business}
""")
    after, done = amend(law, proposal)
    takings = [
        taking(use, household_abstraction=500)
        for use in ("domestic", "livestock", "garden", "enterprise")
    ]
    change = changed(standards.rights([law], takings), standards.rights([after], takings))
    assert (
        "livestock from intake: a concession becomes free by operation of law (Art. 32 bis)"
        in change
    )
    assert any(text.startswith("enterprise: rank 3") for text in change)
    assert {item.clause for item in done} == {"Art. 32 bis", "Art. 36 c"}
    large = [taking("garden", household_abstraction=900)]
    assert changed(standards.rights([law], large), standards.rights([after], large)) == (
        "garden: rank 2 by Art. 41 bis",
    )
