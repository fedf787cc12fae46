"""A click on a figure tells why it is what it is; what moves it is told when asked for."""

from __future__ import annotations

import html
import re

import pytest

from musdesign import flow
from musdesign.i18n import language
from musdesign.report.quantities import explained
from musdesign.report.worth import explained_steps
from musdesign.study.explain import explain, movers, steps
from musdesign.ui.explaining import formula
from musdesign.ui.parts import Column, table
from musdesign.ui.studies import Telling, collect
from musdesign.ui.words import speaking
from tests.ui.opened import page, words
from tests.ui.test_ui_page import control, errors

CASE = "ifa-daba"


def test_a_click_on_a_headline_figure_shows_formula_numbers_and_sources():
    test = page("design", case=CASE).run()
    control(test.button, "Why: Largest day").click().run()
    assert not test.exception
    assert not errors(test)
    told = words(test)
    result = flow.design(flow.load(CASE))
    assert "loss_fraction" in told
    assert f"{result.demand.max_day_m3:.4g}" in told
    assert "The numbers in the formula" in told


def test_every_other_figure_is_picked_from_a_list_and_moved_on_demand():
    test = page("design", "Why this number", case=CASE).run()
    box = next(item for item in test.selectbox if item.label.startswith("Number ("))
    box.set_value("demand.mean_day").run()
    assert not errors(test)
    assert "10 % to either side" in words(test)
    pills = next(item for item in test.pills if item.label == "Go on to")
    pills.set_value("demand.net.domestic").run()
    assert not errors(test)
    assert "sum of the groups" in words(test)
    control(test.button, "Move each input").click().run()
    assert not errors(test)
    found = movers(flow.load(CASE), "demand.mean_day")
    assert found.movers[0].title in words(test)
    assert [b for b in test.get("download_button") if "What moves it" in b.proto.label]


def test_a_group_named_like_markup_is_shown_as_it_is_written():
    text = flow.cases()[CASE].read_text(encoding="utf-8")
    group = flow.load(CASE).scenario.households[0].group
    own = text.replace(group, "<i>x</i> & y")
    test = page("design", "Why this number", case=CASE).run()
    test.file_uploader[0].set_value(("mine.yaml", own.encode(), "application/yaml")).run()
    box = next(item for item in test.selectbox if item.label.startswith("Number ("))
    box.set_value(next(name for name in box.options if "<i>x</i> & y.domestic" in name)).run()
    assert not test.exception
    bodies = " ".join(item.proto.body for item in test.get("html"))
    assert "<i>x</i>" not in bodies


@pytest.mark.parametrize(
    ("path", "section", "words_of_it"),
    [
        ("design", "Needs", "demand.net.domestic"),
        ("design", "Build-up", "demand.groups."),
        ("design", "Network", "network.items."),
        ("design", "Money", "costs.items."),
        ("evidence", "Standards", "checks."),
        ("tariffs", "Bills", "bills."),
    ],
)
def test_every_number_of_a_table_of_results_asks_for_an_explanation_that_is_there(
    path, section, words_of_it
):
    test = page(path, section, case="la-palma-tres-puertas").run()
    assert not test.exception
    asked, silent = buttons(test)
    assert not silent
    assert any(key.startswith(words_of_it) for key in asked)
    result = flow.design(flow.load("la-palma-tres-puertas"))
    beside = {s.name: s for s in (*explained(result.network, ""), *explained_steps(result))}
    known = steps(result) | beside
    # numbers of studies tell how their column came about
    own = {key for key in asked if " · " not in key}
    assert not own - known.keys()
    for key in own:
        assert explain(result, key, beside).text()


def test_a_number_of_a_study_tells_how_its_column_came_about_and_what_stands_beside_it():
    telling = Telling()
    collect(telling)
    shown = table(
        [
            Column("Node", "key"),
            Column("Least, m", "num", "least of all hours"),
            Column("At", "num"),
        ],
        [("a<b", "4.5", "7"), ("c", "–", "8")],
        "Pressures",
    )
    keys = [html.unescape(key) for key in re.findall(r'data-why="([^"]*)"', shown)]
    assert keys == list(telling.told) == ["Pressures · a<b · Least, m"]
    found = explain(flow.design(flow.load(CASE), effects=False), keys[0], telling.told)
    assert (found.value, found.method) == ("4.5", "least of all hours")
    assert "At: 7" in found.checks[0]
    collect(None)


def test_a_number_of_a_cell_is_shown_as_it_stands_there_in_any_language():
    telling = Telling()
    collect(telling)
    with speaking(language("es")):
        table([Column("Nodo"), Column("m", "num", "así")], [("a", "5,47")], "Presiones")
        collect(None)
        result = flow.design(flow.load(CASE), effects=False)
        shown = formula(explain(result, "Presiones · a · m", telling.told))
    assert "5,47" in shown
    assert "5.47" not in shown


def buttons(test) -> tuple[set[str], list[str]]:
    """Return the keys that the tables ask for, and cells with a number that ask for none."""
    bodies = " ".join(item.proto.body for item in test.get("html"))
    keys = {html.unescape(key) for key in re.findall(r'data-why="([^"]*)"', bodies)}
    cells = re.findall(r'<td class="num[^"]*" data-label="([^"]*)">(.*?)</td>', bodies, re.S)
    # the whole is all of itself; the terms of a formula are its explanation
    plain = {"100 %"}
    silent = [
        f"{label}: {cell}"
        for label, cell in cells
        if "data-why" not in cell and re.search(r"\d", cell) and cell not in plain
    ]
    return keys, [text for text in silent if not text.startswith("Value")]
