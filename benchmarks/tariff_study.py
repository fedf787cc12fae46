"""What a tariff does to six hundred households: response, search for prices, effects."""

from __future__ import annotations

import numpy as np
from timing import Timing, median_s

from musdesign.finance.effects.incidence import effects, monthly_bills
from musdesign.finance.effects.population import Group, Spread, draw
from musdesign.finance.effects.preferences import calibrated
from musdesign.finance.effects.respond import respond
from musdesign.finance.effects.schedule import from_blocks
from musdesign.finance.effects.search import ClassForm, Demands, search

PRESENT = {
    "E1": from_blocks(3500, [13, 26], [355.26, 710.53, 1421.05]),
    "E2": from_blocks(4900, [13, 26], [497.37, 710.53, 1421.05]),
}


def rows() -> list[Timing]:
    """Return what is timed; none has a budget of its own."""
    groups = [
        Group("farms", 180, "E1", (38.0,) * 12, (18.0,) * 12, 1.4e6),
        Group("cattle", 70, "E2", (70.0,) * 12, (18.0,) * 12, 1.9e6),
        Group("village", 114, "E1", (22.0,) * 12, (18.0,) * 12, 1.2e6),
    ]
    people = draw(groups, Spread(per_group=200))
    revenue = 12 * float(people.weight @ monthly_bills(people, PRESENT))
    forms = [ClassForm(name, (13.0, 26.0)) for name in PRESENT]
    demands = Demands(revenue, 0.02, 1.0, 0.25)
    at = people.in_class("E1")
    who = calibrated(
        PRESENT["E1"],
        people.mean_m3[at],
        people.income_month[at],
        price_elasticity=-0.4,
        income_elasticity=0.1,
    )
    new = from_blocks(5000, [13, 60], [300, 1050, 1500])
    count = int(np.count_nonzero(at))
    return [
        Timing("600 households drawn", median_s(lambda: draw(groups, people.spread))),
        Timing(
            "effects of a tariff on 600 households",
            median_s(lambda: effects("t", people, PRESENT, rungs={}, cost_m3=900.0)),
        ),
        Timing(
            f"best use of {count} households, all pieces compared",
            median_s(lambda: respond(new, who)),
        ),
        Timing(
            f"rest at the average price of {count} households",
            median_s(lambda: respond(new, who, "average"), 3),
        ),
        Timing(
            "prices of least gap for 600 households, three programmes",
            median_s(lambda: search(people, forms, demands, PRESENT), 3),
        ),
    ]


if __name__ == "__main__":
    from timing import show

    show(rows())
