"""What a scenario says of a household's water becomes its lines of need."""

from __future__ import annotations

import numpy as np
import pytest

from musdesign import flow
from musdesign.errors import ScenarioError
from musdesign.units import MONTH_DAYS

CASE = "la-palma-tres-puertas"
USES = "households[0].uses"
FLAT = {"horizon.growth.rate": "0 %/year"}
DAYS = np.array(MONTH_DAYS)
HOUSES = 180


def lines(changes, use, group="coffee smallholders"):
    ((_, found),) = flow.needs_of_years(flow.load(CASE, {**FLAT, **changes}), [0.0])
    return {p.item: p for p in found.demand.uses if p.use == use and p.group == group}


def litres_a_head(changes, kind="cattle", heads=1.0):
    part = lines(changes, "livestock")[kind]
    return part.month_m3_day * 1000 / HOUSES / heads


def test_domestic_water_is_the_sum_of_its_components():
    # WHO technical note for emergencies (Reed 2005), medium term: drinking 3-4, cooking 2-3,
    # hygiene 6-7, laundry 4-6 L/person/day, so 15 to 20 in all
    chosen = {"set": "who_medium", "level": "high", "sanitation": None}
    part = lines({f"{USES}.domestic": {"components": chosen}}, "domestic")["domestic"]
    assert part.month_m3_day == pytest.approx(np.full(12, HOUSES * 5 * 20 / 1000))
    own = chosen | {"own": {"laundry": "16 L/person/day"}, "level": "low"}
    part = lines({f"{USES}.domestic": {"components": own}}, "domestic")["domestic"]
    assert part.month_m3_day == pytest.approx(np.full(12, HOUSES * 5 * (3 + 2 + 6 + 16) / 1000))


def test_a_household_allocation_is_the_same_for_any_size():
    changes = {f"{USES}.domestic": {"household_rate": "18 m3/household/month"}}
    for size in (3, 6):
        part = lines({**changes, "households[0].size": size}, "domestic")["domestic"]
        assert part.month_m3_day[0] == pytest.approx(HOUSES * 18 * 12 / 365)


def test_heat_moves_the_water_of_animals_between_months_and_keeps_the_year():
    by_month = litres_a_head({})
    assert by_month @ DAYS / 365 == pytest.approx(25.0)
    # 21.5 degC is the mean of the months here but for half a degree; the warmest need most
    assert by_month.argmax() in {2, 6, 7}
    assert litres_a_head({f"{USES}.livestock.cattle": {"head": 1, "temperature": "none"}}) == (
        pytest.approx(np.full(12, 25.0))
    )


def test_the_class_of_an_animal_drinks_along_the_published_points():
    # cattle, African pastoral: 21.8, 25.0 and 28.7 L/head/day at 15, 25 and 35 degC
    hot = {
        "location.climate.temperature_min": "25 degC",
        "location.climate.temperature_max": "35 degC",
        f"{USES}.livestock.cattle": {"head": 2, "temperature": "class", "system": "none"},
    }
    assert litres_a_head(hot, heads=2) == pytest.approx(np.full(12, (25.0 + 28.7) / 2))


def test_the_user_s_own_rate_and_service_water_stand_as_they_are():
    own = {f"{USES}.livestock.cattle": {"head": 1, "rate": "40 L/head/day"}}
    assert litres_a_head(own) == pytest.approx(np.full(12, 40.0))
    service = {
        f"{USES}.livestock.cattle": {"head": 1, "service": "7 L/head/day", "temperature": "none"}
    }
    assert litres_a_head(service) == pytest.approx(np.full(12, 32.0))


def test_a_pond_is_filled_and_kept_full():
    # closed by hand: no rain, ETo 5 mm/day, seepage 4 mm/day, 10 m2 of 1 m depth on 180 farms;
    # open water over ETo is 1.05 (FAO-56 Table 12, open water below 2 m depth)
    changes = {
        f"{USES}.ponds": [
            {
                "area": "10 m2",
                "depth": "1 m",
                "seepage": "4 mm/day",
                "fillings": [3],
                "fill_time": "10 day",
            }
        ],
        "location.climate.rain": "0 mm/month",
        "location.climate.reference_evapotranspiration": "5 mm/day",
    }
    found = lines(changes, "enterprises")
    keeping, filling = found["pond"], found["pond filling"]
    assert keeping.month_m3_day == pytest.approx(np.full(12, HOUSES * 10 * (1.05 * 5 + 4) / 1000))
    assert filling.month_m3_day @ DAYS == pytest.approx(HOUSES * 10)
    assert filling.month_m3_day[2] * filling.daily_factor == pytest.approx(HOUSES * 10 / 10)
    assert {keeping.quality, filling.quality} == {"irrigation"}


