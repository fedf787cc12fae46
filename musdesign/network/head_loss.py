"""Friction loss of water in full pipes, as the EPANET engine computes it."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.trace import formula

HeadLoss = Literal["darcy-weisbach", "hazen-williams", "jaltantra"]
HEAD_LOSSES: tuple[str, ...] = get_args(HeadLoss)

Floats = NDArray[np.float64]

# EPANET computes in feet: 32.2 ft/s2 and 1.1e-5 ft2/s (water near 20 degrees Celsius).
GRAVITY_M_S2 = 32.2 * 0.3048
VISCOSITY_M2_S = 1.1e-5 * 0.3048**2

_LAMINAR, _TURBULENT = 2000.0, 4000.0


def unit_head_loss(
    flow_lps: ArrayLike,
    bore_mm: ArrayLike,
    *,
    method: HeadLoss = "darcy-weisbach",
    roughness_mm: ArrayLike = 0.0015,
    hazen_williams_c: ArrayLike = 150.0,
) -> Floats:
    """Return the friction loss in metres of head per metre of pipe; arguments broadcast.

    Args:
        flow_lps: flow, L/s; a flow against the pipe gives a negative loss.
        bore_mm: inside diameter, mm.
        method: ``darcy-weisbach`` and ``hazen-williams`` as in EPANET; ``jaltantra`` is
            Hazen-Williams with the constants of that program.
        roughness_mm: wall roughness, mm (Darcy-Weisbach alone).
        hazen_williams_c: Hazen-Williams coefficient (the other two).

    Raises:
        CalculationError: an unknown method.

    Source: EPANET 2.2 User Manual, chapter 3.1 and table 3.1; EPANET source, hydcoeffs.c.

    >>> round(float(unit_head_loss(1.0, 40.8)), 4)
    0.0171
    >>> unit_head_loss([0.0, 1.0], 50.0, method="hazen-williams").round(4).tolist()
    [0.0, 0.006]
    """
    flow = np.asarray(flow_lps, dtype=float)
    size = np.abs(flow)
    if method == "darcy-weisbach":
        loss = _darcy_weisbach(size / 1000, np.asarray(bore_mm, float) / 1000, roughness_mm)
    elif method == "hazen-williams":
        loss = hazen_williams(size, bore_mm, hazen_williams_c)
    elif method == "jaltantra":
        loss = hazen_williams_jaltantra(size, bore_mm, hazen_williams_c)
    else:
        raise CalculationError(
            Problem(f"unknown head loss formula '{method}'", cure=did_you_mean(method, HEAD_LOSSES))
        )
    return np.asarray(np.sign(flow) * loss)


@formula(
    "h",
    "10.667 * (flow_lps / 1000) ^ 1.852 / (hazen_williams_c ^ 1.852 * (bore_mm / 1000) ^ 4.871)",
    "m/m",
    "EPANET 2.2 User Manual, table 3.1 (Hazen-Williams) in SI units",
)
def hazen_williams(flow_lps: ArrayLike, bore_mm: ArrayLike, hazen_williams_c: ArrayLike) -> Floats:
    """Return the Hazen-Williams loss with EPANET's constants, m/m.

    >>> round(float(hazen_williams(10.0, 100.0, 130.0)), 5)
    0.01906
    """
    return _power_law(flow_lps, bore_mm, hazen_williams_c, 10.667, 4.871)


@formula(
    "h",
    "10.68 * (flow_lps / 1000) ^ 1.852 / (hazen_williams_c ^ 1.852 * (bore_mm / 1000) ^ 4.87)",
    "m/m",
    "JalTantra (IIT Bombay), BranchOptimizer",
)
def hazen_williams_jaltantra(
    flow_lps: ArrayLike, bore_mm: ArrayLike, hazen_williams_c: ArrayLike
) -> Floats:
    """Return the Hazen-Williams loss with JalTantra's constants, m/m (to reproduce its results)."""
    return _power_law(flow_lps, bore_mm, hazen_williams_c, 10.68, 4.87)


