"""A network file of its own: nodes, pipes, loads and what may be built, without a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from musdesign.errors import DataError, Problem
from musdesign.scenario.reading import explained, in_order
from musdesign.scenario.types import Amount, Money, Number, Quantity, Section, mistake
from musdesign.yamlfile import Document, PathTuple, parse_yaml, read_yaml


def _as_text(value: object) -> object:
    # an id may be written as a plain number
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=120)]
Elevation = Annotated[float, Quantity("m", minimum=-2000, maximum=9000)]
Metres = Annotated[float, Quantity("m", maximum=1e4)]
Share = Annotated[float, Quantity("%", maximum=100)]


class PipeRow(Section):
    """A commercial pipe."""

    bore: Annotated[float, Quantity("mm", minimum=4, maximum=5000)]
    cost: Annotated[Money, Amount("m")]
    label: str = ""
    pressure_class: str = ""
    working_head: Annotated[float, Quantity("m", above=0)] | None = None
    hazen_williams_c: Annotated[float, Number(minimum=20, maximum=200)] = 150.0
    roughness: Annotated[float, Quantity("mm", maximum=50)] = 0.0015


class NodeRow(Section):
    """A point of the network."""

    id: Name
    elevation: Elevation
    kind: Literal["source", "tank", "break_pressure_tank", "junction"] = "junction"
    demand: Annotated[float, Quantity("L/s", maximum=1e5)] | None = None
    demands: dict[str, Annotated[float, Quantity("L/s", maximum=1e5)]] = Field(default_factory=dict)
    """Draw in each load case by its name."""
    day_volume: Annotated[float, Quantity("m3/day", maximum=1e7)] | None = None
    water_level: Elevation | None = None
    min_pressure: Metres | None = None
    max_pressure: Metres | None = None
    taps: Annotated[float, Number(maximum=10000)] = 0.0
    x: Annotated[float, Number(minimum=None)] | None = None
    y: Annotated[float, Number(minimum=None)] | None = None


class ProfileRow(Section):
    """A point of the survey along a link."""

    distance: Annotated[float, Quantity("m", maximum=1e6)]
    """From the upstream end."""
    elevation: Elevation


class ExistingRow(Section):
    """The pipe that lies there already."""

    bore: Annotated[float, Quantity("mm", minimum=4, maximum=5000)]
    hazen_williams_c: Annotated[float, Number(minimum=20, maximum=200)] = 130.0
    roughness: Annotated[float, Quantity("mm", maximum=50)] = 0.1
    working_head: Annotated[float, Quantity("m", above=0)] | None = None
    parallel: bool = False
    """Whether a second pipe may be laid beside it."""


class LinkRow(Section):
    """A pipe from the upstream to the downstream node."""

    id: Name
    start: Name = Field(alias="from")
    end: Name = Field(alias="to")
    length: Annotated[float, Quantity("m", above=0, maximum=1e6)]
    existing: ExistingRow | None = None
    profile: list[ProfileRow] = Field(default_factory=list)
    lowest_ground: Elevation | None = None
    minor_loss: Annotated[float, Number(maximum=1e4)] = 0.0
    """Sum of the coefficients K of v2/2g."""
    valve_drop: Metres = 0.0
    pump_allowed: bool = True
    pump_power: Annotated[float, Quantity("kW")] | None = None
    laying: Annotated[Money, Amount("m")] | None = None


class LoadRow(Section):
    """One way of using the network."""

    id: Name
    hours: Annotated[float, Quantity("hour/day", above=0, maximum=24)] = 24.0
    fills_tanks: bool = True


class LimitRows(Section):
    """Limits on flow in new pipes."""

    max_velocity: Annotated[float, Quantity("m/s", above=0, maximum=20)] | None = None
    min_velocity: Annotated[float, Quantity("m/s", maximum=20)] | None = None
    max_loss: Annotated[float, Quantity("m/km", above=0, maximum=1000)] | None = None
    min_loss: Annotated[float, Quantity("m/km", maximum=1000)] | None = None
    surge: Metres = 0.0


class TankRow(Section):
    """A row of tank costs: base + per m3 above the least volume."""

    least: Annotated[float, Quantity("m3")]
    most: Annotated[float, Quantity("m3", above=0)]
    base: Annotated[Money, Amount()]
    per_m3: Annotated[Money, Amount("m3")]


class TankRows(Section):
    """Tanks that may be sited."""

    costs: Annotated[list[TankRow], Field(min_length=1)]
    capacity: Share = 50.0
    """Share of the day's volume that a tank holds."""
    max_height: Metres = 0.0
    staging: Annotated[Money, Amount("m")] | None = None
    must: list[Name] = Field(default_factory=list)
    must_not: list[Name] = Field(default_factory=list)
    at_transits: bool = True


class PowerRow(Section):
    """A way to drive pumps."""

    kind: Literal["grid", "diesel", "solar"] = "grid"
    efficiency: Annotated[float, Quantity("%", above=0, maximum=100)]
    capital: Annotated[Money, Amount("kW")]
    energy: Annotated[Money, Amount("kWh")] | None = None
    life: Annotated[float, Quantity("years", above=0, maximum=100)] = 15.0
    discount_rate: Annotated[float, Quantity("1/year", minimum=-0.05, maximum=0.5)] = 0.08
    inflation: Annotated[float, Quantity("1/year", minimum=-0.05, maximum=0.5)] = 0.0
    fixed: Annotated[Money, Amount()] | None = None


