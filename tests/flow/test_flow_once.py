"""What several ask for at once is computed once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from musdesign.flow.once import Kept


def test_twenty_who_ask_at_once_wait_for_one_computation():
    kept: Kept[object] = Kept(4)
    begun, calls = threading.Barrier(20), []

    def make():
        calls.append(1)
        threading.Event().wait(0.05)
        return object()

    def ask(_):
        begun.wait()
        return kept.get("key", make)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(ask, range(20)))
    assert len(calls) == 1
    assert len({id(item) for item in found}) == 1


def test_a_failure_is_not_kept_and_nobody_waits_for_ever():
    kept: Kept[int] = Kept(4)
    tries = iter([True, False])

    def make():
        threading.Event().wait(0.02)
        if next(tries, False):
            raise ValueError("first")
        return 7

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(kept.get, "key", make) for _ in range(2)]
        errors = [item.exception() for item in asked]
    assert sum(error is not None for error in errors) == 1
    assert kept.known("key") == 7


def test_the_one_longest_unused_is_forgotten_first():
    kept: Kept[int] = Kept(2)
    for key, value in (("a", 1), ("b", 2)):
        kept.get(key, lambda value=value: value)
    kept.get("a", lambda: pytest.fail("made again"))
    kept.get("c", lambda: 3)
    assert (kept.known("a"), kept.known("b"), kept.known("c")) == (1, None, 3)
