"""Is the water fit for its use: salt and germs on fields, and taps that people may drink from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from musdesign.library.tables import lookup
from musdesign.provenance import Assumption
from musdesign.supply.sources import tier

NOTHING_M3 = 1e-9
"""What counts as no water: less is left of rounding where volumes are taken from each other."""


@dataclass(frozen=True, slots=True)
class WaterQuality:
    """What is known of a source's water; None where it was not measured."""

    ec_ds_m: float | None = None
    coliforms_per_100ml: float | None = None


@dataclass(frozen=True, slots=True)
class Fitness:
    """What binds the use of a source's water, and the limits behind it."""

    warnings: tuple[str, ...]
    register: tuple[Assumption, ...]


def fitness(
    name: str,
    quality: str,
    known: WaterQuality,
    uses: Sequence[str],
    *,
    treated: Sequence[str] = (),
    near_homes: bool = True,
) -> Fitness:
    """Return warnings about a source's water in the uses it serves.

    Args:
        name: of the source.
        quality: its tier.
        known: what was measured.
        uses: uses that it serves raw.
        treated: uses that it serves after a treatment, which takes no salt away.
        near_homes: whether its taps stand where people pass.
    """
    told: list[str] = []
    limits: list[Assumption] = []

    def limit(key: str) -> float:
        row = lookup("water_quality", key)
        value = row.number("value")
        limits.append(Assumption.of(row.text("name"), value, row.text("unit"), row.origin))
        return value

    if known.ec_ds_m is not None:
        told += _salt(name, known.ec_ds_m, {*uses, *treated}, limit)
    if "gardens" in uses:
        if known.coliforms_per_100ml is not None:
            most = limit("irrigation_coliforms_raw")
            if known.coliforms_per_100ml > most:
                told.append(
                    f"{name}: {known.coliforms_per_100ml:g} E. coli in 100 mL are above the "
                    f"{most:g} for vegetables eaten raw: cook them, or water the soil alone"
                )
        if tier(quality) > tier("domestic") and near_homes:
            told.append(
                f"{name}: of {quality} quality on garden taps: people may drink from them; mark "
                "them, keep the pipes apart and give drinking water nearby"
            )
    if quality == "drinking" and known.coliforms_per_100ml:
        told.append(
            f"{name}: {known.coliforms_per_100ml:g} E. coli in 100 mL: not of drinking quality "
            "without disinfection"
        )
    return Fitness(tuple(told), tuple(limits))


def _salt(name: str, ec: float, uses: Set[str], limit: Callable[[str], float]) -> Iterator[str]:
    """Tell what salt forbids; no treatment step of the library takes it away."""
    if uses & {"domestic", "institutions"}:
        good, most = limit("drinking_ec_good"), limit("drinking_ec_most")
        if ec > most:
            yield (
                f"{name}: {ec:g} dS/m is too salty to drink (above {most:g}), and treatment takes "
                "no salt away: drink another water"
            )
        elif ec > good:
            yield f"{name}: {ec:g} dS/m: drinking water that tastes of salt (above {good:g})"
    if "gardens" in uses:
        none, severe = limit("irrigation_ec_none"), limit("irrigation_ec_severe")
        if ec > severe:
            yield f"{name}: {ec:g} dS/m: severe restriction on irrigation (above {severe:g})"
        elif ec > none:
            yield f"{name}: {ec:g} dS/m: slight to moderate restriction on irrigation"
    if "livestock" in uses:
        good, care = limit("livestock_ec_good"), limit("livestock_ec_care")
        if ec > care:
            yield f"{name}: {ec:g} dS/m is too salty for livestock"
        elif ec > good:
            yield f"{name}: {ec:g} dS/m: ruminants with care, not for poultry"


@dataclass(frozen=True, slots=True)
class Effluent:
    """Water that leaves after use, m3/year."""

    use: str
    kind: str
    m3_year: float
    share: float


def effluents(
    met_m3_year: Mapping[str, float], coffee_m3_year: float = 0.0
) -> tuple[tuple[Effluent, ...], tuple[Assumption, ...]]:
    """Return wastewater and effluent by use: net water times the part that becomes waste.

    Args:
        met_m3_year: net water by use.
        coffee_m3_year: of the enterprises' water, that of coffee mills, reported on its own.
    """
    found: list[Effluent] = []
    register: list[Assumption] = []
    for use in ("domestic", "institutions", "enterprises"):
        volume = met_m3_year.get(use, 0.0)
        if volume <= NOTHING_M3:
            continue
        row = lookup("water_quality", f"wastewater_{use}")
        share = row.number("value")
        register.append(Assumption.of(row.text("name"), share, "-", row.origin))
        if use == "enterprises" and coffee_m3_year > NOTHING_M3:
            coffee = min(coffee_m3_year, volume)
            found.append(Effluent(use, "coffee effluent", coffee * share, share))
            volume -= coffee
            if volume <= NOTHING_M3:
                continue
        kind = "effluent" if use == "enterprises" else "wastewater"
        found.append(Effluent(use, kind, volume * share, share))
    return tuple(found), tuple(register)
