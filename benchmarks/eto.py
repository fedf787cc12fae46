"""Thirty years of daily evapotranspiration, beside refet."""

from __future__ import annotations

import numpy as np
from timing import Timing, median_s

from musdesign.demand import reference_et as et

RUNS = 31
# the budget is a multiple of the peer's own time on the same machine
MOST_TIMES_PEER = 2.0


def weather() -> dict[str, np.ndarray]:
    """Return thirty years of plausible days."""
    rng = np.random.default_rng(30)
    dates = np.arange("1991-01-01", "2021-01-01", dtype="datetime64[D]")
    day = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(float) + 1.0
    tmin = rng.uniform(5.0, 20.0, day.size)
    return {
        "day": day,
        "tmin": tmin,
        "tmax": tmin + rng.uniform(3.0, 15.0, day.size),
        "ea": rng.uniform(0.5, 1.0, day.size) * et.saturation_vapour_pressure(tmin),
        "wind": rng.uniform(0.5, 5.0, day.size),
        "solar": rng.uniform(8.0, 25.0, day.size),
    }


def refet_s(x: dict[str, np.ndarray]) -> float | None:
    """Return the time of refet for the same days, None where it is not installed."""
    try:
        import refet
    except ImportError:
        return None
    return median_s(
        lambda: refet.Daily(
            tmin=x["tmin"], tmax=x["tmax"], rs=x["solar"], uz=x["wind"], zw=10.0, elev=1000.0,
            lat=5.0, doy=x["day"], ea=x["ea"], method="asce",
        ).eto(),
        RUNS,
    )  # fmt: skip


def rows() -> list[Timing]:
    """Return what is timed."""
    x = weather()
    peer = refet_s(x)
    budget = None if peer is None else MOST_TIMES_PEER * peer
    plain = median_s(
        lambda: et.daily_eto(
            5.0, 1000.0, x["day"], tmin_c=x["tmin"], tmax_c=x["tmax"], ea_kpa=x["ea"],
            wind_2m_m_s=et.wind_at_2m(x["wind"], 10.0), solar_mj=x["solar"],
        ),
        RUNS,
    )  # fmt: skip
    checked = median_s(
        lambda: et.eto_from_weather(
            5.0, 1000.0, x["day"], x["tmin"], x["tmax"], vapour_pressure_kpa=x["ea"],
            wind_m_s=x["wind"], wind_height_m=10.0, solar_mj=x["solar"],
        ),
        RUNS,
    )  # fmt: skip
    return [
        Timing("30 years of daily ETo (peer: refet)", plain, budget, peer),
        Timing("the same, checked and gaps looked for", checked, budget, peer),
    ]


if __name__ == "__main__":
    from timing import show

    show(rows())
