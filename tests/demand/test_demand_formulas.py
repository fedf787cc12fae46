"""Each written formula gives what its function gives, and each table can be read in full."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import musdesign.demand
from musdesign.expr import parse
from musdesign.library.tables import table
from musdesign.trace import FORMULAS

for _module in pkgutil.iter_modules(musdesign.demand.__path__):
    importlib.import_module(f"musdesign.demand.{_module.name}")

OURS = sorted(
    (f for f in FORMULAS if f.__module__.startswith("musdesign.demand.")), key=lambda f: f.__name__
)
# ranges in which every formula of the room is defined, by argument name
RANGES = {
    "rate": (0.0, 0.05), "years": (0.0, 30.0), "loss_fraction": (0.0, 0.6), "tmin_c": (-5.0, 20.0),
    "tmax_c": (20.0, 40.0), "altitude_m": (0.0, 4000.0), "rain_mm": (0.0, 500.0),
}  # fmt: skip


def test_the_room_has_signed_formulas():
    assert len(OURS) >= 25


@pytest.mark.parametrize("function", OURS, ids=lambda f: f.__name__)
def test_the_written_formula_is_the_one_that_runs(function):
    rng = np.random.default_rng(7)
    names = list(inspect.signature(function).parameters)
    inputs = {name: rng.uniform(*RANGES.get(name, (0.5, 20.0)), 200) for name in names}
    expression = parse(FORMULAS[function].expression)
    assert expression.names <= set(names)
    np.testing.assert_allclose(function(**inputs), expression.evaluate(inputs), rtol=1e-12)


@pytest.mark.parametrize(
    "name",
    [
        "livestock", "livestock_drinking", "livestock_units", "crops", "crop_stages",
        "irrigation_methods", "enterprises", "institutions", "daily_factors", "hourly_patterns",
        "domestic_levels",
    ],
)  # fmt: skip
def test_every_table_gives_a_source_for_every_row(name):
    rows = table(name)
    assert rows
    assert all(row.origin.source for row in rows.values())


def test_figures_that_nobody_read_are_never_marked_better():
    for name, key in (
        ("crops", "plantain"),
        ("livestock_drinking", "cattle_pastoral"),
        ("livestock_drinking", "camel"),
        ("irrigation_methods", "bucket"),
        ("irrigation_methods", "hose"),
        ("hourly_patterns", "livestock"),
        ("hourly_patterns", "garden"),
        ("daily_factors", "coffee_peak_day_share"),
    ):
        assert table(name)[key].origin.basis == "unverified", key


def test_crop_coefficients_are_those_of_fao56():
    # FAO-56 Table 12, initial / mid / end
    published = {
        "vegetables": (0.7, 1.05, 0.95), "tomato": (0.6, 1.15, 0.80), "maize": (0.3, 1.20, 0.35),
        "banana": (1.0, 1.20, 1.10), "coffee": (0.9, 0.95, 0.95), "sugar_cane": (0.4, 1.25, 0.75),
        "avocado": (0.6, 0.85, 0.75), "onion": (0.7, 1.05, 0.75), "pineapple": (0.5, 0.3, 0.3),
    }  # fmt: skip
    for key, values in published.items():
        row = table("crops")[key]
        assert tuple(row.number(f"kc_{stage}") for stage in ("ini", "mid", "end")) == values, key
