from __future__ import annotations

import numpy as np
import pytest

from musdesign.demand import patterns
from musdesign.demand.institutions import institution, institution_m3_day
from musdesign.errors import CalculationError, DataError
from musdesign.library.tables import table


@pytest.mark.parametrize(
    ("kind", "litres", "basis"),
    # Tanzania (Longido list), UNHCR Water Manual 1992 Annex B, CPHEEO 1999 Table 2.1, Peru
    # RM 192-2018-VIVIENDA
    [
        ("school_day", 10, "secondary"), ("school_boarding", 70, "secondary"),
        ("dispensary", 10, "secondary"), ("health_centre", 50, "secondary"),
        ("clinic_outpatient", 5, "primary"), ("clinic_inpatient", 60, "primary"),
        ("school_unhcr_dry", 2, "primary"), ("school_unhcr_flush", 15, "primary"),
        ("mosque", 5, "primary"), ("hospital", 340, "secondary"),
        ("hospital_large_india", 450, "secondary"), ("school_day_india", 45, "secondary"),
        ("restaurant_seats", 70, "secondary"), ("school_secondary_peru", 25, "secondary"),
        ("hotel", 70, "secondary"), ("shop", 25, "secondary"), ("office_flush", 70, "secondary"),
    ],
)  # fmt: skip
def test_published_rates(kind, litres, basis):
    found = institution(kind)
    assert found.l_unit_day == litres
    assert found.origin.basis == basis


def test_weak_figures_are_left_to_the_user():
    blank = []
    for key, row in table("institutions").items():
        found = institution(key)
        assert (found.l_unit_day is None) == (row.origin.basis == "unverified"), key
        if found.l_unit_day is None:
            blank.append(key)
        elif found.low is not None and found.high is not None:
            assert found.low <= found.l_unit_day <= found.high, key
    assert {"market", "church", "school_kenya"} <= set(blank)


def test_every_institution_and_enterprise_has_hours_and_a_quality():
    qualities = {"drinking", "domestic", "livestock", "irrigation"}
    for name in ("institutions", "enterprises"):
        for key, row in table(name).items():
            assert patterns.pattern(row.text("pattern")).hourly.sum() == pytest.approx(1), key
            assert row.text("quality") in qualities, key


def test_a_school_of_300_pupils():
    # Tanzania: 10 L/pupil/day
    assert institution_m3_day(300, institution("school_day").l_unit_day) == pytest.approx(3.0)
    draws = institution_m3_day(np.array([[100.0], [200.0]]), 10.0)
    assert draws == pytest.approx(np.array([[1.0], [2.0]]))
    with pytest.raises(CalculationError, match="cannot be negative"):
        institution_m3_day(-1, 10)


def test_an_unknown_institution_is_answered_with_the_nearest():
    with pytest.raises(DataError, match="did you mean 'school_day'"):
        institution("schoolday")
