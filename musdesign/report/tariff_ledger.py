"""A customer's account and everybody's bills, in a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musdesign.finance import Tariff
from musdesign.finance.tariffs.account import Statement
from musdesign.finance.tariffs.billing import Bill
from musdesign.finance.tariffs.everyone import Account, Fund
from musdesign.finance.tariffs.ledger import Debt
from musdesign.report.console import cell, console, heading, table


def statement_data(tariff: Tariff, found: Statement) -> dict[str, Any]:
    """Return an account as plain data."""
    labour = found.labour
    return {
        "tariff": tariff.id,
        "currency": tariff.currency,
        "unit": tariff.unit,
        "entries": [
            {
                "date": str(entry.date),
                "what": entry.what,
                "volume": None if entry.volume is None else float(entry.volume),
                "amount": float(entry.amount),
                "balance": float(entry.balance),
            }
            for entry in found.entries
        ],
        "owed": [_debt(debt) for debt in found.owed],
        "credit": float(found.credit),
        "balance": float(found.balance),
        "to_come": [_debt(debt) for debt in found.to_come],
        "labour": None
        if labour is None
        else {
            "days_owed": float(labour.days_owed),
            "days_done": float(labour.days_done),
            "cash_out": float(labour.cash_out),
            "fines": float(labour.fines),
            "value": float(labour.value),
        },
    }


def show_statement(tariff: Tariff, found: Statement) -> None:
    """Print an account."""
    heading(f"Account, {tariff.name}, {tariff.currency}")
    grid = table("item", "what", tariff.unit, "amount", "owed")
    for entry in found.entries:
        volume = "" if entry.volume is None else cell(float(entry.volume))
        amount, balance = f"{float(entry.amount):,.2f}", f"{float(entry.balance):,.2f}"
        grid.add_row(str(entry.date), entry.what, volume, amount, balance)
    console().print(grid)
    interest = sum(float(debt.amount) for debt in found.owed if debt.kind == "interest")
    if interest:
        console().print(f"interest open: {interest:,.2f}")
    for debt in found.owed:
        if debt.kind == "interest":
            continue
        console().print(f"open since {debt.since}: {debt.name}, {float(debt.amount):,.2f}")
    if found.credit:
        console().print(f"paid ahead: {float(found.credit):,.2f}")
    for debt in found.to_come:
        console().print(f"to come on {debt.since}: {debt.name}, {float(debt.amount):,.2f}")
    if found.labour is not None:
        own = found.labour
        console().print(
            f"labour: {cell(float(own.days_owed))} days owed, {cell(float(own.days_done))} done "
            f"(worth {cell(float(own.value))}); bought off for {cell(float(own.cash_out))}, fines "
            f"{cell(float(own.fines))}"
        )


def fund_data(
    tariff: Tariff, accounts: Sequence[Account], bills: Sequence[Bill], found: Fund
) -> dict[str, Any]:
    """Return everybody's bills and the fund as plain data."""
    return {
        "tariff": tariff.id,
        "currency": tariff.currency,
        "bills": [
            {
                "class": account.class_name,
                "volume": float(account.volume),
                "number": float(account.number),
                "bill": bill.total,
            }
            for account, bill in zip(accounts, bills, strict=True)
        ],
        "revenue": sum(
            float(account.number) * bill.total
            for account, bill in zip(accounts, bills, strict=True)
        ),
        "subsidies": float(found.subsidies),
        "contributions": float(found.contributions),
        "missing": float(found.missing),
        "by_class": {name: float(amount) for name, amount in found.by_class.items()},
    }


def show_fund(
    tariff: Tariff, accounts: Sequence[Account], bills: Sequence[Bill], found: Fund
) -> None:
    """Print everybody's bills and the balance of the fund."""
    heading(f"Everybody's bills, {tariff.name}, {tariff.currency}")
    grid = table("class", tariff.unit, "customers", "bill", "all of them")
    for account, bill in zip(accounts, bills, strict=True):
        number = float(account.number)
        grid.add_row(
            account.class_name,
            cell(float(account.volume)),
            cell(number),
            f"{bill.total:,.2f}",
            f"{number * bill.total:,.2f}",
        )
    console().print(grid)
    console().print(
        f"subsidies {float(found.subsidies):,.2f}, contributions "
        f"{float(found.contributions):,.2f}: "
        + (
            f"{float(found.missing):,.2f} are missing and must come from elsewhere"
            if found.missing > 0
            else f"{float(-found.missing):,.2f} are left over"
        )
    )


def _debt(debt: Debt) -> dict[str, Any]:
    return {
        "name": debt.name,
        "kind": debt.kind,
        "since": str(debt.since),
        "amount": float(debt.amount),
    }
