"""Water kept for some uses stays apart in the tanks; records that do not cover the days."""

import numpy as np
import pytest
from test_flow_daily import TEXT, by_use, designed, with_sources

from musdesign import flow


def test_a_spring_kept_for_people_reaches_no_garden_through_the_tank():
    spring = "{kind: spring, name: spring, quality: drinking, flow: 0.5 L/s, serves: [domestic]}"
    pond = "{kind: pond, name: dam, quality: irrigation, catchment: 1 ha, volume: 100 m3, surface: 80 m2}"
    result = designed(with_sources(spring, pond))
    assert result.daily.served["spring"]["gardens"] == 0.0
    assert result.daily.served["spring"]["livestock"] == 0.0
    assert by_use(result)["domestic"].volumetric == pytest.approx(1.0)
    assert any("its water may not serve livestock, gardens" in w for w in result.daily.warnings)
    assert {c.node for c in result.daily.causes if c.use == "gardens"} <= {"dam", "dam (stored)"}


def test_water_kept_for_some_fills_no_tank_that_others_draw_from():
    open_to_all = "{kind: spring, name: spring, quality: drinking, flow: 0.05 L/s}"
    truck = "{kind: purchase, name: truck, quality: drinking, limit: 9 m3/day, serves: [domestic]}"
    result = designed(with_sources(open_to_all, truck))
    served = result.daily.served
    assert served["truck"]["gardens"] + served["truck"]["livestock"] == 0.0
    assert served["truck"]["domestic"] > 0.0
    assert served["spring"]["domestic"] > 0.0
    assert any(w.startswith("truck: may serve only some") for w in result.daily.warnings)


def test_a_tank_of_its_own_holds_water_kept_for_some():
    spring = "{kind: spring, name: spring, quality: drinking, flow: 0.1 L/s, serves: [domestic]}"
    stream = "{kind: stream, name: stream, quality: livestock, flow: 0.2 L/s}"
    tanks = (
        "storage:\n  - {name: upper, volume: 5 m3, serves: [domestic]}\n"
        "  - {name: lower, volume: 5 m3, serves: [livestock, gardens]}\n"
    )
    result = designed(with_sources(spring, stream, extra=tanks))
    assert not any("tank of" in line for line in result.daily.warnings)
    assert result.daily.served["spring"]["gardens"] == 0.0
    full = {store.name: store.full_share for store in result.daily.by_store}
    assert full["upper"] > 0.0
    assert full["lower"] > 0.0


@pytest.mark.parametrize("follows", [True, False])
def test_a_record_that_does_not_cover_the_days_gives_months_that_follow_the_rain(tmp_path, follows):
    dates = np.arange("2001-01-01", "2003-01-01", dtype="datetime64[D]")
    rows = "".join(f"{d},0.2\n" for d in dates)
    (tmp_path / "flow.csv").write_text("date,flow_lps\n" + rows)
    path = tmp_path / "case.yaml"
    line = "{kind: stream, name: s, quality: drinking, series: flow.csv, recession: 3 %/day"
    path.write_text(with_sources(line + f", follows_rain: {str(follows).lower()}}}"))
    result = flow.design(flow.load(path), with_futures=False)
    given = result.daily.mean_year.by_source[0].available_by_month_m3
    # the mean of each month stays that of the record
    assert given.sum() == pytest.approx(0.2 * 86.4 * 365, rel=1e-6)
    assert any("does not cover the days" in line for line in result.daily.warnings)
    # 0.2 L/s every day carries domestic water and animals; dry weeks alone can fail them
    assert (by_use(result)["livestock"].time < 1.0) == follows


def test_a_pump_of_few_hours_is_told_its_chamber():
    line = "{kind: stream, name: s, quality: drinking, flow: 0.2 L/s, lift: 20 m, pump_hours: 6 hour/day}"
    warnings = designed(with_sources(line)).daily.warnings
    # 18 h at 0.72 m3/h
    assert any("13 m3" in told and "chamber at the intake" in told for told in warnings)


@pytest.mark.parametrize(("turbidity", "least", "most"), [(10, 0.4, 0.6), (900, 0.0, 0.0)])
def test_in_the_mean_year_two_sources_share_the_capacity_of_a_plant(turbidity, least, most):
    """5 m3/day for 8.33 m3/day of people's gross need; at 900 NTU no step bears the water."""
    text = with_sources(
        f"{{kind: stream, name: a, quality: irrigation, flow: 1 L/s, turbidity: {turbidity}}}",
        "{kind: stream, name: b, quality: irrigation, flow: 1 L/s}",
        extra="treatment:\n  - {name: plant, takes: [a, b], steps: [gravel_filter, slow_sand, "
        "chlorination], capacity: 5 m3/day, dose: 1.5 mg/L}\n",
    )
    year = flow.design(flow.load_text(text), with_futures=False, daily=False).supply
    domestic = next(use for use in year.by_use if use.use == "domestic")
    assert domestic.demand_m3_year == pytest.approx(30 * 5 * 0.05 * 365 / 0.9)
    assert least <= domestic.volumetric_reliability <= most


def test_a_mill_alone_leaves_coffee_effluent_alone_in_leap_years_too(tmp_path):
    dates = np.arange("2012-01-01", "2013-01-01", dtype="datetime64[D]")
    rows = "".join(f"{d},{5 * (i % 3 == 0)}\n" for i, d in enumerate(dates))
    (tmp_path / "rain.csv").write_text("date,rain_mm\n" + rows)
    path = tmp_path / "case.yaml"
    mill = "      enterprises: [{kind: coffee_wet_mill_ecological, output: 800 kg/year}]\n"
    text = TEXT.replace("weather: {years: 4, seed: 3}", "weather: {record: rain.csv}")
    path.write_text(text.replace("      livestock: {goat: 4}\n", mill))
    waste = flow.design(flow.load(path), with_futures=False).daily.effluents
    assert [w.kind for w in waste if w.use == "enterprises"] == ["coffee effluent"]
