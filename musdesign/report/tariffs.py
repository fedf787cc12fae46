"""Bills and checks of tariffs in a terminal and as plain data."""

from __future__ import annotations

from typing import Any

from musdesign.finance.tariffs.findings import Finding
from musdesign.finance.tariffs.rates import Billed
from musdesign.report.console import cell, console, table


def bill_data(found: Billed) -> dict[str, Any]:
    """Return a bill as plain data; ``bill`` is the total to the cent, half up."""
    bill = found.bill
    return {
        "tariff": bill.tariff,
        "class_name": bill.class_name,
        "currency": bill.currency,
        "volume": bill.volume,
        "unit": bill.unit,
        "volume_m3": bill.volume_m3,
        "total": bill.total,
        "bill": float(found.cents),
        "bill_computed": found.cents,
        "lines": [
            {
                "label": line.label,
                "quantity": line.quantity,
                "unit": line.unit,
                "price": line.price,
                "amount": line.amount,
                "charge": line.charge,
                "source": line.source,
            }
            for line in bill.lines
        ],
        "findings": [finding_data(finding) for finding in found.findings],
        "source": found.source,
        "basis": found.basis,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "what": finding.what,
        "class": finding.class_name,
        "path": finding.path,
        "file": finding.file,
        "line": finding.line,
        "cure": finding.cure,
    }


def show_bill(found: Billed) -> None:
    """Print one bill line by line."""
    bill = found.bill
    shown = f"{cell(bill.volume)} {bill.unit}"
    if bill.unit != "m3":
        shown += f" ({cell(bill.volume_m3)} m3)"
    console().print(f"\n{bill.tariff}, class {bill.class_name}, {shown}")
    grid = table("line", "quantity", "unit", "price", bill.currency)
    for line in bill.lines:
        price = (
            ""
            if line.price is None
            else f"{line.price:,.6g}"
            if line.price < 1
            else (f"{line.price:,.2f}")
        )
        grid.add_row(line.label, cell(line.quantity), line.unit, price, f"{line.amount:,.2f}")
    grid.add_row("total", "", "", "", f"{bill.total:,.2f}")
    console().print(grid)
    if found.source:
        console().print(f"source: {found.source} ({found.basis})")
