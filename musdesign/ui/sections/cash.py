"""Money through the year: harvest and bills, wet seasons, meters, shared taps, bulk buyers."""

from __future__ import annotations

from functools import lru_cache

import plotly.graph_objects as go
import streamlit as st

from musdesign import flow
from musdesign.flow import DesignResult, Scheme
from musdesign.study.board import BoardStudy, board_study
from musdesign.study.fund import FundStudy, fund_study
from musdesign.study.tariffs import studied_result
from musdesign.ui.parts import Column, bullets, heading, note, table
from musdesign.ui.sections.incidence import FIRST
from musdesign.ui.studies import NEED_AND_COST
from musdesign.ui.theme import AFTER, BEFORE, CHART_CONFIG, UNMET, count, layout, number, percent
from musdesign.ui.view import View
from musdesign.ui.words import say, told
from musdesign.units import MONTH_NAMES


def show(view: View) -> None:
    """Show each tariff's cash by month, its wet-season risk, and what meters and sharing do."""
    if not view.result.tariff_effects:
        _ = view.skipped("tariffs") or view.skipped("tariff_effects")
        return
    currency = view.result.currency
    studies = [
        (told(part.case.title), _study(_Held(view.result), part.case.id))
        for part in view.result.tariff_effects
    ]
    with view.study(
        "cash",
        lambda scheme: _redrawn(scheme, view.tariff),
        view.tariff,
        first=FIRST,
        by=NEED_AND_COST,
    ):
        _shown(view, studies, currency)


def _redrawn(scheme: Scheme, tariff: str | None) -> list[str]:
    """Return the tables of the section for another scheme."""
    result = flow.design(scheme, with_futures=False, effects=True)
    studies = [
        (told(part.case.title), board_study(studied_result(result, part.case.id)))
        for part in result.tariff_effects
    ]
    if not studies:
        return []
    first = next((found for _, found in studies if found.tariff == tariff), studies[0][1])
    return [
        risk_table(studies, result.currency),
        months_table(first, result.currency),
        *_fund_tables(result, scheme),
        shared_table(first, result.currency),
    ]


def _shown(view: View, studies: list[tuple[str, BoardStudy]], currency: str) -> None:
    st.html(heading(say("When it rains: revenue risk")))
    st.html(risk_table(studies, currency))
    months = ", ".join(say(MONTH_NAMES[month - 1]) for month in studies[0][1].wet_months)
    st.html(
        note(
            say(
                "In the wet months ({months}) part of the water beyond the house comes from "
                "elsewhere. The reserve is what carries the running of the scheme through 95 "
                "years of 100.",
                months=months,
            )
        )
    )
    chosen = [part.case.id for part in view.result.tariff_effects].index(
        view.tariff
        if view.tariff in {study.tariff for _, study in studies}
        else studies[0][1].tariff
    )
    title, first = studies[chosen]
    st.html(heading(say("When the harvest is sold: {tariff}", tariff=title)))
    st.plotly_chart(
        cash_figure(first, currency),
        config=CHART_CONFIG,
        key="cash-months",
        alt=say(
            "Bars of what is billed and paid in each month; {share} of the bills are paid.",
            share=percent(first.collection.collected),
        ),
    )
    st.html(months_table(first, currency))
    st.html(bullets(_lines(first, currency)))
    st.html(heading(say("The subsidy fund")))
    _fund(view)
    st.html(heading(say("Households that share a meter")))
    st.html(shared_table(first, currency))


def _fund(view: View) -> None:
    """Show who pays into the fund and who is given, where a tariff has lines for that."""
    tables = _fund_tables(view.result, view.scheme)
    if not tables:
        st.html(
            note(
                say(
                    "No tariff of this case has a line whose purpose is a subsidy or a "
                    "contribution: nobody is given, and nobody pays in."
                )
            )
        )
        return
    for shown in tables:
        st.html(shown)


