"""How numba compiles, keeps and loads the loops of this room; imported only when one is run.

What is compiled is kept beside the source, or in the user's cache folder where that is read-only;
where neither can be written it is compiled anew in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime.nrt import rtsys

_TRIED = ((0, 62), (0, 68))
"""The first and last numba with which loading without its tables was tried."""


class _Kept(FunctionCache):
    """What is kept of a function, loaded without the tables that only compiling needs.

    numba first fills its tables of how to compile each operation.  That takes longer than all the
    rest of a second start, imports SciPy where it finds it, and is not read when loading; compiling
    fills them by itself.  The memory of arrays is what loaded code does need.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the machine code kept for a signature, or None."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def compiled(function: Callable[..., Any], **options: Any) -> Any:
    """Compile on first use, keep the result, release the GIL; never parallel inside."""
    try:
        compiling = numba.njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # no folder to keep it in
        return numba.njit(nogil=True, **options)(function)
    if _TRIED[0] <= numba.version_info[:2] <= _TRIED[1]:
        # what enable_caching() sets, with another way of loading
        compiling._cache = _Kept(function)
    return compiling
