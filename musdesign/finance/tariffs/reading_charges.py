"""Read the charges of a class: the short form (fixed, blocks, minimum) and the long list."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, cast

from musdesign.errors import ExpressionError
from musdesign.expr import parse
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Block,
    Blocks,
    BlockTable,
    Charge,
    Fixed,
    Number,
    Rule,
    Share,
    Value,
    Worked,
)
from musdesign.finance.tariffs.reading_values import ValueReader
from musdesign.yamlfile import Document, PathTuple

_COMMON = {"name", "when", "replaces", "purpose", "note", "source", "basis"}
_OF_BLOCKS = {"of", "unit", "mode", "per", "bounds_per", "scale", "between", "bound", "lifted"}
_KINDS: dict[str, set[str]] = {
    "fixed": {"per"},
    "price": {"of", "unit", "per", "between"},
    "blocks": _OF_BLOCKS,
    "percent": {"of", "most"},
    "at_least": {"of", "per"},
    "at_most": {"of", "per"},
    "formula": {"per"},
}
CHARGE_KEYS = _COMMON | set(_KINDS) | {key for keys in _KINDS.values() for key in keys}
SHORT_BLOCK_KEYS = {"upto_m3", "price_per_m3", "label"}
BLOCK_KEYS = {"upto", "from", "price", "amount", "label"}


class ChargeReader(ValueReader):
    """Turns the charges of a class into rules and collects the mistakes."""

    def __init__(self, document: Document) -> None:
        """Start with the mistakes that were met while parsing."""
        super().__init__(document)
        self.names = set()

    def short_form(self, group: Mapping[str, Any], path: PathTuple) -> list[Charge]:
        """Return the charges of fixed_per_month, blocks and minimum_bill."""
        charges = []
        if group.get("fixed_per_month") is not None:
            fixed = self.value(group["fixed_per_month"], (*path, "fixed_per_month"))
            if fixed is not None and fixed != Number(Fraction(0)):
                charges.append(Charge("fixed charge", Fixed(fixed, "month")))
        if "blocks" in group:
            charges.append(Charge("use", self._short_blocks(group["blocks"], (*path, "blocks"))))
        if group.get("minimum_bill"):
            least = self.value(group["minimum_bill"], (*path, "minimum_bill"))
            if least is not None:
                charges.append(Charge("up to the minimum bill", AtLeast(least, per="month")))
        return charges

    def _short_blocks(self, given: Any, path: PathTuple) -> Blocks:
        if not isinstance(given, list) or not given:
            self.wrong(
                path,
                "a class needs at least one block",
                cure="write - {upto_m3: null, price_per_m3: 0} where use is not charged",
            )
            given = []
        blocks = []
        for i, item in enumerate(given):
            here: PathTuple = (*path, i)
            group = self.group(item, here, SHORT_BLOCK_KEYS)
            if "upto_m3" not in group:
                self.wrong(here, "upto_m3 is missing", cure="write null for the last block")
            upto = None
            if group.get("upto_m3") is not None:
                upto = self.value(group["upto_m3"], (*here, "upto_m3"))
            if "price_per_m3" not in group:
                self.wrong(here, "price_per_m3 is missing")
            price = self.value(group.get("price_per_m3", 0), (*here, "price_per_m3"))
            blocks.append(Block(upto, price, str(group.get("label") or "")))
        self.order(blocks, path)
        return Blocks(tuple(blocks), per="month")

    def long_form(self, group: Mapping[str, Any], path: PathTuple) -> list[Charge]:
        """Return the charges of the list ``charges``."""
        given = group.get("charges")
        if given is None:
            return []
        if not isinstance(given, list) or not given:
            self.wrong((*path, "charges"), "a list of at least one charge is expected here")
            return []
        found = [self.charge(item, (*path, "charges", i)) for i, item in enumerate(given)]
        return [charge for charge in found if charge is not None]

    def charge(self, item: Any, path: PathTuple) -> Charge | None:
        """Return one charge of the long form."""
        group = self.group(item, path, CHARGE_KEYS)
        kinds = [kind for kind in _KINDS if kind in group]
        if len(kinds) != 1:
            self.wrong(path, "a charge needs exactly one of " + ", ".join(_KINDS))
            return None
        kind = kinds[0]
        for key in group:
            if key in CHARGE_KEYS and key not in _COMMON | {kind} | _KINDS[kind]:
                self.wrong((*path, key), f"'{key}' has no meaning beside '{kind}'")
        rule = self._rule(kind, group, path)
        name = self.text(group, "name", path)
        if rule is None:
            return None
        return Charge(
            name,
            rule,
            self.conditions(group.get("when"), (*path, "when")),
            self.words(group.get("replaces"), (*path, "replaces")),
            self.text(group, "purpose", path, needed=False),
            self.text(group, "note", path, needed=False),
            self.text(group, "source", path, needed=False),
            self.basis(group, path, needed=False),
        )

    def _rule(self, kind: str, group: Mapping[str, Any], path: PathTuple) -> Rule | None:
        here = (*path, kind)
        if kind in {"price", "blocks"}:
            return self.blocks(kind, group, path)
        if kind == "formula":
            formula = self.formula(group[kind], here)
            return None if formula is None else Worked(formula, self.per(group, "per", path))
        least = 0.0 if kind in {"at_least", "at_most"} else None
        amount = self.value(group[kind], here, least=least)
        if amount is None:
            return None
        of = self.words(group.get("of"), (*path, "of"))
        if kind == "fixed":
            return Fixed(amount, self.per(group, "per", path))
        if kind == "percent":
            most = None
            if group.get("most") is not None:
                most = self.value(group["most"], (*path, "most"))
            return Share(amount, of, most)
        rule = AtLeast if kind == "at_least" else AtMost
        return rule(amount, of, self.per(group, "per", path))

    def defined(self, item: Any, path: PathTuple) -> Value | None:
        """Return a value that a file gives a name: a number, word, table, formula or blocks."""
        if isinstance(item, dict) and "blocks" in item:
            group = self.group(item, path, _OF_BLOCKS | {"blocks"})
            return self.blocks("blocks", group, path)
        rows = item.get("values") if isinstance(item, dict) else None
        if isinstance(rows, dict) and any(
            isinstance(r, dict) and "blocks" in r for r in rows.values()
        ):
            group = self.group(item, path, {"by", "values", "default"})
            return self.table(group, path, self.defined)  # blocks for some customers only
        return self.value(item, path, least=None, words=True)

    def blocks(self, kind: str, group: Mapping[str, Any], path: PathTuple) -> Blocks | None:
        """Return a rule of blocks, or of one price."""
        of = str(group.get("of", "volume"))
        try:
            self.names |= parse(of).names
        except ExpressionError as error:
            self.wrong((*path, "of"), error.problems[0].what, why=error.problems[0].why)
            of = "volume"
        here = (*path, kind)
        blocks: tuple[Block, ...] | BlockTable | None
        if kind == "price":
            price = self.value(group["price"], here)
            blocks = (Block(None, price),)
            if price is None:
                return None
        else:
            blocks = self._block_lists(group, path)
            if blocks is None:
                return None
        mode = self.one_of(group, "mode", path, ("each", "all"), "each")
        bound = self.one_of(
            group, "bound", path, ("included", "excluded", "first unit"), "included"
        )
        scale = None
        if group.get("scale") is not None:
            scale = self.value(group["scale"], (*path, "scale"))
        return Blocks(
            blocks,
            of,
            cast("Literal['each', 'all']", mode),
            self.per(group, "bounds_per", path),
            self.per(group, "per", path),
            scale,
            self._between(group, path),
            bound != "excluded",
            self.text(group, "unit", path, needed=False),
            group.get("lifted") is True,
        )

    def _between(
        self, group: Mapping[str, Any], path: PathTuple
    ) -> tuple[Value | None, Value | None]:
        given = group.get("between")
        if given is None:
            return (None, None)
        if not isinstance(given, list) or len(given) != 2:
            self.wrong((*path, "between"), "two bounds are expected here", cure="write [10, null]")
            return (None, None)
        start, end = (
            None if item is None else self.value(item, (*path, "between", i))
            for i, item in enumerate(given)
        )
        return (start, end)

    def _block_lists(
        self, group: Mapping[str, Any], path: PathTuple
    ) -> tuple[Block, ...] | BlockTable | None:
        given, here = group["blocks"], (*path, "blocks")
        first_unit = group.get("bound") == "first unit"
        if isinstance(given, dict):
            inner = self.group(given, here, {"by", "values", "default"})
            table = self.table(
                inner, here, lambda item, place: self._list(item, place, first_unit=first_unit)
            )
            if table is None:
                return None
            return BlockTable(table.by, cast("Any", table.rows), cast("Any", table.default))
        return self._list(given, here, first_unit=first_unit)

    def _list(self, given: Any, path: PathTuple, *, first_unit: bool) -> tuple[Block, ...] | None:
        if not isinstance(given, list) or not given:
            self.wrong(path, "a list of at least one block is expected here")
            return None
        groups = [self.group(item, (*path, i), BLOCK_KEYS) for i, item in enumerate(given)]
        starts = any("from" in group for group in groups)
        if first_unit and not starts:
            self.wrong(path, "first units are given by from:", cure="write {from: 15, price: 2}")
        blocks = []
        for i, group in enumerate(groups):
            here: PathTuple = (*path, i)
            if ("price" in group) == ("amount" in group):
                self.wrong(here, "a block needs a price or an amount")
            price, amount = (
                self.value(group[key], (*here, key)) if key in group else None
                for key in ("price", "amount")
            )
            upto = self._upto(groups, i, here, starts=starts, first_unit=first_unit)
            label = str(group.get("label") or "")
            blocks.append(Block(upto, price, label, amount))
        self.order(blocks, path)
        return tuple(blocks)

    def _upto(
        self, groups: list[dict[str, Any]], i: int, path: PathTuple, *, starts: bool,
        first_unit: bool,
    ) -> Value | None:  # fmt: skip
        if not starts:
            if "upto" not in groups[i]:
                self.wrong(path, "upto is missing", cure="write upto: null for the last block")
            upto = groups[i].get("upto")
            return None if upto is None else self.value(upto, (*path, "upto"))
        if "from" not in groups[i] or "upto" in groups[i]:
            self.wrong(path, "blocks are bounded by from: or by upto:, all in the same way")
        if i == 0 and groups[0].get("from") not in {0, 1}:
            self.wrong((*path, "from"), "the first block must start at 0")
        if i + 1 == len(groups):
            return None
        given = groups[i + 1].get("from")
        upto_value = None if given is None else self.value(given, (*path[:-1], i + 1, "from"))
        if first_unit and isinstance(upto_value, Number):
            return Number(upto_value.value - 1)
        if first_unit and upto_value is not None:
            self.wrong(path, "a first unit must be a plain number", cure="write the bound as upto:")
        return upto_value

    def order(self, blocks: list[Block], path: PathTuple) -> None:
        """Note blocks that do not go up, and the volume that has no price."""
        last = Fraction(0)
        for index, block in enumerate(blocks):
            final = index == len(blocks) - 1
            upto = block.upto.value if isinstance(block.upto, Number) else None
            if block.upto is None and not final:
                self.wrong((*path, index), "only the last block has no bound")
            elif block.upto is not None and final:
                shown = f"{float(upto):g}" if upto is not None else "it"
                self.wrong(
                    (*path, index),
                    "the last block must have no bound",
                    why=f"use above {shown} would have no price",
                    cure="write null as its bound",
                )
            elif upto is not None and upto <= last:
                self.wrong(
                    (*path, index),
                    f"the bound {float(upto):g} is not above {float(last):g}",
                    cure="write blocks from small to large volumes",
                )
            last = upto if upto is not None else last

    @staticmethod
    def of_charges(charge: Charge) -> bool:
        """Return whether ``of`` names other charges."""
        return isinstance(charge.rule, Share | AtLeast | AtMost)

    @staticmethod
    def block_names(charge: Charge) -> set[str]:
        """Return the names by which other charges reach the blocks of this one."""
        if not isinstance(charge.rule, Blocks):
            return set()
        blocks = charge.rule.blocks
        lists = [blocks] if isinstance(blocks, tuple) else [*blocks.rows.values()]
        return {f"{charge.name}.{b.label}" for each in lists for b in each if b.label}
