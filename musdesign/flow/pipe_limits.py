"""Limits that the pipes of a scheme must keep: the user's first, then the standard's in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from musdesign import network, standards
from musdesign.flow.basis import NormBasis
from musdesign.flow.pipes import limit
from musdesign.provenance import Assumption, Origin
from musdesign.scenario.works import Network

_MOST_NAMED = 6
_STATED = {"reference", "rounding", "definition"}
"""Bounds that tell of a figure and do not limit a design."""
_KINDS = (
    # field of the section, parameter of the rules, whether its high end counts, name, unit
    ("max_velocity", "velocity", True, "largest velocity in pipes", "m/s"),
    ("min_velocity", "velocity", False, "least velocity in pipes", "m/s"),
    ("max_loss", "unit_head_loss", True, "largest head loss in pipes", "m/km"),
    ("max_static", "max_static_pressure", True, "largest static pressure at a tap", "m"),
    ("max_dynamic", "max_dynamic_pressure", True, "largest dynamic pressure at a tap", "m"),
)


@dataclass(frozen=True, slots=True)
class PipeLimits:
    """What the pipes of a scheme must keep; None for no limit.

    The largest velocity and head loss bound the choice of pipes.  The others are told of where
    they are missed: the sizes cannot change a static pressure, and a pipe that runs slowly in its
    busiest hour wants washing out, not a smaller bore at any price.
    """

    max_velocity: float | None = None
    min_velocity: float | None = None
    max_loss: float | None = None
    max_static: float | None = None
    max_dynamic: float | None = None

    @property
    def of_pipes(self) -> network.Limits:
        """Return those that bound the choice of pipes."""
        return network.Limits(max_velocity_m_s=self.max_velocity, max_loss_m_km=self.max_loss)


def least_pressure(
    section: Network, norm: NormBasis | None
) -> tuple[float, tuple[Assumption, ...]]:
    """Return the least pressure at a tap: the user's, the standard's, or the library's."""
    if section.min_pressure is not None:
        return section.min_pressure, ()
    if norm is not None and norm.values.min_pressure is not None:
        answer = norm.values.answers["min_pressure"]
        origin = Origin(f"{answer.instrument}, {answer.clause}", answer.basis)
        line = Assumption.of("least pressure at a tap", norm.values.min_pressure, "m", origin)
        return norm.values.min_pressure, (line,)
    return limit("min_residual_pressure")


def pipe_limits(
    section: Network, norm: NormBasis | None, as_of: dt.date | None
) -> tuple[PipeLimits, tuple[Assumption, ...]]:
    """Return the limits of a scheme's pipes, and a register line for each of the standard's.

    A rule counts where every condition it asks for is known and met: a velocity laid down for
    pumping mains alone does not bind a distribution pipe.  Of several rules the strictest counts.
    """
    own = {
        "max_velocity": section.max_velocity,
        "min_velocity": section.min_velocity,
        "max_loss": section.max_loss,
        "max_static": section.max_pressure,
    }
    values: dict[str, float | None] = {}
    register: list[Assumption] = []
    for key, parameter, high, name, unit in _KINDS:
        values[key] = own.get(key)
        if values[key] is None and norm is not None:
            found = _of_norm(norm, parameter, high, as_of)
            if found is not None:
                values[key], origin = found
                register.append(Assumption.of(name, found[0], unit, origin))
    return PipeLimits(**values), tuple(register)


def _of_norm(
    norm: NormBasis, parameter: str, high: bool, as_of: dt.date | None
) -> tuple[float, Origin] | None:
    """Return the strictest upper (or lower) end of a parameter's rules, and where it stands."""
    found = []
    for answer in standards.answers_of(norm.standard, parameter, norm.conditions, as_of):
        if answer.conditions_unknown or answer.bound in _STATED:
            continue
        end = answer.high if high else answer.low
        if end is None and answer.bound not in {"floor" if high else "ceiling", "range"}:
            end = answer.value
        if end is not None:
            origin = Origin(f"{answer.instrument}, {answer.clause}", answer.basis)
            found.append((end, origin))
    if not found:
        return None
    return (min if high else max)(found, key=lambda item: item[0])


def missed(design: network.NetworkDesign, limits: PipeLimits) -> Iterator[str]:
    """Say which pipes run slowly and which taps stand under too much pressure, with the cure."""
    if limits.min_velocity is not None:
        slow = [
            f"{link.id} {link.velocity_m_s:.2f} m/s"
            for link in design.links
            if 0 < link.velocity_m_s < limits.min_velocity * (1 - 1e-9)
        ]
        if slow:
            yield (
                f"less than {limits.min_velocity:g} m/s in the design hour: {_listed(slow)}; "
                "sediment may settle, so give these pipes washouts"
            )
    taps = [node for node in design.nodes if node.kind == "junction" and node.demand_lps > 0]
    if limits.max_static is not None:
        for level, high in _by_surface(taps, limits.max_static).items():
            most = min(node.elevation_m for node in high) + limits.max_static
            yield (
                f"more than {limits.max_static:g} m of static pressure below the water at "
                f"{level:,g} m: {_listed([f'{n.id} {n.static_m:.1f} m' for n in high])}; a "
                f"break-pressure tank or reducing valve between, at most {most:,g} m above sea "
                "level, would cure it"
            )
    if limits.max_dynamic is not None:
        most = limits.max_dynamic
        high = [n for n in taps if n.pressure_m > most + 1e-6]
        if high:
            yield (
                f"more than {most:g} m of pressure in the design hour: "
                f"{_listed([f'{n.id} {n.pressure_m:.1f} m' for n in high])}; break the pressure "
                "above"
            )


def _by_surface(
    taps: list[network.SizedNode], most_m: float
) -> dict[float, list[network.SizedNode]]:
    """Return the taps under more than a static pressure, by the level of the water above."""
    found: dict[float, list[network.SizedNode]] = {}
    for node in sorted(taps, key=lambda n: -n.static_m):
        if node.static_m > most_m + 1e-6:
            found.setdefault(round(node.elevation_m + node.static_m, 3), []).append(node)
    return found


def _listed(items: list[str]) -> str:
    more = len(items) - _MOST_NAMED
    named = ", ".join(items[:_MOST_NAMED])
    return f"{named}, besides {more} more" if more > 0 else named
