"""What each source gives: from flows, gaugings, tests and files to a year by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musdesign.errors import MusdesignError, Problem
from musdesign.library.flow_table import read_flows, whole_days
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.scenario.models import Climate
from musdesign.scenario.sources import Source
from musdesign.supply import abstraction, lifting, low_flow
from musdesign.units import MONTH_DAYS

Array = NDArray[np.float64]
_DAYS = np.array(MONTH_DAYS, dtype=float)


@dataclass(frozen=True, slots=True)
class FlowRecord:
    """A source's own record of daily flow."""

    dates: NDArray[np.datetime64]
    flow_lps: Array


@dataclass(frozen=True, slots=True)
class Natural:
    """What nature, the pump and the law let a source give, L/s and m3/day by month."""

    month_lps: Array
    kept_lps: Array
    """What stays in the stream."""
    pump_m3_day: Array | None = None
    recession_day: float | None = None
    """Maillet's coefficient where the flow follows the rain."""
    record: FlowRecord | None = None
    warnings: tuple[str, ...] = ()
    register: tuple[Assumption, ...] = field(default=())
    ram_share: float = 1.0
    """Part of the water taken that a hydraulic ram lifts; 1 without one."""

    @property
    def month_m3_day(self) -> Array:
        """Return what may be taken on a mean day of each month, the pump's limit with it."""
        found = self.ram_share * abstraction.above_kept_m3_day(self.month_lps, self.kept_lps)
        return found if self.pump_m3_day is None else np.minimum(found, self.pump_m3_day)


def flow_records(scenario: Scenario, folder: Path | None) -> dict[str, FlowRecord]:
    """Return the daily flows that the scenario's sources name, by source.

    Raises:
        MusdesignError: every file that cannot be read.
    """
    found: dict[str, FlowRecord] = {}
    problems: list[Problem] = []
    for index, source in enumerate(scenario.sources):
        if not source.series:
            continue
        path = f"sources[{index}].series"
        if folder is None:
            why = "the scenario came as text, so nothing lies beside it"
            problems.append(Problem(f"'{source.series}' cannot be opened", path, why=why))
            continue
        try:
            table = read_flows(folder / source.series, needed=("date", "flow"))
            if not table.units.get("flow"):
                raise MusdesignError(
                    Problem(
                        "the column flow has no unit", path, cure="write flow_lps in the header"
                    )
                )
            assert table.dates is not None
            found[source.called(index)] = FlowRecord(table.dates, whole_days(table, "flow", "L/s"))
        except MusdesignError as error:
            problems += error.problems
    if problems:
        raise MusdesignError(problems)
    return found


def natural(
    source: Source,
    name: str,
    path: str,
    climate: Climate,
    eto_mm_day: Sequence[float],
    records: Mapping[str, FlowRecord],
) -> Natural:
    """Return what a spring, stream, well or borehole gives.

    Args:
        source: its section.
        name: what it is called.
        path: of its section, for messages.
        climate: normals of the place.
        eto_mm_day: reference evapotranspiration, (12,).
        records: daily flows by source.

    Raises:
        MusdesignError: flows, gaugings or rules that do not fit together.
    """
    if source.kind in {"borehole", "well"}:
        return _well(source, name, climate)
    return _stream(source, name, path, climate, eto_mm_day, records.get(name))


def _well(source: Source, name: str, climate: Climate) -> Natural:
    warnings: list[str] = []
    register: list[Assumption] = []
    hours = source.pump_hours
    if source.flow is not None:
        rate = np.array(source.flow)
    elif source.test is not None:
        found = abstraction.safe_yield(
            source.test.flow, source.test.hours, source.pump_hours, source.test.rule
        )
        rate, hours = np.full(12, found.rate_lps), found.hours_day
        warnings += [f"{name}: {line}" for line in found.warnings]
        row = lookup("well_rules", source.test.rule)
        share = row.number("share")
        register.append(Assumption.of(f"safe yield: {row.text('name')}", share, "-", row.origin))
    else:
        rate = np.full(12, np.inf)
    pump = None if hours is None else rate * 3.6 * hours
    if source.solar_power is not None and source.lift is not None:
        sun = _sun_m3_day(source.solar_power, source.lift, climate, register)
        pump = sun if pump is None else np.minimum(sun, pump)
        rows = lookup("lifting", "sunless_days")
        days = rows.number("value")
        register.append(Assumption.of(rows.text("name"), days, "day", rows.origin))
        tank = lifting.sunless_tank_m3(float(np.asarray(pump).max()), days)
        warnings.append(
            f"{name}: the sun's monthly mean drives the pump; {days:g} days without sun ask for a "
            f"tank of {tank:.3g} m3 where all of its water is needed"
        )
        if not np.isfinite(rate).all():
            rate = sun / 86.4
            warnings.append(f"{name}: the well's yield is not known; the pump alone was counted")
    return Natural(rate, np.zeros(12), pump, None, None, tuple(warnings), tuple(register))


def _sun_m3_day(kwp: float, lift_m: float, climate: Climate, register: list[Assumption]) -> Array:
    if climate.solar is None:
        raise MusdesignError(
            Problem(
                "a solar pump needs the solar radiation of each month",
                "location.climate.solar",
                cure="write solar: {monthly: [12 numbers], unit: MJ/m2/day}",
            )
        )
    size = "below_0.5" if kwp < 0.5 else "0.5_2" if kwp < 2 else "2_7.5"
    values = []
    for key in (f"wire_to_water_{size}_kw", "solar_system_factor"):
        row = lookup("lifting", key)
        values.append(row.number("value"))
        register.append(Assumption.of(row.text("name"), values[-1], "-", row.origin))
    return lifting.solar_m3_day(kwp, np.array(climate.solar) / 3.6, lift_m, values[0], values[1])


