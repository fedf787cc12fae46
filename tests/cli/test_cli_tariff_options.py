"""Numbers typed as options of the tariff commands: a comma is a decimal point or refused."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError

SCENARIO = "scenarios/la-palma-tres-puertas.yaml"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["respond", SCENARIO, "--to", "co-rural-multiple-use", "--elasticity", "1,5"],
         "'1.5' is out of range"),
        (["respond", SCENARIO, "--to", "co-rural-multiple-use", "--elasticity", "x"],
         "--elasticity: 'x' is not a number"),
        (["board", SCENARIO, "--years", "1,5"], "a whole number, 1 to 100"),
        (["rules", "COL", "--year", "2027,5"], "a whole number"),
        (["check", "co-marinilla-2016", "--year", "soon"], "'soon' is not a number"),
        (["search", SCENARIO, "--blocks", "13,26"], "13,26"),
        (["search", SCENARIO, "--share", "1,300 %"], "thousands"),
    ],
)  # fmt: skip
def test_a_mistyped_number_gets_our_message(words, message):
    done = CliRunner().invoke(app, ["tariff", *words])
    assert isinstance(done.exception, MusdesignError)
    assert message in str(done.exception)


def test_a_decimal_comma_is_a_decimal_point():
    from musdesign.cli import tariff_study

    assert tariff_study._bounds("13.5 26") == (13.5, 26.0)
    assert tariff_study._share("12,5 %", "--share") == 0.125
    assert tariff_study._study("-0,3", None) == {"tariff_study.price_elasticity": -0.3}
