"""Time the budgets of the project and print a table: ``python benchmarks/run.py [NAME]...``."""

from __future__ import annotations

import sys
from importlib import import_module

from timing import show

NAMES = (
    "design",
    "eto",
    "pulses",
    "chance",
    "laws",
    "explain",
    "tariffs",
    "tariff_study",
    "network",
    "agreement",
    "allocation",
    "app",
)


def main() -> None:
    """Time what is named on the command line, or everything."""
    show([row for name in sys.argv[1:] or NAMES for row in import_module(name).rows()])


if __name__ == "__main__":
    main()
