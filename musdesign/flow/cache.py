"""Keep the results of stages by a fingerprint of their own inputs.

Moving one slider recomputes only the stages whose inputs it changes.  Stages are pure, so a result
found again is the result computed again; the steps traced while it was computed are kept with it.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from musdesign.trace import Step, recording

R = TypeVar("R")
MAX_KEPT = 256

_kept: OrderedDict[bytes, tuple[Any, tuple[Step, ...]]] = OrderedDict()
_lock = threading.Lock()


def stage(name: str, function: Callable[..., R], *inputs: Any) -> tuple[R, tuple[Step, ...]]:
    """Run a stage, or return what it gave for the same inputs, with its traced steps."""
    key = fingerprint(name, *inputs)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    with recording() as steps:
        result = function(*inputs)
    with _lock:
        _kept[key] = (result, tuple(steps))
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    return result, tuple(steps)


def clear() -> None:
    """Forget all kept results (tests and timing)."""
    with _lock:
        _kept.clear()


def fingerprint(*inputs: Any) -> bytes:
    """Return a hash of values: models, dataclasses, arrays and plain data."""
    plain = tuple(_plain(item) for item in inputs)
    return hashlib.blake2b(pickle.dumps(plain, protocol=5), digest_size=16).digest()


def _plain(item: Any) -> Any:
    # pydantic models carry sets whose order may vary between equal models
    if isinstance(item, BaseModel):
        return (type(item).__name__, item.model_dump_json())
    if isinstance(item, list | tuple):
        return [_plain(part) for part in item]
    if isinstance(item, dict):
        return [(key, _plain(value)) for key, value in item.items()]
    return item
