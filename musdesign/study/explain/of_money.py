"""Figures of the money: the works, a year's cost, what water brings, what the scheme is worth."""

from __future__ import annotations

from collections.abc import Iterator

from musdesign.finance import Benefits, CostResult, Returns
from musdesign.finance.costs import amount
from musdesign.finance.income import IncomeLine
from musdesign.flow import DesignResult
from musdesign.flow.worth import who_gains
from musdesign.study.explain.making import Given, made, summed, told
from musdesign.trace import FORMULAS, Step

_LOW = "all prices at their low end and all lives long"
_HIGH = "all prices at their high end and all lives short"
CATEGORY_METHODS = {
    "opex": "operation and minor maintenance of a year: energy, chemicals, wages, small repairs",
    "capmanex": "annuity of the present value of renewing each part of the works in the period",
    "direct_support": "yearly support to the provider and the users",
    "indirect_support": "yearly planning and policy",
    "capital_repayment": "capital over the years of the period",
    "cost_of_capital": "annuity of the capital less its repayment: the interest",
}


def money(result: DesignResult) -> Iterator[Step]:
    """Yield the figures of costs, benefits and worth."""
    costs = result.costs
    if costs is not None:
        yield from _works(result, costs)
        yield from _year(result, costs)
        yield from _beside(costs)
    if result.benefits is not None:
        yield from _benefits(result, result.benefits)
        yield from _gainers(result)
    for place, parts in (("returns", result.returns), ("added", result.added)):
        for found in parts:
            yield from _returns(result, f"{place}.{found.label}", found)


def _works(result: DesignResult, costs: CostResult) -> Iterator[Step]:
    declared, currency = FORMULAS[amount], result.currency
    yield Step(
        "costs.per_household",
        costs.per_household,
        f"{currency}/household",
        "Capital over the households of the design year",
        "C",
        "capital / households",
        {"capital": costs.capital_total, "households": result.households},
    )
    for item in costs.items:
        name = f"costs.items.{item.name}"
        yield Step(
            name,
            item.amount,
            currency,
            declared.source,
            declared.symbol,
            declared.expression,
            {"quantity": item.quantity, "unit_cost": item.unit_cost},
            see={"quantity": f"{name}.quantity", "unit_cost": f"{name}.unit_cost"},
            units={"quantity": item.unit},
        )
        yield told(f"{name}.quantity", item.quantity, item.unit, "as measured from the design")
        yield told(
            f"{name}.unit_cost",
            item.unit_cost,
            f"{currency}/{item.unit}",
            "the scenario's own price, else the library's, brought to the year of the prices",
            source=f"{item.origin.source} ({item.origin.basis})",
        )
        for end, value, how in zip(("low", "high"), item.amount_range, (_LOW, _HIGH), strict=True):
            yield made(
                f"{name}.{end}",
                value,
                currency,
                "C = quantity * unit_cost",
                how,
                quantity=Given(item.quantity, item.unit, f"{name}.quantity"),
                unit_cost=Given(value / item.quantity if item.quantity else 0.0, currency),
            )
        if item.life_years is not None:
            yield told(
                f"{name}.life",
                item.life_years,
                "years",
                "the scenario's own life of the asset, else the library's",
            )
    yield told(
        "costs.software",
        costs.capital_software,
        currency,
        "studies, training and supervision as a share of the works",
        {"works": Given(costs.capital_hardware, currency)},
    )
    yield summed(
        "costs.capital",
        costs.capital_total,
        currency,
        {
            **{f"costs.items.{item.name}": item.amount for item in costs.items},
            "costs.software": costs.capital_software,
        },
        "sum of quantities times unit costs, and the share of software",
    )
    for end, value, how in zip(("low", "high"), costs.capital_range, (_LOW, _HIGH), strict=True):
        yield told(f"costs.capital.{end}", value, currency, how)


