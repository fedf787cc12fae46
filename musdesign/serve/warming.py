"""What a server does before the first visitor comes, so that nobody waits for it.

Libraries are loaded, the first case is designed and every shipped case read.  The compiled code of
the daily simulation is made by a process of its own where that is not done yet (half a minute, once
for an installation): compiling here would hold up whoever visits meanwhile.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing as mp
import os
import threading
import time

from musdesign.flow.daily.ready import READY, compile_all

TIDY_S = 10.0
_log = logging.getLogger("musdesign.serve")


def warm(*, first: bool = True) -> None:
    """Load and compute what the first visitors will ask for.

    Args:
        first: wait for it; else it is done beside what the caller goes on to do.
    """
    READY.clear()
    if first:
        _ready()
        threading.Thread(target=_days, name="warming", daemon=True).start()
    else:
        threading.Thread(target=_both, name="warming", daemon=True).start()


def compile_days() -> None:
    """Compile the daily simulation and keep it for other processes, giving way to them."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    compile_all()


def _both() -> None:
    _ready()
    _days()


def _ready() -> None:
    try:
        _first_pages()
    except Exception:
        # whoever visits meets the same mistake and is told of it
        _log.exception("could not warm up")
    # what is loaded now stays: the collector need not look through it again
    gc.collect()
    gc.freeze()
    threading.Thread(target=_tidy, name="tidying", daemon=True).start()


def _tidy() -> None:
    # the app's own collection after each run is off, since it takes longer than most runs
    while True:
        time.sleep(TIDY_S)
        gc.collect()


def _first_pages() -> None:
    from streamlit.string_util import is_emoji

    from musdesign import flow
    from musdesign.i18n import known_languages
    from musdesign.study.quick import QuickInputs
    from musdesign.ui import opening, page, quick_screen

    del page  # loads every section
    is_emoji("💧")  # loads the table by which the icon of the page is judged
    known_languages()
    first = opening.FIRST if opening.FIRST in flow.cases() else next(iter(flow.cases()))
    case = opening.shipped(first)
    for whole in (False, True):
        opening.designed(case, whole=whole)
    quick_screen.answer_to(QuickInputs(first))
    for name in flow.cases():
        opening.scheme(opening.shipped(name))


def _days() -> None:
    try:
        maker = mp.get_context("spawn").Process(target=compile_days, daemon=True)
        maker.start()
        maker.join()
    except Exception:
        _log.exception("could not make ready for days of weather")
    finally:
        READY.set()
    with contextlib.suppress(Exception):  # told to whoever visits
        compile_all()  # taken from the disk
