"""The page's logic, run without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musdesign import flow
from musdesign.ui.pages import PAGES
from musdesign.ui.start import app_file
from musdesign.ui.tabs import section_key
from tests.ui.opened import page, words

CASE = "la-palma-tres-puertas"


@pytest.fixture
def app():
    return page("design", case=CASE).run()


def figures(app) -> dict[str, float | None]:
    """Read the key figures as a person would: label and number."""
    body = next(item.proto.body for item in app.get("html") if "mus-figures" in item.proto.body)
    pairs = re.findall(r'<dt>(.*?)</dt><dd class="now">([^ <]*)', body)
    return {label: None if text == "–" else float(text.replace(",", "")) for label, text in pairs}


def errors(app) -> list[str]:
    return [item.value for item in app.error]


def control(items, label):
    return next(item for item in items if item.label.startswith(label))


def test_the_first_case_is_shown_with_its_figures(app):
    assert not app.exception
    assert not errors(app)
    shown = figures(app)
    result = flow.design(flow.load(CASE))
    assert shown["Mean day"] == pytest.approx(result.demand.mean_day_m3, rel=0.01)
    assert shown["Need per person"] == pytest.approx(result.demand.per_person_l_day, rel=0.01)
    own = [check for check in result.checks.failed if check.standard == result.scenario.standard]
    assert shown["Clauses broken"] == len(own)


def test_a_higher_allocation_raises_the_mean_day(app):
    before = figures(app)["Mean day"]
    slider = control(app.slider, "Domestic allocation")
    slider.set_value(slider.value + 60).run()
    assert not errors(app)
    assert figures(app)["Mean day"] > before
    assert "case: " in words(app)


@pytest.mark.parametrize("label", ["Animals", "Garden area", "Design period"])
def test_what_is_moved_up_raises_the_largest_day(app, label):
    before = figures(app)["Largest day"]
    slider = control(app.slider, label)
    slider.set_value(slider.value + 2.0).run()
    assert not errors(app)
    assert figures(app)["Largest day"] > before


def test_less_water_at_the_sources_leaves_fewer_months_fully_met(app):
    drivers = [item for item in app.slider if "× the case" in item.label][2:]
    for slider in drivers:
        slider.set_value(0.1)
    app.run()
    assert not errors(app)
    assert figures(app)["Months fully met"] == 0


def test_the_way_back_restores_the_case(app):
    before = figures(app)
    control(app.slider, "Animals").set_value(3.0).run()
    assert figures(app) != before
    app.button(key="back").click().run()
    assert figures(app) == before
    assert control(app.slider, "Animals").value == 1.0


def test_a_typed_decimal_comma_is_never_ten_times_as_much(app):
    field = control(app.text_input, "main intake")
    field.set_value("1,5").run()
    with_comma = figures(app)
    captions = [item.value for item in app.caption]
    assert "read as 1.5 L/s" in captions
    control(app.text_input, "main intake").set_value("1.5").run()
    assert figures(app) == with_comma
    app.session_state["again"] = True
    app.run()
    command = next(c.value for c in app.code if c.value.startswith("musdesign"))
    assert "1.5 L/s" in command
    assert "15 L/s" not in command


@pytest.mark.parametrize("text", ["1,500", "1.234,5", "many", "2 kg", "-4"])
def test_what_cannot_be_read_is_a_message_and_the_way_back_stays(app, text):
    control(app.text_input, "main intake").set_value(text).run()
    assert not app.exception
    assert errors(app)
    assert "Traceback" not in " ".join(errors(app))
    app.button(key="back").click().run()
    assert not errors(app)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name == CASE else pytest.mark.slow)
        for name in sorted(flow.cases())
    ],
)
def test_every_section_of_every_case_can_be_looked_at(name):
    for spec in PAGES:
        test = page(spec.path, case=name)
        for section in spec.sections:
            test.session_state[section_key(spec.path)] = section.title
            test.run()
            assert not test.exception, section.title
            assert not [text for text in errors(test) if "unforeseen" in text], section.title
            assert flow.load(name).name in words(test)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"- 1\n- 2\n", "not a scenario"),
        (b"a: [1, 2\n", "not valid YAML"),
        (b"\xff\xfe\x00bad", "not UTF-8"),
        (b"name: x\nnmae: y\nname: z\n", "name"),
        (b"x: " + b"9" * 1_100_000, "too large"),
        (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", ""),
    ],
)
def test_a_malformed_file_gives_messages(app, content, expected):
    app.file_uploader[0].set_value(("mine.yaml", content, "application/yaml")).run()
    assert not app.exception
    told = errors(app)
    assert told
    assert expected in " ".join(told).replace("\\", "")
    assert not any("unforeseen" in text for text in told)


def test_all_mistakes_of_a_file_are_told_with_their_lines(app):
    text = flow.cases()[CASE].read_text(encoding="utf-8")
    wrong = text.replace("120 L/person/day", "1,5 L/person/day", 1).replace(
        "losses: 25 %", "losses: 25"
    )
    app.file_uploader[0].set_value(("mine.yaml", wrong.encode(), "application/yaml")).run()
    told = " ".join(errors(app)).replace("\\", "")
    assert "mine.yaml:" in told
    assert "comma" in told
    assert "has no unit" in told


def test_an_own_file_is_designed(app):
    text = flow.cases()[CASE].read_text(encoding="utf-8")
    own = text.replace("La Palma–Tres Puertas", "Our <b>own</b> scheme")
    app.file_uploader[0].set_value(("mine.yaml", own.encode(), "application/yaml")).run()
    assert not errors(app)
    bodies = " ".join(item.proto.body for item in app.get("html"))
    assert "Our &lt;b&gt;own&lt;/b&gt; scheme" in bodies


def test_an_unforeseen_failure_is_a_plain_sentence(app, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("musdesign.flow.design", fail)
    # what was designed before is kept: something new has to be computed
    control(app.slider, "Animals").set_value(2.7).run()
    assert not app.exception
    assert any("unforeseen" in text for text in errors(app))
    assert not any("secret detail" in text for text in errors(app))


def test_unverified_numbers_are_counted():
    app = page("design", "Assumptions", case=CASE).run()
    result = flow.design(flow.load(CASE))
    count = sum(line.basis == "unverified" for line in result.assumptions)
    assert f"{count} unverified" in words(app)
    if count:
        assert "⚠ unverified" in words(app)


def test_verdicts_stand_in_words_not_in_colour_alone():
    app = page("evidence", "Standards", case=CASE)
    app.session_state["clauses-shown"] = "all"
    app.run()
    shown = words(app)
    for check in flow.design(flow.load(CASE)).checks:
        assert check.clause in shown
    assert "meets" in shown or "breaks" in shown


def test_the_app_stands_where_the_package_says():
    assert app_file().name == "app.py"
    assert "musdesign.ui.page" in Path(app_file()).read_text(encoding="utf-8")
