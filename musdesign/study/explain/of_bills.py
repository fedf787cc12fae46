"""Figures of the tariffs: bills line by line, revenue, what it covers, and who pays."""

from __future__ import annotations

from collections.abc import Iterator

from musdesign.finance import TariffResult
from musdesign.finance.recovery import GroupBill
from musdesign.finance.tariffs.billing import BillLine
from musdesign.flow import DesignResult
from musdesign.study.explain.making import Given, made, summed, told, where_true
from musdesign.study.explain.of_needs import mean_of
from musdesign.trace import Step


def bills(result: DesignResult) -> Iterator[Step]:
    """Yield the figures of every tariff."""
    for tariff in result.tariffs:
        yield from _tariff(result, tariff)
    for found in result.funding:
        name, year = f"funding.{found.tariff}", f"{result.currency}/year"
        parts = {
            "tariffs": found.tariffs_year,
            "taxes": found.taxes_year,
            "transfers": found.transfers_year,
            "in_kind": found.in_kind_year,
        }
        how = {
            "tariffs": "what is collected from households and bulk users",
            "taxes": "public money a year, and its part of the works as an annuity",
            "transfers": "donors' money a year, and its part of the works as an annuity",
            "in_kind": "labour days of the users at their cash value",
        }
        cost = Given(found.cost_year, year, "costs.yearly")
        yield told(f"{name}.cost", found.cost_year, year, "yearly life-cycle cost", {"cost": cost})
        for part, value in parts.items():
            see = f"bills.{found.tariff}.revenue" if part == "tariffs" else ""
            terms = {"revenue_year": Given(value, year, see)} if see else {}
            yield told(f"{name}.{part}", value, year, how[part], terms)
        yield made(
            f"{name}.uncovered",
            found.uncovered_year,
            year,
            "U = cost_year - tariffs - taxes - transfers - in_kind",
            "The 3 Ts of the OECD, and labour of the users",
            cost_year=cost,
            **{part: Given(value, year, f"{name}.{part}") for part, value in parts.items()},
        )
        yield made(
            f"{name}.burden",
            found.burden_household_month,
            f"{result.currency}/household/month",
            "B = (tariffs + in_kind) / households / 12",
            tariffs=Given(found.tariffs_year, year, f"{name}.tariffs"),
            in_kind=Given(found.in_kind_year, year, f"{name}.in_kind"),
            households=Given(result.households, "households", "population"),
        )


def _tariff(result: DesignResult, tariff: TariffResult) -> Iterator[Step]:
    name, month = f"bills.{tariff.name}", f"{tariff.currency}/month"
    year = f"{tariff.currency}/year"
    for bill in tariff.bills:
        yield from _bill(result, tariff, bill)
    households = sum(bill.households for bill in tariff.bills)
    if households:
        total = sum(bill.bill_month * bill.households for bill in tariff.bills)
        yield Step(
            f"{name}.mean",
            total / households,
            month,
            method="mean of the groups' bills, weighted by their households",
            inputs={f"{name}.{bill.group}": bill.bill_month for bill in tariff.bills},
        )
    parts = {f"{name}.{b.group}.year": 12.0 * b.households * b.bill_month for b in tariff.bills}
    parts |= {f"sold in bulk to {sale.buyer}": sale.revenue_year for sale in tariff.bulk}
    yield summed(f"{name}.billed", tariff.billed_year, year, parts, "sum of the bills of a year")
    collected = result.scenario.costs.collection_rate
    billed = Given(tariff.billed_year, year, f"{name}.billed")
    yield made(
        f"{name}.revenue",
        tariff.revenue_year,
        year,
        "R = billed_year * collected_percent / 100",
        "What is billed, as far as it is collected",
        billed_year=billed,
        collected_percent=Given(collected, "%", "costs.collection_rate"),
    )
    for rung, share in tariff.cost_recovery.items():
        if share is not None and result.costs is not None:
            yield made(
                f"{name}.covers.{rung}",
                share,
                "-",
                "s = revenue_year / cost_year",
                "Revenue as a share of the yearly cost of the rung",
                revenue_year=Given(tariff.revenue_year, year, f"{name}.revenue"),
                cost_year=Given(result.costs.rungs[rung], year, f"costs.rungs.{rung}"),
            )


def _bill(result: DesignResult, tariff: TariffResult, bill: GroupBill) -> Iterator[Step]:
    name, month = f"bills.{tariff.name}.{bill.group}", f"{tariff.currency}/month"
    use = Given(bill.volume_m3_month, "m3/month", f"{name}.use")
    lines = {f"{name}.{line_name(line)}": line for line in bill.lines.lines}
    source = next((step.source for step in result.steps if step.name == name), "")
    yield Step(
        name,
        bill.bill_month,
        month,
        source,
        method="mean of twelve monthly bills; each line exact before rounding. The lines are those "
        "of the mean month's use",
        inputs={"use_m3_month": use.value, **{key: line.amount for key, line in lines.items()}},
        see={"use_m3_month": use.see},
    )
    for key, line in lines.items():
        yield _line(key, line, tariff.currency)
    yield told(
        f"{name}.use",
        bill.volume_m3_month,
        "m3/month",
        "need of a household of the group as far as the sources meet it and meters register it",
        {"group_m3_day": Given(_need(result, bill.group), "m3/day", f"demand.groups.{bill.group}")},
    )
    count = Given(bill.households, "households", f"demand.groups.{bill.group}.households")
    yield told(f"{name}.households", bill.households, "households", "of the design year",
               {"households": count})  # fmt: skip
    yield made(
        f"{name}.year",
        12.0 * bill.households * bill.bill_month,
        f"{tariff.currency}/year",
        "B = 12 * households * bill_month",
        households=count,
        bill_month=Given(bill.bill_month, month, name),
    )
    i = next((i for i, g in enumerate(result.scenario.households) if g.group == bill.group), None)
    income = result.scenario.households[i].income if i is not None else None
    if bill.share_of_income is not None and income is not None:
        yield made(
            f"{name}.share_of_income",
            bill.share_of_income,
            "-",
            "s = bill_month / income_month",
            bill_month=Given(bill.bill_month, month, name),
            income_month=Given(income.amount, month, f"households[{i}].income"),
        )


def _need(result: DesignResult, group: str) -> float:
    return sum(mean_of(part) for part in result.demand.uses if part.group == group)


def line_name(line: BillLine) -> str:
    """Return the name of a line of a bill within its bill."""
    return f"{line.charge}: {line.label}" if line.charge not in {"", line.label} else line.label


def _line(key: str, line: BillLine, currency: str) -> Step:
    if line.price is None:
        return told(key, line.amount, currency, "worked out by the tariff's own rule",
                    source=line.source)  # fmt: skip
    found = made(
        key,
        line.amount,
        currency,
        "A = quantity * price",
        line.source,
        quantity=Given(line.quantity, line.unit),
        price=Given(line.price, f"{currency}/{line.unit}"),
    )
    return where_true(found, "worked out by the tariff's own rule")
