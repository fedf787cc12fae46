"""Write a tariff as the project's own YAML, and as a table (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from musdesign.finance.tariffs.customer import key_text
from musdesign.finance.tariffs.formulas import plain
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Attribute,
    Block,
    Blocks,
    BlockTable,
    Charge,
    Condition,
    Fixed,
    Formula,
    Number,
    Rule,
    Share,
    Table,
    Tariff,
    TariffClass,
    Text,
    Value,
    Worked,
)
from musdesign.finance.tariffs.writing_terms import terms_data
from musdesign.inert import inert

CSV_COLUMNS = (
    "tariff", "class", "charge", "kind", "when", "from", "upto", "unit", "price", "per",
    "currency", "purpose", "source", "basis",
)  # fmt: skip


def tariff_yaml(tariff: Tariff) -> str:
    """Return a tariff as a file that reads back to the same tariff."""
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 160
    out = io.StringIO()
    yaml.dump(tariff_data(tariff), out)
    return out.getvalue()


def tariff_data(tariff: Tariff) -> dict[str, Any]:
    """Return a tariff as plain data, in the keys of its file."""
    found: dict[str, Any] = {
        "schema": 1,
        "name": tariff.name,
        "country": tariff.country,
        "currency": tariff.currency,
        "year": tariff.year,
        "source": tariff.source,
        "basis": tariff.basis,
        "note": tariff.note or None,
        "unit": tariff.unit if tariff.unit != "m3" else None,
        "supersedes": tariff.supersedes or None,
        "price_date": tariff.price_date,
        "tax_included": tariff.tax_included,
    }
    if tariff.billing.months != 1 or tariff.billing.days is not None:
        found["billing"] = _kept(
            {"months": _number(tariff.billing.months), "days": tariff.billing.days}
        )
    if tariff.rounding.where != "none":
        rule = tariff.rounding
        found["rounding"] = {"to": _number(rule.to), "half": rule.half, "where": rule.where}
    if tariff.effective_from or tariff.effective_to:
        found["effective"] = _kept({"from": tariff.effective_from, "to": tariff.effective_to})
    found["attributes"] = {n: _attribute(a) for n, a in tariff.attributes.items()} or None
    found["define"] = {n: value_data(v) for n, v in tariff.defines.items()} or None
    found["assign"] = [
        _kept({"class": rule.class_name, "when": _conditions(rule.when)}) for rule in tariff.assign
    ] or None
    found["terms"] = terms_data(tariff.terms, value_data, _conditions)
    found["classes"] = {name: _class(rates) for name, rates in tariff.classes.items()}
    return _kept(found)


def value_data(value: Value) -> Any:
    """Return a value in the form of the file."""
    if isinstance(value, Number):
        if not value.source and value.basis is None:
            return _number(value.value)
        return _kept({"value": _number(value.value), "source": value.source, "basis": value.basis})
    if isinstance(value, Formula):
        return {"formula": value.expression.text}
    if isinstance(value, Text):
        return {"word": value.text, "or_fact": True} if value.or_fact else {"word": value.text}
    if isinstance(value, Blocks):
        return _blocks(value)
    return _table(value.by, value.rows, value.default, value_data)


def _class(rates: TariffClass) -> dict[str, Any]:
    return _kept(
        {
            "note": rates.note,
            "source": rates.source,
            "basis": rates.basis,
            "minimum_volume": None
            if rates.minimum_volume is None
            else value_data(rates.minimum_volume),
            "define": {n: value_data(v) for n, v in rates.defines.items()} or None,
            "charges": [_charge(charge) for charge in rates.charges],
        }
    )


def _charge(charge: Charge) -> dict[str, Any]:
    return _kept(
        {
            "name": charge.name,
            **_rule(charge.rule),
            "when": _conditions(charge.when) or None,
            "replaces": [*charge.replaces] or None,
            "purpose": charge.purpose,
            "note": charge.note,
            "source": charge.source,
            "basis": charge.basis,
        }
    )


def _rule(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Blocks):
        return _blocks(rule)
    if isinstance(rule, Worked):
        return _kept({"formula": rule.formula.expression.text, "per": _per(rule.per)})
    if isinstance(rule, Fixed):
        return _kept({"fixed": value_data(rule.amount), "per": _per(rule.per)})
    of = [*rule.of] or None
    if isinstance(rule, Share):
        most = None if rule.most is None else value_data(rule.most)
        return _kept({"percent": value_data(rule.percent), "of": of, "most": most})
    key = "at_least" if isinstance(rule, AtLeast) else "at_most"
    return _kept({key: value_data(rule.amount), "of": of, "per": _per(rule.per)})


def _blocks(rule: Blocks) -> dict[str, Any]:
    between = [None if v is None else value_data(v) for v in rule.between]
    if isinstance(rule.blocks, BlockTable):
        table = rule.blocks
        blocks = _table(table.by, table.rows, table.default, _block_list)
    else:
        blocks = _block_list(rule.blocks)
    return _kept(
        {
            "blocks": blocks,
            "of": rule.of if rule.of != "volume" else None,
            "unit": rule.unit,
            "mode": rule.mode if rule.mode != "each" else None,
            "per": _per(rule.price_per),
            "bounds_per": _per(rule.per),
            "scale": None if rule.scale is None else value_data(rule.scale),
            "between": between if any(v is not None for v in between) else None,
            "bound": None if rule.owns_bound else "excluded",
            "lifted": rule.lifted or None,
        }
    )


def _block_list(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    found = []
    for block in blocks:
        item: dict[str, Any] = {"upto": None if block.upto is None else value_data(block.upto)}
        if block.price is not None:
            item["price"] = value_data(block.price)
        if block.amount is not None:
            item["amount"] = value_data(block.amount)
        if block.label:
            item["label"] = block.label
        found.append(item)
    return found


def _table(
    by: tuple[str, ...], rows: Mapping[tuple[str, ...], Any], default: Any, write: Any
) -> Any:
    many = len(by) > 1  # a word that holds the joining sign stands with a space there
    joined = {key: "|".join(w.replace("|", " ") if many else w for w in key) for key in rows}
    values = CommentedMap((joined[key], write(row)) for key, row in rows.items())
    if any(" " in key for key in values):
        values.fa.set_block_style()  # a key of words that is folded over two lines is no key
    found = {"by": [*by], "values": values}
    if default is not None:
        found["default"] = write(default)
    return found


def _attribute(item: Attribute) -> dict[str, Any]:
    default = item.default
    return _kept(
        {
            "choices": [*item.choices] or None,
            "default": _number(default) if isinstance(default, Fraction) else default,
            "unit": item.unit,
            "least": None if item.least is None else _number(item.least),
            "most": None if item.most is None else _number(item.most),
            "note": item.note,
        }
    )


def _conditions(conditions: Iterable[Condition]) -> dict[str, Any]:
    return {condition.attribute: _condition(condition) for condition in conditions}


def _condition(condition: Condition) -> Any:
    if condition.one_of:
        return [*condition.one_of]
    bounds = {key: getattr(condition, key) for key in ("least", "most", "above", "below")}
    return {key: _number(value) for key, value in bounds.items() if value is not None}


def _per(per: str) -> str | None:
    return None if per == "bill" else per


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _kept(items: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _number(value) if isinstance(value, Fraction) else value
        for key, value in items.items()
        if value is not None and value != ""
    }


def tariff_csv(tariff: Tariff) -> str:
    """Return a tariff as a table: one row for each charge or block, tables row by row."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for name, rates in tariff.classes.items():
        for charge in rates.charges:
            common = {
                "tariff": tariff.id, "class": name, "charge": charge.name,
                "currency": tariff.currency, "purpose": charge.purpose,
                "source": charge.source or rates.source or tariff.source,
                "basis": charge.basis or rates.basis or tariff.basis,
            }  # fmt: skip
            for row in _rows(charge, rates, tariff):
                writer.writerow({key: inert(cell) for key, cell in {**common, **row}.items()})
    return out.getvalue()


