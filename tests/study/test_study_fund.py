"""The subsidy fund of a scheme: what is given, paid in and missing over its year."""

from __future__ import annotations

import pytest

from musdesign import finance, flow
from musdesign.study.fund import fund_study
from musdesign.study.tariffs import studied_result

CASE = "la-palma-tres-puertas"
# a tenth off the use of class E1, a fifth on top of it in class E2
TARIFF = """
schema: 1
name: With a fund
country: COL
currency: COP
year: 2020
source: written for this test
basis: unverified
classes:
  E1:
    charges:
      - {name: use, price: 1000}
      - {name: subsidy, percent: -10, of: [use], purpose: subsidy}
  E2:
    charges:
      - {name: use, price: 1000}
      - {name: contribution, percent: 20, of: [use], purpose: contribution}
"""


@pytest.fixture(scope="module")
def studied():
    result = flow.design(flow.load(CASE))
    return studied_result(result, result.tariffs[0].name)


def test_the_fund_is_the_sum_of_everybodys_lines_over_the_year(studied, tmp_path):
    file = tmp_path / "with-a-fund.yaml"
    file.write_text(TARIFF, encoding="utf-8")
    found = fund_study(studied, finance.load_tariff(str(file), tmp_path))
    volume = {"E1": 0.0, "E2": 0.0}
    for group in studied.case.people.groups:
        volume[group.class_name] += group.households * sum(group.month_m3)
    assert found.speaks
    assert found.subsidies_year == pytest.approx(0.1 * 1000 * volume["E1"], rel=1e-4)
    assert found.contributions_year == pytest.approx(0.2 * 1000 * volume["E2"], rel=1e-4)
    assert found.missing_year == pytest.approx(100 * volume["E1"] - 200 * volume["E2"], rel=1e-3)
    assert found.billed_year == pytest.approx(900 * volume["E1"] + 1200 * volume["E2"], rel=1e-4)
    assert sum(amount for *_, amount in found.by_class) == pytest.approx(-found.missing_year)


def test_a_tariff_without_such_lines_has_no_fund(studied):
    tariff = next(t for t in flow.load(CASE).tariffs if t.id == studied.case.id)
    found = fund_study(studied, tariff)
    assert not found.speaks
    assert found.missing_year == 0
    assert found.billed_year == pytest.approx(studied.result.tariffs[0].billed_year, rel=1e-4)
