"""Bills and checks of tariffs in a terminal and as plain data."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from musdesign.finance.tariffs.compiling import Compiled
from musdesign.finance.tariffs.findings import Finding
from musdesign.finance.tariffs.model import exact
from musdesign.finance.tariffs.piecewise import Poly
from musdesign.finance.tariffs.proofs import pieces, prove, volumes_of
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
        "assumptions": list(found.assumptions),
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
        price = "" if line.price is None else _price(line.price)
        plain = line.label == line.charge or line.charge in {"", "use", "commodity_charge"}
        name = line.label if plain else f"{line.charge}: {line.label}"
        grid.add_row(name, cell(line.quantity), line.unit, price, _cents(line.amount))
    grid.add_row("total", "", "", "", f"{Decimal(found.cents):,.2f}")
    console().print(grid)
    if found.source:
        console().print(f"source: {found.source} ({found.basis})")
    for assumption in found.assumptions:
        console().print(f"assumed: {assumption}")


def _cents(amount: float) -> str:
    """Return an amount to the cent, half up as the total is.

    >>> _cents(20.775), _cents(-0.125)
    ('20.78', '-0.13')
    """
    return f"{Decimal(repr(amount)).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def _price(price: float) -> str:
    """Return a price with the digits it has: 1.005 must not look like 1.00.

    >>> _price(2.5), _price(1.005), _price(0.75)
    ('2.50', '1.005', '0.75')
    """
    whole_cents = abs(price) >= 1 and round(price, 2) == price
    return f"{price:,.2f}" if whole_cents else f"{price:,.{6 if abs(price) < 1e4 else 9}g}"


def show_findings(file: str, found: list[Finding]) -> None:
    """Print the findings of a check, the gravest first."""
    if not found:
        console().print(f"{file}: nothing found")
        return
    order = ("error", "warning", "note")
    for finding in sorted(found, key=lambda item: (order.index(item.severity), item.line or 0)):
        console().print(str(finding), soft_wrap=True, markup=False, highlight=False)
    counts = ", ".join(
        f"{sum(f.severity == kind for f in found)} {kind}s"
        for kind in order
        if any(f.severity == kind for f in found)
    )
    console().print(counts)


def proof_data(compiled: Compiled, amount: float | None = None) -> dict[str, Any]:
    """Return a bill as a function of volume, with what is proven, as plain data."""
    proof, tariff = prove(compiled.total), compiled.tariff
    return {
        "tariff": tariff.id,
        "class_name": compiled.class_name,
        "unit": tariff.unit,
        "currency": tariff.currency,
        "pieces": [
            {
                "from": float(start),
                "upto": None if end is None else float(end),
                "coefficients": [str(c) for c in poly],
                "at_from": float(compiled.total.at[i]),
            }
            for i, (start, end, poly) in enumerate(pieces(compiled.total))
        ],
        "degree": proof.degree,
        "total": proof.total,
        "non_negative": proof.non_negative,
        "monotone": proof.monotone,
        "continuous": proof.continuous,
        "places": [place.describe(tariff.unit, tariff.currency) for place in proof.places],
        "facts_used": sorted(compiled.used),
        **({} if amount is None else {"volumes": _volumes(compiled, amount)}),
    }


def _volumes(compiled: Compiled, amount: float) -> dict[str, Any]:
    found = volumes_of(compiled.total, exact(amount))
    ranges = [[float(low), None if high is None else float(high)] for low, high in found.ranges]
    return {"bill": amount, "at": [float(v) for v in found.points], "ranges": ranges}


def show_proof(compiled: Compiled, amount: float | None = None) -> None:
    """Print a bill as a function of volume, and what is proven of it."""
    tariff, proof = compiled.tariff, prove(compiled.total)
    console().print(f"\n{tariff.id}, class {compiled.class_name}: bill in {tariff.currency}")
    grid = table(f"above {tariff.unit}", f"up to {tariff.unit}", "bill, q the volume")
    for start, end, poly in pieces(compiled.total):
        grid.add_row(cell(float(start)), "" if end is None else cell(float(end)), _formula(poly))
    console().print(grid)
    for word, holds in (
        ("never negative", proof.non_negative),
        ("never falls as use rises", proof.monotone),
        ("without jumps", proof.continuous),
    ):
        console().print(f"{word}: {'proven' if holds else 'no'}")
    for place in proof.places:
        console().print(f"  {place.describe(tariff.unit, tariff.currency)}")
    if amount is not None:
        found = _volumes(compiled, amount)
        spans = [
            f"{low:g} to {'any' if high is None else f'{high:g}'}" for low, high in found["ranges"]
        ]
        words = [*spans, *(f"{v:g}" for v in found["at"])]
        shown = f"{', '.join(words)} {tariff.unit}" if words else "no volume"
        console().print(f"a bill of {amount:g} {tariff.currency}: {shown}")


def _formula(poly: Poly) -> str:
    parts = []
    for power, coefficient in enumerate(poly):
        if coefficient:
            unit = {0: "", 1: " q"}.get(power, f" q^{power}")
            parts.append(f"{_decimal(coefficient)}{unit}")
    return " + ".join(parts).replace("+ -", "- ") or "0"


def _decimal(value: Fraction) -> str:
    return f"{float(value):,.10g}"
