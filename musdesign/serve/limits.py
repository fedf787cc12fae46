"""What a server lets each visitor ask: size of a body, run time, and rate."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_VISITORS = 10_000
"""Visitors remembered by the rate limit; the longest silent one is forgotten first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a server."""

    body_bytes: int = 1_000_000
    run_s: float = 30.0
    """Longest run of one request; its process is ended after that."""
    compile_s: float = 90.0
    """Longest that a request with weather waits while its code is compiled, once for an
    installation; its own run counts from then on."""
    per_minute: float = 60.0
    """Requests of one address a minute, on average."""
    burst: int = 20
    """Requests of one address at once."""
    workers: int = 2
    """Processes that compute; further requests wait."""
    queue: int = 40
    """Requests that may wait; one more is told to come again."""


@dataclass(slots=True)
class RateLimit:
    """A bucket of tokens for each address: filled ``per_minute``, holding ``burst`` at most.

    >>> gate = RateLimit(60.0, 2, clock=iter([0.0, 0.0, 0.0, 1.5]).__next__)
    >>> gate.wait_s("a"), gate.wait_s("a"), gate.wait_s("a"), gate.wait_s("a")
    (0.0, 0.0, 1.0, 0.0)
    """

    per_minute: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, address: str) -> float:
        """Take a token and return 0, or return how long until there is one."""
        a_second = self.per_minute / 60.0
        with self._lock:
            now = self.clock()
            tokens, then = self._buckets.pop(address, (float(self.burst), now))
            tokens = min(float(self.burst), tokens + (now - then) * a_second)
            granted = tokens >= 1.0
            self._buckets[address] = (tokens - 1.0 if granted else tokens, now)
            if len(self._buckets) > MOST_VISITORS:
                self._buckets.popitem(last=False)
        return 0.0 if granted else (1.0 - tokens) / a_second