def test_own_hours_are_taken_where_a_pattern_is_named():
    part = lines(
        {f"{USES}.livestock.cattle": {"head": 1, "pattern": "6-8 60; 17-19 40"}}, "livestock"
    )
    hours = part["cattle"].hourly
    assert hours[[6, 7, 17, 18]] == pytest.approx([0.3, 0.3, 0.2, 0.2])
    assert hours.sum() == pytest.approx(1.0)


def test_hargreaves_takes_temperature_alone():
    def eto(**climate):
        named = {f"location.climate.{key}": value for key, value in climate.items()}
        ((_, found),) = flow.needs_of_years(flow.load(CASE, named), [0.0])
        return np.array(found.eto_mm_day)

    plain = eto(method="hargreaves")
    # FAO-56 eq. 52 for January: 0.0023 (21.5 + 17.8) sqrt(27 - 16) Ra / 2.45; Ra on the 15th at
    # 3.82 N by hand (eq. 21-25): dr 1.0319, declination -0.3704, sunset 1.5449: 34.62 MJ/m2/day
    assert plain[0] == pytest.approx(0.0023 * 39.3 * 11**0.5 * 34.62 * 0.408, rel=0.001)
    assert eto(method="hargreaves", wind="6 m/s") == pytest.approx(plain)
    assert eto(wind="6 m/s") != pytest.approx(eto())


def test_an_institution_without_a_published_rate_waits_for_the_user_s_own():
    kind = {"institutions": [{"kind": "market", "units": 40}]}
    with pytest.raises(ScenarioError, match="no water rate is published for 'market'"):
        lines(kind, "institutions")
    own = {"institutions": [{"kind": "market", "units": 40, "rate": "30 L/stall/day"}]}
    part = lines(own, "institutions", "market")["market"]
    assert part.month_m3_day[0] == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("changes", "path", "word"),
    [
        ({"domestic": {}}, "domestic", "one of rate"),
        ({"domestic": {"rate": "1 L/person/day", "components": {}}}, "domestic", "one of rate"),
        ({"domestic": {"components": {"set": "who"}}}, "domestic", "unknown set"),
        ({"domestic": {"components": {"sanitation": "flush"}}}, "sanitation", "domestic component"),
        ({"domestic": {"rate": "9 L/person/day", "season": [1, 2]}}, "season", "12"),
        ({"domestic": {"rate": "9 L/person/day", "season": [0] * 12}}, "domestic", "no month"),
        ({"livestock": {"cattle": {"head": 1, "rate": "9 L/head/day", "milk": "2 L/head/day"}}}, "cattle", "no place for milk"),
        ({"livestock": {"goat": {"head": 1, "milk": "2 L/head/day"}}}, "goat", "milk"),
        ({"livestock": {"cattle": {"head": 1, "pattern": "6-8 90"}}}, "pattern", "sum to 90"),
        ({"livestock": {"cattle": {"head": 1, "pattern": "cows"}}}, "pattern", "unknown hourly pattern"),
        ({"ponds": [{"area": "10 m2", "depth": "0 m"}]}, "depth", "above 0"),
        ({"ponds": [{"area": "10 m2", "depth": "1 m", "soil": "rock"}]}, "ponds[0]", "unknown soil"),
        ({"gardens": [{"crop": "maize", "area": "10 m2", "uptake": {"to": "120 %", "over": "5 year"}}]}, "to", "at most 100"),
    ],
)  # fmt: skip
def test_a_mistaken_use_is_told_where_it_stands(changes, path, word):
    named = {"domestic": {"rate": "100 L/person/day"}, **changes}
    with pytest.raises(ScenarioError) as caught:
        lines({USES: named}, "domestic")
    shown = [problem for problem in caught.value.problems if word in str(problem)]
    assert shown, str(caught.value)
    assert path in shown[0].path
