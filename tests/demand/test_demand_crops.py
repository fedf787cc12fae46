"""Crops of FAO-56, their calendar through the year, and Kc by climate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musdesign import flow
from musdesign.demand import crop_calendar as cal
from musdesign.demand import crops
from musdesign.errors import CalculationError, DataError, ScenarioError
from musdesign.library.tables import table
from musdesign.units import MONTH_DAYS

CASE = "la-palma-tres-puertas"
PLOT = "households[0].uses.gardens"


def need(plots, **more):
    changes = {PLOT: plots, "horizon.growth.rate": "0 %/year", **more}
    ((_, found),) = flow.needs_of_years(flow.load(CASE, changes), [0.0])
    return [
        part for part in found.demand.uses
        if part.use == "gardens" and part.group == "coffee smallholders"
    ]  # fmt: skip


def test_all_rows_of_fao56_are_there():
    # FAO-56 has 137 rows in Table 12, 167 in Table 11 and 104 in Table 22 (as pyfao56 carries them)
    rows = table("crops")
    assert sum("row: " in row.origin.note for row in rows.values()) == 137
    assert len(table("crop_stages")) == 167
    assert len(table("root_depths")) == 104
    assert all(row.origin.basis == "secondary" for key, row in rows.items() if key != "plantain")


@pytest.mark.parametrize(
    ("key", "kc", "height"),
    [
        # FAO-56 Table 12, single crop coefficients and heights
        ("barley", (0.3, 1.15, 0.25), 1.0),
        ("rice", (1.05, 1.20, 0.75), 1.0),
        ("rubber_trees", (0.95, 1.0, 1.0), 10.0),
        ("maize", (0.3, 1.20, 0.35), 2.0),
        ("grapes_wine", (0.3, 0.70, 0.45), 1.75),
        ("brussel_sprouts", (0.7, 1.05, 0.95), 0.4),
    ],
)
def test_coefficients_and_heights_of_table_12(key, kc, height):
    found = crops.crop(key)
    assert (found.kc_ini, found.kc_mid, found.kc_end) == kc
    assert found.height_m == height


def test_what_the_table_leaves_blank_is_never_filled_in():
    # Table 12 prints one coefficient for the group of fibre crops, the others for each crop
    assert table("crops")["fiber_crops"].number("kc_ini") == 0.35
    with pytest.raises(DataError, match="kc_mid is empty"):
        crops.crop("fiber_crops")


@pytest.mark.parametrize(
    ("key", "days"),
    [
        # FAO-56 Table 11
        ("maize/nigeria_humid_jun", (20, 35, 40, 30)),
        ("maize/east_africa_apr", (30, 50, 60, 40)),
        ("alfalfa_total_season/nowhere", None),
        ("sweet_potato/tropical_regions_rainy_season", (15, 30, 50, 30)),
    ],
)
def test_stage_lengths_of_named_regions(key, days):
    if days is None:
        with pytest.raises(DataError):
            crops.stages(key)
        return
    found, origin = crops.stages(key)
    assert (found.ini_days, found.dev_days, found.mid_days, found.late_days) == days
    assert "Table 11" in origin.source


@pytest.mark.parametrize(
    ("wind", "humidity", "kc"),
    [(1.3, 75.0, 1.07), (4.6, 44.0, 1.30)],
)
def test_mid_season_maize_in_two_climates(wind, humidity, kc):
    # FAO-56 example 27: maize of 2 m at Taipei and at Mocha
    assert crops.adjusted_kc(1.20, wind, humidity, 2.0) == pytest.approx(kc, abs=0.005)


def test_the_adjustment_holds_at_its_limits_and_spares_drying_crops():
    maize = crops.crop("maize")
    mid, end, held = crops.in_climate(maize, 9.0, 10.0)
    assert mid == pytest.approx(crops.adjusted_kc(1.20, 6.0, 20.0, 2.0))
    assert end == maize.kc_end == 0.35
    assert "wind" in held
    assert "humidity" in held
    plain, _, nothing = crops.in_climate(maize, 2.0, 45.0)
    assert (plain, nothing) == (pytest.approx(1.20), "")
    with pytest.raises(CalculationError, match="no height"):
        crops.in_climate(crops.crop("vegetables"), 2.0, 45.0)


@given(
    ini=st.integers(1, 60), dev=st.integers(1, 60), mid=st.integers(1, 60), late=st.integers(1, 60),
    start=st.integers(0, 364), kc=st.tuples(*[st.floats(0.1, 1.3)] * 3),
)  # fmt: skip
def test_a_season_keeps_its_days_and_its_water_wherever_it_begins(ini, dev, mid, late, start, kc):
    season = cal.season_kc(*kc, crops.Stages(ini, dev, mid, late))
    year = cal.planted([start], season)
    assert season.size == ini + dev + mid + late
    assert season[0] == pytest.approx(kc[0])
    # straight lines: the mean of the ends over development and late season
    by_hand = ini * kc[0] + dev * (kc[0] + kc[1]) / 2 + mid * kc[1] + late * (kc[1] + kc[2]) / 2
    assert season.sum() == pytest.approx(by_hand)
    months = year.kc_by_month * year.grown_by_month * np.array(MONTH_DAYS)
    assert months.sum() == pytest.approx(by_hand)
    assert year.grown.sum() == season.size


def test_a_season_passes_new_year():
    season = cal.season_kc(0.3, 1.2, 0.35, crops.Stages(20, 35, 40, 30))
    year = cal.planted([cal.day_of("11-15")], season)
    assert np.array_equal(np.flatnonzero(year.grown_by_month) + 1, [1, 2, 3, 11, 12])
    assert year.grown_by_month[11] == pytest.approx(1.0)


def test_two_crops_a_year_are_two_seasons_and_may_not_overlap():
    season = cal.season_kc(0.3, 1.2, 0.35, crops.Stages(20, 35, 40, 30))
    both = cal.planted([cal.day_of("03-01"), cal.day_of("08-01")], season)
    assert both.grown.sum() == 250
    with pytest.raises(CalculationError, match="overlap"):
        cal.planted([cal.day_of("03-01"), cal.day_of("06-01")], season)


@pytest.mark.parametrize("date", ["02-29", "13-01", "00-10"])
def test_a_day_that_is_none_is_refused(date):
    with pytest.raises(CalculationError, match="no day"):
        cal.day_of(date)


def test_months_of_days_keep_the_sum():
    days = np.arange(365.0)
    assert cal.by_month(days).sum() == days.sum()
    assert cal.by_month(np.ones((3, 365)))[:, 1] == pytest.approx([28, 28, 28])


def test_a_dated_crop_needs_the_sum_of_its_days_by_hand():
    # no rain, ETo 4 mm/day given: need = 4 mm x sum of Kc x 300 m2 x households / 0.9
    plot = {"crop": "maize", "area": "300 m2", "method": "drip", "planting": ["04-01"],
            "stages": [20, 35, 40, 30], "climate_adjustment": False}  # fmt: skip
    (found,) = need(
        [plot],
        **{
            "location.climate.reference_evapotranspiration": "4 mm/day",
            "location.climate.rain": "0 mm/month",
        },
    )
    kc_days = 20 * 0.3 + 35 * 0.75 + 40 * 1.2 + 30 * (1.2 + 0.35) / 2
    litres = 4 * kc_days * 300 * 180 / 0.9
    assert found.month_m3_day @ np.array(MONTH_DAYS) * 1000 == pytest.approx(litres)


def test_a_deficit_leaves_that_part_of_the_need_unmet():
    plot = {"crop": "vegetables", "area": "300 m2"}
    (full,), (less,) = need([plot]), need([plot | {"deficit": "25 %"}])
    assert less.month_m3_day == pytest.approx(0.75 * full.month_m3_day)


def test_a_windy_dry_place_needs_more_where_the_adjustment_is_asked_for():
    plot = {"crop": "tomato", "area": "300 m2", "climate_adjustment": True}
    air = {"location.climate.wind": "5 m/s", "location.climate.humidity": "40 %"}
    calm = {"location.climate.wind": "1 m/s", "location.climate.humidity": "90 %"}
    eto = {"location.climate.reference_evapotranspiration": "4 mm/day"}
    (windy,), (still,) = need([plot], **air, **eto), need([plot], **calm, **eto)
    (table_row,) = need([plot | {"climate_adjustment": False}], **air, **eto)
    assert windy.month_m3_day.sum() > table_row.month_m3_day.sum() > still.month_m3_day.sum()


@pytest.mark.parametrize(
    ("plot", "word"),
    [
        ({"planting": ["03-15"]}, "lengths of the growth stages"),
        ({"planting": ["02-29"], "stages": [20, 35, 40, 30]}, "no day"),
        ({"planting": ["03-15"], "stages": [20, 35, 40]}, "stages"),
        ({"planting": ["03-15"], "stages": "maize/nowhere"}, "unknown row of growth stages"),
        ({"planting": ["03-15"], "stages": [200, 100, 100, 100]}, "does not fit a year"),
        (
            {"planting": ["03-15"], "stages": [20, 35, 40, 30], "months": [3]},
            "either planting dates",
        ),
        ({"soil": {"kind": "gravel"}}, "unknown soil"),
        ({"soil": {"kind": "loam", "available_water": "100 mm/m"}}, "either a kind"),
        ({"deficit": "95 %"}, "out of range"),
        ({"rain_method": "usda"}, "not one of the choices"),
    ],
)
def test_a_mistaken_plot_is_told_where_it_stands(plot, word):
    with pytest.raises(ScenarioError) as caught:
        need([{"crop": "maize", "area": "100 m2", **plot}])
    assert any(word in str(problem) for problem in caught.value.problems), str(caught.value)
    assert all("gardens[0]" in problem.path for problem in caught.value.problems)
