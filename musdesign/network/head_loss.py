"""Friction loss of water in full pipes, as the EPANET engine computes it."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.errors import CalculationError, Problem, did_you_mean
from musdesign.trace import formula

HeadLoss = Literal["darcy-weisbach", "hazen-williams", "jaltantra", "neatwork"]
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
    water_c: float = 20.0,
) -> Floats:
    """Return the friction loss in metres of head per metre of pipe; arguments broadcast.

    Args:
        flow_lps: flow, L/s; a flow against the pipe gives a negative loss.
        bore_mm: inside diameter, mm.
        method: ``darcy-weisbach`` and ``hazen-williams`` as in EPANET; ``jaltantra`` is
            Hazen-Williams with the constants of that program, ``neatwork`` the power law for
            plastic pipe of that one.
        roughness_mm: wall roughness, mm (Darcy-Weisbach alone).
        hazen_williams_c: Hazen-Williams coefficient (its two kinds).
        water_c: temperature of the water, degrees Celsius (Darcy-Weisbach and NeatWork).

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
        viscosity = VISCOSITY_M2_S * relative_viscosity(water_c)
        bore = np.asarray(bore_mm, float) / 1000
        loss = _darcy_weisbach(size / 1000, bore, roughness_mm, viscosity)
    elif method == "hazen-williams":
        loss = hazen_williams(size, bore_mm, hazen_williams_c)
    elif method == "jaltantra":
        loss = hazen_williams_jaltantra(size, bore_mm, hazen_williams_c)
    elif method == "neatwork":
        loss = neatwork_plastic(size, bore_mm, 1.27 / relative_viscosity(water_c))
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


@formula(
    "h",
    "0.0826 * 0.235 * (reynolds_factor * 1000000) ^ -0.219 * (flow_lps / 1000) ^ 1.781"
    " / (bore_mm / 1000) ^ 4.781",
    "m/m",
    "NeatWork 5, smooth plastic pipe: friction factor 0.235 Re^-0.219",
)
def neatwork_plastic(
    flow_lps: ArrayLike, bore_mm: ArrayLike, reynolds_factor: ArrayLike = 1.27
) -> Floats:
    """Return NeatWork's loss for plastic pipe, m/m; the factor a gives Re = 10^6 a Q / D.

    >>> round(float(neatwork_plastic(1.0, 40.8)), 4)
    0.0178
    """
    flow = np.asarray(flow_lps, dtype=float) / 1000
    bore = np.asarray(bore_mm, dtype=float) / 1000
    constant = 0.0826 * 0.235 * (np.asarray(reynolds_factor, dtype=float) * 1e6) ** -0.219
    return np.asarray(constant * flow**1.781 / bore**4.781)


def relative_viscosity(water_c: float) -> float:
    """Return the viscosity of water over that at 20 degrees Celsius.

    Raises:
        CalculationError: no temperature of liquid water.

    Source: Kestin, Sokolov and Wakeham (1978), Viscosity of liquid water in the range -8 to
    150 degrees C, correlation of the ratio (from memory; the change of density, under 0.8 % up
    to 40 degrees, is left out).

    >>> round(relative_viscosity(10.0), 3), relative_viscosity(20.0)
    (1.304, 1.0)
    """
    if not 0 <= water_c <= 100:
        raise CalculationError(
            Problem(f"water of {water_c:g} degrees is not liquid", cure="0 to 100 degrees Celsius")
        )
    below = 20.0 - water_c
    power = below / (water_c + 96.0) * (1.2364 - 1.37e-3 * below + 5.7e-6 * below**2)
    return float(10.0**power)


def minor_loss_m(flow_lps: ArrayLike, bore_mm: ArrayLike, k: ArrayLike) -> Floats:
    """Return the loss K v^2 / 2g at fittings, m, as EPANET has it (0.02517 K Q^2 / D^4 in feet).

    >>> round(float(minor_loss_m(1.0, 35.68, 10.0)), 2)
    0.51
    """
    speed = velocity_m_s(flow_lps, bore_mm)
    return np.asarray(np.asarray(k, dtype=float) * speed**2 / (2 * GRAVITY_M_S2))


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


def _darcy_weisbach(
    flow_m3_s: Floats, bore_m: Floats, roughness_mm: ArrayLike, viscosity_m2_s: float
) -> Floats:
    area = np.pi / 4 * bore_m**2
    re = flow_m3_s * bore_m / area / viscosity_m2_s
    factor = friction_factor(re, np.asarray(roughness_mm, dtype=float) / 1000 / bore_m)
    turbulent = factor * (flow_m3_s / area) ** 2 / (2 * GRAVITY_M_S2 * bore_m)
    # Hagen-Poiseuille written without the division by Re, so that no flow gives no loss.
    laminar = 32 * viscosity_m2_s * flow_m3_s / (area * GRAVITY_M_S2 * bore_m**2)
    return np.where(re <= _LAMINAR, laminar, turbulent)