def _fund_tables(result: DesignResult, scheme: Scheme) -> list[str]:
    """Return the balance of the fund and its classes; nothing where no tariff speaks of one."""
    funds = [
        (tariff.name, fund_study(studied_result(result, tariff.id), tariff))
        for tariff in scheme.tariffs
        if tariff.id in {part.case.id for part in result.tariff_effects}
    ]
    speaking = [(title, found) for title, found in funds if found.speaks]
    if not speaking:
        return []
    classes = [fund_classes_table(title, found, result.currency) for title, found in speaking]
    return [fund_table(speaking, result.currency), *classes]


def fund_table(funds: list[tuple[str, FundStudy]], currency: str) -> str:
    """Return the balance of the fund in a year under each tariff."""
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(
                say("Given"), "num", say("sum of the lines of all bills whose purpose is a subsidy")
            ),
            Column(
                say("Paid in"),
                "num",
                say("sum of the lines of all bills whose purpose is a contribution"),
            ),
            Column(say("Missing (left over below 0)"), "num", say("given less paid in")),
            Column(say("Of what is billed"), "num", say("missing over the sum of all bills")),
        ],
        [
            (
                title,
                number(found.subsidies_year),
                number(found.contributions_year),
                number(found.missing_year),
                percent(found.missing_year / found.billed_year) if found.billed_year else "–",
            )
            for title, found in funds
        ],
        say("What the fund lacks must come from elsewhere, {currency} a year", currency=currency),
    )


def fund_classes_table(title: str, found: FundStudy, currency: str) -> str:
    """Return what each class pays in or is given."""
    return table(
        [
            Column(say("Class"), "key"),
            Column(say("Households"), "num", say("households that pay by the class")),
            Column(
                say("Pays in (+) or is given (-), {currency} a year", currency=currency),
                "num",
                say("contributions of the class less its subsidies"),
            ),
            Column(
                say("Each household, {currency} a month", currency=currency),
                "num",
                say("that over the households of the class and twelve months"),
            ),
        ],
        [
            (
                name,
                count(households),
                number(amount),
                number(amount / households / 12.0) if households else "–",
            )
            for name, households, amount in found.by_class
        ],
        say("{tariff}: the fund by class", tariff=title),
    )


def months_table(found: BoardStudy, currency: str) -> str:
    """Return what is billed, paid and owed at the end of each month."""
    cash = found.collection
    return table(
        [
            Column(say("Month"), "key"),
            Column(say("Billed, {currency}", currency=currency), "num", say("sum of the bills")),
            Column(
                say("Paid, {currency}", currency=currency),
                "num",
                say(
                    "what the month's incomes can pay: first the bill of the month, then the "
                    "oldest arrears"
                ),
            ),
            Column(
                say("Owed at the end, {currency}", currency=currency),
                "num",
                say("owed the month before, and billed, less paid and given up"),
            ),
        ],
        [
            (say(name), number(due), number(paid), number(owed))
            for name, due, paid, owed in zip(
                MONTH_NAMES, cash.due_month, cash.paid_month, cash.arrears_month, strict=True
            )
        ],
        say(
            "Arrears through the harvest calendar; incomes by month and the rest are under Inputs, "
            "Tariff study"
        ),
        tall=True,
    )


class _Held:
    """A result as a key of its own: results are not compared by content here."""

    def __init__(self, result: DesignResult) -> None:
        self.result = result

    def __hash__(self) -> int:
        return id(self.result)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.result is self.result


@lru_cache(maxsize=32)
def _study(held: _Held, tariff: str) -> BoardStudy:
    return board_study(studied_result(held.result, tariff))


