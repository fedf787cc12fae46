"""The price of multiple use of a network, as one JSON object and in a terminal."""

from __future__ import annotations

import math
from typing import Any

from pydantic import Field

from musdesign.network import CurvePoint, NodePrice, UseCost
from musdesign.report.console import cell, console, heading, table
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
    """Cost of one more m3/day and of one more metre of least pressure; none where impossible."""

    id: str
    per_m3_day: float | None
    per_m: float | None


class SharePart(Part):
    """Costs and fair shares of a load case taken as a use; the first is the base of ``extra``."""

    use: str
    extra: float
    separable: float
    alone: float
    share: float
    shapley: float


class NetworkPrice(Part):
    """What more water, more head and each load case cost a network."""

    name: str
    file: str
    currency: str
    curve: list[CurvePart]
    source_head: list[HeadPart]
    nodes: list[NodePricePart]
    shares: list[SharePart]
    schema_version: int = Field(1)


def document(
    name: str,
    file: str,
    currency: str,
    curve: tuple[CurvePoint, ...],
    source_head: tuple[tuple[float, float], ...],
    prices: tuple[NodePrice, ...],
    shares: tuple[UseCost, ...],
) -> dict[str, Any]:
    """Return everything as plain data."""
    found = NetworkPrice(
        name=name,
        file=file,
        currency=currency,
        curve=[
            CurvePart(
                factor=p.factor,
                day_m3=p.day_m3,
                cost=_finite(p.cost),
                lower_bound=_finite(p.lower_bound),
                feasible=p.feasible,
            )
            for p in curve
        ],
        source_head=[HeadPart(source_head_m=head, cost=cost) for head, cost in source_head],
        nodes=[
            NodePricePart(id=p.node, per_m3_day=_finite(p.per_m3_day), per_m=_finite(p.per_m))
            for p in prices
        ],
        shares=[
            SharePart(
                use=s.name,
                extra=s.extra,
                separable=s.separable,
                alone=s.alone,
                share=s.share,
                shapley=s.shapley,
            )
            for s in shares
        ],
        schema_version=1,
    )
    return found.model_dump()


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def show(data: dict[str, Any]) -> None:
    """Print the tables."""
    money = data["currency"] or "cost"
    title = data["name"] or data["file"]
    rows = [[p["factor"], p["day_m3"], p["cost"], p["lower_bound"]] for p in data["curve"]]
    _table(
        f"{title}: least cost against allocation",
        ("times", "m3/day", money, "lower limit"),
        rows,
    )
    rows = [[n["id"], n["per_m3_day"], n["per_m"]] for n in data["nodes"]]
    _table("Marginal costs", ("node", f"{money} per m3/day", f"{money} per m of head"), rows)
    if data["shares"]:
        keys = ("use", "extra", "separable", "alone", "share", "shapley")
        rows = [[s[key] for key in keys] for s in data["shares"]]
        _table("Shares of cost among load cases", keys, rows)


def _table(title: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
    heading(title)
    grid = table(*columns)
    for row in rows:
        grid.add_row(*("no design" if value is None else cell(value) for value in row))
    console().print(grid)
