"""Compiled code: numba functions on plain arrays, imported only when a simulation runs.

Nothing is allocated here: the caller hands over all work space.  So numba need not count references
of arrays (``_nrt=False``), which in such small loops costs more than the work itself.

What is compiled is kept beside the source, or in the user's cache folder where that is read-only;
where neither can be written it is compiled anew in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba import njit

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: Callable[..., Any]) -> Any:
    """Compile on first use, keep the result, release the GIL; never parallel inside."""
    try:
        return njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder to keep it in
        return njit(**_OPTIONS)(function)


def without_stale(run: Any) -> Any:
    """Drop what was kept of a function when any source file here is newer; return the function.

    numba looks at the file of the function alone, and would go on using what it had compiled of the
    helpers in other files.
    """
    folder = run.stats.cache_path
    if folder:
        newest = max(file.stat().st_mtime for file in Path(__file__).parent.glob("*.py"))
        name = f"{Path(run.py_func.__code__.co_filename).stem}.{run.py_func.__name__}-*.nbi"
        for kept in Path(folder).glob(name):
            with suppress(OSError):
                if kept.stat().st_mtime < newest:
                    kept.unlink()
    return run
