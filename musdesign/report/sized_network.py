"""A sized network as one JSON object and in a terminal."""

from __future__ import annotations

import math
from typing import Any

from musdesign.flow.network_file import SizedNetwork
from musdesign.network import SizedLink
from musdesign.network.epanet.week import PeriodCheck
from musdesign.report.console import cell, console, heading, lines, table
from musdesign.report.pipe_tables import show_links, show_nodes
from musdesign.report.quantities import quantities
from musdesign.report.schema import AssumptionPart
from musdesign.report.sized_parts import (
    BreakPart,
    LinkPart,
    NetworkDocument,
    NodePart,
    NodePeriodPart,
    PeriodPart,
    ProfilePart,
    PumpPart,
    RelaxationPart,
    SegmentPart,
    TankPart,
    TankPeriodPart,
    VerificationPart,
)


def document(sized: SizedNetwork) -> dict[str, Any]:
    """Return a sized network as plain data, checked against its own schema."""
    design, opened = sized.design, sized.opened
    notes = [*opened.notes]
    if sized.unverified:
        notes.append(f"not run in EPANET: {sized.unverified}")
    whole = NetworkDocument(
        name=opened.problem.name,
        file=opened.file,
        format=opened.format,
        currency=design.currency or opened.problem.currency,
        feasible=design.feasible,
        reasons=list(design.reasons),
        relaxations=[_part(RelaxationPart, item) for item in design.relaxations],
        cost=_finite(design.cost),
        lower_bound=_finite(design.lower_bound),
        gap=_finite(design.gap) if math.isfinite(design.cost) else None,
        exact=design.exact,
        method=design.method,
        single_diameter_cost=_finite(design.single_cost),
        single_diameter_lower_bound=_finite(design.single_lower_bound),
        costs={
            "pipes": design.pipe_cost,
            "laying": design.laying_cost,
            "tanks": design.tank_cost,
            "pumps": design.pump_cost,
            "break_pressure": design.break_cost,
        },
        head_loss=design.head_loss,
        water_c=opened.problem.water_c,
        loads=[load.id for load in opened.problem.loads],
        links=[_link(link) for link in design.links],
        nodes=[
            _part(
                NodePart,
                node,
                head_m=_finite(node.head_m),
                pressure_m=_finite(node.pressure_m),
                static_m=_finite(node.static_m),
            )
            for node in design.nodes
        ],
        tanks=[_part(TankPart, tank, feeds=list(tank.feeds)) for tank in design.tanks],
        pumps=[_part(PumpPart, pump) for pump in design.pumps],
        break_pressure_tanks=[_part(BreakPart, device) for device in design.breaks],
        profile=[_part(ProfilePart, point) for point in sized.points],
        bill_of_quantities=quantities(design, sized),
        verification=_part(VerificationPart, sized.verification) if sized.verification else None,
        day=_period(sized.day),
        week=_period(sized.week),
        notes=notes,
        assumptions=[_part(AssumptionPart, line) for line in opened.assumptions],
    )
    return whole.model_dump(mode="json")


def show(sized: SizedNetwork) -> None:
    """Print the design."""
    design, opened = sized.design, sized.opened
    heading(f"{opened.problem.name or opened.file}: least cost, {design.head_loss}")
    money = design.currency or opened.problem.currency
    if math.isfinite(design.cost):
        kind = "lower bound" if design.exact else "upper bound alone; lower bound"
        console().print(
            f"cost {design.cost:,.2f} {money}".rstrip()
            + f", {kind} {design.lower_bound:,.2f}, gap {100 * design.gap:.2g} % ({design.method})"
        )
    if design.single_cost is not None and math.isfinite(design.single_cost):
        console().print(f"with one diameter a link: {design.single_cost:,.2f} {money}".rstrip())
    lines("not feasible", design.reasons)
    for item in design.relaxations:
        cost = "" if item.cost is None else f", cost {item.cost:,.0f}"
        console().print(
            f"would help: {item.what} at {item.where}: {item.now:g} to {item.needed:g} "
            f"{item.unit}{cost}"
        )
    show_links(design)
    show_nodes(design)
    grid = table("item", "quantity", "unit", f"cost {money}".strip())
    for row in quantities(design, sized):
        grid.add_row(row.item, cell(row.quantity), row.unit, cell(row.cost))
    heading("Bill of quantities")
    console().print(grid)
    if sized.verification is not None:
        check = sized.verification
        console().print(
            f"EPANET agrees within {check.max_pressure_difference_m:.3f} m"
            if check.agrees
            else f"EPANET differs by {check.max_pressure_difference_m:.3f} m at {check.worst_node}"
        )
        lines("note", [check.note] if check.note else [])
    for name, period in (("a day", sized.day), ("a week", sized.week)):
        if period is not None and period.compared:
            word = "agrees within" if period.agrees else "differs by up to"
            console().print(
                f"over {name}: {word} {period.max_difference_m:.3f} m where the physics is the "
                f"same ({period.compared} pressures)"
            )
    if sized.week is not None:
        lines("explained", sized.week.explained)
    lines("note", [*opened.notes, *([sized.unverified] if sized.unverified else [])])


def _period(check: PeriodCheck | None) -> PeriodPart | None:
    if check is None:
        return None
    part: PeriodPart = _part(
        PeriodPart,
        check,
        nodes=[_part(NodePeriodPart, node) for node in check.nodes],
        tanks=[_part(TankPeriodPart, tank) for tank in check.tanks],
        explained=list(check.explained),
        warnings=dict(check.warnings),
    )
    return part


def _link(link: SizedLink) -> LinkPart:
    part: LinkPart = _part(LinkPart, link, segments=[_part(SegmentPart, s) for s in link.segments])
    return part


def _part(model: type[Any], item: Any, **own: Any) -> Any:
    names = model.model_fields
    return model(**{name: own[name] if name in own else getattr(item, name) for name in names})


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
