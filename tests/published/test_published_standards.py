"""Worked examples of national rules that an engineer can write: tests/published/standards/*.yaml."""

from pathlib import Path

import pytest

from musdesign import standards
from musdesign.demand.recipe import recipe
from musdesign.yamlfile import read_yaml

FOLDER = Path(__file__).parent / "standards"
FILES = sorted(FOLDER.glob("*.yaml"))
KEYS = {"name", "citation", "ask", "check", "recipe"}


def cases(kind):
    return [
        pytest.param(case, id=f"{path.stem}-{i + 1}")
        for path in FILES
        for i, case in enumerate(read_yaml(path).data.get(kind) or [])
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_worked_example_is_cited_and_complete(path):
    document = read_yaml(path)
    assert not document.problems
    assert document.data.keys() <= KEYS
    assert len(document.data["citation"]) > 40
    assert any(document.data.get(kind) for kind in ("ask", "check", "recipe"))


@pytest.mark.parametrize("case", cases("ask"))
def test_a_published_value_is_answered(case):
    found = standards.ask(case["of"], case["parameter"], case.get("with"), case.get("as_of"))
    numeric = [a for a in found if a.bound != "definition" and not a.conditions_unknown]
    assert len(numeric) == 1, found
    assert {key: getattr(numeric[0], key) for key in case["expect"]} == pytest.approx(
        case["expect"]
    )


@pytest.mark.parametrize("case", cases("check"))
def test_a_published_verdict_is_reached(case):
    law = standards.load_standard(case["standard"])
    rows = standards.check(law, case["facts"], case.get("with") or {}, case.get("as_of"))
    judged = [
        row
        for row in rows
        if row.parameter == case["of"]
        and row.value is not None
        and row.bound == case.get("bound", row.bound)
        and row.reading in {"", case.get("reading", "domestic use alone")}
    ]
    assert len(judged) == 1, judged
    assert {key: getattr(judged[0], key) for key in case["expect"]} == pytest.approx(case["expect"])


@pytest.mark.parametrize("case", cases("recipe"))
def test_a_published_flow_follows_from_the_recipe(case):
    law = standards.load_standard(case["standard"])
    values = standards.recipe_values(law, case["with"])
    losses = 0.0 if case.get("losses_off") or values.losses is None else values.losses / 100
    # one person with 86,400 L a day is a flow of 1 L/s
    built = recipe(
        1.0,
        86400.0 * case["net_flow_lps"],
        losses,
        values.max_day_factor or 1.0,
        values.peak_hour_factor or 1.0,
        loss_convention=values.loss_convention,
        peak_base=values.peak_base,
    )
    found = {key: getattr(built, key) for key in case["expect"]}
    assert found == pytest.approx(case["expect"], abs=5e-5)
