"""Going on where a stage fails: the app shows the rest of a design with the reason beside it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar

_GOING_ON: ContextVar[bool] = ContextVar("going-on", default=False)
_log = logging.getLogger("musdesign.flow")


@contextlib.contextmanager
def keep_going() -> Iterator[None]:
    """Let stages that fail be left out, even by a fault of the program, within this block.

    Elsewhere a fault is raised as it is, so that it is noticed.

    >>> with keep_going():
    ...     going_on()
    True
    """
    token = _GOING_ON.set(True)
    try:
        yield
    finally:
        _GOING_ON.reset(token)


def going_on() -> bool:
    """Tell whether stages that fail are left out."""
    return _GOING_ON.get()


def fault(stage: str) -> str:
    """Note the fault that is being handled in the log; return what a person is told of it."""
    _log.exception("the stage %s failed", stage)
    return "something unforeseen went wrong in this stage; the log of the program has the details"