class PumpRows(Section):
    """Pumps that may be placed."""

    sources: Annotated[list[PowerRow], Field(min_length=1)]
    least_power: Annotated[float, Quantity("kW")] = 0.0


class BreakRow(Section):
    """A device that breaks pressure."""

    kind: Literal["break_pressure_tank", "pressure_reducing_valve"] = "break_pressure_tank"
    cost: Annotated[Money, Amount()]
    outlet: Metres = 0.0
    inlet: Metres = 0.0
    sites: list[Name] | None = None


class TapRows(Section):
    """How taps are opened: for their load factor and for drawing open taps."""

    target_flow: Annotated[float, Quantity("L/s", above=0, maximum=10)]
    open: Annotated[float, Quantity("%", above=0, maximum=100)] = 40.0
    service_quality: Annotated[float, Quantity("%", above=0, maximum=99.99)] = 70.0
    load_factor: Literal["guide", "code"] = "code"
    faucet: Annotated[float, Number(above=0)] = 1.83e-8
    """Faucet coefficient, m5/s2: the head lost is q2 over it."""
    orifice_coefficient: Annotated[float, Number(above=0)] = 0.62


class NetworkDocument(Section):
    """A whole network file."""

    schema_version: Literal[1] = Field(1, alias="schema")
    name: str = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    head_loss: Literal["darcy-weisbach", "hazen-williams", "jaltantra", "neatwork"] | None = None
    min_pressure: Metres = 5.0
    through_pressure: Metres = 0.0
    """Least pressure where no water is drawn, at high points of profiles too."""
    water_temperature: Annotated[float, Quantity("degC", maximum=60)] = 20.0
    derating: dict[str, str] = Field(default_factory=dict)
    """Curves by which warm water weakens the pipes of a series or material of the catalogue."""
    catalogue: str | None = None
    price_per_kg: Annotated[Money, Amount("kg")] | None = None
    pipes: list[PipeRow] = Field(default_factory=list)
    laying: Annotated[Money, Amount("m")] | None = None
    limits: LimitRows = Field(default_factory=LimitRows)
    fill_hours: Annotated[float, Quantity("hour/day", above=0, maximum=24)] = 24.0
    one_diameter_a_link: bool = False
    bar_length: Annotated[float, Quantity("m", above=0, maximum=1000)] | None = None
    loads: list[LoadRow] = Field(default_factory=list)
    nodes: Annotated[list[NodeRow], Field(min_length=2)]
    links: Annotated[list[LinkRow], Field(min_length=1)]
    tanks: TankRows | None = None
    pumps: PumpRows | None = None
    breaks: list[BreakRow] = Field(default_factory=list)
    taps: TapRows | None = None

    @model_validator(mode="after")
    def _one_way_to_pipes(self) -> NetworkDocument:
        if self.pipes and self.catalogue:
            raise mistake("both pipes and a catalogue are given", cure="leave one of them out")
        if self.pipes and self.derating:
            raise mistake(
                "derating curves are for pipes of a catalogue",
                cure="give your own pipes the working_head that they bear in this water",
            )
        return self


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document

    @property
    def data(self) -> Any:
        return self.document.data

    def problem(self, path: PathTuple, what: str, *, why: str = "", cure: str = "") -> Problem:
        return self.document.problem(path, what, why=why, cure=cure)


def read_network_document(path: str | Path) -> tuple[NetworkDocument, Document]:
    """Read a network file in YAML.

    Raises:
        DataError: with every mistake, each at its line.
    """
    return checked(read_yaml(path))


def network_document_from_text(text: str, file: str = "") -> tuple[NetworkDocument, Document]:
    """Read a network from YAML text."""
    return checked(parse_yaml(text, file))


def checked(document: Document) -> tuple[NetworkDocument, Document]:
    """Return the model of a parsed file.

    Raises:
        DataError: with every mistake, each at its line.
    """
    problems = list(document.problems)
    if not isinstance(document.data, dict):
        problems.append(
            Problem(
                "the file is no network",
                file=document.file,
                line=1,
                cure="it has the keys currency, nodes and links",
            )
        )
        raise DataError(problems)
    model = None
    try:
        model = NetworkDocument.model_validate(document.data)
    except ValidationError as error:
        problems += explained(_Read(document), error, NetworkDocument)
    if model is not None:
        problems += _currencies(document, model)
    if problems or model is None:
        raise DataError(in_order(problems))
    return model, document


def _currencies(document: Document, model: NetworkDocument) -> list[Problem]:
    """Return a problem for each price in another currency: none is converted silently."""
    found = []

    def look(value: object, path: PathTuple) -> None:
        if isinstance(value, Money):
            if value.currency != model.currency:
                found.append(
                    document.problem(
                        path,
                        f"this price is in {value.currency}",
                        why=f"the file is in {model.currency}",
                    )
                )
        elif isinstance(value, Section):
            for name, info in type(value).model_fields.items():
                look(getattr(value, name), (*path, info.alias or name))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                look(item, (*path, i))

    look(model, ())
    return found
