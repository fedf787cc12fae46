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
_QUANTITY = re.compile(r"\d+(?:\.\d+)? [A-Za-z%][\w/%]*")
_RESERVED = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}
_TRIANGLE = math.sqrt(6.0)


def groups_yaml(survey: Survey, *, ranges: bool = False) -> str:
    """Return the ``households`` and ``provenance`` sections as YAML text.

    The numbers are written so that count x size, count x head and count x share x area give the
    totals of the survey again.  Comments tell the interval and the answers behind each mean.

    Args:
        survey: the groups.
        ranges: write means as distributions of the doubt about the mean (not of the spread
            between households): ``{mean, cv}``, log-normal with the standard error of the mean;
            shares as ``{low, mode, high}`` with ends √6 standard errors away, which gives the
            triangle the standard error; nearer, and as far on both sides, where 0 or 100 % is.
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
    rate = mapping.domestic.get(group.service) or mapping.domestic.get("")
    domestic = {"rate": rate} if rate else {}
    lines = [
        f"  - group: {word(group.group)}",
        f"    count: {figure(group.count)}  # {group.n} asked",
        f"    size: {_value(group.size, '', ranges)}  # {told(group.size)}",
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
    lines += [
        "    uses:",
        f"      domestic: {_flow(domestic | mapping.domestic_copy)}  # declared in the mapping",
    ]
    herds = {kind: held for kind, held in group.livestock.items() if held.per_household.mean > 0}
    if herds:
        lines.append("      livestock:")
    for kind, held in herds.items():
        lines.append(f"        {word(kind)}:")
        lines += _held("head", held, "", ranges)
        copied = mapping.livestock_copy.get(kind, {})
        lines += [f"          {key}: {_flow(value)}" for key, value in copied.items()]
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
        lines += _held("output", business.output, business.unit, ranges)
        lines += [f"          {key}: {_flow(value)}" for key, value in business.extra.items()]
    return lines


def _held(key: str, held: Holding, unit: str, ranges: bool) -> list[str]:
    assert held.per_owner is not None  # what nobody has is left out
    lines = [
        f"          {key}: {_value(held.per_owner, unit, ranges)}"
        f"  # {told(held.per_owner)} per owner"
    ]
    if held.share.mean < 1.0:
        lines.append(f"          share: {_share(held.share, ranges)}  # {_owners(held)}")
    return lines


def _value(found: Estimate, unit: str, ranges: bool) -> str:
    tail = f" {unit}" if unit else ""
    if not ranges or not found.standard_error:
        return figure(found.mean) + tail
    return f"{{mean: {figure(found.mean)}{tail}, cv: {found.standard_error / found.mean:.4g}}}"


def _share(found: Estimate, ranges: bool) -> str:
    mode = figure(100.0 * found.mean)
    if not ranges or not found.standard_error:
        return f"{mode} %"
    # a triangle cut on one side would have another mean: it stays even on both sides instead
    reach = min(_TRIANGLE * found.standard_error, found.mean, 1.0 - found.mean)
    low, high = figure(100.0 * (found.mean - reach)), figure(100.0 * (found.mean + reach))
    return f"{{low: {low} %, mode: {mode} %, high: {high} %}}"


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
        return value if _QUANTITY.fullmatch(value) else word(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{word(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _provenance(survey: Survey, group: GroupEstimate, path: str) -> list[str]:
    declared = survey.mapping.file
    source = declared.source + (f" ({declared.date})" if declared.date else "")
    given = "; the households in all were declared" if survey.total_given else ""
    told_of = [
        (f"{path}.count", f"{group.n} of {survey.n} households asked{given}"),
        (f"{path}.size", told(group.size)),
    ]
    if survey.mapping.service.column:
        told_of.append((f"{path}.service", f"{group.n} answers"))
    for key, found in (("income", group.income_month), ("distance", group.distance_m)):
        if found is not None:
            told_of.append((f"{path}.{key}", told(found)))
    chosen = _chosen(survey, group, path)
    for here, key, held, extra in _holdings(survey, group, f"{path}.uses"):
        told_of.append((f"{here}.{key}", f"{held.per_owner.n if held.per_owner else 0} owners"))
        if held.share.mean < 1.0:
            told_of.append((f"{here}.share", f"{held.share.n} answers"))
        chosen += [f"{here}.{name}" for name in extra if name != "pattern"]
    lines = []
    for where, text in told_of:
        lines += [
            f"  - path: {where}",
            f"    source: {json.dumps(f'{source}: {text}', ensure_ascii=False)}",
            f"    basis: {declared.basis}",
        ]
    for where in chosen:
        # the survey does not tell these; their reader should not take them for measured
        lines += [f"  - path: {where}", "    assumed: declared in the mapping of the survey"]
    return lines


def _chosen(survey: Survey, group: GroupEstimate, path: str) -> list[str]:
    """Return the paths of what the mapping declares and the survey does not tell."""
    mapping = survey.mapping
    domestic = [key for key in mapping.domestic_copy if key != "pattern"]
    domestic += ["rate"] if mapping.domestic else []
    found = [f"{path}.uses.domestic.{key}" for key in domestic]
    if mapping.tariff_class.get(group.group, mapping.tariff_class.get("")):
        found.append(f"{path}.tariff_class")
    return found


def _holdings(
    survey: Survey, group: GroupEstimate, path: str
) -> list[tuple[str, str, Holding, Mapping[str, Any]]]:
    """Return path, key, holding and further keys of everything that the group owns."""
    copied = survey.mapping.livestock_copy
    found: list[tuple[str, str, Holding, Mapping[str, Any]]] = [
        (f"{path}.livestock.{kind}", "head", held, copied.get(kind, {}))
        for kind, held in group.livestock.items()
        if held.per_owner is not None
    ]
    for index, garden in enumerate(group.gardens):
        found.append((f"{path}.gardens[{index}]", "area", garden.area_m2, garden.extra))
    for index, made in enumerate(group.enterprises):
        found.append((f"{path}.enterprises[{index}]", "output", made.output, made.extra))
    return found
