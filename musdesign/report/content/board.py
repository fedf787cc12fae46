"""Tables for a water board: cash through the year, where the water goes, what stays in reserve."""

from __future__ import annotations

import functools

from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult
from musdesign.i18n import Language
from musdesign.report.content.model import MONTHS, Row, Table
from musdesign.study.board import BoardStudy, board_study
from musdesign.study.tariffs import studied_result


def cash(result: DesignResult, lang: Language) -> Table | None:
    """Return what is billed, paid and owed in each month under the first tariff."""
    _ = lang.text
    found = _study(result)
    if found is None:
        return None
    money = found.collection
    rows = tuple(
        (_(month), due, paid, owed)
        for month, due, paid, owed in zip(
            MONTHS, money.due_month, money.paid_month, money.arrears_month, strict=True
        )
    )
    columns = (_("month"), _("billed"), _("paid"), _("owed at the end of the month"))
    words = _(
        "{currency}, tariff {tariff}. Payments follow the harvest calendar; a reserve of {reserve} "
        "carries the operation through the months of low payment.",
        currency=result.currency,
        tariff=lang.told(result.tariffs[0].title),
        reserve=lang.number(money.reserve),
    )
    return Table("cash", _("Cash through the year"), columns, rows, (1, 2), words, (1, 2, 2, 2))


def water_balance(result: DesignResult, lang: Language) -> Table | None:
    """Return where the water goes, by the terms of the IWA water balance."""
    _ = lang.text
    found = _study(result)
    if found is None:
        return None
    balance = found.balance
    parts = (
        (_("billed use of households"), balance.billed_m3),
        (_("billed use of bulk users"), balance.bulk_m3),
        (_("unbilled authorised use"), balance.unbilled_m3),
        (_("apparent losses: meters that under-register"), balance.unregistered_m3),
        (_("apparent losses: unauthorised use"), balance.unauthorised_m3),
        (_("real losses"), balance.lost_m3),
    )
    produced = balance.produced_m3
    rows: tuple[Row, ...] = tuple(
        (name, m3, 100.0 * m3 / produced if produced else None) for name, m3 in parts
    )
    columns = (_("part of the system input"), _("m3/year"), _("%"))
    words = _(
        "Terms of the IWA water balance. Non-revenue water: {share} % of the system input; real "
        "losses cost {lost} {currency} a year to produce, use without a bill would pay {unpaid}.",
        share=lang.number(100.0 * balance.non_revenue_share),
        lost=lang.number(balance.lost_value),
        unpaid=lang.number(balance.unbilled_value),
        currency=result.currency,
    )
    live = ((2, f"100*B{{row}}/{produced!r}"),) if produced else ()
    title = _("Where the water goes")
    return Table("water_balance", title, columns, rows, (1, 2), words, (4, 1.5, 1), live)


def reserve(result: DesignResult, lang: Language) -> Table | None:
    """Return what a board plans with: collection, reserves, meters."""
    _ = lang.text
    found = _study(result)
    if found is None:
        return None
    money, risk, best = found.collection, found.risk, found.best_meter_age
    currency = result.currency
    rows: tuple[Row, ...] = (
        (_("part of the bills that is paid"), 100.0 * money.collected, "%"),
        (_("given up as never paid"), money.given_up_year, _("{currency}/year", currency=currency)),
        (_("reserve against the harvest calendar"), money.reserve, currency),
        (_("the same in months of operation"), money.reserve_months, _("months")),
        (_("mean revenue with wet seasons"), risk.mean_year, f"{currency}/{_('year')}"),
        (_("revenue missed in one year of twenty"), risk.p5_year, f"{currency}/{_('year')}"),
        (_("reserve against wet seasons"), risk.reserve, currency),
        (_("part of the water that meters register"), 100.0 * found.accuracy, "%"),
        (_("age at which replacing a meter is cheapest"), float(best.life_years), _("years")),
    )
    columns = (_("what a board plans with"), _("value"), _("unit"))
    return Table("reserve", _("Reserve and meters"), columns, rows, (), "", (4, 1.5, 1.2))


def _study(result: DesignResult) -> BoardStudy | None:
    if not result.tariffs or not result.tariff_effects or result.costs is None:
        return None
    return _studied(_Key(result))


class _Key:
    """A result as a key of the cache: three tables ask for one study."""

    __slots__ = ("result",)

    def __init__(self, result: DesignResult) -> None:
        self.result = result

    def __hash__(self) -> int:
        return id(self.result)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.result is self.result


@functools.lru_cache(maxsize=2)
def _studied(key: _Key) -> BoardStudy | None:
    try:
        return board_study(studied_result(key.result, key.result.tariffs[0].name))
    except MusdesignError:
        return None
