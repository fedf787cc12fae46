"""Hand loads and prices to the network room, size the pipes and have EPANET confirm them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from musdesign import finance, network
from musdesign.demand.needs import Demand
from musdesign.errors import MusdesignError
from musdesign.flow.opening import links
from musdesign.flow.water import carried
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario.works import USES, Network, Tank
from musdesign.trace import note_method

_ENGINE = "EPANET 2.3 engine on the exported .inp"


def loads(
    section: Network,
    demand: Demand,
    beside: tuple[str, ...] = (),
    pulses: Mapping[str, tuple[float, float]] | None = None,
    pumping_ratio: float = 1.0,
) -> tuple[network.Node, ...]:
    """Return the nodes with their share of the need: by the households connected to each.

    ``pumping_ratio`` is the largest rate of inflow over the mean of the day: above the tanks the
    pipes carry the largest day in the hours of pumping (24 over these hours).

    ``pulses`` gives each node's peak and relief where they follow from the taps below it.

    ``beside`` names uses drawn from the tanks outside these pipes (a garden line from an overflow
    tank): the pipe that fills the first tank carries their largest day too.
    """
    piped = carried(demand, section.serves)
    total = sum(node.households for node in section.nodes) or 1.0
    rate_lps_m3 = pumping_ratio / 86.4
    peak, day = piped.peak_hour_lps / total, piped.max_day_m3 * rate_lps_m3 / total
    extra = carried(demand, beside).max_day_m3 * rate_lps_m3 if beside else 0.0
    by_taps = pulses or {}
    first = next((node.id for node in section.nodes if node.kind == "tank"), None)
    return tuple(
        network.Node(
            node.id,
            node.elevation,
            node.kind,
            by_taps[node.id][0] if by_taps else peak * node.households,
            day * node.households + (extra if node.id == first else 0.0),
            relief_lps=by_taps[node.id][1] if by_taps else 0.0,
        )
        for node in section.nodes
    )


def beside_the_pipes(section: Network, tanks: Sequence[Tank]) -> tuple[str, ...]:
    """Return the uses that the tanks serve and these pipes do not."""
    if section.serves is None:
        return ()
    stored = {use for tank in tanks for use in (tank.serves or ())}
    return tuple(use for use in USES if use in stored and use not in section.serves)


def limit(key: str) -> tuple[float, tuple[Assumption, ...]]:
    """Return a limit of the library with its register line."""
    row = lookup("network_limits", key)
    value = row.number("value")
    return value, (Assumption.of(row.text("name"), value, row.text("unit"), row.origin),)


def priced_catalogue(
    section: Network,
    country: str,
    currency: str,
    own: Mapping[str, str],
    price_year: int | None = None,
    stated: finance.MoneyStated | None = None,
) -> tuple[tuple[network.Pipe, ...], float, tuple[Assumption, ...]]:
    """Return the pipes with their prices, the cost of laying a metre, and what was assumed."""
    pipes = [
        pipe
        for pipe in network.catalogue(
            section.catalogue, section.water_temperature, section.derating
        )
        if section.max_diameter is None or pipe.bore_mm <= section.max_diameter
    ]
    register: list[Assumption] = []
    priced: list[network.Pipe] = []
    for material in dict.fromkeys(pipe.material for pipe in pipes):
        price = finance.unit_cost(price_item(material), country, currency, own, price_year, stated)
        register += price.assumptions
        same = [pipe for pipe in pipes if pipe.material == material]
        priced += network.with_prices(same, price.value)
    trench = finance.unit_cost("trench_m", country, currency, own, price_year, stated)
    register += trench.assumptions
    return tuple(priced), trench.value, tuple(register)


def price_item(material: str) -> str:
    """Return the unit cost that prices a pipe material by its mass."""
    text = material.lower()
    if "pe" in text and "pvc" not in text:
        return "pipe_pe_kg"
    return "pipe_pvc_kg" if "pvc" in text else "pipe_gi_kg"


def size(
    section: Network,
    demand: Demand,
    pipes: tuple[network.Pipe, ...],
    laying_per_m: float,
    min_pressure_m: float,
    inlet_head_m: float,
    beside: tuple[str, ...],
    currency: str,
    pulses: Mapping[str, tuple[float, float]] | None = None,
    pumping_ratio: float = 1.0,
    limits: network.Limits | None = None,
) -> network.NetworkDesign:
    """Return the least-cost design for the demand."""
    design = network.size(
        loads(section, demand, beside, pulses, pumping_ratio),
        links(section),
        pipes,
        head_loss=section.head_loss,
        min_pressure_m=min_pressure_m,
        laying_per_m=laying_per_m,
        inlet_head_m=inlet_head_m,
        max_velocity_m_s=limits.max_velocity_m_s if limits else None,
        max_loss_m_km=limits.max_loss_m_km if limits else None,
    )
    taps = [n for n in design.nodes if n.kind == "junction" and n.demand_lps > 0]
    lowest = min(taps, key=lambda node: node.pressure_m - node.min_pressure_m, default=None)
    note_method(
        "network.cost",
        design.cost,
        currency,
        "least cost by head at every node of the tree, bound by Lagrangian duality",
        inputs={"lower_bound": design.lower_bound, "laying_per_m": laying_per_m},
        checks=(
            f"cost - bound = {design.cost - design.lower_bound:.6g}",
            *(
                (f"least pressure to spare at {lowest.id}: {lowest.pressure_m:.2f} m",)
                if lowest
                else ()
            ),
        ),
    )
    return design


def verify(design: network.NetworkDesign, water_c: float = 20.0) -> network.Verification | str:
    """Return how well EPANET agrees, or why it could not be asked."""
    try:
        found = network.verify(design, water_c)
    except MusdesignError as error:
        return error.problems[0].what
    note_method(
        "network.epanet_difference",
        found.max_pressure_difference_m,
        "m",
        "largest difference of pressure between the sizing and a run of the EPANET engine",
        source=_ENGINE,
    )
    return found


def under_other_load(
    design: network.NetworkDesign,
    section: Network,
    demand: Demand,
    pulses: Mapping[str, tuple[float, float]] | None = None,
    pumping_ratio: float = 1.0,
) -> network.NetworkDesign:
    """Return the same pipes under another need: heads and flows anew, cost as it was."""
    # nobody built lines of their own for gardens and animals: every use draws from these pipes
    nodes = loads(section.model_copy(update={"serves": None}), demand, (), pulses, pumping_ratio)
    tree = network.make_tree(nodes, links(section))
    flows = network.link_flows_lps(tree)
    sized = network.analyse(nodes, design)
    head = {node.id: node.elevation_m if node.kind != "junction" else node.head_m for node in sized}
    arrives = {node.id: node.head_m for node in sized}
    moved = tuple(
        replace(
            link,
            flow_lps=float(flow),
            headloss_m=head[link.start] - arrives[link.end],
            velocity_m_s=link.velocity_m_s * float(flow) / link.flow_lps if link.flow_lps else 0.0,
        )
        for link, flow in zip(design.links, flows, strict=True)
    )
    taps = [node for node in sized if node.kind == "junction" and node.demand_lps > 0]
    short = [node.id for node in taps if node.shortfall_m > 0]
    reasons: tuple[str, ...] = ()
    if short:
        shown = ", ".join(short[:6]) + (", ..." if len(short) > 6 else "")
        share = network.carried_share(nodes, design)
        reasons = (
            f"{len(short)} of {len(taps)} taps fall below the least pressure ({shown}); "
            f"the pipes carry {100 * share:.0f} % of this peak hour",
        )
    return replace(design, feasible=not short, reasons=reasons, nodes=sized, links=moved)
