"""What a report holds, as plain tables: the report prints them, the workbook fills them.

Each function takes a result and the reader's language and returns one table, or None where the
stage behind it did not run.  Numbers stay numbers; whoever shows them writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from musdesign.flow import DesignResult
from musdesign.i18n import Language
from musdesign.report.content.board import cash, reserve, water_balance
from musdesign.report.content.days import binding, groups, reliability, served, unmet
from musdesign.report.content.demand import build_up, hours, months, needs, peaks, people
from musdesign.report.content.model import Cell, Row, Table
from musdesign.report.content.money import bills, costs, productive_price, yearly
from musdesign.report.content.water import service, sources, storage
from musdesign.report.content.works import (
    bill_of_quantities,
    checks,
    nodes,
    pipes,
    quotations,
    register,
)
from musdesign.report.content.worth import (
    added,
    affordability,
    benchmarks,
    funding,
    gainers,
    income,
    ladder_steps,
    recovery,
    returns,
)

__all__ = ["TABLES", "Cell", "Row", "Table", "tables"]

TABLES: Sequence[Callable[[DesignResult, Language], Table | None]] = (
    people,
    needs,
    peaks,
    months,
    hours,
    build_up,
    service,
    reliability,
    unmet,
    binding,
    groups,
    served,
    sources,
    storage,
    pipes,
    bill_of_quantities,
    nodes,
    checks,
    quotations,
    costs,
    yearly,
    benchmarks,
    income,
    gainers,
    ladder_steps,
    returns,
    added,
    bills,
    productive_price,
    recovery,
    funding,
    affordability,
    water_balance,
    cash,
    reserve,
    register,
)


def tables(result: DesignResult, lang: Language) -> list[Table]:
    """Return all tables of a result, in the order of a report."""
    return [found for make in TABLES if (found := make(result, lang)) is not None]
