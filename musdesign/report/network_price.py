"""The price of multiple use of a network, as one JSON object and in a terminal."""

from __future__ import annotations

import math
from typing import Any

from pydantic import Field

from musdesign.flow.network_price import NetworkPrice
from musdesign.network import NodePrice
from musdesign.report.console import cell, console, heading, lines, table
from musdesign.report.schema import Part


class CurvePart(Part):
    """Least cost when every draw is multiplied by a factor; none where no design is found."""

    factor: float
    day_m3: float
    cost: float | None
    lower_bound: float | None
    feasible: bool


class HeadPart(Part):
    """Least cost at a water level of the source; straight between the points."""

    source_head_m: float
    cost: float


class NodePricePart(Part):
    """Cost of one more m3/day and of one more metre of least pressure; none where impossible.

    ``manner``: a dual price holds for a little more; a difference is taken over the least steps
    (``step_m3_day``, ``step_m``) that ask for other pipes.
    """

    id: str
    per_m3_day: float | None
    per_m: float | None
    manner: str
    step_m3_day: float
    step_m: float


class SharePart(Part):
    """Costs and fair shares of a use; the first is the base of ``extra``.

    ``extra`` is what it adds to the first alone, ``separable`` what leaving it out of all would
    save, ``alone`` the cost of a network for it alone; ``share`` by separable cost and remaining
    benefit, ``shapley`` by the Shapley value.
    """

    use: str
    extra: float
    separable: float
    alone: float
    share: float
    shapley: float


class NetworkPriceDocument(Part):
    """What more water, more head and each load case cost a network."""

    name: str
    file: str
    currency: str
    cost: float | None
    lower_bound: float | None
    loads: list[str]
    curve: list[CurvePart]
    source_head: list[HeadPart]
    nodes: list[NodePricePart]
    shared_by: str
    """What the uses of ``shares`` are: use, or load case."""
    shares: list[SharePart]
    notes: list[str]
    schema_version: int = Field(1)


def document(price: NetworkPrice) -> dict[str, Any]:
    """Return everything as plain data."""
    found = NetworkPriceDocument(
        name=price.name,
        file=price.file,
        currency=price.currency,
        cost=_finite(price.cost),
        lower_bound=_finite(price.lower_bound),
        loads=list(price.loads),
        curve=[
            CurvePart(
                factor=p.factor,
                day_m3=p.day_m3,
                cost=_finite(p.cost),
                lower_bound=_finite(p.lower_bound),
                feasible=p.feasible,
            )
            for p in price.curve
        ],
        source_head=[HeadPart(source_head_m=head, cost=cost) for head, cost in price.source_head],
        nodes=[
            NodePricePart(
                id=p.node,
                per_m3_day=_finite(p.per_m3_day),
                per_m=_finite(p.per_m),
                manner=p.manner,
                step_m3_day=p.step_m3_day,
                step_m=p.step_m,
            )
            for p in price.nodes
        ],
        shared_by=price.shared_by,
        shares=[
            SharePart(
                use=s.name,
                extra=s.extra,
                separable=s.separable,
                alone=s.alone,
                share=s.share,
                shapley=s.shapley,
            )
            for s in price.uses
        ],
        notes=list(price.notes),
        schema_version=1,
    )
    return found.model_dump()


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def show(price: NetworkPrice) -> None:
    """Print the tables."""
    money = price.currency or "cost"
    title = price.name or price.file
    if math.isfinite(price.cost):
        console().print(
            f"{title}: least cost {price.cost:,.0f} {price.currency}".rstrip()
            + f", lower bound {price.lower_bound:,.0f}; loads: {', '.join(price.loads)}"
        )
    _table(
        "Least cost against allocation",
        ("times", "m3/day", money, "lower limit"),
        [[p.factor, p.day_m3, _finite(p.cost), _finite(p.lower_bound)] for p in price.curve],
    )
    _table(
        "Marginal costs",
        ("node", f"{money} per m3/day", f"{money} per m of head", "from"),
        [[p.node, _finite(p.per_m3_day), _finite(p.per_m), manner_of(p)] for p in price.nodes],
    )
    if price.uses:
        _table(
            f"Costs and fair shares by {price.shared_by}",
            (
                price.shared_by,
                "adds to the first",
                "saved if left out",
                "alone",
                "share",
                "Shapley",
            ),
            [[s.name, s.extra, s.separable, s.alone, s.share, s.shapley] for s in price.uses],
        )
        console().print(
            "share: separable cost and remaining benefit; both shares add up to the whole cost"
        )
    lines("note", price.notes)


def manner_of(price: NodePrice) -> str:
    """Return where a marginal cost comes from, with its steps."""
    if price.manner == "dual price":
        return price.manner
    return f"{price.manner} over {price.step_m3_day:g} m3/day and {price.step_m:g} m"


def _table(title: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
    heading(title)
    grid = table(*columns)
    for row in rows:
        grid.add_row(*("no design" if value is None else cell(value) for value in row))
    console().print(grid)
