"""The results of field data as plain data for JSON; units stand in the key names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from musdesign.field.drivers import DriverStudy
from musdesign.field.estimates import Estimate, Holding
from musdesign.field.groups_text import groups_yaml
from musdesign.field.measured import Band
from musdesign.field.meters import MeterStudy
from musdesign.field.rates import Rate
from musdesign.field.survey import Survey


def survey_document(survey: Survey, *, ranges: bool = False) -> dict[str, Any]:
    """Return a survey's groups, with the sections of a scenario file as ``yaml``."""
    declared = survey.mapping.file
    groups = []
    for group in survey.groups:
        groups.append(
            {
                "group": group.group,
                "service": group.service,
                "count": group.count,
                "asked": group.n,
                "persons_per_household": _estimate(group.size),
                "income_per_month": _estimate(group.income_month),
                "distance_m": _estimate(group.distance_m),
                "livestock_head": {k: _holding(h) for k, h in group.livestock.items()},
                "gardens": [
                    {"crop": g.crop, "method": g.method, "area_m2": _holding(g.area_m2)}
                    for g in group.gardens
                ],
                "enterprises": [
                    {"kind": e.kind, "unit": e.unit, "output": _holding(e.output)}
                    for e in group.enterprises
                ],
            }
        )
    return _object(
        {
            "file": survey.file,
            "source": declared.source,
            "date": declared.date,
            "basis": declared.basis,
            "currency": survey.households.currency or None,
            "households_asked": survey.n,
            "households": survey.total,
            "households_given": survey.total_given,
            "groups": groups,
            "notes": survey.notes,
            "yaml": groups_yaml(survey, ranges=ranges),
        }
    )


def meters_document(study: MeterStudy) -> dict[str, Any]:
    """Return what the meters say."""
    spread, against = study.distribution, study.exceedance
    found = study.calibration
    return _object(
        {
            "file": study.file,
            "source": study.source,
            "date": study.date,
            "basis": study.basis,
            "readings": study.readings,
            "households": study.households,
            "confidence": study.confidence,
            "seed": study.seed,
            "use_m3_month": {
                "households": spread.households,
                "household_months": spread.household_months,
                "mean": _band(spread.mean),
                "cv_between_households": spread.cv_between,
                "cv_household_months": spread.cv_months,
                "quantiles_of_households": {f"{q:g}": v for q, v in spread.quantiles},
                "quantiles_of_household_months": {f"{q:g}": v for q, v in spread.month_quantiles},
                "by_month": [
                    {"month": name, "mean": value, "households": count}
                    for name, value, count in spread.by_month
                ],
            },
            "use_l_person_day": None if spread.l_person_day is None else _band(spread.l_person_day),
            "allocation": None
            if against is None
            else {
                "allocation": against.allocation,
                "mean_m3_month": against.mean_m3_month,
                "measured_over_allocation": _band(against.ratio),
                "share_of_households_above": _band(against.households),
                "share_of_household_months_above": against.household_months,
                "share_of_volume_above": _band(against.volume),
                "share_of_volume_used_by_households_above": against.used_above,
            },
            "groups": [
                {
                    "group": group.group,
                    "households": group.households,
                    "measured_m3_month": _band(group.measured_m3_month),
                    "design_m3_month": group.design_m3_month,
                    "measured_over_design": None if group.ratio is None else _band(group.ratio),
                }
                for group in study.groups
            ],
            "productive_share": [
                {"method": p.method, **_band(p.share), "households": p.households, "note": p.note}
                for p in study.productive
            ],
            "calibration": None
            if found is None
            else {
                "households": found.n,
                "r2": found.r2,
                "rates": [
                    {"driver": r.driver, "unit": study.rate_units[r.driver], **_rate(r)}
                    for r in found.rates
                ],
                "base_l_household_day": None
                if found.base_l_household_day is None
                else _rate(found.base_l_household_day),
                "productive_share": {
                    "value": found.productive_share,
                    "low": found.productive_low,
                    "high": found.productive_high,
                },
                "draws": found.draws,
                "notes": found.notes,
            },
            "issues": [asdict(issue) for issue in study.issues],
            "notes": study.notes,
        }
    )


def drivers_document(study: DriverStudy) -> dict[str, Any]:
    """Return a regression and its plain reading."""
    return _object(
        {
            "file": study.file,
            "source": study.source,
            "date": study.date,
            "basis": study.basis,
            "regression": asdict(study.regression),
            "logarithms": study.logarithms,
            "units": study.units,
            "reading": study.reading,
        }
    )


def _object(value: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(item) for key, item in value.items()}


def plain(value: Any) -> Any:
    """Return data that JSON can hold: lists for tuples, null for what is not finite, ISO dates.

    >>> plain({"a": (1.0, float("nan"))})
    {'a': [1.0, None]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def _holding(found: Holding) -> dict[str, Any]:
    return {
        "per_household": _estimate(found.per_household),
        "share": _estimate(found.share),
        "per_owner": _estimate(found.per_owner),
    }


def _band(found: Band) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}


def _rate(found: Rate) -> dict[str, Any]:
    return {
        "l_day": found.rate_l_day,
        "low": found.low,
        "high": found.high,
        "sd": found.sd,
        "owners": found.owners,
        "share_of_draws_at_zero": found.at_zero,
    }
