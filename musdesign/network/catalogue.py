"""Commercial pipes: true bores, pressure classes, mass and price a metre."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.library.tables import Row, lookup, table
from musdesign.provenance import BASES, Assumption, Origin
from musdesign.trace import formula

_GIVEN = Origin("given by the user", "primary")


@dataclass(frozen=True, slots=True)
class Pipe:
    """One size and class.  ``cost_per_m`` is not a number until the pipe is priced."""

    key: str
    label: str
    material: str
    series: str
    bore_mm: float
    working_head_m: float
    roughness_mm: float
    hazen_williams_c: float
    mass_kg_m: float = math.nan
    cost_per_m: float = math.nan
    origin: Origin = _GIVEN
    material_origin: Origin = _GIVEN
    derating: Assumption | None = None
    """The share of its rated pressure that warm water leaves, where it leaves less than all."""


def catalogues() -> tuple[str, ...]:
    """Return the names of the pipe catalogues on file.

    >>> "pvc-inch" in catalogues()
    True
    """
    return tuple(dict.fromkeys(row.text("catalogue") for row in table("pipes").values()))


def curves() -> tuple[str, ...]:
    """Return the names of the curves on file by which warm water weakens plastic pipes.

    >>> "pe100-as4130" in curves()
    True
    """
    return tuple(dict.fromkeys(row.text("curve") for row in table("pipes_derating").values()))


def catalogue(
    name: str, water_c: float = 20.0, derating: Mapping[str, str] | None = None
) -> tuple[Pipe, ...]:
    """Return the pipes of a catalogue, unpriced, with working heads at the water's temperature.

    Above the temperature for which a class is rated its working head is cut by a curve of table
    ``pipes_derating``; below it nothing is added.

    Args:
        name: of the catalogue.
        water_c: temperature of the water, degrees Celsius.
        derating: names of curves (a maker's own, say) by series or material, in place of the
            careful curve of the material; that of the series goes first.

    Raises:
        DataError: an unknown catalogue, curve, series or material; a curve of another material;
            water hotter than a curve.

    >>> [pipe.working_head_m for pipe in catalogue("pe100") if pipe.key == "pe100-sdr17-dn63"]
    [102.0]
    >>> maker = catalogue("pe100", 30.0, {"PE100": "pe100-as4130"})
    >>> [round(pipe.working_head_m, 2) for pipe in maker if pipe.key == "pe100-sdr17-dn63"]
    [95.88]
    """
    return _catalogue(name, water_c, tuple(sorted((derating or {}).items())))


@functools.cache
def _catalogue(
    name: str, water_c: float, derating: tuple[tuple[str, str], ...]
) -> tuple[Pipe, ...]:
    rows = [row for row in table("pipes").values() if row.text("catalogue") == name]
    if not rows:
        known = catalogues()
        raise DataError(Problem(f"unknown pipe catalogue '{name}'", cure=did_you_mean(name, known)))
    kinds = dict.fromkeys(row.text(what) for what in ("series", "material") for row in rows)
    problems = []
    for kind, curve in derating:
        if kind not in kinds:
            what = f"the catalogue {name} has no series or material '{kind}'"
            problems.append(Problem(what, f"derating.{kind}", cure=did_you_mean(kind, kinds)))
        if curve not in curves():
            problems.append(
                Problem(
                    f"unknown derating curve '{curve}'",
                    f"derating.{kind}",
                    cure=did_you_mean(curve, curves(), most=7),
                )
            )
        elif kind in kinds:
            problems += _of_another_material(rows, kind, curve)
    if problems:
        raise DataError(problems)
    return tuple(_pipe(row, water_c, dict(derating)) for row in rows)


def _of_another_material(rows: Sequence[Row], kind: str, curve: str) -> list[Problem]:
    """Say where pipes of a series or material are not of the materials that a curve is for."""
    of_kind = [row for row in rows if kind in {row.text("series"), row.text("material")}]
    wrong = {row.text("material") for row in of_kind} - _materials(curve)
    if not wrong or not _materials(curve):
        return []
    fit = [name for name in curves() if wrong <= _materials(name)]
    meant, given = (", ".join(sorted(names)) for names in (_materials(curve), wrong))
    return [
        Problem(
            f"the curve '{curve}' is for pipes of {meant}, not of {given}",
            f"derating.{kind}",
            cure=f"one of: {', '.join(fit)}" if fit else "leave it out",
        )
    ]


def _materials(curve: str) -> set[str]:
    """Return the materials that a curve is for (none where its table does not say)."""
    return set(_curve(curve)[0].cells.get("materials", "").split())


def with_prices(
    pipes: Iterable[Pipe],
    price_per_kg: float | None = None,
    prices_per_m: Mapping[str, float] | None = None,
) -> tuple[Pipe, ...]:
    """Return the pipes with a price a metre.

    cost_per_m = mass_kg_m * price_per_kg prices every size and class of a material alike; a
    quoted price by pipe key goes before it.  Without a price per kilogram only the quoted pipes
    are returned.

    Raises:
        DataError: a quoted pipe that is not in the catalogue, or a price that is not positive.

    >>> pipe = with_prices(catalogue("pe100"), 2.5)[0]
    >>> round(pipe.cost_per_m / pipe.mass_kg_m, 6)
    2.5
    """
    pipes = tuple(pipes)
    quoted = dict(prices_per_m or {})
    known = {pipe.key for pipe in pipes}
    problems = [
        Problem(f"unknown pipe '{key}'", key, cure=did_you_mean(key, known, most=4))
        for key in quoted
        if key not in known
    ]
    problems += [
        Problem(f"the price {price:g} must be above zero", key)
        for key, price in [*quoted.items(), ("price per kg", price_per_kg)]
        if price is not None and not 0 < price < math.inf
    ]
    if problems:
        raise DataError(problems)
    priced = []
    for pipe in pipes:
        price = quoted.get(pipe.key)
        if price is None and price_per_kg is not None:
            price = pipe.mass_kg_m * price_per_kg
        if price is not None:
            priced.append(replace(pipe, cost_per_m=price))
    return tuple(priced)


@formula(
    "m",
    "3.141592653589793 / 4 * (od_mm ^ 2 - bore_mm ^ 2) * density_kg_m3 / 1000000",
    "kg/m",
    "Volume of the pipe wall times its density",
)
def pipe_mass_kg_m(od_mm: float, bore_mm: float, density_kg_m3: float) -> float:
    """Return the mass of a metre of pipe, kg/m.

    >>> round(pipe_mass_kg_m(63.0, 51.4, 955.0), 3)
    0.995
    """
    return math.pi / 4 * (od_mm**2 - bore_mm**2) * density_kg_m3 / 1e6


def used_data(pipes: Sequence[Pipe], keys: Iterable[str]) -> tuple[Assumption, ...]:
    """Return the register lines of the pipes that a design uses: bore, class, material."""
    used = set(keys)
    lines: dict[str, Assumption] = {}
    for pipe in pipes:
        if pipe.key not in used:
            continue
        for name, value, unit, origin in (
            (f"bore of {pipe.label}", pipe.bore_mm, "mm", pipe.origin),
            (f"working head of {pipe.label}", pipe.working_head_m, "m", pipe.origin),
            (f"roughness of {pipe.material}", pipe.roughness_mm, "mm", pipe.material_origin),
            (
                f"Hazen-Williams C of {pipe.material}",
                pipe.hazen_williams_c,
                "",
                pipe.material_origin,
            ),
        ):
            lines.setdefault(name, Assumption.of(name, value, unit, origin))
        if pipe.derating is not None:
            lines.setdefault(pipe.derating.name, pipe.derating)
    return tuple(lines.values())


def _pipe(row: Row, water_c: float, derating: Mapping[str, str]) -> Pipe:
    series = row.text("series")
    material = lookup("pipe_materials", row.text("material"))
    curve = derating.get(series) or derating.get(material.key) or material.text("derating")
    factor, cut = _cut(curve, water_c, row.number("reference_c")) if curve else (1.0, None)
    bore = row.number("bore_mm")
    return Pipe(
        row.key,
        f"{row.text('material')} {row.text('label')} {series}",
        row.text("material"),
        series,
        bore,
        row.number("working_head_m") * factor,
        material.number("roughness_mm"),
        material.number("hazen_williams_c"),
        pipe_mass_kg_m(row.number("od_mm"), bore, material.number("density_kg_m3")),
        origin=row.origin,
        material_origin=material.origin,
        derating=cut,
    )


def _cut(curve: str, water_c: float, reference_c: float) -> tuple[float, Assumption | None]:
    """Return the share of the rated pressure that is left at a temperature, at most 1.

    Between two points of the curve the share has the weaker basis of the two.
    """
    rows = _curve(curve)
    temperatures = [row.number("temperature_c") for row in rows]
    if water_c > temperatures[-1]:
        raise DataError(
            Problem(
                f"pipes of the curve {curve} are not rated for water of {water_c:g} degrees",
                cure=f"at most {temperatures[-1]:g} degrees Celsius",
            )
        )
    factors = [row.number("factor") for row in rows]
    now, rated = np.interp([water_c, reference_c], temperatures, factors)
    if now >= rated:
        return 1.0, None
    above = int(np.searchsorted(temperatures, water_c))
    around = rows[above if temperatures[above] == water_c else above - 1 : above + 1]
    weakest = max(around, key=lambda row: BASES.index(row.origin.basis))
    name = f"pressure left at {water_c:g} degC by the curve {curve}"
    factor = float(now / rated)
    return factor, Assumption.of(name, round(factor, 4), "", weakest.origin)


@functools.cache
def _curve(name: str) -> tuple[Row, ...]:
    rows = [row for row in table("pipes_derating").values() if row.text("curve") == name]
    return tuple(sorted(rows, key=lambda row: row.number("temperature_c")))
