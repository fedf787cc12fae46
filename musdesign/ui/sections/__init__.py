"""The sections of the page, in the order a person asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from musdesign.ui.sections import (
    bills,
    build_up,
    chance,
    clauses,
    futures,
    money,
    needs,
    pipes,
    register,
    sources,
    variants,
    why,
)
from musdesign.ui.view import View


@dataclass(frozen=True, slots=True)
class Section:
    """A tab: its title and what draws it."""

    title: str
    show: Callable[[View], None]


SECTIONS: tuple[Section, ...] = (
    Section("Needs", needs.show),
    Section("Build-up", build_up.show),
    Section("Chance", chance.show),
    Section("Sources", sources.show),
    Section("Network", pipes.show),
    Section("Standards", clauses.show),
    Section("Money", money.show),
    Section("Bills", bills.show),
    Section("Three futures", futures.show),
    Section("Variants", variants.show),
    Section("Assumptions", register.show),
    Section("Why this number", why.show),
)
