"""The regression helper against certified values, SciPy and the algebra of its measures."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from musdesign.errors import CalculationError
from musdesign.field.regression import importance, regress
from musdesign.field.student import f_p, incomplete_beta, t_quantile, two_sided_p

# NIST Statistical Reference Datasets, Linear Regression, Longley.dat: data of Longley (1967),
# J. Am. Stat. Assoc. 62: 819-841; values certified by NIST (public domain).
# employment; prices, GNP, unemployed, armed forces, population, year
LONGLEY = np.array([
    [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
    [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
    [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
    [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
    [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
    [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
    [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
    [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
    [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
    [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
    [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
    [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
    [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
    [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
    [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
    [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
])  # fmt: skip
CERTIFIED = {
    "constant": (-3482258.63459582, 890420.383607373),
    "prices": (15.0618722713733, 84.9149257747669),
    "gnp": (-0.358191792925910e-01, 0.334910077722432e-01),
    "unemployed": (-2.02022980381683, 0.488399681651699),
    "armed": (-1.03322686717359, 0.214274163161675),
    "population": (-0.511041056535807e-01, 0.226073200069370),
    "year": (1829.15146461355, 455.478499142212),
}


def test_longley_comes_out_as_certified_by_nist():
    found = regress(LONGLEY[:, 0], LONGLEY[:, 1:], list(CERTIFIED)[1:])
    for driver in found.drivers:
        value, error = CERTIFIED[driver.name]
        assert driver.coefficient == pytest.approx(value, rel=1e-9)
        assert driver.standard_error == pytest.approx(error, rel=1e-9)
    assert found.r2 == pytest.approx(0.995479004577296, rel=1e-12)
    assert found.residual_sd == pytest.approx(304.854073561965, rel=1e-10)
    assert found.f == pytest.approx(330.285339234588, rel=1e-9)
    assert any("move together" in note for note in found.notes)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0.05, 300), st.floats(0.05, 300))
def test_the_incomplete_beta_is_scipys(x, a, b):
    assert incomplete_beta(x, a, b) == pytest.approx(special.betainc(a, b, x), rel=1e-9, abs=1e-13)


@settings(deadline=None)
@given(st.floats(-60, 60), st.floats(1, 500), st.floats(0.01, 50), st.integers(1, 12))
def test_p_values_are_scipys(t, degrees, f, above):
    assert two_sided_p(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), rel=1e-8)
    assert f_p(f, above, degrees) == pytest.approx(
        stats.f.sf(f, above, degrees), rel=1e-8, abs=1e-14
    )


@settings(deadline=None)
@given(st.floats(0.5, 0.999), st.floats(1, 300))
def test_quantiles_of_student_are_scipys(confidence, degrees):
    wanted = stats.t.ppf(0.5 + confidence / 2, degrees)
    assert t_quantile(confidence, degrees) == pytest.approx(wanted, rel=1e-9)


def made(n=240, seed=3, spread=2.0):
    """A village like those of Restrepo: plot, store and herd matter, household size hardly."""
    rng = np.random.default_rng(seed)
    persons = rng.integers(1, 9, n).astype(float)
    plot = rng.gamma(2.0, 300.0, n)
    store = rng.choice([0.0, 0.5, 1.0, 2.0], n)
    cows = rng.poisson(0.002 * plot)
    x = np.column_stack([persons, plot, store, cows])
    y = 6 + 0.3 * persons + 0.012 * plot + 3 * store + 1.9 * cows + rng.normal(0, spread, n)
    return y, x, ["persons", "plot", "store", "cows"]


def test_coefficients_errors_and_robust_errors_are_those_of_the_normal_equations():
    y, x, names = made()
    found = regress(y, x, names)
    full = np.column_stack([np.ones(len(y)), x])
    beta, *_ = np.linalg.lstsq(full, y, rcond=None)
    residual = y - full @ beta
    bread = np.linalg.inv(full.T @ full)
    sigma2 = residual @ residual / (len(y) - 5)
    leverage = np.einsum("ij,jk,ik->i", full, bread, full)
    meat = (full.T * (residual / (1 - leverage)) ** 2) @ full
    for i, driver in enumerate(found.drivers):
        assert driver.coefficient == pytest.approx(beta[i], rel=1e-9)
        assert driver.standard_error == pytest.approx((sigma2 * bread[i, i]) ** 0.5, rel=1e-9)
        assert driver.robust_error == pytest.approx((bread @ meat @ bread)[i, i] ** 0.5, rel=1e-9)
        t = stats.t.sf(abs(beta[i]) / (sigma2 * bread[i, i]) ** 0.5, len(y) - 5)
        assert driver.p == pytest.approx(2 * t, rel=1e-7, abs=1e-300)
        if i:
            other = np.delete(full, i, axis=1)
            fit, *_ = np.linalg.lstsq(other, full[:, i], rcond=None)
            left = np.sum((full[:, i] - other @ fit) ** 2)
            vif = np.sum((full[:, i] - full[:, i].mean()) ** 2) / left
            assert driver.vif == pytest.approx(vif, rel=1e-9)
            assert driver.standardised == pytest.approx(beta[i] * x[:, i - 1].std() / y.std())


def test_known_coefficients_lie_in_their_intervals_as_often_as_promised():
    true = np.array([6, 0.3, 0.012, 3, 1.9])
    inside = []
    for seed in range(300):
        y, x, names = made(60, seed)
        found = regress(y, x, names, confidence=0.90)
        inside.append([d.low <= b <= d.high for d, b in zip(found.drivers, true, strict=True)])
    # 1500 intervals: two standard errors of a share of 0.9 are 0.0155
    assert np.mean(inside) == pytest.approx(0.90, abs=0.02)


def test_one_driver_is_scipys_line():
    y, x, _ = made(40)
    oracle = stats.linregress(x[:, 3], y)
    found = regress(y, x[:, 3:], ["cows"])
    driver = found.drivers[1]
    assert driver.coefficient == pytest.approx(oracle.slope, rel=1e-10)
    assert driver.standard_error == pytest.approx(oracle.stderr, rel=1e-10)
    assert driver.p == pytest.approx(oracle.pvalue, rel=1e-7)
    assert found.r2 == pytest.approx(oracle.rvalue**2)
    assert (driver.vif, driver.importance) == (pytest.approx(1), pytest.approx(found.r2))


def test_importance_is_the_mean_gain_over_all_orders_and_sums_to_r2():
    y, x, names = made(80)
    found = regress(y, x, names)
    z, v = x - x.mean(axis=0), y - y.mean()

    def r2(chosen):
        if not chosen:
            return 0.0
        fit, *_ = np.linalg.lstsq(z[:, chosen], v, rcond=None)
        return 1 - np.sum((v - z[:, chosen] @ fit) ** 2) / np.sum(v**2)

    gains = np.zeros(4)
    for order in itertools.permutations(range(4)):
        for place, i in enumerate(order):
            gains[i] += r2(list(order[: place + 1])) - r2(list(order[:place]))
    assert importance(z, v) == pytest.approx(gains / 24, rel=1e-9)
    assert sum(d.importance for d in found.drivers[1:]) == pytest.approx(found.r2)
    # the village was made so: the herd and the plot matter, household size hardly
    by_name = {d.name: d.importance for d in found.drivers[1:]}
    assert by_name["persons"] < 0.2 * min(by_name["plot"], by_name["cows"])


@settings(deadline=None)
@given(st.floats(0.001, 1000), st.floats(-1e5, 1e5), st.floats(0.01, 100))
def test_units_change_coefficients_and_nothing_that_is_judged(unit, shift, scale):
    y, x, names = made(40)
    plain = regress(y, x, names)
    other = regress(scale * y, x * [1, unit, 1, 1] + [0, shift * unit, 0, 0], names)
    for a, b in zip(plain.drivers[1:], other.drivers[1:], strict=True):
        assert b.t == pytest.approx(a.t, rel=1e-6)
        assert b.standardised == pytest.approx(a.standardised, rel=1e-6)
        assert b.importance == pytest.approx(a.importance, rel=1e-6)
    assert other.drivers[2].coefficient == pytest.approx(
        plain.drivers[2].coefficient * scale / unit, rel=1e-6
    )


def test_too_few_households_are_refused():
    y, x, names = made(10)
    with pytest.raises(CalculationError, match="10 households are too few to tell 4 drivers apart"):
        regress(y, x, names)


def test_drivers_that_are_sums_of_each_other_are_refused_by_name():
    y, x, names = made(60)
    x = np.column_stack([x, x[:, 0] + x[:, 3]])
    with pytest.raises(CalculationError, match="persons, cows, both are sums of each other"):
        regress(y, x, [*names, "both"])


def test_a_driver_that_never_varies_is_refused_by_name():
    y, x, names = made(60)
    x[:, 2] = 1.0
    with pytest.raises(CalculationError, match="store is the same for all households"):
        regress(y, x, names)
