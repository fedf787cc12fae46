"""Calibrated rates: against SciPy's NNLS, known villages and the promises of their intervals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from musdesign.errors import CalculationError
from musdesign.field.rates import calibrate, nonnegative_least_squares

TRUE = {"persons": 90.0, "dairy_cow": 55.0, "garden_area": 1.5}


def village(n, seed, noise=80.0):
    rng = np.random.default_rng(seed)
    drivers = {
        "persons": rng.integers(1, 9, n).astype(float),
        "dairy_cow": rng.poisson(1.5, n).astype(float),
        "garden_area": np.where(rng.random(n) < 0.6, rng.gamma(2, 60, n), 0.0),
    }
    use = sum(TRUE[name] * values for name, values in drivers.items())
    return use + rng.normal(0, noise, n), drivers


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(8, 30))
def test_non_negative_rates_are_scipys(seed, k, n):
    rng = np.random.default_rng(seed)
    x = rng.gamma(1.0, 10.0 ** rng.uniform(-2, 3, k), (3, n, k))
    y = rng.normal(0, 1, (3, n)) + x @ rng.normal(0, 1, k) / x.mean()
    found = nonnegative_least_squares(
        np.einsum("dni,dnj->dij", x, x), np.einsum("dni,dn->di", x, y)
    )
    for draw in range(3):
        wanted, residual = optimize.nnls(x[draw], y[draw])
        assert np.all(found[draw] >= 0)
        own = np.linalg.norm(y[draw] - x[draw] @ found[draw])
        assert own == pytest.approx(residual, rel=1e-7)
        assert found[draw] == pytest.approx(wanted, rel=1e-5, abs=1e-7 * wanted.max() + 1e-12)


def test_a_village_without_noise_gives_its_rates_back():
    use, drivers = village(40, 1, noise=0.0)
    found = calibrate(use, drivers, draws=200)
    for rate in found.rates:
        assert rate.rate_l_day == pytest.approx(TRUE[rate.driver], rel=1e-9)
        assert rate.low == pytest.approx(rate.high, rel=1e-9)
    animals = 55 * drivers["dairy_cow"].sum() + 1.5 * drivers["garden_area"].sum()
    assert found.productive_share == pytest.approx(animals / use.sum())
    assert found.r2 == pytest.approx(1.0)


@pytest.mark.slow
def test_the_true_rates_lie_in_their_intervals_nearly_as_often_as_promised():
    inside = []
    for seed in range(150):
        use, drivers = village(80, seed)
        found = calibrate(use, drivers, draws=400, seed=seed)
        inside.append([rate.low <= TRUE[rate.driver] <= rate.high for rate in found.rates])
    # percentile intervals of 80 households fall a little short of 90 % (Efron and Tibshirani)
    assert 0.82 < np.mean(inside) < 0.95


def test_the_same_seed_gives_the_same_intervals_and_another_nearly_the_same():
    use, drivers = village(60, 2)
    first, again, other = (calibrate(use, drivers, seed=s) for s in (1, 1, 2))
    assert first.rates == again.rates
    assert first.rates != other.rates
    for a, b in zip(first.rates, other.rates, strict=True):
        assert a.low == pytest.approx(b.low, abs=0.2 * a.sd)


def test_a_base_per_household_is_found_beside_the_rates():
    use, drivers = village(60, 3, noise=0.0)
    found = calibrate(use + 150.0, drivers, base=True, draws=100)
    assert found.base_l_household_day.rate_l_day == pytest.approx(150.0)
    assert found.rates[0].rate_l_day == pytest.approx(90.0)


def test_a_driver_that_uses_no_water_is_held_at_zero_and_said_so():
    use, drivers = village(80, 4)
    drivers["radios"] = np.random.default_rng(9).poisson(1.0, 80).astype(float)
    found = calibrate(use - 25 * drivers["radios"], drivers)
    rate = found.rates[-1]
    assert (rate.rate_l_day, rate.low) == (0.0, 0.0)
    assert rate.at_zero > 0.5
    assert any("say nothing of radios" in note for note in found.notes)


def test_missing_answers_leave_a_household_out_and_are_counted():
    use, drivers = village(40, 5)
    use[3] = np.nan
    drivers["dairy_cow"][7] = np.nan
    found = calibrate(use, drivers, draws=50)
    assert found.n == 38
    assert found.notes[0].startswith("2 households")


def test_too_few_households_or_owners_are_refused_by_name():
    use, drivers = village(11, 6)
    with pytest.raises(CalculationError, match="11 households with meter and answers are too few"):
        calibrate(use, drivers)
    use, drivers = village(40, 6)
    drivers["pig"] = np.r_[np.ones(4), np.zeros(36)]
    with pytest.raises(CalculationError, match="4 of the measured households have any pig"):
        calibrate(use, drivers)


def test_drivers_that_are_sums_of_each_other_are_refused():
    use, drivers = village(40, 7)
    drivers["mouths"] = drivers["persons"] + drivers["dairy_cow"]
    with pytest.raises(CalculationError, match="persons, dairy_cow, mouths are sums"):
        calibrate(use, drivers)
