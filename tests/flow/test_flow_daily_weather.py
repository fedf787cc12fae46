"""One weather for all: the day's temperature and rain move animals, gardens and households."""

import numpy as np
import pytest

from musdesign import flow
from musdesign.flow.network_days import network_of_days

TEXT = """
schema: 1
name: hot valley
currency: USD
location:
  country: KEN
  latitude: 0
  altitude: 1000 m
  climate:
    source: made up for a test
    rain: 60 mm/month
    rain_days: 6 day/month
    temperature_min: 15 degC
    temperature_max: 25 degC
horizon: {base_year: 2026, design_period: 1 year, growth: {method: geometric, rate: 0 %/year}}
households:
  - group: keepers
    count: 10
    size: 5
    service: well or handpump
    uses:
      domestic: {rate: 20 L/person/day}
      livestock:
        sheep: SHEEP
      gardens: [{crop: vegetables, area: 60 m2, method: drip_low_head}]
losses: 0 %
sources:
  - {kind: spring, name: spring, quality: drinking, flow: 1 L/s}
weather: WEATHER
"""
# litres a day of a sheep in milk at 15, 25 and 35 degrees: the published points of its class
POINTS = ([15.0, 25.0, 35.0], [8.7, 12.9, 20.1])


def ready(tmp_path, rows, sheep="10", weather="{record: rain.csv}"):
    (tmp_path / "rain.csv").write_text("date,rain_mm,tmin (c),tmax (c)\n" + "\n".join(rows) + "\n")
    path = tmp_path / "case.yaml"
    path.write_text(TEXT.replace("SHEEP", sheep).replace("WEATHER", weather))
    return network_of_days(flow.load(path))


def needs(found, kind):
    return sum(
        np.asarray(u.demand_m3_day, dtype=float) for u in found.network.uses if u.use == kind
    )


def dry(temperatures):
    first = np.datetime64("2020-01-01")
    return [f"{first + i},0,{t - 5},{t + 5}" for i, t in enumerate(temperatures)]


@pytest.mark.parametrize("sheep", ["10", "{head: 10, temperature: class, system: none}"])
def test_animals_drink_by_the_temperature_of_the_day(tmp_path, sheep):
    temperatures = [15.0, 20.0, 30.0, 35.0, 40.0]
    found = needs(ready(tmp_path, dry(temperatures), sheep), "livestock")
    drunk = np.interp(temperatures, *POINTS)
    assert found / found[1] == pytest.approx(drunk / drunk[1])
    if "class" in sheep:
        assert found == pytest.approx(100 * drunk / 1000)


def test_a_rate_of_the_users_own_stays_as_it_is(tmp_path):
    found = needs(ready(tmp_path, dry([15.0, 35.0]), "{head: 10, rate: 8 L/head/day}"), "livestock")
    assert found == pytest.approx(100 * 8 / 1000)


def test_gardens_follow_the_temperature_and_the_rain_of_the_same_days(tmp_path):
    hot = ready(tmp_path, dry([20.0] * 60 + [30.0] * 30))
    need = needs(hot, "gardens")
    assert need[89] > need[45] * 1.2
    wet = dry([20.0] * 60 + [30.0] * 30)
    wet[89] = wet[89].replace(",0,", ",50,")
    assert needs(ready(tmp_path, wet), "gardens")[89] == pytest.approx(0.0)


def test_animals_and_households_draw_less_in_wet_weeks_where_it_is_asked_for(tmp_path):
    rows = [row.replace(",0,", ",5,") if i >= 10 else row for i, row in enumerate(dry([20.0] * 20))]
    weather = "{record: rain.csv, rain_switch: 40 %, animals_rain_switch: 60 %}"
    found = ready(tmp_path, rows, weather=weather)
    for kind, part in (("domestic", 0.6), ("livestock", 0.4)):
        need = needs(found, kind)
        assert need[19] == pytest.approx(part * need[9])


def test_a_record_without_temperatures_is_told(tmp_path):
    (tmp_path / "rain.csv").write_text("date,rain_mm\n2020-01-01,0\n2020-01-02,3\n")
    path = tmp_path / "case.yaml"
    path.write_text(TEXT.replace("SHEEP", "10").replace("WEATHER", "{record: rain.csv}"))
    found = network_of_days(flow.load(path))
    assert any("no temperatures" in note for note in found.weather.notes)
    assert np.ptp(needs(found, "livestock")) == pytest.approx(0.0)


def test_a_solar_pump_stands_on_sunless_days_of_the_record(tmp_path):
    first = np.datetime64("2020-01-01")
    sun = [20.0, 0.0, 10.0, 40.0]
    rows = "\n".join(f"{first + i},0,{v}" for i, v in enumerate(sun))
    (tmp_path / "rain.csv").write_text(f"date,rain_mm,radiation (mj/m2/day)\n{rows}\n")
    text = TEXT.replace("SHEEP", "10").replace("WEATHER", "{record: rain.csv}")
    text = text.replace(
        "{kind: spring, name: spring, quality: drinking, flow: 1 L/s}",
        "{kind: borehole, name: hole, quality: drinking, flow: 2 L/s, solar_power: 1 kW, lift: 40 m}",
    ).replace("temperature_max: 25 degC", "temperature_max: 25 degC\n    solar: 20 MJ/m2/day")
    path = tmp_path / "case.yaml"
    path.write_text(text)
    found = network_of_days(flow.load(path))
    # 1 kWp x 20 / 3.6 h x 0.75 x 0.38 over 0.002725 kWh/m3/m x 40 m
    usual = 20 / 3.6 * 0.75 * 0.38 / (0.002725 * 40)
    lifted = np.minimum(np.array(sun) / 20 * usual, 2 * 86.4)
    assert found.network.sources[0].pump_m3_day == pytest.approx(lifted)
    assert any("ask for a tank of" in line for line in found.warnings)
