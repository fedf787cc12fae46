"""Treatment trains as plain data and in a terminal."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from musdesign.errors import CalculationError, Problem
from musdesign.flow import DesignResult
from musdesign.report.console import console, heading, lines
from musdesign.supply.treatment import Train, train


class TreatmentPart(BaseModel):
    """What a treatment train reaches, loses and needs."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: str
    steps: list[str]
    takes: list[str]
    capacity_m3_day: float
    gives: str
    """Tier that the treated water reaches."""
    loss_fraction: float
    bacteria_log_removal: list[float]
    """The least and the most of the steps together."""
    virus_log_removal: list[float]
    turbidity_ntu: float | None
    """After the train; None where that of the raw water is not known."""
    running_cost_usd_m3: list[float] | None
    filter_area_m2: dict[str, list[float]]
    """The least and the most area of each filter."""
    chlorine_residual_mg_l: float | None
    contact_mg_min_l: float | None
    chlorine_product_g_day: float | None
    contact_tank_m3: float | None
    coliforms_after_per_100ml: list[float] | None
    warnings: list[str]
    basis: str


def parts(result: DesignResult) -> list[TreatmentPart]:
    """Return the treatments of a design as parts of the document."""
    return [
        _part(plant.name, list(plant.takes), plant.capacity_m3_day, plant.train,
              plant.coliforms_after)
        for plant in result.treatment
    ]  # fmt: skip


def stand_alone(
    steps: list[str], flow_m3_day: float, hours_day: float, turbidity: float | None,
    coliforms: float | None, dose: float | None, demand: float, contact: float | None,
) -> dict[str, Any]:  # fmt: skip
    """Return a train by itself as plain data.

    Raises:
        MusdesignError: unknown steps, or values out of range.
    """
    if coliforms is not None and coliforms < 0:
        raise CalculationError(Problem(f"{coliforms:g} E. coli cannot be"))
    found = train(
        steps, flow_m3_day, hours_day=hours_day, turbidity_ntu=turbidity, dose_mg_l=dose,
        demand_mg_l=demand, contact_minutes=contact,
    )  # fmt: skip
    after = None if coliforms is None else found.coliforms_after(coliforms)
    return _part("train", [], flow_m3_day, found, after).model_dump(mode="json")


def show(result: DesignResult) -> None:
    """Print the treatments of a design."""
    for part in parts(result):
        heading(f"Treatment: {part.name}")
        print_part(part.model_dump())


def print_part(part: dict[str, Any]) -> None:
    """Print one train."""
    for name, value in part.items():
        if name in {"warnings", "name"} or value in (None, [], {}):
            continue
        console().print(f"{name.replace('_', ' ')}: {_shown(value)}")
    lines("note", part["warnings"])


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {_shown(item)}" for key, item in value.items())
    if isinstance(value, list):
        between = len(value) == 2 and not any(isinstance(item, str) for item in value)
        return (" to " if between else ", ").join(map(_shown, value))
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _part(
    name: str, takes: list[str], capacity: float, found: Train,
    after: tuple[float, float] | None,
) -> TreatmentPart:  # fmt: skip
    chlorine = found.disinfection
    return TreatmentPart(
        name=name,
        steps=list(found.steps),
        takes=takes,
        capacity_m3_day=capacity,
        gives=found.gives,
        loss_fraction=found.loss_fraction,
        bacteria_log_removal=list(found.bacteria_log),
        virus_log_removal=list(found.virus_log),
        turbidity_ntu=found.turbidity_ntu,
        running_cost_usd_m3=list(found.cost_per_m3) if found.cost_per_m3 else None,
        filter_area_m2={key: list(area) for key, area in found.filter_area_m2.items()},
        chlorine_residual_mg_l=chlorine.residual_mg_l if chlorine else None,
        contact_mg_min_l=chlorine.ct_mg_min_l if chlorine else None,
        chlorine_product_g_day=chlorine.product_g_day if chlorine else None,
        contact_tank_m3=chlorine.contact_tank_m3 if chlorine else None,
        coliforms_after_per_100ml=list(after) if after else None,
        warnings=list(found.warnings),
        basis=found.register[0].basis,
    )
