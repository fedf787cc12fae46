"""The Evidence page: verdicts in words, an amendment written in the page, laws compared."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from musdesign import flow, standards
from musdesign.errors import MusdesignError
from musdesign.i18n import language
from musdesign.standards import Check
from musdesign.standards.barriers import barriers
from musdesign.standards.quotations import Quotation
from musdesign.standards.writing_amendment import Edit, amendment_text, places
from musdesign.study import laws
from musdesign.ui.sections.amending import edits_table
from musdesign.ui.sections.barriers import barriers_table
from musdesign.ui.sections.clauses import verdict_table
from musdesign.ui.sections.law_versions import not_in_force
from musdesign.ui.typed import read_number
from tests.ui.opened import page, words
from tests.ui.test_ui_page import control, errors

CASE = "la-palma-tres-puertas"
LAW = "co-mvct-0330-2017"


def evidence(section: str, case: str = CASE):
    test = page("evidence", section, case=case).run()
    assert not test.exception
    assert not errors(test)
    return test


def chosen_clause(test, clause: str, limit: float):
    box = control(test.selectbox, "Clause")
    found = places(standards.load_standard(LAW))
    index = next(i for i, p in enumerate(found) if p.rule.clause == clause and p.now == limit)
    return box.set_value(index).run()


@pytest.mark.parametrize("section", [
    "Standards", "What blocks it", "Change a clause", "Laws compared", "Water rights",
    "Service ladder", "Three futures", "Brief", "Why this number",
])  # fmt: skip
@pytest.mark.parametrize("case", ["ifa-daba", "caico-alto"])
def test_every_section_of_the_page_can_be_looked_at(section, case):
    evidence(section, case)


def test_a_verdict_says_by_how_much_and_where_it_was_read():
    told = words(evidence("Standards"))
    result = flow.design(flow.load(CASE))
    check = next(c for c in result.checks.failed if c.excess)
    assert check.clause in told
    assert check.source in told
    percent = 100 * check.excess / check.limit
    assert f"{'+' if percent > 0 else '−'}{abs(percent):.2g} %" in told.replace(",", "")


def test_what_a_text_alone_breaks_comes_first_with_its_conditions_and_the_law_by_its_name():
    at = evidence("Standards")
    first = next(
        item.proto.body for item in at.get("html") if "verdicts by MVCT" in item.proto.body
    )
    rows = re.findall(r"<tr.*?</tr>", first)
    assert "+109" in rows[1]
    assert "altitude from 1,000 to 2,000 m" in rows[1]
    assert "MVCT 0844/2018 may govern" in rows[1]
    assert "co-mvct" not in re.sub(r"<[^>]+>", "", first)
    assert "component: tank" in first
    assert "0.5 to 6" in first


def test_the_register_calls_groups_by_their_names_and_shows_what_stands_there():
    at = evidence("Assumptions")
    shown = words(at)
    assert "coffee smallholders: income" in shown
    assert "1,400,000 COP/month" in shown
    assert "households[" not in shown


def test_a_point_that_parts_thousands_in_the_language_is_refused(monkeypatch):
    monkeypatch.setattr("musdesign.ui.typed.localised", language("es").localised)
    with pytest.raises(MusdesignError, match="three digits"):
        read_number("1.500", "L/s")
    assert [read_number(text) for text in ("0.125", "1.5", "1,5", "1500")] == [
        0.125,
        1.5,
        1.5,
        1500,
    ]


def test_a_case_without_norm_says_where_to_name_one_and_compares_its_country():
    assert "Laws compared" in words(evidence("Standards", "zimbabwe-village"))
    compared = evidence("Laws compared", "zimbabwe-village")
    assert all("Zimbabwe" in box.options[box.index] for box in compared.selectbox if
               box.label in {"First", "Second"})  # fmt: skip


def test_where_no_clause_applies_each_says_why_and_rounding_is_no_excess():
    at = evidence("Standards", "nepal-two-tank")
    assert any("None of these clauses applies" in item.value for item in at.info)
    shown = words(at)
    assert "ritten for urban" in shown
    assert "e-1" not in shown


def test_a_day_before_the_law_is_told():
    law = standards.load_standard("co-mvct-0330-2017")
    assert not_in_force((law, law), None) == []
    # the resolution is of 8 June 2017
    told = not_in_force((law, law), dt.date(1950, 1, 1))
    assert told == ["Nothing of MVCT 0330/2017 was in force on 1950-01-01."]
    assert not_in_force((law,), dt.date(2018, 1, 1)) == []


def test_text_of_a_law_stays_text():
    hostile = "<script>alert(1)</script> **bold** [x](http://y)"
    law = standards.load_standard(LAW)
    own = Quotation(hostile, "es", hostile, hostile, "primary", note=hostile)
    rule = replace(law.rules[0], text=hostile, quotation=own, clause="<i>Art. 1</i>")
    law = replace(law, rules=(rule,), name=hostile, source="other")
    check = Check(LAW, rule.clause, rule.parameter, "breaks", 200.0, 140.0, rule.unit, rule.bound,
                  "primary", 60.0, hostile, hostile, hostile, hostile, quotation=own)  # fmt: skip
    shown = verdict_table(hostile, [check], law) + barriers_table(barriers(law, [check]), law)
    shown += edits_table([Edit(rule.clause, hostile, {}, "value", 1.0, hostile, hostile)])
    assert "<script" not in shown
    assert "<i>" not in shown
    assert 'lang="es">«&lt;script&gt;alert(1)&lt;/script&gt; **bold** [x](http://y)»<' in shown
    assert "+43 %" in shown


def test_instruments_and_verdicts_are_filtered():
    test = evidence("Standards")
    control(test.multiselect, "Instruments").set_value(["co-ras-2000"]).run()
    told = words(test)
    assert "For comparison: " in told
    assert "verdicts by" in told
    assert told.count("verdicts by") == 1


def test_what_blocks_a_scheme_is_told_with_the_smallest_change():
    scheme = flow.load(CASE)
    result = flow.design(scheme)
    law = scheme.also_check[0]
    barrier = laws.in_the_way(result, law)[0]
    told = words(evidence("What blocks it"))
    assert barrier.clause in told
    assert "raise it to" in told or "lower it to" in told


def test_a_new_value_of_a_clause_shows_its_effect_at_once_and_is_kept():
    test = evidence("Change a clause")
    assert "Write a new value" in test.info[0].value
    chosen_clause(test, "Art. 43", 130.0)
    control(test.text_input, "New value").set_value("85,5").run()
    assert not errors(test)
    told = words(test)
    assert "read as 85.5 L/person/day" in " ".join(item.value for item in test.caption)
    assert "What it does to this scheme" in told
    assert "ceiling 85.5 L/person/day" in told
    assert "855" not in told
    assert control(test.button, "Add to the amendment").disabled
    control(test.text_input, "Why it should change").set_value("<b>poor</b> *families*").run()
    control(test.button, "Add to the amendment").click().run()
    assert not errors(test)
    bodies = " ".join(item.proto.body for item in test.get("html"))
    assert "&lt;b&gt;poor&lt;/b&gt; *families*" in bodies
    assert "<b>poor" not in bodies
    control(test.text_input, "Name of the amendment").set_value('Less: "or" more')
    control(test.text_input, "Why, in one sentence").set_value("- {a: *b}").run()
    assert not errors(test)
    assert [b for b in test.get("download_button") if "Amendment" in b.proto.label]
    control(test.button, "Take Art. 43 out").click().run()
    assert "Write a new value" in test.info[0].value


@pytest.mark.parametrize("text", ["1,500", "many", "-1e999"])
def test_a_value_that_cannot_be_read_changes_nothing(text):
    test = evidence("Change a clause")
    control(test.text_input, "New value").set_value(text).run()
    assert not test.exception
    assert "✗" in " ".join(item.value for item in test.caption)
    assert "What it does to this scheme" not in words(test)


def test_a_saved_amendment_is_reopened_and_a_bad_file_refused():
    test = evidence("Change a clause")
    place = next(p for p in places(standards.load_standard(LAW)) if p.rule.clause == "Art. 40")
    text = amendment_text("Longer lives", "works last", [LAW], [place.edited(30.0, "pipes last")])
    test.file_uploader[0].set_value(("mine.yaml", text.encode(), "application/yaml")).run()
    assert not errors(test)
    assert "pipes last" in words(test)
    assert control(test.text_input, "Name of the amendment").value == "Longer lives"
    for bad in (b"a: [1, 2", b"\xff\xfe\x00", b"x: " + b"9" * 300_000, b"schema: 1\nname: x\n",
                b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"):  # fmt: skip
        again = evidence("Change a clause")
        again.file_uploader[0].set_value(("bad.yaml", bad, "application/yaml")).run()
        assert not again.exception
        assert errors(again)
        assert not [text for text in errors(again) if "unforeseen" in text]


def test_two_laws_are_compared_value_by_value_and_on_this_design():
    test = evidence("Laws compared")
    boxes = [b for b in test.selectbox if b.label in {"First", "Second"}]
    boxes[0].set_value(LAW)
    boxes[1].set_value("co-ras-2000").run()
    assert not errors(test)
    told = words(test)
    assert "on this design" in told
    assert "net domestic allocation" in told
    assert "Bolivia" in told


def test_rights_and_ladder_tell_source_use_and_level():
    told = words(evidence("Water rights"))
    assert "main intake" in told
    assert "▸" in told
    result = flow.design(flow.load(CASE))
    told = words(evidence("Service ladder"))
    for part in result.service:
        assert part.group in told
        assert part.level in told
