"""Commercial pipes: true bores, pressure classes, mass and price a metre."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.library.tables import Row, lookup, table
from musdesign.provenance import Assumption, Origin
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


def catalogues() -> tuple[str, ...]:
    """Return the names of the pipe catalogues on file.

    >>> "pvc-inch" in catalogues()
    True
    """
    return tuple(dict.fromkeys(row.text("catalogue") for row in table("pipes").values()))


@functools.cache
def catalogue(name: str, water_c: float = 20.0) -> tuple[Pipe, ...]:
    """Return the pipes of a catalogue, unpriced, with working heads at the water's temperature.

    Above the temperature for which a class is rated its working head is cut by the curve of the
    material (table ``pipes_derating``); below it nothing is added.

    Raises:
        DataError: an unknown catalogue; water hotter than the curve of the material.

    >>> [pipe.working_head_m for pipe in catalogue("pe100") if pipe.key == "pe100-sdr17-dn63"]
    [102.0]
    """
    rows = [row for row in table("pipes").values() if row.text("catalogue") == name]
    if not rows:
        known = catalogues()
        raise DataError(Problem(f"unknown pipe catalogue '{name}'", cure=did_you_mean(name, known)))
    return tuple(_pipe(row, water_c) for row in rows)


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
    return tuple(lines.values())


def _pipe(row: Row, water_c: float) -> Pipe:
    material = lookup("pipe_materials", row.text("material"))
    curve = material.text("derating")
    factor = _factor(curve, water_c, row.number("reference_c")) if curve else 1.0
    bore = row.number("bore_mm")
    return Pipe(
        row.key,
        f"{row.text('material')} {row.text('label')} {row.text('series')}",
        row.text("material"),
        row.text("series"),
        bore,
        row.number("working_head_m") * factor,
        material.number("roughness_mm"),
        material.number("hazen_williams_c"),
        pipe_mass_kg_m(row.number("od_mm"), bore, material.number("density_kg_m3")),
        origin=row.origin,
        material_origin=material.origin,
    )


def _factor(curve: str, water_c: float, reference_c: float) -> float:
    """Return the share of the rated pressure that is left at a temperature, at most 1."""
    temperatures, factors = _curve(curve)
    if water_c > temperatures[-1]:
        raise DataError(
            Problem(
                f"pipes of the curve {curve} are not rated for water of {water_c:g} degrees",
                cure=f"at most {temperatures[-1]:g} degrees Celsius",
            )
        )
    now, rated = np.interp([water_c, reference_c], temperatures, factors)
    return float(min(1.0, now / rated))


@functools.cache
def _curve(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    points = sorted(
        (row.number("temperature_c"), row.number("factor"))
        for row in table("pipes_derating").values()
        if row.text("curve") == name
    )
    return tuple(t for t, _ in points), tuple(f for _, f in points)
