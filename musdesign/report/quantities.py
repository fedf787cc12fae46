"""The bill of quantities of a sized network."""

from __future__ import annotations

from collections.abc import Iterator

from musdesign.flow.network_file import SizedNetwork
from musdesign.network import NetworkDesign
from musdesign.network.result import pipe_name
from musdesign.report.sized_parts import QuantityPart
from musdesign.study.explain.making import Given, summed, told
from musdesign.trace import Step


def quantities(design: NetworkDesign, sized: SizedNetwork | None = None) -> list[QuantityPart]:
    """Return the bill of quantities: pipes by size and class, laying, and what is built."""
    pipes: dict[tuple[float, str, str], list[float]] = {}
    for link in design.links:
        for piece in link.segments:
            if not piece.existing:
                key = (piece.diameter_mm, piece.label, piece.pressure_class)
                total = pipes.setdefault(key, [0.0, 0.0])
                total[0] += piece.length_m
                total[1] += piece.cost
    found = [
        QuantityPart(
            item=pipe_name(label, kind),
            kind="pipe with laying",
            quantity=length,
            unit="m",
            cost=cost,
        )
        for (_, label, kind), (length, cost) in sorted(pipes.items(), key=lambda row: -row[0][0])
    ]
    found += [
        _piece(
            f"tank at {t.node}, {t.volume_m3:.1f} m3, {t.height_m:.1f} m high", "tank", cost=t.cost
        )
        for t in design.tanks
    ]
    found += [
        _piece(
            f"pump at the head of {p.link}, {p.power_kw:.2f} kW, {p.source}",
            "pump with its energy",
            cost=p.cost,
        )
        for p in design.pumps
    ]
    found += [
        _piece(f"{b.kind.replace('_', ' ')} at {b.node}", "pressure break", cost=b.cost)
        for b in design.breaks
    ]
    points = sized.points if sized else ()
    for fitting in ("air valve", "washout"):
        count = sum(point.fitting == fitting for point in points)
        if count:
            found.append(_piece(fitting, "fitting", count))
    return found


def _piece(item: str, kind: str, quantity: float = 1, cost: float | None = None) -> QuantityPart:
    return QuantityPart(item=item, kind=kind, quantity=quantity, unit="piece", cost=cost)


def explained(design: NetworkDesign, currency: str) -> Iterator[Step]:
    """Yield why each quantity and cost of the bill is what it is, by its item."""
    for row in quantities(design):
        name = f"network.items.{row.item}"
        pieces = {
            f"{link.id}, stretch {i + 1}": piece
            for link in design.links
            for i, piece in enumerate(link.segments)
            if piece.name == row.item and not piece.existing
        }
        if pieces:
            lengths = {at: piece.length_m for at, piece in pieces.items()}
            costs = {at: piece.cost for at, piece in pieces.items()}
            how = "sum of the stretches of this pipe"
            yield summed(f"{name}.quantity", row.quantity, row.unit, lengths, how)
            yield summed(name, row.cost or 0.0, currency, costs, f"{how}, with their laying")
        else:
            yield told(
                f"{name}.quantity", row.quantity, row.unit, "as built in the least-cost design"
            )
            terms = {"quantity": Given(row.quantity, row.unit, f"{name}.quantity")}
            yield told(name, row.cost, currency, "unit costs of the scenario or library", terms)
