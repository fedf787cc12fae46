"""Write the terms of a tariff in the keys of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from musdesign.finance.tariffs.model import Condition, Value
from musdesign.finance.tariffs.terms import Fee, Indexation, Terms

WriteValue = Callable[[Value], Any]
WriteWhen = Callable[[tuple[Condition, ...]], dict[str, Any]]


def terms_data(terms: Terms, value: WriteValue, when: WriteWhen) -> dict[str, Any] | None:
    """Return terms as plain data, None where there are none."""
    found = {
        "fees": [_fee(fee, value, when) for fee in terms.fees] or None,
        "late": _late(terms),
        "pay_order": [*terms.pay_order] if terms.pay_order != Terms().pay_order else None,
        "estimate": terms.estimate
        and _kept({"mean_of": terms.estimate.mean_of, "least": terms.estimate.least}),
        "prepaid": terms.prepaid and _kept({"step": terms.prepaid.step}),
        "labour": terms.labour
        and _kept(
            {
                "days_per_year": value(terms.labour.days_per_year),
                "per": terms.labour.per,
                "cash_out": terms.labour.cash_out and value(terms.labour.cash_out),
                "fine": terms.labour.fine and value(terms.labour.fine),
            }
        ),
        "indexation": [_indexation(rule) for rule in terms.indexation] or None,
        "resale": terms.resale
        and _kept(
            {
                "most": terms.resale.most,
                "unit": terms.resale.unit,
                "classes": [*terms.resale.classes],
            }
        ),
    }
    return _kept(found) or None


def _fee(fee: Fee, value: WriteValue, when: WriteWhen) -> dict[str, Any]:
    plan = fee.instalments
    return _kept(
        {
            "name": fee.name,
            "event": fee.event,
            "amount": value(fee.amount),
            "when": when(fee.when) or None,
            "waived_when": when(fee.waived_when) or None,
            "instalments": plan
            and _kept({"number": plan.number, "percent_per_month": plan.percent_per_month}),
            "returned": fee.returned or None,
            "source": fee.source,
            "basis": fee.basis,
        }
    )


def _late(terms: Terms) -> dict[str, Any] | None:
    rule = terms.late
    if rule is None:
        return None
    return _kept(
        {
            "percent_per_month": rule.percent_per_month,
            "grace_days": rule.grace_days,
            "kind": rule.kind,
            "most_percent": rule.most_percent,
            "fee": rule.fee,
        }
    )


def _indexation(rule: Indexation) -> dict[str, Any]:
    steady = rule.percent is not None
    return _kept(
        {
            "name": rule.name,
            "percent": rule.percent,
            "every_months": rule.every_months if steady else None,
            "from": rule.start,
            "values": {str(k): _plain(v) for k, v in rule.values.items()} or None,
            "base": None if steady else rule.base,
            "charges": [*rule.charges] or None,
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


def _kept(items: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _plain(v) for k, v in items.items() if v is not None and v != ""}
