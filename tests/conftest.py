"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# programmes of other environments, run by hand: see their own page
collect_ignore_glob = ["oracles/*"]

# Machines differ and may be busy: no test fails for being slow.  On CI the examples are the same
# each time, so that a run there tells about the change and not about luck; elsewhere they vary.
settings.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False
)
settings.register_profile(
    "ci", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("ci" if os.environ.get("CI") else "here")
