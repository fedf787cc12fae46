"""Compute once what several ask for at the same time, and keep the last results.

``functools.lru_cache`` lets every thread that asks for what is not there yet compute it: of twenty
people who arrive together each would wait for twenty times the work.  Here the first computes and
the others wait for what it finds.  Keys are the inputs themselves, so nobody is given what belongs
to other inputs.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

R = TypeVar("R")


class Kept(Generic[R]):
    """The last results by their key; safe to use from several threads.

    >>> kept = Kept[int](2)
    >>> kept.get("a", lambda: 1), kept.get("a", lambda: 2), kept.known("a"), kept.known("b")
    (1, 1, 1, None)
    """

    def __init__(self, most: int) -> None:
        """Keep so many results; the one longest unused is forgotten first."""
        self._most = most
        self._found: OrderedDict[Hashable, R] = OrderedDict()
        self._begun: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], R]) -> R:
        """Return the result of a key: found, waited for, or made here.

        What ``make`` raises is not kept: whoever waited tries by themselves.
        """
        while True:
            with self._lock:
                if key in self._found:
                    self._found.move_to_end(key)
                    return self._found[key]
                begun = self._begun.get(key)
                if begun is None:
                    done = self._begun[key] = threading.Event()
                    break
            begun.wait()
        try:
            result = make()
            with self._lock:
                self._found[key] = result
                while len(self._found) > self._most:
                    self._found.popitem(last=False)
            return result
        finally:
            with self._lock:
                del self._begun[key]
            done.set()

    def known(self, key: Hashable) -> R | None:
        """Return the result of a key, where there is one."""
        with self._lock:
            return self._found.get(key)

    def clear(self) -> None:
        """Forget all results."""
        with self._lock:
            self._found.clear()
