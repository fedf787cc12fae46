"""Design rural water schemes for domestic and productive use.

``load`` a scenario, ``design`` it, look at its demand, sources, pipes, verdicts and bills,
``compare`` futures and ``save`` the result.  Names are imported when first used, so that the
command line answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "load": "musdesign.flow",
    "design": "musdesign.flow",
    "DesignResult": "musdesign.flow",
    "compare": "musdesign.study.compare",
    "explain": "musdesign.study.explain",
    "movers": "musdesign.study.explain",
    "save": "musdesign.report.save",
    "MusdesignError": "musdesign.errors",
}
__all__ = [
    "DesignResult",
    "MusdesignError",
    "__version__",
    "compare",
    "design",
    "explain",
    "load",
    "movers",
    "save",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"musdesign has no '{name}'")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
