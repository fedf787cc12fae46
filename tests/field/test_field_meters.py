"""Measured use against the design: known villages, SciPy and hand calculations."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from musdesign.errors import CalculationError, MusdesignError
from musdesign.field.drivers import drivers
from musdesign.field.measured import (
    by_group,
    distribution,
    exceedance,
    productive_by_control,
    productive_by_excess,
    resampled,
)
from musdesign.field.meters import meters, read_allocation

METERS = """\
source: Meter readings of the water board
date: 2025-12-31
basis: primary
household: house
read_on: day
reading: {column: m3, unit: m3}
"""
SURVEY = """\
source: Survey of the same households
basis: primary
household: id
persons: persons
domestic: {rate: 100 L/person/day}
livestock: {dairy_cow: cows}
gardens: [{crop: vegetables, area: {column: plot, unit: m2}}]
"""


def village(folder, n=60, months=7, noise=0.05, seed=1):
    """n households read at the start of each month; use = 80 L/person + 50 L/cow + 2 L/m2."""
    rng = np.random.default_rng(seed)
    persons = rng.integers(1, 8, n)
    cows = np.where(rng.random(n) < 0.5, rng.integers(1, 6, n), 0)
    plot = np.where(cows > 0, rng.integers(0, 3, n) * 100, 0)
    litres = 80 * persons + 50 * cows + 2 * plot
    survey = ["id,persons,cows,plot"]
    survey += [f"h{i},{persons[i]},{cows[i]},{plot[i]}" for i in range(n)]
    rows = ["house,day,m3"]
    for i in range(n):
        count = 500.0
        for month in range(months):
            start = dt.date(2025, 1 + month, 1)
            rows.append(f"h{i},{start},{count:.6f}")
            days = (dt.date(2025, 2 + month, 1) - start).days
            count += litres[i] / 1000 * days * rng.normal(1, noise)
    (folder / "survey.csv").write_text("\n".join(survey), encoding="utf-8")
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "meters.csv").write_text("\n".join(rows), encoding="utf-8")
    return persons, cows, plot, litres


def study(folder, extra="", **how):
    (folder / "meters.yaml").write_text(METERS + extra, encoding="utf-8")
    return meters(folder / "meters.csv", folder / "meters.yaml", **how)


JOINED = (
    "survey: {file: survey.csv, mapping: survey.yaml}\nrates: [persons, dairy_cow, garden_area]\n"
)


def test_a_village_gives_back_its_mean_its_rates_and_its_productive_share(tmp_path):
    persons, _, _, litres = village(tmp_path, noise=0.0)
    found = study(tmp_path, JOINED + "domestic_need: 80 L/person/day\n",
                  allocation="15 m3/household/month")  # fmt: skip
    month = litres * 365 / 12 / 1000
    assert found.distribution.mean.value == pytest.approx(month.mean(), rel=1e-4)
    assert found.distribution.cv_between == pytest.approx(
        month.std(ddof=1) / month.mean(), rel=1e-4
    )
    assert found.distribution.l_person_day.value == pytest.approx(
        litres.sum() / persons.sum(), rel=1e-4
    )
    assert (found.households, found.distribution.household_months) == (60, 360)
    against = found.exceedance
    assert against.households.value == pytest.approx(np.mean(month > 15))
    assert against.ratio.value == pytest.approx(month.mean() / 15, rel=1e-4)
    assert against.volume.value == pytest.approx(
        np.maximum(month - 15, 0).sum() / month.sum(), rel=1e-4
    )
    assert against.used_above == pytest.approx(month[month > 15].sum() / month.sum(), rel=1e-4)
    rates = {rate.driver: rate.rate_l_day for rate in found.calibration.rates}
    assert rates == pytest.approx({"persons": 80, "dairy_cow": 50, "garden_area": 2}, rel=1e-3)
    true = 1 - 80 * persons.sum() / litres.sum()
    # without noise the three methods agree: domestic-only households use 80 L/person/day too
    for share in (*[p.share.value for p in found.productive], found.calibration.productive_share):
        assert share == pytest.approx(true, abs=1e-3)
    assert len(found.productive) == 2
    assert found.notes == ()


def test_with_noise_the_true_share_lies_in_the_intervals(tmp_path):
    persons, _, _, litres = village(tmp_path, noise=0.3, seed=5)
    found = study(tmp_path, JOINED, confidence=0.99)
    true = 1 - 80 * persons.sum() / litres.sum()
    (control,) = found.productive
    assert control.share.low < true < control.share.high
    assert found.calibration.productive_low < true < found.calibration.productive_high
    again = study(tmp_path, JOINED, confidence=0.99)
    assert again.productive == found.productive


def test_an_allocation_per_person_needs_persons(tmp_path):
    village(tmp_path)
    with pytest.raises(CalculationError, match="an allocation per person needs the persons"):
        study(tmp_path, allocation="100 L/person/day")
    found = study(tmp_path, JOINED, allocation="100 L/person/day")
    assert found.exceedance.mean_m3_month > 0


@pytest.mark.parametrize(("persons", "litres"), [(4, 329), (5, 263), (6, 219)])
def test_forty_m3_a_month_is_the_published_use_per_person(persons, litres):
    # La Palma-Tres Puertas, Restrepo: 40 m3/household/month (MUS Group, second learning-alliance
    # workshop, 15 July 2005); per person for 4, 5 and 6 persons by hand: 40,000 · 12 / 365 / persons
    per_house = read_allocation("40 m3/household/month").of(np.array([persons]))
    per_person = read_allocation(f"{litres} L/person/day").of(np.array([persons]))
    assert per_person[0] == pytest.approx(per_house[0], rel=0.003)


def test_an_allocation_of_another_kind_is_refused():
    with pytest.raises(MusdesignError, match="another kind"):
        read_allocation("40 m3/day")


@settings(deadline=None)
@example([1.0, 1.0, 1.0, 31.0, 31.0], 31.0)  # of exactly the allocation
@given(st.lists(st.floats(0.1, 200), min_size=5, max_size=40), st.floats(0.5, 150))
def test_shares_above_an_allocation_are_consistent(uses, limit):
    use = np.array(uses)
    cells = np.repeat(use[:, None], 3, axis=1)
    found = exceedance(cells, use / (365 / 12), np.full(len(use), limit), "x")
    over = use[use > limit * (1 + 1e-9)]
    # a share of volume above the limit is never more than what the households above it use
    assert 0 <= found.volume.value <= found.used_above + 1e-12 <= 1 + 1e-9
    assert found.volume.value == pytest.approx((over - limit).sum() / use.sum(), abs=1e-9)
    assert found.household_months == pytest.approx(found.households.value, abs=1 / len(use))
    tight = exceedance(cells, use / (365 / 12), np.full(len(use), limit * 2), "x")
    assert tight.households.value <= found.households.value
    assert tight.volume.value <= found.volume.value


def test_the_bootstrap_of_a_mean_has_the_standard_error_of_the_mean():
    values = np.random.default_rng(3).gamma(2, 10, 200)
    band = resampled(200, lambda w: w @ values / w.sum(axis=-1), draws=20000)
    half = 1.6448536 * values.std() / 200**0.5
    assert (band.high - band.low) / 2 == pytest.approx(half, rel=0.04)
    assert band.value == pytest.approx(values.mean())


def test_few_households_have_no_interval_rather_than_a_narrow_one():
    band = resampled(4, lambda w: w @ np.arange(4.0) / w.sum(axis=-1))
    assert np.isnan(band.low)
    assert np.isnan(band.high)


def test_excess_counts_ordinary_differences_and_says_so():
    use = np.array([0.3, 0.4, 0.5, 0.4, 0.4])  # m3/day, four persons each: a mean of 100 L
    found = productive_by_excess(use, np.full(5, 4.0), 100.0)
    assert found.share.value == pytest.approx(0.1 / 2.0)
    assert "not measured" in found.note


def test_a_comparison_needs_five_households_of_each_kind():
    with pytest.raises(CalculationError, match="4 measured households without productive use"):
        productive_by_control(np.ones(20), np.ones(20), np.arange(20) < 4)


def test_nothing_measured_over_a_month_is_refused():
    with pytest.raises(CalculationError, match="no household is measured over a whole month"):
        distribution(np.array([[np.nan]]), np.array([np.nan]), ["2025-01"])


def test_households_that_are_only_in_one_file_are_counted(tmp_path):
    village(tmp_path, n=30)
    text = (tmp_path / "meters.csv").read_text(encoding="utf-8").replace("h3,", "x3,")
    (tmp_path / "meters.csv").write_text(text, encoding="utf-8")
    notes = study(tmp_path, JOINED).notes
    assert "1 measured households are not in the survey" in notes
    assert "1 households of the survey have no meter readings" in notes
    text = text.replace("\nh", "\nz").replace("\nx", "\nz")
    (tmp_path / "meters.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MusdesignError, match="no measured household is in the survey"):
        study(tmp_path, JOINED)


def test_the_regression_finds_that_cows_and_plots_explain_measured_use_and_persons_less(tmp_path):
    # Restrepo: homestead area, storage and number of cows explain use better than household size
    # (Dominguez-Rivera and others 2014, Ing. y Univ. 18(1)); the village is made so
    village(tmp_path, n=80, noise=0.2)
    (tmp_path / "meters.yaml").write_text(METERS, encoding="utf-8")
    spec = ("drivers: {response: measured_use, predictors: [persons, dairy_cow, garden_area], "
            "meters: {file: meters.csv, mapping: meters.yaml}}\n")  # fmt: skip
    (tmp_path / "survey.yaml").write_text(SURVEY + spec, encoding="utf-8")
    found = drivers(tmp_path / "survey.csv", tmp_path / "survey.yaml")
    by_name = {d.name: d for d in found.regression.drivers}
    for name, true in {"persons": 80, "dairy_cow": 50, "garden_area": 2}.items():
        driver = by_name[name]
        assert abs(driver.coefficient - true) < 4 * driver.standard_error
    assert found.reading[1].startswith("garden_area")
    assert found.regression.n == 80


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("reading: {column: m3, unit: m3}", "reading: {column: m3}", "the column has no unit"),
        ("read_on: day", "", "read_on is missing"),
        ("reading:", "volume:", "period is missing"),
        ("day\n", "day\nchecks: {digit: 4}\n", "did you mean 'digits'"),
        ("day\n", "day\nchecks: {digits: 4.5}\n", "digits is a number above 0"),
        ("day\n", "day\nrates: [persons]\n", "rates need the survey"),
        ("read_on: day", "read_on: days", "did you mean 'day'?"),
        ("read_on: day", "read_on: house", "'h0' is not a date"),
    ],
)
def test_mistakes_of_the_mapping_are_told(tmp_path, old, new, wanted):
    village(tmp_path, n=6, months=3)
    assert old in METERS
    (tmp_path / "meters.yaml").write_text(METERS.replace(old, new), encoding="utf-8")
    with pytest.raises(MusdesignError) as caught:
        meters(tmp_path / "meters.csv", tmp_path / "meters.yaml")
    assert any(wanted in str(problem) for problem in caught.value.problems), caught.value


def test_groups_stand_beside_the_design_of_the_months_that_were_measured():
    # metered in January and July only, where the design is 1 and 3 m3/day: its mean there is 2,
    # although its year (1 but for July) is near 1.2
    design = np.where(np.arange(12) == 6, 3.0, 1.0)
    use = np.column_stack([np.full(6, 0.5), np.full(6, 1.5), np.full(6, np.nan)])
    found = by_group(use, ["2025-01", "2025-07", "2025-08"], ["farm"] * 5 + ["house"],
                     {"farm": design})  # fmt: skip
    farm, house = found
    assert farm.design_m3_month == pytest.approx(2.0 * 365 / 12)
    assert farm.measured_m3_month.value == pytest.approx(1.0 * 365 / 12)
    assert farm.ratio.value == pytest.approx(0.5)
    assert (farm.ratio.low, farm.ratio.high) == (pytest.approx(0.5), pytest.approx(0.5))
    assert (house.design_m3_month, house.ratio) == (None, None)
    assert np.isnan(house.measured_m3_month.low)


def test_a_design_equal_to_use_gives_the_ratio_one_in_every_group(tmp_path):
    _, cows, _, litres = village(tmp_path, noise=0.0)
    text = SURVEY + "group: {rules: [{name: keepers, when: dairy_cow > 0}, {name: houses}]}\n"
    (tmp_path / "survey.yaml").write_text(text, encoding="utf-8")
    use = {"keepers": litres[cows > 0], "houses": litres[cows == 0]}
    design = {name: np.full(12, values.mean() / 1000) for name, values in use.items()}
    found = study(tmp_path, JOINED, design_m3_day=design)
    for group in found.groups:
        assert group.households == len(use[group.group])
        assert group.ratio.value == pytest.approx(1.0, rel=1e-4)
    del design["houses"]
    assert any("the design has no group 'houses'" in note
               for note in study(tmp_path, JOINED, design_m3_day=design).notes)  # fmt: skip
