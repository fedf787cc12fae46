"""Compiled code: numba functions on plain arrays, imported only when a simulation runs.

Nothing is allocated here: the caller hands over all work space.  So numba need not count references
of arrays (``_nrt=False``), which in such small loops costs more than the work itself.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from musdesign.supply import compiling

compiled = partial(compiling.compiled, error_model="numpy", _nrt=False)
"""Compile on first use, keep the result, release the GIL; never parallel inside."""


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
