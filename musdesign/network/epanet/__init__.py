"""Designs as EPANET files, run in the real engine; and a user's own file checked there."""

from musdesign.network.epanet.engine import EpanetResult, EpanetRun, run_hours, run_inp
from musdesign.network.epanet.names import epanet_names
from musdesign.network.epanet.steady import Verification, verify, write_inp

__all__ = [
    "EpanetResult",
    "EpanetRun",
    "Verification",
    "epanet_names",
    "run_hours",
    "run_inp",
    "verify",
    "write_inp",
]
