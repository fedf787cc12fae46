"""Settings of all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# programmes of other environments, run by hand: see their own page
collect_ignore_glob = ["oracles/*"]

# Machines differ and may be busy: no test fails for being slow.  The examples are the same each time,
# so that a run tells about the change and not about luck.  To search with new examples each time:
# pytest --hypothesis-profile=search
_same = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **_same)
settings.register_profile("search", derandomize=False, **_same)
settings.load_profile("same")
