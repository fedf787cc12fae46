"""The balance of a mean year: water is neither made nor lost, priorities hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import CalculationError
from musdesign.supply.balance import UseNeed, balance, rain_day_count
from musdesign.supply.sources import TIERS, Roof, SourceYield, may_serve
from musdesign.units import MONTH_DAYS

DAYS = np.array(MONTH_DAYS)


def need(use="domestic", priority=1, quality="domestic", m3=10.0):
    return UseNeed(use, priority, quality, np.full(12, m3))


def spring(m3=10.0, quality="domestic", **more):
    return SourceYield(more.pop("name", "spring"), "spring", quality, np.full(12, m3), **more)


months = st.lists(st.floats(0, 40), min_size=12, max_size=12).map(np.array)
uses = st.lists(
    st.builds(
        UseNeed, st.sampled_from("abcdef"), st.integers(1, 5), st.sampled_from(TIERS), months
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda u: u.use,
)
springs = st.lists(
    st.builds(
        SourceYield, st.sampled_from("stuvw"), st.just("spring"), st.sampled_from(TIERS), months
    ),
    min_size=0,
    max_size=3,
    unique_by=lambda s: s.name,
)
roofs = st.lists(
    st.builds(
        Roof, st.just("roof"), st.floats(10, 5000), st.floats(0.5, 0.95), st.floats(0.5, 200)
    ),
    max_size=1,
)
rains = st.lists(st.floats(0, 300), min_size=12, max_size=12)


@given(uses, springs, roofs, rains)
@settings(max_examples=50, deadline=None)
def test_met_and_unmet_sum_to_the_need_and_the_sources_to_what_is_met(needs, sources, roof, rain):
    result = balance(
        needs, sources, roof, rain_mm_month=rain, rain_days_month=rain_day_count(rain, 10)
    )
    for wanted, service in zip(needs, result.by_use, strict=True):
        assert service.demand_m3_year == pytest.approx(wanted.month_m3_day @ DAYS)
        assert service.met_m3_year + service.unmet_m3_year == pytest.approx(service.demand_m3_year)
        by_month = service.met_by_month_m3 + service.unmet_by_month_m3
        assert by_month == pytest.approx(wanted.month_m3_day * DAYS, abs=1e-6)
        taken = sum(source.by_use_m3[wanted.use] for source in result.by_source)
        assert taken == pytest.approx(service.met_m3_year, abs=1e-6)
        assert 0 <= service.time_reliability <= 1
    for source in result.by_source:
        # a periodic tank cannot give more in a year than ran into it
        assert source.used_m3_year <= source.available_m3_year * (1 + 1e-9) + 1e-6


@given(uses, springs, roofs, rains, st.floats(0, 30))
@settings(max_examples=40, deadline=None)
def test_a_use_of_lower_priority_takes_nothing_from_the_others(needs, sources, roof, rain, more):
    days = rain_day_count(rain, 10)
    before = balance(needs, sources, roof, rain_mm_month=rain, rain_days_month=days)
    late = UseNeed("late", 9, "irrigation", np.full(12, more))
    # without stores an added use of lower priority changes nothing; a tank it empties may
    after = balance([*needs, late], sources, (), rain_mm_month=rain, rain_days_month=days)
    plain = balance(needs, sources, (), rain_mm_month=rain, rain_days_month=days)
    for one, two in zip(plain.by_use, after.by_use, strict=False):
        assert two.met_m3_year == pytest.approx(one.met_m3_year)
    assert before.by_use[0].met_m3_year >= plain.by_use[0].met_m3_year - 1e-6 or len(needs) > 1


@given(uses, springs, st.floats(0, 30), st.sampled_from(TIERS))
@settings(max_examples=40, deadline=None)
def test_another_source_never_lowers_what_the_first_priority_gets(needs, sources, m3, quality):
    first = min(range(len(needs)), key=lambda i: needs[i].priority)
    before = balance(needs, sources).by_use[first]
    after = balance(needs, [*sources, spring(m3, quality, name="new")]).by_use[first]
    assert after.met_m3_year >= before.met_m3_year - 1e-6


def test_people_drink_from_the_good_spring_while_gardens_take_the_poor_one():
    result = balance(
        [need("domestic", 1, "domestic", 6.0), need("gardens", 2, "irrigation", 8.0)],
        [spring(10.0, "domestic"), spring(5.0, "irrigation", name="canal")],
    )
    spring_use, canal = result.by_source
    assert canal.by_use_m3 == {"domestic": 0.0, "gardens": pytest.approx(5 * 365)}
    assert spring_use.by_use_m3["gardens"] == pytest.approx(3 * 365)
    assert all(service.unmet_m3_year == 0 for service in result.by_use)
    assert result.binding == ()


def test_a_shortage_names_its_worst_month_and_the_sources_that_run_out():
    flow = np.full(12, 10.0)
    flow[7] = 4.0
    result = balance([need()], [SourceYield("El Naranjal", "spring", "domestic", flow)])
    service = result.by_use[0]
    assert service.unmet_m3_year == pytest.approx(6 * 31)
    assert service.time_reliability == pytest.approx((365 - 31) / 365)
    assert service.months_fully_met == 11
    assert "Aug" in result.binding[0]
    assert "El Naranjal gives 4.0 m3/day" in result.binding[0]


def test_water_of_too_low_a_quality_or_kept_for_others_is_not_used_and_the_reason_says_so():
    for source in (spring(quality="livestock"), spring(serves=("gardens",))):
        result = balance([need()], [source])
        assert result.by_use[0].met_m3_year == 0
        assert "no source" in result.binding[0]


def test_a_roof_tank_carries_water_over_dry_days_and_a_larger_one_never_less():
    rain = np.array([300.0, 300, 0, 0, 0, 0, 0, 0, 0, 0, 300, 300])
    met = []
    for tank in (1.0, 10.0, 100.0, 1000.0):
        roof = Roof("roofs", 1000, 0.8, tank)
        result = balance(
            [need(m3=2.0)], [], [roof], rain_mm_month=rain, rain_days_month=rain_day_count(rain, 10)
        )
        met.append(result.by_use[0].met_m3_year)
    assert met == sorted(met)
    assert met[0] < met[-1] == pytest.approx(2 * 365)


def test_unknown_quality_is_a_message():
    with pytest.raises(CalculationError, match="did you mean"):
        may_serve("domestik", None, "a", "domestic")


def test_a_pond_loses_in_the_mean_year_what_the_daily_engine_has_it_lose():
    """The same rain, need and surface in the engine of days: the oracle is another code."""
    from musdesign.supply.allocation import Network, Source, Store, Use, simulate

    rain_month = np.array([0, 0, 30, 120, 200, 150, 60, 20, 0, 0, 0, 0], dtype=float)
    wet_days = np.array([0, 0, 3, 8, 12, 10, 5, 2, 0, 0, 0, 0])
    pond = Roof(
        "pond", 2000.0, 0.3, 900.0, "irrigation", None, 0.0, "pond", 5.0, 400.0, np.full(12, 7.0)
    )
    wanted = need("gardens", 1, "irrigation", 0.8)
    found = balance([wanted], [], [pond], rain_mm_month=rain_month, rain_days_month=wet_days)
    rain, start = np.zeros(365), 0
    for month, days in enumerate(MONTH_DAYS):
        for k in range(wet_days[month]):
            at = start + int((k + 0.5) * days / wet_days[month])
            rain[at] = rain_month[month] / wet_days[month]
        start += days
    engine = simulate(
        Network(
            sources=[
                Source(
                    name="runoff",
                    quality="irrigation",
                    available_m3_day=np.tile(2000.0 * 0.3 * np.maximum(rain - 5.0, 0) / 1000.0, 3),
                    serves=(),
                    fills=("pond",),
                )
            ],
            stores=[
                Store(
                    name="pond",
                    quality="irrigation",
                    capacity_m3=900.0,
                    initial_m3=0.0,
                    area_full_m2=400.0,
                    loss_depth_m_day=np.tile(np.maximum(7.0 - rain, 0.0) / 1000.0, 3),
                )
            ],
            uses=[
                Use(name="u", quality="irrigation", priority=1, demand_m3_day=np.full(1095, 0.8))
            ],
        ),
        daily=True,
    )
    assert found.by_use[0].met_m3_year == pytest.approx(engine.daily.met_m3[0, 365:730].sum())
    dry = balance(
        [wanted], [], [Roof("pond", 2000.0, 0.3, 900.0, "irrigation", initial_loss_mm=5.0)],
        rain_mm_month=rain_month, rain_days_month=wet_days,
    )  # fmt: skip
    assert found.by_use[0].met_m3_year < dry.by_use[0].met_m3_year