def _year(result: DesignResult, costs: CostResult) -> Iterator[Step]:
    currency, rate = result.currency, Given(costs.discount_rate, "1/year", "discount rate")
    year = f"{currency}/year"
    named = {**costs.yearly_by_category, "yearly": costs.yearly_total}
    ends = {**costs.yearly_range, "yearly": costs.yearly_total_range}
    for key, value in named.items():
        name = "costs.yearly" if key == "yearly" else f"costs.yearly.{key}"
        if key == "opex":
            parts = dict(costs.opex_by_purpose)
            yield summed(name, value, year, parts, f"sum of {CATEGORY_METHODS[key]}")
        elif key == "yearly":
            parts = {f"costs.yearly.{part}": v for part, v in costs.yearly_by_category.items()}
            yield summed(name, value, year, parts, "sum of the WASHCost categories")
        else:
            terms = {"discount_rate": rate} if key in {"capmanex", "cost_of_capital"} else {}
            if key in {"capital_repayment", "cost_of_capital"}:
                terms["capital"] = Given(costs.capital_total, currency, "costs.capital")
            if key == "capital_repayment":
                terms["years"] = Given(
                    result.scenario.horizon.design_period, "years", "horizon.design_period"
                )
                yield made(name, value, year, "C = capital / years", "WASHCost (IRC)", **terms)
            else:
                yield told(name, value, year, CATEGORY_METHODS[key], terms, "WASHCost (IRC)")
        for end, level, how in zip(("low", "high"), ends[key], (_LOW, _HIGH), strict=True):
            yield told(f"{name}.{end}", level, year, how)
        for unit, count in (("household", costs.households), ("person", costs.persons)):
            yield Step(
                f"{name}.per_{unit}",
                value / count,
                f"{currency}/{unit}/year",
                symbol="C",
                expression=f"cost_year / {unit}s",
                inputs={"cost_year": value, f"{unit}s": count},
                see={"cost_year": name, f"{unit}s": "population"},
                units={"cost_year": year},
            )
    for rung, value in costs.rungs.items():
        yield told(f"costs.rungs.{rung}", value, year, "yearly cost up to this rung")


def _beside(costs: CostResult) -> Iterator[Step]:
    for found in costs.benchmarks:
        name = f"costs.benchmarks.{found.key}"
        yield made(
            name,
            found.value,
            "US$/person",
            "C = cost_of_a_person / exchange_rate",
            "The scheme's cost of a person, converted",
            cost_of_a_person=Given(found.value * found.exchange_rate, costs.currency),
            exchange_rate=Given(found.exchange_rate, f"{costs.currency}/US$"),
        )
        for end, published, now in (
            ("low", found.low, found.low_now),
            ("high", found.high, found.high_now),
        ):
            yield made(
                f"{name}.{end}",
                now,
                "US$/person",
                "C = published * price_ratio",
                f"{found.source} ({found.basis}), in dollars of {found.year}",
                published=Given(published, "US$/person"),
                price_ratio=Given(now / published if published else 1.0, "-"),
            )


def _benefits(result: DesignResult, benefits: Benefits) -> Iterator[Step]:
    year = f"{result.currency}/year"
    how = "sum of gross margins and time that productive water brings in a year"
    parts = {f"benefits.{use}": value for use, value in benefits.by_use.items()}
    yield summed("benefits.total", benefits.total_year, year, parts, how)
    for use, value in benefits.by_use.items():
        lines = {line_key(line): line.middle_year for line in benefits.lines if line.use == use}
        if lines:
            yield summed(f"benefits.{use}", value, year, lines, "sum of its lines, middle values")
        else:
            litre = "published value of a litre, where no margin is known"
            yield told(f"benefits.{use}", value, year, litre, source=benefits.origin.source)
    for use, value in {**benefits.by_use, "total": benefits.total_year}.items():
        yield made(
            f"benefits.{use}.per_household",
            value / result.households,
            f"{result.currency}/household/year",
            "B = benefit_year / households",
            benefit_year=Given(value, year, f"benefits.{use}"),
            households=Given(result.households, "households", "population"),
        )
    for line in benefits.lines:
        yield from _income(line, year)


def line_key(line: IncomeLine) -> str:
    """Return the key of a line of income."""
    return f"benefits.lines.{line.group}.{line.use}.{line.item}"


def _income(line: IncomeLine, year: str) -> Iterator[Step]:
    key = line_key(line)
    quantity = Given(line.quantity, line.unit, f"{key}.quantity")
    share = Given(line.share_due_to_water, "-", f"{key}.share")
    source = f"{line.method} ({line.basis})"
    for end, value in (("low", line.low_year), ("", line.middle_year), ("high", line.high_year)):
        name = f"{key}.{end}" if end else key
        whole = line.quantity * line.share_due_to_water
        if not whole:
            yield told(name, value, year, line.method, {"quantity": quantity})
            continue
        yield made(
            name,
            value,
            year,
            "B = quantity * margin * share_due_to_water",
            source,
            quantity=quantity,
            margin=Given(value / whole, f"{year}/{line.unit}"),
            share_due_to_water=share,
        )
    yield told(f"{key}.quantity", line.quantity, line.unit, line.method)
    yield told(f"{key}.share", line.share_due_to_water, "-", "part of the margin that water adds")


