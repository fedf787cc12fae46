"""A clause in the words of its text: read with its source, given to verdicts, lost when amended."""

import re

import pytest
from standards_trial import instrument, write

from musdesign import standards
from musdesign.errors import MusdesignError
from musdesign.standards.amending import amend
from musdesign.standards.reading_amendment import amendment_from_text
from musdesign.standards.rights import Taking, rights

BODY = """
language: es
licence: anyone may quote it
rules:
  - {clause: Art. 1, parameter: losses, bound: ceiling, value: 25, unit: "%"}
  - {clause: Art. 1, parameter: net_domestic_allocation, bound: ceiling, value: 120, unit: L/person/day}
  - {clause: Art. 2, parameter: max_distance, bound: ceiling, value: 200, unit: m}
  - {clause: Art. 3, parameter: design_period, bound: fixed, value: 20, unit: year, original_text: Veinte años.}
rights:
  - {clause: Art. 9, kind: by_law, uses: [domestic], text: free}
priorities:
  - {clause: Art. 9, order: [[domestic], [livestock]], text: people first}
quotations:
"""
ALLOCATION = """
  - clause: Art. 1
    text: >-
      La dotación
      no excederá de 120 litros.
"""
LOSSES = """
  - clause: Art. 1
    parameter: losses
    place: Artículo 1, inciso 2
    text: Las pérdidas no excederán del 25 %.
    language: pt-BR
    source: gazette 12
    basis: secondary
    read: 2026-11-27
    note: a copy
"""
RIGHT = """
  - {clause: Art. 9, text: Todos pueden beber.}
  - {clause: Art. 9, parameter: use_priority, text: Primero las personas.}
"""


def words(rule):
    return rule.quotation.text if rule.quotation else None


def test_words_go_to_their_clause_and_those_on_a_parameter_to_its_rule(tmp_path):
    losses, allocation, distance, period = instrument(tmp_path, BODY + ALLOCATION + LOSSES).rules
    assert words(losses) == "Las pérdidas no excederán del 25 %."
    assert words(allocation) == "La dotación no excederá de 120 litros."
    assert words(distance) is None
    found = losses.quotation
    assert (found.language, found.source, found.basis) == ("pt-BR", "gazette 12", "secondary")
    assert (found.place, str(found.read), found.note) == (
        "Artículo 1, inciso 2",
        "2026-11-27",
        "a copy",
    )
    # what is left out is that of the instrument
    found = allocation.quotation
    assert (found.language, found.source, found.basis) == ("es", "typed for this test", "primary")
    assert (found.place, found.licence) == ("Art. 1", "anyone may quote it")
    assert (words(period), period.quotation.language) == ("Veinte años.", "es")


def test_rights_and_the_order_of_uses_have_words_of_their_own(tmp_path):
    law = instrument(tmp_path, BODY + RIGHT)
    assert words(law.rights[0]) == "Todos pueden beber."
    assert words(law.priorities[0]) == "Primero las personas."
    report = rights([law], [Taking("spring", "domestic", {})])
    assert words(report.rights[0]) == "Todos pueden beber."
    assert words(report.ranks[0]) == "Primero las personas."


def test_a_verdict_and_an_answer_carry_the_words_of_their_clause(tmp_path, monkeypatch):
    law = instrument(tmp_path, BODY + LOSSES)
    found = {c.parameter: c for c in standards.check(law, {"losses": 30, "max_distance": 100}, {})}
    assert words(found["losses"]) == "Las pérdidas no excederán del 25 %."
    assert words(found["max_distance"]) is None
    (tmp_path / "standards").mkdir()
    write(tmp_path / "standards", BODY + LOSSES, "za-gn22355-2001")
    monkeypatch.setenv("MUSDESIGN_PATH", str(tmp_path))
    # a user's own file of an instrument hides the shipped one
    (answer,) = standards.ask("za-gn22355-2001", "losses", {})
    assert words(answer) == "Las pérdidas no excederán del 25 %."


@pytest.mark.parametrize("change", ["scale: 2", "set: {value: 40, unit: '%'}"])
def test_an_amended_clause_loses_the_words_of_the_old_one(tmp_path, change):
    law = instrument(tmp_path, BODY + ALLOCATION + LOSSES)
    text = (
        f"name: a\nwhy: b\nchanges:\n  - {{clause: Art. 1, parameter: losses, {change}, why: c}}\n"
    )
    changed, _ = amend(law, amendment_from_text(text, "a"))
    losses, allocation = changed.rules[:2]
    assert losses.quotation is None
    assert words(allocation) == "La dotación no excederá de 120 litros."


