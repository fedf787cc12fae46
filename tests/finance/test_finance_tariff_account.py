"""A customer's account and everybody's fund, by hand arithmetic."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError
from musdesign.finance.tariffs.account import Event, statement
from musdesign.finance.tariffs.reading import tariff_of
from musdesign.yamlfile import parse_yaml

TEXT = """\
schema: 1
name: A board with terms
country: COL
currency: COP
year: 2026
source: made up for this test
basis: unverified
classes:
  A:
    charges:
      - {name: fixed, fixed: 100, per: month}
      - {name: use, price: 10}
terms:
  fees:
    - {name: connection, event: connection, amount: 1200,
       instalments: {number: 3, percent_per_month: 0}}
  late: {percent_per_month: 2, grace_days: 10}
  estimate: {mean_of: 3, least: 0}
  labour: {days_per_year: 6, cash_out: 40, fine: 60}
"""
TARIFF = tariff_of(parse_yaml(TEXT), "board")
FUND = """\
schema: 1
name: A solidarity fund
country: COL
currency: COP
year: 2026
source: made up for this test
basis: unverified
classes:
  Poor:
    charges:
      - {name: use, price: 10}
      - {name: subsidy, percent: -50, of: [use], purpose: subsidy}
  Rich:
    charges:
      - {name: use, price: 10}
      - {name: contribution, percent: 20, of: [use], purpose: contribution}