def _gainers(result: DesignResult) -> Iterator[Step]:
    each = f"{result.currency}/household/year"
    assert result.benefits is not None
    for gain in who_gains(result):
        name = f"gains.{gain.group}"
        count = Given(gain.households, "households", f"demand.groups.{gain.group}.households")
        yield told(f"{name}.households", gain.households, "households", "of the design year",
                   {"households": count})  # fmt: skip
        own = [line for line in result.benefits.lines if line.group == gain.group]
        for end, value in (("low", gain.low_year), ("middle", gain.middle_year),
                           ("high", gain.high_year)):  # fmt: skip
            total = sum(getattr(line, f"{end}_year") for line in own)
            terms = {"gains_of_the_group_year": Given(total, f"{result.currency}/year")}
            if gain.households > 0:
                terms["households"] = count
            yield made(f"{name}.{end}", value, each, f"G = {' / '.join(terms)}", "", **terms)
        yield from _gain_beside(result, name, gain.group)


def _gain_beside(result: DesignResult, name: str, group: str) -> Iterator[Step]:
    found = who_gains(result)
    gain = next(g for g in found if g.group == group)
    each = f"{result.currency}/household/year"
    middle = Given(gain.middle_year, each, f"{name}.middle")
    households = sum(g.households for g in found)
    if gain.share_of_gains is not None:
        total = sum(line.middle_year for line in result.benefits.lines) if result.benefits else 0.0
        yield made(
            f"{name}.share_of_gains",
            gain.share_of_gains,
            "-",
            "s = middle_year * households / all_gains_year",
            middle_year=middle,
            households=Given(gain.households, "households", f"{name}.households"),
            all_gains_year=Given(total, f"{result.currency}/year", "benefits.total"),
        )
    if households:
        yield made(
            f"{name}.share_of_households",
            gain.share_of_households,
            "-",
            "s = households / all_households",
            households=Given(gain.households, "households", f"{name}.households"),
            all_households=Given(households, "households", "population"),
        )
    bill = Given(gain.bill_year or 0.0, each, f"{name}.bill")
    if gain.bill_year is not None:
        tariff = result.tariffs[0].name
        yield made(
            f"{name}.bill",
            gain.bill_year,
            each,
            "B = 12 * bill_month",
            bill_month=Given(
                gain.bill_year / 12, f"{result.currency}/month", f"bills.{tariff}.{group}"
            ),
        )
    yield made(
        f"{name}.net", gain.net_year, each, "N = middle_year - bill_year",
        middle_year=middle, bill_year=bill,
    )  # fmt: skip
    if gain.income_year and gain.gain_over_income is not None:
        i = next(i for i, g in enumerate(result.scenario.households) if g.group == group)
        yield made(
            f"{name}.over_income",
            gain.gain_over_income,
            "-",
            "s = middle_year / (12 * income_month)",
            middle_year=middle,
            income_month=Given(
                gain.income_year / 12, f"{result.currency}/month", f"households[{i}].income"
            ),
        )


def _returns(result: DesignResult, name: str, found: Returns) -> Iterator[Step]:
    money_ = result.currency
    gains = Given(found.present_benefits, money_)
    spent = Given(found.present_costs, money_)
    rate = Given(found.discount_rate, "1/year", "discount rate")
    yield told(
        f"{name}.rate", found.discount_rate, "1/year", "real discount rate of this case",
        {"discount_rate": rate},
    )  # fmt: skip
    yield made(
        name, found.net_present_value, money_, "NPV = present_benefits - present_costs",
        "Capital at year 0, costs and benefits at the ends of the years, discounted",
        present_benefits=gains, present_costs=spent,
    )  # fmt: skip
    if found.benefit_cost_ratio is not None:
        yield made(
            f"{name}.ratio", found.benefit_cost_ratio, "-",
            "R = present_benefits / present_costs",
            present_benefits=gains, present_costs=spent,
        )  # fmt: skip
    flows = {"present_benefits": gains, "present_costs": spent}
    if found.internal_rate is not None:
        how = "the only discount rate at which benefits and costs are worth the same"
        yield told(f"{name}.internal", found.internal_rate, "1/year", how, flows)
    if found.payback_years is not None:
        how = "years until the sum of benefits less costs is no longer negative, not discounted"
        yield told(f"{name}.payback", found.payback_years, "years", how, flows)
