"""The figures of the simulated days stand in report and workbook as they are in the result."""

import pytest

from musdesign import flow
from musdesign.i18n import language
from musdesign.report.content import tables


@pytest.fixture(scope="module")
def designed():
    scheme = flow.load("nepal-two-tank", {"weather.years": 3, "network": None})
    return flow.design(scheme, with_futures=False, daily=True, bound_years=1.0)


def found(result, key):
    return next((t for t in tables(result, language("en")) if t.key == key), None)


def test_reliability_by_use_and_the_distance_to_foresight_are_printed(designed):
    table = found(designed, "reliability")
    for row, use in zip(table.rows, designed.daily.by_use, strict=True):
        assert row[0] == use.use
        assert row[1:] == pytest.approx(
            (100 * use.volumetric, 100 * use.time, 100 * use.annual, use.resilience,
             100 * use.vulnerability, use.longest_failure_days)
        )  # fmt: skip
    assert "first 365 days" in table.words


def test_what_is_missing_and_what_binds_sum_to_the_same(designed):
    missing = sum(sum(row[1:]) for row in found(designed, "unmet").rows)
    caused = sum(row[3] for row in found(designed, "binding").rows)
    needed = sum(use.demand_m3_year - use.met_m3_year for use in designed.daily.by_use)
    assert missing == pytest.approx(needed, rel=1e-6)
    assert caused == pytest.approx(needed, rel=1e-6)


def test_sources_by_use_sum_to_what_is_met(designed):
    table = found(designed, "served")
    for column, use in enumerate(designed.daily.by_use, start=1):
        assert table.total(column) == pytest.approx(use.met_m3_year, rel=1e-6)
    assert found(designed, "groups").rows[0][0] == "hill farmers"


def test_a_mean_year_alone_has_none_of_these_tables():
    scheme = flow.load("nepal-two-tank", {"network": None})
    result = flow.design(scheme, with_futures=False, daily=False)
    assert found(result, "reliability") is None
    assert found(result, "binding") is None
