"""Read tariff files: all mistakes at once, each at its line."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.finance.tariff import Block, Tariff, TariffClass
from musdesign.paths import data_root, user_roots
from musdesign.provenance import BASES, Basis
from musdesign.yamlfile import FileReader, PathTuple, read_yaml

_TOP = {"schema", "name", "country", "currency", "year", "source", "basis", "note", "classes"}
_CLASS = {"fixed_per_month", "minimum_bill", "blocks", "note", "source", "basis"}
_BLOCK = {"upto_m3", "price_per_m3", "label"}


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
    document = read_yaml(path)
    reader = _Reader(document)
    tariff = reader.tariff(path)
    reader.finish()
    return tariff


class _Reader(FileReader):
    """Turns a document into a tariff and collects the mistakes."""

    def number(
        self, group: Mapping[str, Any], key: str, path: PathTuple, default: float | None
    ) -> float:
        value = group.get(key, default)
        if value is None:
            self.wrong(path, f"{key} is missing")
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            what = f"'{value}' is not a number"
            comma = "write it with a decimal point" if "," in str(value) else ""
            self.wrong((*path, key), what, cure=comma or "the unit is in the name of the key")
            return 0.0
        if not 0 <= value < float("inf"):
            self.wrong((*path, key), f"'{value}' is out of range", why="it must be at least 0")
        return float(value)

    def text(
        self, group: Mapping[str, Any], key: str, path: PathTuple = (), *, needed: bool = True
    ) -> str:
        value = group.get(key)
        if isinstance(value, dict | list):
            self.wrong((*path, key), f"{key} must be a text")
            return ""
        text = "" if value is None else str(value).strip()
        if not text and needed:
            self.wrong((*path, key) if key in group else path, f"{key} is missing")
        return text

    def basis(
        self, group: Mapping[str, Any], path: PathTuple = (), *, needed: bool = True
    ) -> Basis | None:
        found = self.text(group, "basis", path, needed=needed)
        if found in BASES:
            return cast("Basis", found)
        if found:
            cure = f"one of {', '.join(BASES)}"
            self.wrong((*path, "basis"), f"unknown basis '{found}'", cure=cure)
        return None

    def year(self, group: Mapping[str, Any]) -> int | None:
        value = group.get("year")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1900 <= value <= 2200:
            self.wrong(("year",), f"'{value}' is not a year", cure="write it as 2016, or leave out")
            return None
        return value

    def tariff(self, path: Path) -> Tariff:
        top = self.group(self.document.data, (), _TOP)
        if top.get("schema", 1) != 1:
            self.wrong(("schema",), f"schema '{top['schema']}' is not read", cure="write schema: 1")
        basis = self.basis(top)
        currency = self.text(top, "currency")
        if currency and not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
            self.wrong(("currency",), f"'{currency}' is no currency code", cure="write COP or KES")
        given = top.get("classes")
        if not isinstance(given, dict) or not given:
            self.wrong(("classes",), "a tariff needs at least one class")
            given = {}
        classes = {str(name): self.one_class(str(name), item) for name, item in given.items()}
        return Tariff(
            path.stem,
            self.text(top, "name"),
            self.text(top, "country"),
            currency,
            self.year(top),
            self.text(top, "source"),
            basis or "unverified",
            classes,
            self.text(top, "note", needed=False),
            str(path),
        )

    def one_class(self, name: str, item: Any) -> TariffClass:
        path: PathTuple = ("classes", name)
        group = self.group(item, path, _CLASS)
        fixed = self.number(group, "fixed_per_month", path, 0.0)
        least = self.number(group, "minimum_bill", path, 0.0)
        given = group.get("blocks", [])
        if not isinstance(given, list) or not given:
            self.wrong(
                (*path, "blocks"),
                "a class needs at least one block",
                cure="write - {upto_m3: null, price_per_m3: 0} where use is not charged",
            )
            given = []
        blocks = tuple(self.block(b, (*path, "blocks", i)) for i, b in enumerate(given))
        self.order(blocks, (*path, "blocks"))
        return TariffClass(
            name,
            fixed,
            blocks,
            least,
            self.text(group, "note", path, needed=False),
            self.text(group, "source", path, needed=False),
            self.basis(group, path, needed=False),
        )

    def block(self, item: Any, path: PathTuple) -> Block:
        group = self.group(item, path, _BLOCK)
        if "upto_m3" not in group:
            self.wrong(path, "upto_m3 is missing", cure="write null for the last block")
        upto = None
        if group.get("upto_m3") is not None:
            upto = self.number(group, "upto_m3", path, None)
        price = self.number(group, "price_per_m3", path, None)
        return Block(upto, price, str(group.get("label") or ""))

    def order(self, blocks: tuple[Block, ...], path: PathTuple) -> None:
        last = 0.0
        for index, block in enumerate(blocks):
            final = index == len(blocks) - 1
            if block.upto_m3 is None and not final:
                self.wrong((*path, index), "only the last block has no bound")
            elif block.upto_m3 is not None and final:
                self.wrong(
                    (*path, index),
                    "the last block must have no bound",
                    why=f"use above {block.upto_m3:g} m3 would have no price",
                    cure="write upto_m3: null",
                )
            elif block.upto_m3 is not None and block.upto_m3 <= last:
                self.wrong(
                    (*path, index),
                    f"the bound {block.upto_m3:g} m3 is not above {last:g}",
                    cure="write blocks from small to large volumes",
                )
            last = block.upto_m3 if block.upto_m3 is not None else last