def _power_law(
    flow_lps: ArrayLike, bore_mm: ArrayLike, c: ArrayLike, constant: float, exponent: float
) -> Floats:
    flow = np.asarray(flow_lps, dtype=float) / 1000
    bore = np.asarray(bore_mm, dtype=float) / 1000
    loss = constant * flow**1.852 / (np.asarray(c, dtype=float) ** 1.852 * bore**exponent)
    return np.asarray(loss)


def reynolds(flow_lps: ArrayLike, bore_mm: ArrayLike) -> Floats:
    """Return the Reynolds number 4 Q / (pi D nu), with EPANET's viscosity.

    >>> round(float(reynolds(1.0, 40.0)))
    31148
    """
    flow = np.asarray(flow_lps, dtype=float) / 1000
    return np.asarray(4 * flow / (np.pi * np.asarray(bore_mm, float) / 1000 * VISCOSITY_M2_S))


@formula(
    "v",
    "4 * flow_lps / 1000 / (3.141592653589793 * (bore_mm / 1000) ^ 2)",
    "m/s",
    "Continuity in a round pipe",
)
def velocity_m_s(flow_lps: ArrayLike, bore_mm: ArrayLike) -> Floats:
    """Return the mean velocity 4 Q / (pi D^2), m/s.

    >>> round(float(velocity_m_s(1.0, 35.68)), 2)
    1.0
    """
    flow = np.asarray(flow_lps, dtype=float) / 1000
    return np.asarray(4 * flow / (np.pi * (np.asarray(bore_mm, dtype=float) / 1000) ** 2))


def friction_factor(reynolds_number: ArrayLike, relative_roughness: ArrayLike) -> Floats:
    """Return the Darcy friction factor as EPANET has it.

    Laminar 64/Re up to 2000; Swamee and Jain (1976) from 4000; between them E. Dunlop's cubic,
    which meets both in value and slope.

    Source: EPANET 2.2 User Manual, chapter 12.1; EPANET source, hydcoeffs.c (frictionFactor).

    >>> friction_factor([1000.0, 2000.0, 1e5], 0.0).round(4).tolist()
    [0.064, 0.032, 0.0179]
    """
    re = np.asarray(reynolds_number, dtype=float)
    rough = np.asarray(relative_roughness, dtype=float) / 3.7
    turbulent = (-2 * np.log10(rough + 5.74 / np.maximum(re, _TURBULENT) ** 0.9)) ** -2
    laminar = 64 / np.clip(re, 1e-300, _LAMINAR)
    return np.where(
        re >= _TURBULENT,
        turbulent,
        np.where(re <= _LAMINAR, laminar, _transition(re / _LAMINAR, rough)),
    )


def _transition(r: Floats, rough: Floats) -> Floats:
    at_4000 = 5.74 / _TURBULENT**0.9
    y2 = rough + at_4000
    y3 = -2 / np.log(10) * np.log(y2)
    fa = y3**-2
    fb = (2 - 2 * 0.9 * 2 / np.log(10) * at_4000 / (y2 * y3)) * fa
    x1 = 7 * fa - fb
    x2 = 0.128 - 17 * fa + 2.5 * fb
    x3 = -0.128 + 13 * fa - 2 * fb
    x4 = 0.032 - 3 * fa + 0.5 * fb
    return np.asarray(x1 + r * (x2 + r * (x3 + r * x4)))


def _darcy_weisbach(flow_m3_s: Floats, bore_m: Floats, roughness_mm: ArrayLike) -> Floats:
    area = np.pi / 4 * bore_m**2
    re = flow_m3_s * bore_m / area / VISCOSITY_M2_S
    factor = friction_factor(re, np.asarray(roughness_mm, dtype=float) / 1000 / bore_m)
    turbulent = factor * (flow_m3_s / area) ** 2 / (2 * GRAVITY_M_S2 * bore_m)
    # Hagen-Poiseuille written without the division by Re, so that no flow gives no loss.
    laminar = 32 * VISCOSITY_M2_S * flow_m3_s / (area * GRAVITY_M_S2 * bore_m**2)
    return np.where(re <= _LAMINAR, laminar, turbulent)
