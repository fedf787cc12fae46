"""Keep the results of stages by a fingerprint of their own inputs.

Moving one slider recomputes only the stages whose inputs it changes.  Stages are pure, so a result
found again is the result computed again; the steps traced while it was computed are kept with it.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from musdesign.flow.once import Kept
from musdesign.trace import Step, recording

R = TypeVar("R")
MAX_KEPT = 256

_kept: Kept[tuple[Any, tuple[Step, ...]]] = Kept(MAX_KEPT)


def stage(name: str, function: Callable[..., R], *inputs: Any) -> tuple[R, tuple[Step, ...]]:
    """Run a stage, or return what it gave for the same inputs, with its traced steps."""

    def computed() -> tuple[R, tuple[Step, ...]]:
        with recording() as steps:
            result = function(*inputs)
        return result, tuple(steps)

    return _kept.get(fingerprint(name, *inputs), computed)


def clear() -> None:
    """Forget all kept results (tests and timing)."""
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
