"""Bulk users, meters that under-register and shared meters in the revenue; who gains by group."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign import finance, flow
from musdesign.errors import MusdesignError
from musdesign.finance.effects.metering import water_balance
from musdesign.finance.effects.schedule import Schedule, shared
from musdesign.flow.worth import who_gains
from musdesign.report.document import document
from musdesign.study import board
from musdesign.study.tariffs import studied

CASE = "la-palma-tres-puertas"
MILL = {"name": "mill", "volume": "10 m3/day"}


def designed(changes):
    return flow.design(flow.load(CASE, changes), with_futures=False)


@pytest.fixture(scope="module")
def plain():
    return designed({})


def test_a_bulk_user_pays_the_boards_price_for_what_arrives(plain):
    found = designed({"bulk_users": [MILL], "board.bulk_price": "1500 COP/m3"})
    (sale,) = found.tariffs[0].bulk
    service = next(s for s in found.supply.by_use if s.use == "enterprises")
    arrives = 3650.0 * service.met_m3_year / (service.met_m3_year + service.unmet_m3_year)
    assert sale.volume_m3_year == pytest.approx(arrives, rel=0.02)
    assert sale.revenue_year == pytest.approx(1500 * sale.volume_m3_year)
    paid = sum(12 * b.households * b.bill_month for b in found.tariffs[0].bills)
    assert found.tariffs[0].billed_year == pytest.approx(paid + sale.revenue_year)
    assert found.tariffs[0].cost_recovery["operation"] == pytest.approx(
        found.tariffs[0].revenue_year / found.costs.rungs["operation"]
    )


def test_a_bulk_user_may_pay_by_a_class_of_the_tariff_or_nothing():
    scheme = flow.load(CASE)
    tariff = scheme.tariffs[0]
    name = next(iter(tariff.classes))
    changes = {"bulk_users": [{**MILL, "tariff_class": {tariff.id: name}}]}
    found = designed(changes)
    (sale,) = found.tariffs[0].bulk
    months = [10.0 * days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    one = float(sum(finance.month_bills(tariff, name, months, {"persons": 0, "altitude": 1400})))
    assert sale.class_name == name
    assert sale.revenue_year == pytest.approx(one, rel=0.02)
    assert designed({"bulk_users": [MILL]}).tariffs[0].bulk[0].revenue_year == 0
    with pytest.raises(MusdesignError, match="has no class 'millers'"):
        flow.load(CASE, {"bulk_users": [{**MILL, "tariff_class": "millers"}]})


def test_slow_meters_bill_less_water_and_the_board_still_sees_the_real_use(plain):
    slow = designed({"board.meter_accuracy": "90 %"})
    for before, after in zip(plain.tariffs[0].bills, slow.tariffs[0].bills, strict=True):
        assert after.volume_m3_month == pytest.approx(0.9 * before.volume_m3_month)
    assert slow.tariffs[0].revenue_year < plain.tariffs[0].revenue_year
    right = board.board_study(studied(flow.load(CASE)))
    seen = board.board_study(studied(flow.load(CASE, {"board.meter_accuracy": "90 %"})))
    assert seen.accuracy == pytest.approx(0.9)
    assert seen.balance.produced_m3 == pytest.approx(right.balance.produced_m3)
    used = seen.balance.billed_m3 + seen.balance.unregistered_m3
    assert seen.balance.billed_m3 == pytest.approx(0.9 * used)


def test_sharing_a_meter_is_dearer_under_rising_blocks_and_only_the_charge_is_shared():
    schedule = Schedule((0.0, 10.0, 20.0), (6.0, 16.0, 46.0), (1.0, 3.0, 9.0))
    part = shared(schedule, 4)
    for use in (0.0, 1.0, 2.5, 4.0, 5.0, 7.5, 30.0):
        assert float(part.bill(use)) == pytest.approx(float(schedule.bill(4 * use)) / 4)
    tariff = finance.load_tariff("co-marinilla-2016")
    alone, four = (
        finance.apply_tariff(
            tariff, [finance.Customer("g", 100, "E1", (10.0,) * 12, None, {}, n)], {}
        )
        for n in (1.0, 4.0)
    )
    # Marinilla 2016, estrato 1: 2,993.46 fixed, 926.07 to 11 m3, 1,322.96 above
    assert alone.bills[0].bill_month == pytest.approx(2993.46 + 10 * 926.07, abs=0.01)
    assert four.bills[0].bill_month == pytest.approx(
        (2993.46 + 11 * 926.07 + 29 * 1322.96) / 4, abs=0.01
    )
    assert four.bills[0].volume_m3_month == 10


def test_shared_connections_cost_less_works_and_are_billed_together(plain):
    found = designed({"households[0].households_per_connection": 3})
    group = found.scenario.households[0].group
    before, after = (
        next(b for b in r.tariffs[0].bills if b.group == group) for r in (plain, found)
    )
    assert after.bill_month != before.bill_month
    assert found.costs.capital_total < plain.costs.capital_total


@given(
    st.floats(0, 1e5), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1e4),
    st.floats(0.5, 1),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_the_water_balance_closes_by_the_terms_of_the_iwa(used, bulk, free, stolen, leaks, seen):
    produced = used + bulk + free + stolen + leaks
    found = water_balance(
        produced_m3=produced, used_by_customers_m3=used, unbilled_m3=free, accuracy=seen,
        production_cost_m3=1.0, mean_price_m3=2.0, bulk_m3=bulk, unauthorised_m3=stolen,
    )  # fmt: skip
    near = pytest.approx(produced, abs=1e-6 * max(produced, 1))
    assert found.authorised_m3 + found.water_losses_m3 == near
    assert found.revenue_water_m3 + found.non_revenue_m3 == near
    assert found.lost_m3 == pytest.approx(leaks, abs=1e-6 * max(produced, 1))
    assert found.apparent_losses_m3 == pytest.approx(
        (1 - seen) * (used + bulk) + stolen, abs=1e-6 * max(produced, 1)
    )


def test_more_taken_without_leave_than_is_lost_is_told():
    with pytest.raises(MusdesignError, match="more water is used than produced"):
        board.board_study(studied(flow.load(CASE, {"board.unauthorised": "80 %"})))


def test_who_gains_adds_up_and_each_group_stands_beside_its_bill(plain):
    gains = who_gains(plain)
    total = sum(g.households * g.middle_year for g in gains)
    assert total == pytest.approx(plain.benefits.total_year)
    assert sum(g.share_of_gains for g in gains) == pytest.approx(1)
    assert sum(g.share_of_households for g in gains) == pytest.approx(1)
    for gain in gains:
        bill = next(b for b in plain.tariffs[0].bills if b.group == gain.group)
        assert gain.net_year == pytest.approx(gain.middle_year - 12 * bill.bill_month)
        assert gain.low_year <= gain.middle_year <= gain.high_year


def test_what_multiple_use_adds_is_the_difference_of_the_two_futures():
    found = flow.design(flow.load(CASE))
    middle = found.added[1]
    extra = found.costs.capital_total - found.unplanned.costs.capital_total
    years = np.arange(1, 26)
    now = sum(g.count for g in found.scenario.households) / found.households
    grown = now ** (1 - years / 25)
    gain = (found.benefits.total_year - found.unplanned.benefits.total_year) * grown
    spent = found.costs.recurrent_year - found.unplanned.costs.recurrent_year
    # by brute force, year by year
    value = -extra + sum(
        (g - spent) / (1 + found.costs.discount_rate) ** t for g, t in zip(gain, years, strict=True)
    )
    assert middle.net_present_value == pytest.approx(value)
    assert document(found)["added"][1]["net_present_value"] == pytest.approx(value)


def test_returns_range_from_dear_works_with_low_gains_to_cheap_works_with_high_ones(plain):
    by_label = {r.label: r for r in plain.returns}
    worst, best = by_label["low benefits, high costs"], by_label["high benefits, low costs"]
    for found in plain.returns[:3]:
        assert worst.net_present_value <= found.net_present_value <= best.net_present_value


def test_what_bulk_users_pay_counts_in_every_recovery_and_spares_the_households():
    changes = {"bulk_users": [MILL], "board.bulk_price": "1500 COP/m3"}
    of = studied(flow.load(CASE, changes))
    tariff = of.result.tariffs[0]
    effects = of.result.tariff_effects[0].effects
    for rung, share in tariff.cost_recovery.items():
        assert effects.recovery[rung] == pytest.approx(share, rel=0.05)
        assert of.cost_of(rung) == pytest.approx(
            max(0.0, of.rungs[rung] - tariff.bulk[0].revenue_year)
        )
    alone = effects.revenue_year / of.rungs["operation"]
    assert effects.recovery["operation"] == pytest.approx(
        alone + tariff.bulk[0].revenue_year / of.rungs["operation"]
    )
