"""Tariffs as rows of a table that a person edits, and back: cells are text, read by our parser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.finance import Tariff
from musdesign.finance.effects.search import FoundTariff
from musdesign.flow import Scheme
from musdesign.flow.customers import class_of
from musdesign.flow.tariff_edits import Charges, charges_of
from musdesign.scenario.board import ClassRates
from musdesign.ui.changes import plain
from musdesign.ui.typed import read_number
from musdesign.ui.words import localised, say
from musdesign.yamlfile import parse_path

FIXED, BLOCK = "a month", "each m3"
"""What a row charges; the words that the table shows are translated."""

Row = tuple[str, str, str, str]
"""Class, what is charged, up to (m3 a month), amount."""
Edits = dict[str, dict[str, Any]]


def classes_paid(scheme: Scheme, tariff: Tariff) -> list[str]:
    """Return the classes of a tariff that the scheme's households pay by."""
    return list(dict.fromkeys(class_of(group, tariff) for group in scheme.scenario.households))


def rows_of(scheme: Scheme, tariff: Tariff) -> list[Row]:
    """Return a tariff as rows.

    Raises:
        MusdesignError: a class that a fixed charge and blocks cannot say.
    """
    found: list[Row] = []
    for name in classes_paid(scheme, tariff):
        charges = charges_of(tariff, name)
        found.append((name, FIXED, "", plain(charges.fixed)))
        ends = [*(plain(bound) for bound in charges.bounds_m3), ""]
        found += [
            (name, BLOCK, end, plain(price))
            for end, price in zip(ends, charges.prices, strict=True)
        ]
    return found


def shown_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a tariff with numbers in the visitor's form."""
    return [(name, what, localised(end), localised(amount)) for name, what, end, amount in rows]


def plain_rows(typed: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Return rows as typed, the cells that stand as the tariff's own rows show them as in these."""
    own = {localised(text): text for row in rows for text in row[2:]}
    return [
        (name, what, own.get(end, end), own.get(amount, amount))
        for name, what, end, amount in typed
    ]


def rates_of(rows: Sequence[Row], currency: str, classes: Sequence[str] = ()) -> dict[str, Any]:
    """Return rows as the scenario writes them, by class; each of ``classes`` needs its rows.

    Raises:
        MusdesignError: every cell that cannot be read, with its row.

    >>> rates_of([("Home", "each m3", "", "1,5")], "COP")
    {'Home': {'fixed': '0 COP/month', 'blocks': [{'price': '1.5 COP/m3'}]}}
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for i, row in enumerate(rows, start=1):
        if not any(row):
            continue
        name, what, *_ = row
        at = say("row {count}", count=i)
        try:
            end, value = _numbers(row, twice=(name, FIXED) in seen)
        except MusdesignError as error:
            problems += [problem.located(path=at) for problem in error.problems]
            end = value = ""
        seen.add((name, what))
        own = found.setdefault(name, {"fixed": f"0 {currency}/month", "blocks": []})
        if what == FIXED:
            own["fixed"] = f"{value} {currency}/month"
        else:
            block = {"upto": f"{end} m3/month"} if end else {}
            own["blocks"].append({**block, "price": f"{value} {currency}/m3"})
    problems += [
        Problem(f"the class '{name}' has no price", cure=f"add a row '{say(BLOCK)}'")
        for name in dict.fromkeys((*(row[0] for row in rows if row[0]), *classes))
        if (name, BLOCK) not in seen
    ]
    if problems:
        raise MusdesignError(problems)
    return found


def _numbers(row: Row, *, twice: bool) -> tuple[str, str]:
    """Return where a row's block ends, empty where it has no end, and its amount.

    Raises:
        MusdesignError: what is wrong with the row.
    """
    name, what, end, amount = row
    if not name or what not in {FIXED, BLOCK}:
        raise MusdesignError(Problem("a row needs a class and what is charged"))
    if what == FIXED and twice:
        raise MusdesignError(Problem(f"the class '{name}' has two charges a month"))
    if what == FIXED and end:
        raise MusdesignError(Problem("a charge a month has no end", cure="leave the end empty"))
    if not amount:
        raise MusdesignError(Problem("an amount is missing", cure="0 where nothing is charged"))
    return plain(read_number(end)) if end else "", plain(read_number(amount))


def edits_of(scheme: Scheme) -> Edits:
    """Return the changes of tariffs that a scheme already has, as its file would write them."""
    return {
        tariff: {name: _written(rates) for name, rates in classes.items()}
        for tariff, classes in scheme.scenario.tariff_edits.items()
    }


def with_rates(scheme: Scheme, tariff: str, rates: Mapping[str, Any]) -> dict[str, Any]:
    """Return the change of the scenario that gives a tariff these rates, the others kept."""
    kept = edits_of(scheme)
    return {"tariff_edits": {**kept, tariff: {**kept.get(tariff, {}), **rates}}}


def with_edit(before: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """Return the edits of a case with one section written anew, the edits of all others kept.

    >>> with_edit({"losses": "20 %", "tariff_edits.a.Home": {}}, {"tariff_edits": {}})
    {'losses': '20 %', 'tariff_edits': {}}
    """
    sections = {parse_path(path)[0] for path in made}
    kept = {path: value for path, value in before.items() if parse_path(path)[0] not in sections}
    return kept | dict(made)


def rates_found(found: FoundTariff, names: Sequence[str], currency: str) -> dict[str, Any]:
    """Return a tariff found by search as rates of the classes named."""
    return {
        name: _rates(
            Charges(found.fixed[name], found.bounds_m3[name], found.prices[name]), currency
        )
        for name in names
        if name in found.fixed
    }


def rates_now(scheme: Scheme, tariff: Tariff) -> dict[str, Any]:
    """Return a tariff's own rates, to start a proposal from."""
    return {
        name: _rates(charges_of(tariff, name), tariff.currency)
        for name in classes_paid(scheme, tariff)
    }


def _rates(charges: Charges, currency: str) -> dict[str, Any]:
    ends = [*({"upto": f"{plain(end)} m3/month"} for end in charges.bounds_m3), {}]
    return {
        "fixed": f"{plain(round(charges.fixed, 2))} {currency}/month",
        "blocks": [
            {**end, "price": f"{plain(round(price, 2))} {currency}/m3"}
            for end, price in zip(ends, charges.prices, strict=True)
        ],
    }


def _written(rates: ClassRates) -> dict[str, Any]:
    blocks = []
    for block in rates.blocks:
        end = {} if block.upto is None else {"upto": f"{plain(block.upto)} m3/month"}
        price = f"{plain(block.price.amount)} {block.price.currency}/m3"
        blocks.append({**end, "price": price})
    fixed = f"{plain(rates.fixed.amount)} {rates.fixed.currency}/month"
    return {"fixed": fixed, "blocks": blocks}