"""


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def test_an_estimate_is_the_mean_of_three_readings_and_instalments_fall_due_by_the_month():
    found = statement(
        TARIFF, "A",
        [Event(day(1, 15), "fee", word="connection"),
         *(Event(day(m, 28), "reading", Fraction(v)) for m, v in ((1, 10), (2, 12), (3, 14))),
         Event(day(4, 28), "reading")],
    )  # fmt: skip
    bills = {e.date: (float(e.amount), e.volume) for e in found.entries if "bill of" in e.what
             and "interest" not in e.what}  # fmt: skip
    assert bills[day(4, 28)] == (220.0, 12)
    due = [(e.date, float(e.amount)) for e in found.entries if e.what.startswith("connection")]
    # the second and third instalments fall due before the bills of 28 February and 28 March
    assert [amount for _, amount in due] == [400.0] * 3
    assert [date for date, _ in due] == [day(1, 15), day(2, 15), day(3, 15)]


def test_late_interest_is_charged_by_begun_months_after_grace_and_only_once():
    events = [Event(day(1, 31), "reading", Fraction(10))]
    assert statement(TARIFF, "A", events, until=day(2, 10)).balance == 200
    # 20 February: one month begun, 2 % of 200; 10 March: two
    assert statement(TARIFF, "A", events, until=day(2, 20)).balance == 204
    assert statement(TARIFF, "A", events, until=day(3, 10)).balance == 208
    twice = [*events, Event(day(2, 20), "labour", Fraction(1))]
    assert statement(TARIFF, "A", twice, until=day(3, 10)).balance == 208


def test_after_a_part_payment_new_months_count_on_what_is_left():
    # 200 owed; 10 March: two months begun, 8; 108 paid leaves 100; 10 April: one more month, 2
    events = [
        Event(day(1, 31), "reading", Fraction(10)),
        Event(day(3, 10), "payment", Fraction(108)),
    ]
    assert statement(TARIFF, "A", events, until=day(3, 10)).balance == 100
    assert statement(TARIFF, "A", events, until=day(4, 10)).balance == 102


def test_compound_interest_after_a_part_payment_grows_on_what_is_left_and_stops_at_the_cap():
    late = "late: {percent_per_month: 10, grace_days: 0, kind: compound, fee: 7, most_percent: 45}"
    text = TEXT.replace(
        "late: {percent_per_month: 2, grace_days: 10}", f"pay_order: [fees]\n  {late}"
    )
    tariff = tariff_of(parse_yaml(text), "board")
    bill = Event(day(1, 31), "reading", Fraction(10))  # 200

    def owed(until: dt.date, *paid: Event) -> float:
        return float(statement(tariff, "A", [bill, *paid], until=until).balance)

    assert owed(day(2, 20)) == 7 + 220  # a fee once, one month begun
    assert owed(day(3, 20)) == pytest.approx(7 + 242)
    # 10 March, two months begun: 249 owed; the fee and the oldest debt, the bill, take 107: 100 of
    # the bill and 42 of interest are left, and both grow
    part = Event(day(3, 10), "payment", Fraction(107))
    assert owed(day(3, 10), part) == pytest.approx(142)
    assert owed(day(4, 20), part) == pytest.approx(142 * 1.1)
    # asked in between or not: the same
    asked = Event(day(4, 3), "labour", Fraction(1))
    assert owed(day(5, 20), part, asked) == pytest.approx(owed(day(5, 20), part))
    # all interest of the bill together is at most 45 % of its 200
    assert owed(dt.date(2027, 1, 20), part) == pytest.approx(100 + 90)


def test_what_is_paid_ahead_settles_the_next_bill():
    found = statement(
        TARIFF, "A",
        [Event(day(1, 5), "payment", Fraction(150)), Event(day(1, 31), "reading", Fraction(10))],
    )  # fmt: skip
    assert found.credit == 0
    assert [(debt.amount, debt.kind) for debt in found.owed] == [(50, "bill")]


def test_labour_is_done_bought_off_or_fined():
    events = [Event(day(3, 1), "labour", Fraction(4)), Event(day(4, 1), "bought off", Fraction(1))]
    year = statement(TARIFF, "A", events, day_wage=Fraction(35)).labour
    assert year is not None
    assert (year.days_owed, year.value, year.cash_out, year.fines) == (6, 140, 40, 60)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
            st.sampled_from(["reading", "payment"]),
            st.integers(0, 2000),
        ),
        max_size=12,
    )
)
def test_no_money_appears_or_is_lost(found):
    events = [Event(date, what, Fraction(n)) for date, what, n in found]
    made = statement(TARIFF, "A", events)
    assert made.balance == sum((entry.amount for entry in made.entries), Fraction(0))
    assert made.credit >= 0
    assert all(debt.amount > 0 for debt in made.owed)


def test_mistaken_events_are_told_all_at_once():
    with pytest.raises(MusdesignError) as caught:
        statement(TARIFF, "A", [Event(day(1, 1), "reeding", Fraction(1)),
                                Event(day(1, 2), "fee"),
                                Event(day(1, 3), "payment", Fraction(-1))])  # fmt: skip
    assert len(caught.value.problems) == 3
    assert "reading" in str(caught.value)


def test_the_commands_keep_an_account_and_balance_the_fund(tmp_path):
    (tmp_path / "board.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "fund.yaml").write_text(FUND, encoding="utf-8")
    events = tmp_path / "events.csv"
    events.write_text(
        "date;what;number\n2026-01-31;reading;10\n2026-02-05;payment;50,5\n", encoding="utf-8"
    )
    done = CliRunner().invoke(
        app, ["tariff", "ledger", str(tmp_path / "board.yaml"), str(events), "--format", "json"]
    )
    assert json.loads(done.stdout)["balance"] == 149.5
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(
        "class,volume,number,facts_json\nPoor,10,30,\nRich,20,10,{}\n", encoding="utf-8"
    )
    done = CliRunner().invoke(
        app, ["tariff", "fund", str(tmp_path / "fund.yaml"), str(accounts), "--format", "json"]
    )
    found = json.loads(done.stdout)
    # 30 x 10 x 10 x 50 % given, 10 x 20 x 10 x 20 % paid in
    assert (found["subsidies"], found["contributions"], found["missing"]) == (1500, 400, 1100)
    assert found["revenue"] == 30 * 50 + 10 * 240
    events.write_text("date,what,number\n2026-13-01,reading,-1\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["tariff", "ledger", str(tmp_path / "board.yaml"), str(events)])
    assert "row 2" in str(done.exception)
