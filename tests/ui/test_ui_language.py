"""The whole app speaks the reader's language: words, numbers and dates, page by page."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

import musdesign
from musdesign import flow
from musdesign.paths import data_root
from musdesign.study.explain import figure_names
from musdesign.ui import words
from musdesign.ui.pages import PAGES
from tests.i18n.data_words import data_words
from tests.ui.opened import page
from tests.ui.shown import pseudo, texts

# what stands on several pages is read on one of them
SECTIONS = list(
    {
        (section.show if section else item.path): (item.path, section.title if section else "")
        for item in PAGES
        for section in (item.sections or (None,))
    }.values()
)
CASE = "la-palma-tres-puertas"
_SHORT = 12  # letters; a shorter word of ours may stand in a source as well
# units, currencies, names of formats and programs: the same in every language
SAME = frozenset(
    """mm cm m2 m3 km kWh kW lps ha log Omega omega COP USD BOB ETB ZAR NPR KES EPANET WASHCost PDF
    XLSX YAML CSV JSON inp Python CapEx OpEx CapManEx CoC ExpDS ExpIDS musdesign FAO DN PVC RDE SDR
    psi GeoJSON KML KoboToolbox NeatWork Branch Loop JalTantra COL RAS MVCT MAVDT CRA Art Tabla par
    English español DANE Resolution krs usda_scs CROPWAT epanet size checks tina""".split()  # noqa: SIM905
)
HEAVY = {
    "Assumptions",
    "Why this number",
    "Build-up",
    "Standards",
    "What blocks it",
    "Laws compared",
    "Change a clause",
    "Water rights",
    "Sensitivity",
    "Service ladder",
}
"""Sections that are mostly words of laws, sources and names of numbers, in their own language."""


@functools.cache
def data() -> str:
    """Return the words of the data that are not our own: sources, quotations, names and keys."""
    files = [
        path for kind in ("standards", "scenarios") for path in data_root(kind).rglob("*.yaml")
    ]
    files += Path(musdesign.__file__).parent.joinpath("library", "data").rglob("*.csv")
    text = " ".join(path.read_text(encoding="utf-8") for path in files)
    keys = figure_names(flow.design(flow.load(CASE)))
    text += re.sub(r"[._]", " ", " ".join(keys))
    text = re.sub(r"[\s\"'>|]+", " ", text).lower()
    for own in sorted(data_words(), key=len, reverse=True):
        if len(own) > _SHORT:
            text = text.replace(re.sub(r"[\s\"'>|]+", " ", own).lower(), " ")
    return text


@functools.cache
def words_of_data() -> frozenset[str]:
    """Return the single words of the data."""
    return frozenset(re.findall(r"\w+", data()))


@functools.cache
def names() -> set[str]:
    """Return the words of the names in the case: its place, groups, sources, nodes and tariffs."""
    text = " ".join(path.read_text(encoding="utf-8") for path in flow.cases().values())
    named = re.findall(r"\b(?:name|group|place|id|from|to|person|by)\s*:\s*([^,}#\n]+)", text)
    named += [tariff.title for tariff in flow.design(flow.load(CASE)).tariffs]
    return {word.lower() for text in named for word in re.findall(r"[A-Za-zÀ-ÿ]+", text)}


SOURCES = re.compile(
    "USDA Soil Conservation Service method as in FAO CROPWAT|UMSS Cochabamba|lecture notes|cgha"
    "|woolshed|nipple|scs|Aikenort|TABLAS|REFERENCIA|wind of|missing wind speed data"
    "|goats|brewing|bricks|level|no provider's|unverified|between"
    "|direct|indirect|with direct support"
)
"""Words of sources that stand in the code beside their formula, and of descriptions of data."""


def latin(text: str, *, heavy: bool = False) -> list[str]:
    """Return the stretches of Latin words that are neither names of the case nor words of data."""
    found = []
    words_ = r"[A-Za-zÀ-ÿ](?:[A-Za-zÀ-ÿ'’-]| (?! ))*[A-Za-zÀ-ÿ]"
    for stretch in re.findall(words_, text):
        wanted = [w for w in re.findall(r"[A-Za-zÀ-ÿ]{3,}", stretch) if w not in SAME]
        unnamed = [word for word in wanted if word.lower() not in names()]
        if not unnamed or (len(wanted) > 1 and " ".join(stretch.lower().split()) in data()):
            continue
        if heavy and words_of_data().issuperset(word.lower() for word in wanted):
            continue
        if not SOURCES.fullmatch(stretch):
            found.append(stretch)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("path", "section"), SECTIONS)
def test_every_text_of_a_page_comes_from_the_catalogue_or_from_data(path, section, monkeypatch):
    monkeypatch.setattr(words, "current", pseudo)
    test = page(path, section, case=CASE, timeout_s=120).run()
    assert not test.exception
    if section in {"For the assembly", "Brief"}:
        return  # a report, written in a language and not for a visitor
    missed = sorted(
        {found for text in set(texts(test)) for found in latin(text, heavy=section in HEAVY)}
    )
    assert not missed
