"""Set gains beside costs: returns with their range, who pays, who gains, what more works add."""

from __future__ import annotations

from musdesign import finance
from musdesign.demand.build import Needs
from musdesign.flow.result import DesignResult
from musdesign.library.tables import table
from musdesign.money import annuity_factor
from musdesign.scenario.models import Scenario


def returns(
    scenario: Scenario,
    needs: Needs,
    costs: finance.CostResult,
    gains: finance.Benefits,
) -> tuple[finance.Returns, ...]:
    """Return what the scheme is worth: low, middle and high benefits, and other discount rates."""
    years = max(1, round(scenario.horizon.design_period))
    today = sum(group.count for group in scenario.households)
    first = min(1.0, today / needs.households) if needs.households > 0 else 1.0
    used = costs.discount_rate
    middle = (costs.capital_total, costs.recurrent_year)
    cheap, dear = zip(costs.capital_range, costs.recurrent_range, strict=True)
    levels = [
        ("low benefits", gains.low_year, used, middle),
        ("middle benefits", gains.total_year, used, middle),
        ("high benefits", gains.high_year, used, middle),
        ("low benefits, high costs", gains.low_year, used, dear),
        ("high benefits, low costs", gains.high_year, used, cheap),
    ]
    levels += [
        (f"middle benefits at {100 * rate:g} %", gains.total_year, rate, middle)
        for rate in _other_rates(scenario, used)
    ]
    return tuple(
        finance.returns(
            label,
            capital=capital,
            recurrent_year=(recurrent,) * years,
            benefits_year=finance.growing(value, years, first),
            rate=rate,
        )
        for label, value, rate, (capital, recurrent) in levels
    )


def added(result: DesignResult, beside: DesignResult) -> tuple[finance.Returns, ...]:
    """Return what the multiple-use works add over the norm's, run under the same need.

    Costs and gains are the differences of the two futures: capital and recurrent cost of the
    larger works, and the income of the water that arrives only there.
    """
    if result.costs is None or result.benefits is None:
        return ()
    if beside.costs is None or beside.benefits is None:
        return ()
    years = max(1, round(result.scenario.horizon.design_period))
    today = sum(group.count for group in result.scenario.households)
    first = min(1.0, today / result.households) if result.households > 0 else 1.0
    own, other = result.benefits, beside.benefits
    recurrent = result.costs.recurrent_year - beside.costs.recurrent_year
    return tuple(
        finance.returns(
            label,
            capital=result.costs.capital_total - beside.costs.capital_total,
            recurrent_year=(recurrent,) * years,
            benefits_year=finance.growing(value, years, first),
            rate=result.costs.discount_rate,
        )
        for label, value in (
            ("low benefits", own.low_year - other.low_year),
            ("middle benefits", own.total_year - other.total_year),
            ("high benefits", own.high_year - other.high_year),
        )
    )


def who_gains(result: DesignResult) -> tuple[finance.GroupGain, ...]:
    """Return each group's gain beside its bill under the scenario's first tariff."""
    if result.benefits is None:
        return ()
    counts = {
        group.group: result.households * group.count / _count(result.scenario)
        for group in result.scenario.households
    }
    bills = {}
    for bill in result.tariffs[0].bills if result.tariffs else ():
        counts[bill.group] = bill.households
        bills[bill.group] = 12.0 * bill.bill_month
    incomes = {
        group.group: 12.0 * group.income.amount
        for group in result.scenario.households
        if group.income is not None
    }
    return finance.who_gains(result.benefits.lines, counts, bills, incomes)


def _count(scenario: Scenario) -> float:
    return sum(group.count for group in scenario.households)


def funding(
    scenario: Scenario,
    needs: Needs,
    costs: finance.CostResult,
    tariffs: tuple[finance.TariffResult, ...],
) -> tuple[finance.Funding, ...]:
    """Return who pays the life-cycle cost under each tariff."""
    given = scenario.funding
    years = scenario.horizon.design_period
    gifts = tuple(
        finance.Gift(gift.what, gift.days, gift.cash_value.amount, gift.when == "year")
        for gift in given.in_kind
    )
    return tuple(
        finance.fund(
            tariff.name,
            cost_year=costs.yearly_total,
            capital=costs.capital_total,
            annuity=annuity_factor(costs.discount_rate, years),
            years=years,
            households=needs.households,
            revenue_year=tariff.revenue_year,
            taxes_year=given.taxes.amount if given.taxes else 0.0,
            transfers_year=given.transfers.amount if given.transfers else 0.0,
            works_taxes=given.works_taxes / 100.0,
            works_transfers=given.works_transfers / 100.0,
            gifts=gifts,
        )
        for tariff in tariffs
    )


def _other_rates(scenario: Scenario, used: float) -> list[float]:
    """Return further discount rates on file for the country (former, claimed)."""
    country = scenario.location.country
    found = [
        row.number("value")
        for row in table("economics").values()
        if row.key.startswith(f"discount_rate/{country}")
    ]
    return sorted({rate for rate in found if abs(rate - used) > 1e-9})
