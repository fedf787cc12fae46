"""Work that fills in after the first paint, done in a few threads of the server.

A visitor who moves on while it runs is heard at once, since the script only waits for it.  What
nobody waits for any more is not begun; what has begun comes to its end and is kept for the next.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as settled
from typing import Any, TypeVar

import streamlit as st

from musdesign.flow.daily.ready import READY
from musdesign.ui.parts import heading
from musdesign.ui.view import View

R = TypeVar("R")
THREADS = 2
_LOOK_UP_S = 0.1
_TICK = "waited-for"

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="filling-in")


def done(work: Callable[[], R], *, days: bool = False) -> R:
    """Return what a piece of work gives, looking up for the visitor's next move meanwhile.

    Args:
        work: what is to be done.
        days: whether days of weather are simulated; that waits while their code is compiled.

    Raises:
        Exception: what the work raises.
    """
    while days and not READY.wait(_LOOK_UP_S):
        _look_up()
    future: Future[Any] = _pool.submit(work)
    try:
        while not settled((future,), timeout=_LOOK_UP_S).done:
            _look_up()
        result: R = future.result()
        return result
    finally:
        future.cancel()


def asked_for(
    view: View, title: str, question: str, details: str, key: str, draw: Callable[[], None]
) -> None:
    """Head a study that takes a while with a switch, and draw it last where it is asked for."""
    st.html(heading(title))
    if st.toggle(question, key=key, help=details):
        view.later(title, draw)


def _look_up() -> None:
    # touching the session is where a script hears that it is to stop
    st.session_state[_TICK] = st.session_state.get(_TICK, 0) + 1
