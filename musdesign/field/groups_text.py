"""Write the household groups of a survey as sections of a scenario file, with their provenance."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from musdesign.field.estimates import Estimate, Holding
from musdesign.field.survey import GroupEstimate, Survey

_PLAIN = re.compile(r"[^\W\d_][\w À-ÿ-]*")
_RESERVED = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}
_TRIANGLE = math.sqrt(6.0)


def groups_yaml(survey: Survey, *, ranges: bool = False) -> str:
    """Return the ``households`` and ``provenance`` sections as YAML text.

    The numbers are written so that count x size, count x head and count x share x area give the
    totals of the survey again.  Comments tell the interval and the answers behind each mean.

    Args:
        survey: the groups.
        ranges: write means as ``{low, mode, high}``; the ends stand √6 standard errors from the
            mean, so that the triangular distribution between them has the standard error of the
            mean (an interval as its ends would have less).  It is the uncertainty of the mean,
            not the spread between households.
    """
    lines = ["households:"]
    for group in survey.groups:
        lines += _group(survey, group, ranges)
    lines.append("provenance:")
    for index, group in enumerate(survey.groups):
        lines += _provenance(survey, group, f"households[{index}]")
    return "\n".join(lines) + "\n"


def _group(survey: Survey, group: GroupEstimate, ranges: bool) -> list[str]:
    mapping = survey.mapping
    rate = mapping.domestic.get(group.service) or mapping.domestic[""]
    lines = [
        f"  - group: {word(group.group)}",
        f"    count: {figure(group.count)}  # {group.n} asked",
        f"    size: {_value(group.size, '', ranges, least=0.1)}  # {told(group.size)}",
    ]
    if group.income_month is not None:
        unit = f"{survey.households.currency}/month"
        lines.append(
            f"    income: {figure(group.income_month.mean)} {unit}  # {told(group.income_month)}"
        )
    lines.append(f"    service: {group.service}")
    if group.distance_m is not None:
        lines.append(
            f"    distance: {_value(group.distance_m, 'm', ranges)}  # {told(group.distance_m)}"
        )
    tariff = mapping.tariff_class.get(group.group, mapping.tariff_class.get(""))
    if tariff is not None:
        lines.append(f"    tariff_class: {_flow(tariff)}")
    lines += ["    uses:", f"      domestic: {{rate: {rate}}}  # declared in the mapping"]
    herds = {kind: held for kind, held in group.livestock.items() if held.per_household.mean > 0}
    if herds:
        lines.append("      livestock:")
    for kind, held in herds.items():
        lines.append(
            f"        {word(kind)}: {_value(held.per_household, '', ranges)}"
            f"  # {_owners(held)}; {told(held.per_household)} per household"
        )
    if group.gardens:
        lines.append("      gardens:")
    for garden in group.gardens:
        lines += [
            f"        - crop: {word(garden.crop)}",
            f"          method: {word(garden.method)}",
        ]
        lines += _held("area", garden.area_m2, "m2", ranges)
        lines += [f"          {key}: {_flow(value)}" for key, value in garden.extra.items()]
    if group.enterprises:
        lines.append("      enterprises:")
    for business in group.enterprises:
        lines.append(f"        - kind: {word(business.kind)}")
        lines += _held("output", business.output, business.unit, ranges=False)
        lines += [f"          {key}: {_flow(value)}" for key, value in business.extra.items()]
    return lines


def _held(key: str, held: Holding, unit: str, ranges: bool) -> list[str]:
    assert held.per_owner is not None  # nobody's plots are left out
    percent = Estimate(
        100 * held.share.mean,
        None if held.share.standard_error is None else 100 * held.share.standard_error,
        None, None, held.share.n, held.share.missing,
    )  # fmt: skip
    return [
        f"          {key}: {_value(held.per_owner, unit, ranges)}"
        f"  # {told(held.per_owner)} per owner",
        f"          share: {_value(percent, '%', ranges, most=100.0)}  # {_owners(held)}",
    ]


def _value(
    found: Estimate, unit: str, ranges: bool, *, least: float = 0.0, most: float = math.inf
) -> str:
    tail = f" {unit}" if unit else ""
    if not ranges or not found.standard_error:
        return figure(found.mean) + tail
    reach = _TRIANGLE * found.standard_error
    low, high = max(least, found.mean - reach), min(most, found.mean + reach)
    return (
        f"{{low: {figure(min(low, found.mean))}{tail}, mode: {figure(found.mean)}{tail}, "
        f"high: {figure(high)}{tail}}}"
    )


def told(found: Estimate) -> str:
    """Return interval and answers as a comment."""
    text = f"n = {found.n}"
    if found.standard_error == 0.0:
        text = f"all alike, {text}"
    elif found.low is not None and found.high is not None:
        # nothing counted here can be negative, though Student's interval may reach there
        low, high = (_short(max(0.0, end)) for end in (found.low, found.high))
        text = f"{100 * found.confidence:.0f} % {low} to {high}, {text}"
    return text + (f", {found.missing} without answer" if found.missing else "")


def _short(value: float) -> str:
    return f"{value:.4g}" if value < 1e4 else f"{value:.0f}"


def _owners(held: Holding) -> str:
    text = f"{100 * held.share.mean:.3g} % have it"
    if held.share.low is not None and held.share.high is not None:
        text += f" ({100 * held.share.low:.3g} to {100 * held.share.high:.3g} %)"
    return text


def figure(value: float) -> str:
    """Write a number without exponent, to ten figures, so that totals come out again.

    >>> figure(4.1), figure(1234567.0), figure(1 / 3)
    ('4.1', '1234567', '0.3333333333')
    """
    text = f"{value:.10g}"
    if "e" in text:
        text = f"{value:.20f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.0f}"
    return text


def word(text: str) -> str:
    """Write a name, in quotes where YAML might read it as something else.

    >>> word("cattle keepers"), word("no"), word("a: b")
    ('cattle keepers', '"no"', '"a: b"')
    """
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _RESERVED
    return text if plain else json.dumps(text, ensure_ascii=False)


def _flow(value: Any) -> str:
    """Write a value on one line; JSON is YAML."""
    if isinstance(value, str):
        return word(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{word(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _provenance(survey: Survey, group: GroupEstimate, path: str) -> list[str]:
    declared = survey.mapping.file
    source = declared.source + (f" ({declared.date})" if declared.date else "")
    given = "the households in all were declared" if survey.total_given else ""
    entries = [
        (f"{path}.count", f"{source}: {group.n} of {survey.n} households asked", given),
        (f"{path}.size", f"{source}: {told(group.size)}", ""),
    ]
    if survey.mapping.service.column:
        entries.append((f"{path}.service", f"{source}: {group.n} answers", ""))
    for key, found in (("income", group.income_month), ("distance", group.distance_m)):
        if found is not None:
            entries.append((f"{path}.{key}", f"{source}: {told(found)}", ""))
    if any(held.per_household.mean > 0 for held in group.livestock.values()):
        count = min(held.per_household.n for held in group.livestock.values())
        entries.append((f"{path}.uses.livestock", f"{source}: at least {count} answers", ""))
    declared_paths = [f"{path}.uses.domestic.rate"]
    if survey.mapping.tariff_class.get(group.group, survey.mapping.tariff_class.get("")):
        declared_paths.append(f"{path}.tariff_class")
    for kind, key, holdings in (
        ("gardens", "area", [(garden.area_m2, garden.extra) for garden in group.gardens]),
        ("enterprises", "output", [(made.output, made.extra) for made in group.enterprises]),
    ):
        for index, (held, extra) in enumerate(holdings):
            here = f"{path}.uses.{kind}[{index}]"
            declared_paths += [f"{here}.{name}" for name in extra if name != "pattern"]
            count = held.per_owner.n if held.per_owner else 0
            entries.append((f"{here}.{key}", f"{source}: {count} owners", ""))
            entries.append((f"{here}.share", f"{source}: {held.share.n} answers", ""))
    lines = []
    for where, text, note in entries:
        lines += [
            f"  - path: {where}",
            f"    source: {json.dumps(text + (f'; {note}' if note else ''), ensure_ascii=False)}",
            f"    basis: {declared.basis}",
        ]
    for where in declared_paths:
        # the survey does not tell these; their reader should not take them for measured
        lines += [f"  - path: {where}", "    assumed: declared in the mapping of the survey"]
    return lines