def test_an_amendment_proposes_words_that_count_as_unverified(tmp_path):
    law = instrument(tmp_path, BODY + LOSSES)
    text = ("name: a\nwhy: b\nchanges:\n  - {clause: Art. 1, parameter: losses, why: c,\n"
            "     set: {value: 40, unit: '%', original_text: Hasta el 40 %.}}\n")  # fmt: skip
    changed, _ = amend(law, amendment_from_text(text, "a"))
    found = changed.rules[0].quotation
    assert (found.text, found.language, found.basis) == ("Hasta el 40 %.", "es", "unverified")


@pytest.mark.parametrize(("row", "what", "cure"), [
    ("{text: x}", "clause is missing", "as the rules of the file name it"),
    ("{clause: Art. 1}", "text is missing", "word for word"),
    ("{clause: Art. 1, text: '  '}", "text is missing", "word for word"),
    ("{clause: Art. 11, text: x}", "no rule or right of the file is of 'Art. 11'", "did you mean 'Art. 1'"),
    ("{clause: Art. 2, parameter: losses, text: x}", "no rule of Art. 2 is on losses", "leave parameter out"),
    ("{clause: Art. 1, parameter: loses, text: x}", "unknown parameter 'loses'", "losses"),
    ("{clause: Art. 1, text: x, basis: unverified}", "cannot be unverified", "your own words under text"),
    ("{clause: Art. 1, text: x, basis: good}", "'good'", "primary"),
    ("{clause: Art. 1, text: x, language: Spanish}", "'Spanish' is not a language code", "es, en"),
    ("{clause: Art. 1, text: x, read: yesterday}", "'yesterday' is not a date", "YYYY-MM-DD"),
    ("{clause: Art. 1, text: x, translation: y}", "unknown key 'translation'", ""),
    ("{clause: [Art. 1, Art. 1], text: x}", "Art. 1 is quoted twice", "join"),
    ("{clause: Art. 1, text: [x, y]}", "text must be one text", "indented"),
    ("just words", "a group of keys is expected", ""),
])  # fmt: skip
def test_a_mistaken_quotation_is_refused_with_its_line(tmp_path, row, what, cure):
    path = write(tmp_path, BODY + f"  - {row}\n  - {{clause: Art. 2, text: good}}\n")
    with pytest.raises(MusdesignError) as caught:
        standards.read_standard(path, hash(row))
    line = path.read_text(encoding="utf-8").splitlines().index(f"  - {row}") + 1
    found = [p for p in caught.value.problems if what in p.what]
    assert found
    assert cure in found[0].cure or not cure
    assert all(problem.line == line for problem in caught.value.problems)


SHIPPED = [
    (law.id, item)
    for law in standards.load_all()
    for item in (*law.rules, *law.rights, *law.priorities)
    if item.quotation
]


def test_what_is_quoted_on_file_was_read_somewhere_and_is_short():
    assert len(SHIPPED) > 140
    for name, item in SHIPPED:
        found = item.quotation
        assert found.read, (name, item.clause)
        assert found.basis in {"primary", "secondary"}
        assert found.source.startswith(("http", "github ")), (name, item.clause)
        assert len(found.text) <= 1000, (name, item.clause)


# what a text says in words: Sphere "three minutes", South Africa "seven full days", Decree 1541
# "son gratuitos"; Nepal's "> 100" and "45 - 100" are ends of ranges
IN_WORDS = {3.0: "three", 7.0: "seven", 0.0: "gratuitos"}


def stands_in(number, text):
    digits = f"{number:g}"
    zeros = "0*" if "." in digits else r"(?:\.0+)?"
    found = re.search(rf"(?<![\d.]){re.escape(digits)}{zeros}(?!\d)", text)
    return found or IN_WORDS.get(number, "-") in text


def test_the_numbers_of_a_clause_stand_in_its_words():
    strange = []
    for name, item in SHIPPED:
        if getattr(item, "unit", "") == "m3/household/year":
            continue  # 10,000 L a day, counted by the year
        text = re.sub(r"(?<=\d),(?=\d{3})", "", item.quotation.text)
        # a number that was brought to another unit stands in the words as it was written
        written = getattr(item, "written", "")
        numbers = [getattr(item, key, None) for key in ("value", "low", "high", "limit")]
        if written:
            numbers = [float(part) for part in re.findall(r"[\d.]+", written.split(" ", 1)[0])]
        strange += [
            (name, item.clause, number, text[:80])
            for number in numbers
            if number is not None and not stands_in(number, text)
        ]
    assert not strange
