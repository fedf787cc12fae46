"""Shipped figures of money stand on what was read: the values and bases typed here by hand.

The figures below were read in the texts named, at the basis given; a shipped row may never claim
a better basis than the text that it comes from.
"""

import pytest

from musdesign.finance.price_level import series
from musdesign.library.tables import table

# (key, value or None, low, high, basis, a word of the source): every row that claims to be read
READ = {
    "unit_costs": [
        # 0.80 labour-days at NPR 700 and 3 % tools make NPR 576.8 a m3 of hard soil; 0.4 x 0.8 m
        ("trench_m/NPL/NPR", 184.6, None, None, "primary", "Kathekhola"),
        ("public_tap/ETH/ETB", 35715.56, None, None, "primary", "Gago"),
        # 912,200 of drilling and 280,000 of a pump
        ("borehole_works/ETH/ETB", 1192200, None, None, "primary", "Gago"),
        ("trench_m/PER/PEN", 22.54, 22.54, 124.17, "primary", "SEDACUSCO"),
        ("borehole_works/KEN/KES", 1850000, 1700000, 2000000, "secondary", "cemle"),
        ("energy_kwh/IND/INR", 6.5, None, None, "primary", "JalTantra"),
        ("energy_kwh/HND/HNL", 4, None, None, "primary", "Fonsagua"),
    ],
    "cost_benchmarks": [
        ("capital_handpump", None, 20, 61, "secondary", "WASHCost"),
        ("capital_piped_small", None, 30, 131, "secondary", "WASHCost"),
        ("capital_piped_large", None, 20, 152, "secondary", "WASHCost"),
        ("recurrent_handpump", None, 3, 6, "secondary", "WASHCost"),
        ("recurrent_piped", None, 3, 15, "secondary", "WASHCost"),
        ("life_cycle_piped_amhara", None, 65, 65, "primary", "7(4):601"),
        ("capital_mus_nepal", None, 200, 200, "secondary", "Wikipedia"),
    ],
    "asset_lives": [
        ("tank_rcc", 30, None, None, "secondary", "EPA"),
        ("handpump", 10, None, None, "primary", "ircwash"),
        ("solar_array", 25, 20, 30, "secondary", "solar"),
    ],
    "margins": [
        ("onion/ETH", None, 2.93, 2.93, "primary", "Melese"),
        ("cauliflower/NPL", None, 64.8, 64.8, "primary", "Taplejung"),
    ],
}


@pytest.mark.parametrize("name", READ)
def test_rows_that_claim_to_be_read_are_those_that_were(name):
    rows = table(name)
    claimed = {key for key, row in rows.items() if row.origin.basis != "unverified"}
    assert claimed == {read[0] for read in READ[name]}
    for key, value, low, high, basis, word in READ[name]:
        row = rows[key]
        assert row.origin.basis == basis
        assert word in row.origin.source
        column = "life_years" if name == "asset_lives" else "value"
        if value is not None:
            assert row.number(column) == value
        assert (row.optional("low"), row.optional("high")) == (low, high)


def test_every_price_has_a_currency_a_unit_and_a_range_around_its_value():
    for row in table("unit_costs").values():
        assert row.text("currency")
        assert row.text("unit")
        assert row.text("key") == "/".join(row.text(c) for c in ("item", "country", "currency"))
        low, high = row.optional("low"), row.optional("high")
        if low is not None and high is not None:
            assert low <= row.number("value") <= high
    for row in table("asset_lives").values():
        low, high = row.optional("low"), row.optional("high")
        if low is not None and high is not None:
            assert low <= row.number("life_years") <= high


def test_no_whole_table_of_another_program_is_shipped():
    # one figure each of JalTantra and Fonsagua, none of NeatWork: their price tables are theirs
    sources = [row.origin.source for row in table("unit_costs").values()]
    for program, most in (("JalTantra", 1), ("Fonsagua", 1), ("NeatWork", 0)):
        assert sum(program in source for source in sources) <= most


def test_exchange_rates_that_were_read_are_the_federal_reserves_alone():
    for row in table("economics").values():
        if row.text("series") == "exchange_rate" and row.origin.basis != "unverified":
            assert row.text("place") == "USD" or "Federal Reserve" in row.origin.source


@pytest.mark.parametrize(
    ("country", "year", "rate"),
    # yearly inflation of the World Bank (FP.CPI.TOTL.ZG), %
    [
        ("USA", 2011, 3.157), ("USA", 2022, 8.003), ("USA", 2024, 2.950), ("PER", 2022, 8.334),
        ("PER", 2018, 1.509), ("BOL", 2011, 9.88), ("USA", 2008, 3.839), ("USA", 2009, -0.356),
    ],
)  # fmt: skip
def test_the_index_moves_by_the_inflation_of_the_world_bank(country, year, rate):
    index = series(country)
    assert 100 * (index[year][0] / index[year - 1][0] - 1) == pytest.approx(rate, abs=0.12)


def test_every_series_holds_2010_and_has_no_gap():
    for country in {row.text("country") for row in table("price_index").values()}:
        years = sorted(series(country))
        assert years == list(range(years[0], years[-1] + 1))
        assert series(country)[2010][0] == 100
