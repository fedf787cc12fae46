"""Tariffs as rows of a table that a person edits, and back: cells are text, read by our parser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from musdesign import units
from musdesign.errors import MusdesignError, Problem
from musdesign.finance import Tariff
from musdesign.finance.effects.search import FoundTariff
from musdesign.flow import Scheme
from musdesign.flow.customers import class_of
from musdesign.flow.tariff_edits import Charges, charges_of
from musdesign.scenario.board import ClassRates
from musdesign.ui.changes import plain
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


def rates_of(rows: Sequence[Row], currency: str) -> dict[str, Any]:
    """Return rows as the scenario writes them, by class.

    Raises:
        MusdesignError: every cell that cannot be read, with its row.

    >>> rates_of([("Home", "each m3", "", "1,5")], "COP")
    {'Home': {'fixed': '0 COP/month', 'blocks': [{'price': '1.5 COP/m3'}]}}
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for i, (name, what, end, amount) in enumerate(rows, start=1):
        at = f"row {i}"
        if not any((name, what, end, amount)):
            continue
        if not name or what not in {FIXED, BLOCK}:
            problems.append(Problem("a row needs a class and what is charged", at))
            continue
        own = found.setdefault(name, {"fixed": f"0 {currency}/month", "blocks": []})
        try:
            value = plain(units.parse_number(amount, decimal_comma=True))
            upto = plain(units.parse_number(end, decimal_comma=True)) if end else ""
        except MusdesignError as error:
            problems += [problem.located(path=at) for problem in error.problems]
            continue
        if what == FIXED:
            own["fixed"] = f"{value} {currency}/month"
        else:
            block = {"upto": f"{upto} m3/month"} if upto else {}
            own["blocks"].append({**block, "price": f"{value} {currency}/m3"})
    problems += [
        Problem(f"the class '{name}' has no price", cure=f"add a row '{BLOCK}'")
        for name, own in found.items()
        if not own["blocks"]
    ]
    if problems:
        raise MusdesignError(problems)
    return found


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
