"""Who gets which water each day: several sources, stores, treatments and uses, many scenarios."""

from musdesign.supply.allocation.network import Network, Reserve, Source, Store, Treatment, Use
from musdesign.supply.allocation.results import CAUSES, Daily, Simulation, UseRecord
from musdesign.supply.allocation.simulate import simulate

__all__ = [
    "CAUSES",
    "Daily",
    "Network",
    "Reserve",
    "Simulation",
    "Source",
    "Store",
    "Treatment",
    "Use",
    "UseRecord",
    "simulate",
]
