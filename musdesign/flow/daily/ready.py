"""Whether the compiled code of the daily simulation is at hand.

Compiling takes half a minute of a processor, once for an installation.  A server lets a process of
its own do that and notes here when it is done: who needs days of weather before then had better
wait, since compiling the same beside it would hold up everybody.
"""

from __future__ import annotations

import threading

from musdesign import flow

READY = threading.Event()
"""Set where nobody is compiling."""
READY.set()


def compile_all() -> None:
    """Simulate one year of each case with weather: what is compiled for it is kept on the disk."""
    for name in flow.cases():
        scheme = flow.load(name)
        weather = scheme.scenario.weather
        if weather is None:
            continue
        if not weather.record:
            scheme = flow.load(name, {"weather.years": 1, "weather.scenarios": 1})
        flow.design(scheme, with_futures=False)
