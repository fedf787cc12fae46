"""A treatment train from the command line."""

import json

import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError


def run(*words):
    got = CliRunner().invoke(app, ["treat", *words, "--format", "json"])
    if got.exception is not None and not isinstance(got.exception, SystemExit):
        raise got.exception
    return json.loads(got.stdout)


def test_a_train_by_itself():
    found = run("gravel_filter", "slow_sand", "chlorination", "--flow", "48 m3/day", "--turbidity",
                "80", "--coliforms", "1000", "--dose", "2 mg/L")  # fmt: skip
    assert found["gives"] == "drinking"
    assert found["contact_tank_m3"] == pytest.approx(1.0)  # 48 m3 a day for 30 minutes
    assert found["filter_area_m2"]["slow_sand"] == pytest.approx([2 / 0.3, 2 / 0.1])
    assert found["basis"] == "unverified"
    assert found["coliforms_after_per_100ml"][1] == pytest.approx(1000 / 10**3.5)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["slow_sandy", "--flow", "1 m3/day"], "did you mean 'slow_sand'"),
        (["slow_sand", "--flow", "-1 m3/day"], "the flow is -1"),
        (["slow_sand", "--flow", "1 m3"], "another kind than m3/day"),
        (["slow_sand", "--flow", "1 m3/day", "--coliforms", "-5"], "cannot be"),
    ],
)
def test_what_makes_no_train_is_told(words, message):
    with pytest.raises(MusdesignError, match=message):
        run(*words)
