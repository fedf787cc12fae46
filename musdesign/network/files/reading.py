"""Open a network file of any kind that is known, by its ending and by what it holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from musdesign.errors import DataError, Problem
from musdesign.network.files.branch import read_branch
from musdesign.network.files.findings import as_text, read_bytes
from musdesign.network.files.geo import read_geojson, read_kml
from musdesign.network.files.inp import read_inp
from musdesign.network.files.jaltantra import read_jaltantra
from musdesign.network.files.loop_dat import read_loop_dat
from musdesign.network.files.model import NetworkFile
from musdesign.network.files.neatwork import read_neatwork
from musdesign.network.files.tables import read_network_tables

_TEXT: dict[str, Callable[[str, str], NetworkFile]] = {
    ".bra": read_branch,
    ".dat": read_loop_dat,
    ".inp": read_inp,
    ".net": read_inp,
    ".tpo": read_neatwork,
    ".dsg": read_neatwork,
    ".sim": read_neatwork,
    ".geojson": read_geojson,
    ".json": read_geojson,
}
_BYTES: dict[str, Callable[[bytes, str], NetworkFile]] = {
    ".xml": read_jaltantra,
    ".kml": read_kml,
}
_TABLES = (".csv", ".xlsx", ".xlsm")
YAML = (".yaml", ".yml")
ENDINGS = (*YAML, *_TABLES, *_TEXT, *_BYTES)


def read_network(path: str | Path) -> NetworkFile:
    """Return what a network file says; YAML is read by ``scenario.network_file`` instead.

    Raises:
        DataError: an unknown kind of file, or its mistakes all at once.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if path.is_dir() or ending in _TABLES:
        return read_network_tables(path)
    if not path.exists():
        raise DataError(Problem(f"there is no file '{path}'"))
    if ending in _BYTES:
        return _BYTES[ending](read_bytes(path), str(path))
    if ending in _TEXT:
        return _TEXT[ending](as_text(read_bytes(path), str(path)), str(path))
    raise DataError(
        Problem(
            f"a network file ending in '{ending or path.name}' is not known",
            file=str(path),
            cure=f"one of {', '.join(ENDINGS)}, or a folder with nodes.csv and links.csv",
        )
    )
