"""Water for the household: persons times a rate, and the conversions around it."""

from __future__ import annotations

from musdesign.demand.values import Values
from musdesign.trace import formula

_BALANCE = "Volume balance; a month is 365/12 days"


@formula("Q", "persons * rate_l_person_day / 1000", "m3/day", _BALANCE)
def domestic_m3_day(persons: Values, rate_l_person_day: Values) -> Values:
    """Return the domestic water of a population in m3/day, net of losses.

    >>> domestic_m3_day(240, 120)
    28.8
    """
    return persons * rate_l_person_day / 1000.0


@formula(
    "q", "volume_m3_month * 1000 / (365 / 12) / persons_per_household", "L/person/day", _BALANCE
)
def household_month_to_person_day(volume_m3_month: Values, persons_per_household: Values) -> Values:
    """Return the L/person/day behind a household's volume in m3/month.

    >>> round(household_month_to_person_day(40, 5), 1)
    263.0
    """
    return volume_m3_month * 1000.0 / (365.0 / 12.0) / persons_per_household


@formula("V", "rate_l_person_day * persons_per_household * (365 / 12) / 1000", "m3/month", _BALANCE)
def person_day_to_household_month(
    rate_l_person_day: Values, persons_per_household: Values
) -> Values:
    """Return a household's volume in m3/month at a rate in L/person/day.

    >>> round(person_day_to_household_month(263.0137, 5), 2)
    40.0
    """
    return rate_l_person_day * persons_per_household * (365.0 / 12.0) / 1000.0


@formula("q", "flow_lps * 86400 / households", "L/household/day", _BALANCE)
def flow_per_household_l_day(flow_lps: Values, households: Values) -> Values:
    """Return what a constant flow in L/s gives each household in L/day.

    >>> round(flow_per_household_l_day(0.4, 70), 1)
    493.7
    """
    return flow_lps * 86400.0 / households
