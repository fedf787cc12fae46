"""A million bills of a five-block tariff, and one tariff compiled and billed."""

from __future__ import annotations

import numpy as np
from timing import Timing, median_s

from musdesign import finance
from musdesign.finance.tariffs.reading import tariff_of
from musdesign.yamlfile import parse_yaml

MILLION_S = 0.2
ONE_S = 0.005
FIVE_BLOCKS = """\
name: five blocks
country: KEN
currency: KES
source: made up to be timed
basis: unverified
classes:
  home:
    fixed_per_month: 200
    blocks:
      - {upto_m3: 6, price_per_m3: 30}
      - {upto_m3: 20, price_per_m3: 50}
      - {upto_m3: 50, price_per_m3: 65}
      - {upto_m3: 100, price_per_m3: 80}
      - {upto_m3: null, price_per_m3: 100}
"""


def rows() -> list[Timing]:
    """Return what is timed."""
    tariff = tariff_of(parse_yaml(FIVE_BLOCKS), "five")
    volumes = np.random.default_rng(5).uniform(0.0, 200.0, 1_000_000)
    million = median_s(lambda: finance.totals(tariff, "home", volumes))
    one = median_s(lambda: finance.bill(tariff, "home", 37.5), 101)
    read = median_s(lambda: tariff_of(parse_yaml(FIVE_BLOCKS), "five"), 31)
    return [
        Timing("a million bills of a five-block tariff", million, MILLION_S),
        Timing("one tariff compiled and one bill made", one, ONE_S),
        Timing("the tariff's file read and checked", read, None),
    ]


if __name__ == "__main__":
    from timing import show

    show(rows())