def risk_table(studies: list[tuple[str, BoardStudy]], currency: str) -> str:
    """Return the revenue of a mean and of a bad year, and the reserve, by tariff."""
    return table(
        [
            Column(say("Tariff"), "wide"),
            Column(
                say("All water sold"),
                "num",
                say("revenue of a year in which nobody turns to other sources"),
            ),
            Column(
                say("Mean year"),
                "num",
                say(
                    "mean revenue over the drawn years, with part of the water from elsewhere in "
                    "wet months"
                ),
            ),
            Column(
                say("One year of twenty"),
                "num",
                say("revenue that one drawn year of twenty falls short of"),
            ),
            Column(
                say("Varies by"),
                "num",
                say("standard deviation of the yearly revenue over its mean"),
            ),
            Column(
                say("Reserve, {currency}", currency=currency),
                "num",
                say(
                    "largest sum of months' deficits against operation that 95 of 100 drawn years "
                    "stay within"
                ),
            ),
            Column(
                say("Months of running"),
                "num",
                say("reserve over the mean cost of operation of a month"),
            ),
        ],
        [
            (
                title,
                number(found.risk.full_use_year),
                number(found.risk.mean_year),
                number(found.risk.p5_year),
                percent(found.risk.variation),
                number(found.risk.reserve),
                number(found.risk.reserve_months),
            )
            for title, found in studies
        ],
        say(
            "Revenue over years with wet seasons of different strength, {currency} a year",
            currency=currency,
        ),
    )


def cash_figure(found: BoardStudy, currency: str) -> go.Figure:
    """Return what is billed, paid and owed by month."""
    months = [say(name)[:3] for name in MONTH_NAMES]
    figure = go.Figure()
    figure.add_bar(x=months, y=found.collection.due_month, name=say("billed"), marker_color=BEFORE)
    figure.add_bar(x=months, y=found.collection.paid_month, name=say("paid"), marker_color=AFTER)
    figure.add_scatter(
        x=months,
        y=found.collection.arrears_month,
        name=say("owed"),
        mode="lines+markers",
        line={"color": UNMET},
    )
    figure.update_layout(layout(say("{currency} a month", currency=currency), barmode="group"))
    # twelve names do not fit side by side on a phone: without an angle they turn where they must
    figure.update_xaxes(tickangle=None)
    return figure


def _lines(found: BoardStudy, currency: str) -> list[str]:
    cash, balance, best = found.collection, found.balance, found.best_meter_age
    lines = [
        say(
            "{share} of the bills are paid within the year's course; {lost} {currency} a year "
            "are given up. The cash box needs {reserve} {currency} ({months} months of running).",
            share=percent(cash.collected),
            lost=number(cash.given_up_year),
            reserve=number(cash.reserve),
            months=number(cash.reserve_months),
            currency=currency,
        ),
        say(
            "Of {produced} m3 a year {billed} are billed, {slow} pass meters unseen, {free} are "
            "used without a bill and {lost} are lost.",
            produced=number(balance.produced_m3),
            billed=number(balance.billed_m3),
            slow=number(balance.unregistered_m3),
            free=number(balance.unbilled_m3),
            lost=number(balance.lost_m3),
        ),
        say(
            "Meters are cheapest replaced every {years} years.",
            years=number(best.life_years),
        ),
    ]
    lines += [
        say(
            "{buyer} buys {volume} m3 a year for {revenue} {currency}: {share} of what running "
            "costs for that water.",
            buyer=sale.buyer,
            volume=number(sale.volume_m3_year),
            revenue=number(sale.revenue_year),
            share=percent(sale.covers_operation),
            currency=currency,
        )
        for sale in found.bulk
    ]
    return lines


def shared_table(found: BoardStudy, currency: str) -> str:
    """Return each household's part of a bill alone and with others behind one meter."""
    return table(
        [
            Column(say("Household group"), "wide"),
            Column(say("Alone"), "num", say("bill of the household with a meter of its own")),
            Column(say("Two"), "num", say("bill of two such households on one meter, over two")),
            Column(say("Four"), "num", say("bill of four such households on one meter, over four")),
            Column(say("Six"), "num", say("bill of six such households on one meter, over six")),
            Column(
                say("Six, blocks times six"),
                "num",
                say("bill of six households on one meter with six times the blocks, over six"),
            ),
        ],
        [
            (
                name,
                number(rows[0].bill_alone),
                *(number(rows[i].bill_each) for i in (1, 3, 5)),
                number(rows[5].bill_each_scaled),
            )
            for name, rows in found.shared
        ],
        say("Bill of each household in a month of its mean use, {currency}", currency=currency),
    )
