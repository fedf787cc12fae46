"""A gravity network sized at least cost and checked in EPANET.

Every function takes plain values; the network of a scenario is mapped to them from above.
"""

from musdesign.network.analyse import analyse, carried_share
from musdesign.network.catalogue import Pipe, catalogue, catalogues, curves, used_data, with_prices
from musdesign.network.epanet import EpanetResult, Verification, run_inp, verify, write_inp
from musdesign.network.head_loss import HEAD_LOSSES, HeadLoss, unit_head_loss, velocity_m_s
from musdesign.network.least_cost import size
from musdesign.network.model import KINDS, Kind, Link, Node, link_flows_lps, make_tree
from musdesign.network.optimum import optimise
from musdesign.network.price import (
    CurvePoint,
    NodePrice,
    Use,
    UseCost,
    allocation_curve,
    node_prices,
    share_costs,
    share_of_groups,
    source_head_curve,
)
from musdesign.network.problem import (
    ExistingPipe,
    Limits,
    LoadCase,
    PowerSource,
    PressureBreak,
    PumpOptions,
    SizingLink,
    SizingNode,
    SizingProblem,
    TankCost,
    TankOptions,
)
from musdesign.network.result import (
    LoadState,
    NetworkDesign,
    Relaxation,
    Segment,
    SizedBreak,
    SizedLink,
    SizedNode,
    SizedPump,
    SizedTank,
)

__all__ = [
    "HEAD_LOSSES",
    "KINDS",
    "CurvePoint",
    "EpanetResult",
    "ExistingPipe",
    "HeadLoss",
    "Kind",
    "Limits",
    "Link",
    "LoadCase",
    "LoadState",
    "NetworkDesign",
    "Node",
    "NodePrice",
    "Pipe",
    "PowerSource",
    "PressureBreak",
    "PumpOptions",
    "Relaxation",
    "Segment",
    "SizedBreak",
    "SizedLink",
    "SizedNode",
    "SizedPump",
    "SizedTank",
    "SizingLink",
    "SizingNode",
    "SizingProblem",
    "TankCost",
    "TankOptions",
    "Use",
    "UseCost",
    "Verification",
    "allocation_curve",
    "analyse",
    "carried_share",
    "catalogue",
    "catalogues",
    "curves",
    "link_flows_lps",
    "make_tree",
    "node_prices",
    "optimise",
    "run_inp",
    "share_costs",
    "share_of_groups",
    "size",
    "source_head_curve",
    "unit_head_loss",
    "used_data",
    "velocity_m_s",
    "verify",
    "with_prices",
    "write_inp",
]