def _rows(charge: Charge, rates: TariffClass, tariff: Tariff) -> Iterable[dict[str, str]]:
    when = "; ".join(f"{c.attribute}: {_when(c)}" for c in charge.when)
    rule: Rule | Value = charge.rule
    if isinstance(rule, Worked):  # a name that stands for a value is shown as that value
        rule = rates.defines.get(rule.formula.expression.text, rule)
    if isinstance(rule, Blocks):
        yield from _block_rows(rule, when, tariff)
        return
    if isinstance(rule, Worked):
        yield {"kind": "formula", "when": when, "price": rule.formula.expression.text}
        return
    if isinstance(rule, Number | Formula | Text | Table):
        rule = Fixed(rule)
    kind = {Fixed: "fixed", Share: "percent", AtLeast: "at least", AtMost: "at most"}[type(rule)]
    value = rule.percent if isinstance(rule, Share) else rule.amount
    per = rule.per if not isinstance(rule, Share) else ", ".join(rule.of) or "everything before"
    for more, text in _cells(value):
        yield {"kind": kind, "when": _both(when, more), "price": text, "per": per}


def _block_rows(rule: Blocks, when: str, tariff: Tariff) -> Iterable[dict[str, str]]:
    table = rule.blocks if isinstance(rule.blocks, BlockTable) else None
    lists = table.rows if table else {(): rule.blocks}
    for key, blocks in lists.items():
        facts = zip(table.by if table else (), key, strict=False)
        here = _both(when, "; ".join(f"{name}: {word}" for name, word in facts))
        lower = "0"
        for block in blocks:  # type: ignore[union-attr]
            upto = "" if block.upto is None else "; ".join(t for _, t in _cells(block.upto))
            flat = block.amount is not None
            price = block.amount if flat else block.price
            for more, text in _cells(price) if price is not None else ():
                yield {
                    "kind": "block amount" if flat else "block", "when": _both(here, more),
                    "from": lower, "upto": upto, "price": text, "per": rule.price_per,
                    "unit": tariff.unit if rule.of == "volume" else rule.unit or rule.of,
                }  # fmt: skip
            lower = upto


def _cells(value: Value) -> Iterable[tuple[str, str]]:
    if isinstance(value, Number):
        yield "", plain(value.value)
    elif isinstance(value, Formula):
        yield "", value.expression.text
    elif isinstance(value, Text):
        yield "", value.text
    elif isinstance(value, Table):
        for key, row in value.rows.items():
            here = "; ".join(f"{n}: {w}" for n, w in zip(value.by, key, strict=True))
            for more, text in _cells(row):
                yield _both(here, more), text


def _both(one: str, two: str) -> str:
    return "; ".join(part for part in (one, two) if part)


def _when(condition: Condition) -> str:
    if condition.one_of:
        return "|".join(condition.one_of)
    return " ".join(f"{k} {key_text(v)}" for k, v in _condition(condition).items())
