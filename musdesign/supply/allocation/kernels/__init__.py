"""Compiled code: numba functions on plain arrays, imported only when a simulation runs.

Nothing is allocated here: the caller hands over all work space.  So numba need not count references
of arrays (``_nrt=False``), which in such small loops costs more than the work itself.

After a change here delete ``__pycache__``: numba renews what it kept of a file only when that file
itself changes.
"""

from typing import Any

from numba import njit

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
compiled = njit(**_OPTIONS)
"""Compile on first use, keep the result, release the GIL; never parallel inside."""