def _stream(
    source: Source, name: str, path: str, climate: Climate, eto_mm_day: Sequence[float],
    record: FlowRecord | None,
) -> Natural:  # fmt: skip
    warnings: list[str] = []
    register: list[Assumption] = []
    fit = _fit(source, name, warnings)
    if record is not None:
        if source.exceeded is None:
            month = low_flow.month_means(record.dates, record.flow_lps)
        else:
            month = low_flow.exceeded_by_month(
                record.dates, record.flow_lps, source.exceeded / 100.0
            )
        if np.isnan(month).any():
            raise MusdesignError(Problem("the record does not cover every month", f"{path}.series"))
    elif source.flow is not None:
        month = np.array(source.flow)
    else:
        assert fit is not None
        wet = np.array(climate.rain) > np.array(eto_mm_day) * _DAYS
        first = min(gauging.date for gauging in source.gaugings)
        days = low_flow.recession_year_lps(fit, min(first.timetuple().tm_yday, 365) - 1, wet)
        month = np.bincount(low_flow.MONTH_OF_DAY, weights=days, minlength=12) / _DAYS
        warnings.append(
            f"{name}: outside the dry season the flow of the first gauging is taken, no more"
        )
    recession = None
    if source.follows_rain and record is None:
        recession = recession_of(source, name, fit, warnings, register)
    kept = month * source.ecological_flow / 100.0
    if source.ecological_rule is not None:
        kept = _kept(source.ecological_rule, name, path, month, record, warnings, register)
    # a dependable flow is the same in all years: the days of the record are then left aside
    kept_record = record if source.exceeded is None else None
    share = 1.0
    if source.ram_fall is None and source.lift is not None and 0 < (source.pump_hours or 24) < 24:
        waits = float((month - kept).max()) * 3.6 * (24.0 - (source.pump_hours or 24.0))
        warnings.append(
            f"{name}: the pump is taken to lift the whole day's water in its "
            f"{source.pump_hours:g} hours; what comes meanwhile, {max(waits, 0.0):.3g} m3 in the "
            "largest month, needs a chamber at the intake"
        )
    if source.ram_fall is not None and source.lift is not None:
        row = lookup("lifting", "ram_efficiency")
        register.append(Assumption.of(row.text("name"), row.number("value"), "-", row.origin))
        drive = lifting.ram_delivery_l_day(1.0, source.ram_fall, source.lift, row.number("value"))
        share = float(drive) / 1440.0
    return Natural(
        month, kept, None, recession, kept_record, tuple(warnings), tuple(register), share
    )


def _fit(source: Source, name: str, warnings: list[str]) -> low_flow.Recession | None:
    if len({gauging.date for gauging in source.gaugings}) < 2:
        return None
    days = [gauging.date.toordinal() for gauging in source.gaugings]
    fit = low_flow.fit_recession(days, [gauging.flow for gauging in source.gaugings])
    if fit.gaugings < 3:
        warnings.append(f"{name}: two gaugings fit any recession; gauge a third time")
    return fit


def recession_of(
    source: Source, name: str, fit: low_flow.Recession | None, warnings: list[str],
    register: list[Assumption],
) -> float:  # fmt: skip
    """Return Maillet's coefficient of a source, 1/day: given, of its gaugings or the library's."""
    if source.recession is not None:
        return source.recession / 100.0
    if fit is not None:
        return fit.k_per_day
    row = lookup("water_quality", f"{source.kind}_recession")
    value = row.number("value")
    register.append(Assumption.of(row.text("name"), value, "1/day", row.origin))
    warnings.append(
        f"{name}: between its months it follows the rain at an assumed recession of "
        f"{100 * value:g} % a day; gauge it twice and more in a dry season"
    )
    return value


def _kept(
    rule: str, name: str, path: str, month: Array, record: FlowRecord | None, warnings: list[str],
    register: list[Assumption],
) -> Array:  # fmt: skip
    row = lookup("ecological_rules", rule)
    if record is None:
        if row.text("kind") == "quantile_of_month":
            raise MusdesignError(
                Problem(
                    f"the rule {rule} needs a record of daily flow",
                    f"{path}.ecological_rule",
                    why="twelve mean flows say nothing of the days of a month",
                    cure="give series: a file of daily flows",
                )
            )
        dates = np.arange("2001-01-01", "2002-01-01", dtype="datetime64[D]")
        flow = month[low_flow.MONTH_OF_DAY]
    else:
        dates, flow = record.dates, record.flow_lps
    found = abstraction.ecological_flow(rule, dates, flow)
    warnings += [f"{name}: {line}" for line in found.warnings]
    register.append(
        Assumption.of(f"ecological flow: {row.text('name')}", row.number("value"), "-", row.origin)
    )
    return found.month_lps


def rain_stamp(scenario: Scenario, folder: Path | None) -> float:
    """Return when the scenario's record of rain was last changed, 0 without one: a cache's key."""
    name = scenario.weather.record if scenario.weather else ""
    path = folder / name if folder is not None and name else None
    return path.stat().st_mtime if path is not None and path.is_file() else 0.0
