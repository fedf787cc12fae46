"""The bodies of requests and answers; the description of the interface is made from them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from musdesign.scenario.types import mistake

Text = str
Changes = dict[str, Any]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SchemeBody(_Body):
    """A scheme: the name of a shipped case, or the whole text of a scenario file."""

    case: str | None = None
    """Name of a shipped case, such as la-palma-tres-puertas."""
    scenario: str | None = None
    """Text of a scenario file (YAML); nothing beside it can be opened."""
    set: Changes = Field(default_factory=dict)
    """Values by path, such as {"households[0].uses.domestic.rate": "80 L/person/day"}."""

    @model_validator(mode="after")
    def _one(self) -> SchemeBody:
        if (self.case is None) == (self.scenario is None):
            raise mistake("give either case or scenario")
        return self


class DesignBody(SchemeBody):
    """Ask for a design."""

    part: Literal["design", "demand", "supply", "network", "cost", "bills"] = "design"
    """The whole result, or one stage of it."""
    as_of: str | None = None
    """Date of the law, YYYY-MM-DD."""


class CheckBody(SchemeBody):
    """Ask for verdicts by clause."""

    standards: list[str] = Field(default_factory=list, max_length=100)
    """Instruments to check; those of the scenario where left out."""
    as_of: str | None = None
    """Date of the law, YYYY-MM-DD."""


class BillBody(_Body):
    """Ask for a bill."""

    tariff: str
    """Name of a tariff on file."""
    class_: str = Field("", alias="class")
    """Customer class; needed where the tariff has several."""
    usage: str
    """Volume of the billing period, such as 18 m3."""
    set: Changes = Field(default_factory=dict)
    """Facts of the customer that the tariff asks for, such as {"persons": 5}."""


class ProblemPart(_Body):
    """One mistake: what, where, why, and what would be right."""

    what: str
    path: str = ""
    file: str = ""
    line: int | None = None
    why: str = ""
    cure: str = ""


class ProblemsBody(_Body):
    """What was wrong with a request; all mistakes at once."""

    problems: list[ProblemPart]
