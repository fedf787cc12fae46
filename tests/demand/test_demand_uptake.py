"""Growth by group and uptake of productive uses through the horizon."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import flow
from musdesign.demand import uptake
from musdesign.errors import ScenarioError

CASE = "la-palma-tres-puertas"


def need(changes, years):
    ((_, found),) = flow.needs_of_years(flow.load(CASE, changes), [years])
    return found


@given(
    share=st.floats(0, 1), final=st.floats(0, 1), years=st.floats(0, 60), over=st.floats(0.5, 50)
)
def test_uptake_starts_and_ends_where_it_should_and_never_turns(share, final, years, over):
    for curve in uptake.CURVES.values():
        at = [
            curve(share, final, uptake.progress(year, 2.0, over))
            for year in (0.0, 2.0, years, years + 1.0, 2.0 + over, 100.0)
        ]
        assert at[0] == at[1] == pytest.approx(share)
        assert at[5] == pytest.approx(final)
        assert at[4] == pytest.approx(final)
        later = at[3] - at[2]
        assert later * (final - share) >= -1e-12
        assert min(share, final) - 1e-12 <= at[2] <= max(share, final) + 1e-12


def test_the_s_curve_is_half_way_at_half_time_and_slow_at_both_ends():
    # smoothstep 3x2 - 2x3: value 1/2 and slope 3/2 at the middle, slope 0 at the ends
    assert uptake.s_curve(0.0, 1.0, 0.5) == 0.5
    assert uptake.s_curve(0.0, 1.0, 0.01) == pytest.approx(2.98e-4)
    assert uptake.s_curve(0.0, 1.0, 0.51) - uptake.s_curve(0.0, 1.0, 0.5) == pytest.approx(
        0.015, rel=1e-3
    )


def test_a_garden_s_water_follows_the_share_of_households_that_have_it():
    plot = "households[0].uses.gardens[0]"
    changes = {
        f"{plot}.share": "20 %",
        f"{plot}.uptake": {"to": "60 %", "over": "10 years", "curve": "linear"},
        "horizon.growth.rate": "0 %/year",
    }
    group = {"gardens": "coffee smallholders"}
    whole = next(
        part
        for part in need({"horizon.growth.rate": "0 %/year"}, 0).demand.uses
        if part.use == "gardens" and part.group == group["gardens"]
    )
    for years, share in ((0, 0.2), (5, 0.4), (10, 0.6), (25, 0.6)):
        found = next(
            part
            for part in need(changes, years).demand.uses
            if part.use == "gardens" and part.group == group["gardens"]
        )
        assert found.month_m3_day == pytest.approx(share * whole.month_m3_day)


def test_what_a_household_owns_changes_by_its_own_rate():
    changes = {
        "households[0].uses.livestock.cattle": {"head": 2, "growth": "3 %/year"},
        "horizon.growth.rate": "0 %/year",
    }
    first, last = (
        next(part for part in need(changes, years).demand.uses if part.item == "cattle")
        for years in (0, 20)
    )
    assert last.month_m3_day == pytest.approx(first.month_m3_day * 1.03**20)


def test_a_group_grows_by_its_own_rate_and_the_others_by_the_horizon_s():
    changes = {"households[2].growth": {"method": "arithmetic", "rate": "4 %/year"}}
    plain, own = need({}, 25), need(changes, 25)
    # published methods: geometric (1 + r)^t, arithmetic 1 + r t
    assert own.households_of("village houses") == pytest.approx(114 * (1 + 0.04 * 25))
    assert own.households_of("cattle keepers") == plain.households_of("cattle keepers")
    assert plain.households_of("cattle keepers") == pytest.approx(70 * 1.012**25)
    assert own.population == pytest.approx(sum(float(g.persons) for g in own.groups))


def test_growth_that_leaves_nobody_is_told_where_it_stands():
    changes = {"households[1].growth": {"method": "arithmetic", "rate": "-10 %/year"}}
    with pytest.raises(ScenarioError) as caught:
        need(changes, 25)
    assert caught.value.problems[0].path == "households[1].growth"


def test_a_school_closed_at_weekends_keeps_its_open_day():
    plain = need({"institutions[0].units": 260}, 0)
    closed = need({"institutions[0].days": "5 day/week"}, 0)
    one, other = (
        next(part for part in found.demand.uses if part.group == "schools")
        for found in (plain, closed)
    )
    assert other.month_m3_day == pytest.approx(one.month_m3_day * 5 / 7)
    assert (other.month_m3_day * other.daily_factor).max() >= one.month_m3_day.max() - 1e-12


def test_terms_and_growth_of_institutions_are_the_user_s():
    found = need({"institutions[0].months": [2, 3, 4], "institutions[0].grows": False}, 25)
    school = next(part for part in found.demand.uses if part.group == "schools")
    base = next(part for part in need({}, 0).demand.uses if part.group == "schools")
    assert school.month_m3_day[1] == pytest.approx(base.month_m3_day[1])
    assert np.count_nonzero(school.month_m3_day) == 3


def test_a_bulk_user_is_served_as_the_use_it_names():
    changes = {
        "bulk_users": [
            {
                "name": "dairy",
                "volume": {
                    "monthly": [10, 12, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
                    "unit": "m3/day",
                },
                "use": "enterprises",
                "max_day_factor": 1.5,
            }
        ]
    }
    plain, found = need({}, 25), need(changes, 25)
    days = 10 + 2 * 28 / 365
    assert found.demand.by_use_m3_day["enterprises"] == pytest.approx(
        plain.demand.by_use_m3_day["enterprises"] + days
    )


def test_a_season_moves_water_between_months_and_keeps_the_year():
    season = [2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    plain = need({}, 25)
    found = need({f"households[{i}].uses.domestic.season": season for i in range(3)}, 25)
    assert found.demand.by_use_m3_day["domestic"] == pytest.approx(
        plain.demand.by_use_m3_day["domestic"]
    )
    months = found.demand.by_use_by_month["domestic"]
    assert months[0] / months[6] == pytest.approx(2.0)


def test_two_plots_of_one_crop_stay_two_lines():
    plot = {"crop": "vegetables", "area": "100 m2"}
    found = need({"households[0].uses.gardens": [plot, plot]}, 0)
    items = [part.item for part in found.demand.uses if part.use == "gardens"]
    assert items[:2] == ["vegetables", "vegetables 2"]
    assert len({part.name for part in found.demand.uses}) == len(found.demand.uses)
