"""The price of multiple use: what more water, more head and each use cost a network."""

from musdesign.network.price.curves import CurvePoint, allocation_curve, source_head_curve
from musdesign.network.price.marginal import NodePrice, node_prices
from musdesign.network.price.sharing import Use, UseCost, share_costs, share_of_groups

__all__ = [
    "CurvePoint",
    "NodePrice",
    "Use",
    "UseCost",
    "allocation_curve",
    "node_prices",
    "share_costs",
    "share_of_groups",
    "source_head_curve",
]
