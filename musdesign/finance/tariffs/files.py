"""Find and load tariffs: shipped ones, the user's own, and files by path."""

from __future__ import annotations

import functools
from pathlib import Path

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.finance.tariffs.model import Tariff
from musdesign.finance.tariffs.reading import tariff_of
from musdesign.paths import data_root, user_roots
from musdesign.yamlfile import read_yaml


def available_tariffs() -> dict[str, Path]:
    """Return the tariffs on file by name; a user's file hides a shipped one."""
    roots = [data_root("scenarios"), *reversed(user_roots("scenarios"))]
    return {path.stem: path for root in roots for path in sorted((root / "tariffs").glob("*.yaml"))}


def load_tariff(name: str, folder: Path | None = None) -> Tariff:
    """Return a tariff by name, or from a file path (as it stands, or from ``folder``).

    Raises:
        DataError: no such tariff, or a file with mistakes, all of them at once.
    """
    known = available_tariffs()
    for path in (Path(name), *((folder / name,) if folder is not None else ())):
        if path.suffix in {".yaml", ".yml"} and path.is_file():
            return read_tariff(path, path.stat().st_mtime_ns)
    if name not in known:
        raise DataError(Problem(f"there is no tariff '{name}'", cure=did_you_mean(name, known)))
    return read_tariff(known[name], known[name].stat().st_mtime_ns)


@functools.lru_cache(maxsize=128)
def read_tariff(path: Path, changed_ns: int = 0) -> Tariff:
    """Read a tariff file; ``changed_ns`` tells the cache when it was saved anew.

    Raises:
        DataError: with every mistake of the file.
    """
    del changed_ns
    return tariff_of(read_yaml(path))
