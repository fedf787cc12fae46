"""Compiled code that was kept: loaded fast, right, and not in the way of compiling more."""

import os
import subprocess
import sys
from pathlib import Path

MODULE = """
from musdesign.supply.compiling import compiled

@compiled
def halves(rows, factor):
    total = 0.0
    for i in range(rows[0].size):
        total += factor * rows[0][i] / 2.0 + rows[1][i]
    return total

@compiled
def lengths(rows):
    return rows[0].size + rows[1].size
"""
CALL = """
import sys
import numpy as np
from loops import halves, lengths

rows = (np.array([1.0, 2.0, 3.0]), np.zeros(3))
print(halves(rows, 4.0), sum(halves.stats.cache_hits.values()))
print("numba.np.arraymath" in sys.modules)
if "more" in sys.argv:
    print(lengths(rows), sum(lengths.stats.cache_hits.values()))
"""


def test_code_kept_is_loaded_without_the_tables_that_compiling_needs(tmp_path: Path) -> None:
    (tmp_path / "loops.py").write_text(MODULE)
    first, second, third = (_call(tmp_path, *more) for more in ((), (), ("more",)))

    # 4 x (1 + 2 + 3) / 2
    assert first == ["12.0 0", "True"]
    assert second == ["12.0 1", "False"]
    # what is not kept is compiled after what was loaded
    assert third == ["12.0 1", "False", "6 0"]


def _call(folder: Path, *arguments: str) -> list[str]:
    paths = os.pathsep.join([str(folder), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", CALL, *arguments],
        check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": paths, "NUMBA_CACHE_DIR": str(folder / "kept")},
    )  # fmt: skip
    return done.stdout.splitlines()
