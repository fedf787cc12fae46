"""A mistaken instrument is refused with the file, the line and what would be right."""

import pytest
from standards_trial import write

from musdesign import standards
from musdesign.errors import MusdesignError

FIRST = 11  # line of the first rule: nine lines of head and "rules:"
NET = "net_domestic_allocation"


def refused(folder, text, **head):
    path = write(folder, text, **head)
    with pytest.raises(MusdesignError) as caught:
        standards.read_standard(path, hash(text))
    assert all(problem.file == str(path) for problem in caught.value.problems)
    return caught.value.problems


def rules(*rows):
    return "\nrules:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


LOSS = "clause: a, parameter: losses, bound: ceiling, unit: '%'"


@pytest.mark.parametrize(
    ("rows", "line", "word", "cure"),
    [
        # bad unit
        ([f"clause: a, parameter: {NET}, bound: floor, value: 5, unit: kg"], 0, "kind", "write it in L/person/day"),
        ([f"clause: a, parameter: {NET}, bound: floor, value: 5, unit: lumps/day"], 0, "unknown unit", "L/person/day"),
        ([f"clause: a, parameter: {NET}, bound: floor, value: 5"], 0, "unit is missing", "add unit"),
        (["clause: a, parameter: max_day_factor, bound: factor, value: 130, unit: '%'"], 0, "plain number", "leave the unit out"),
        # overlapping bands
        ([f"{LOSS}, value: 20, when: {{altitude: {{lte: 1000}}}}", f"{LOSS}, value: 30, when: {{altitude: {{gte: 1000}}}}"], 1, "overlap", "part their conditions"),
        # gaps
        ([f"{LOSS}, value: 20, when: {{altitude: {{lt: 1000}}}}", f"{LOSS}, value: 30, when: {{altitude: {{gt: 1000}}}}"], 1, "nothing holds at 1000", "gap"),
        ([f"{LOSS}, value: 20, when: {{altitude: {{lte: 1000}}}}", f"{LOSS}, value: 30, when: {{altitude: {{gt: 1500}}}}"], 1, "nothing holds between 1000 and 1500", "gap"),
        # missing clause, unknown parameter, condition and key
        (["parameter: losses, bound: ceiling, value: 5, unit: '%'"], 0, "clause is missing", "add clause"),
        (["clause: a, parameter: loses, bound: ceiling, value: 5, unit: '%'"], 0, "unknown parameter 'loses'", "did you mean 'losses'"),
        ([f"{LOSS}, value: 5, when: {{altitide: 5}}"], 0, "unknown condition 'altitide'", "did you mean 'altitude'"),
        ([f"{LOSS}, value: 5, colour: red"], 0, "unknown key 'colour'", "known"),
        ([f"{LOSS}, value: 5, value: 6"], 0, "duplicate key 'value'", "keep one"),
        # formulas
        (["clause: a, parameter: basic_block, bound: block_upper, unit: m3/household/month, formula: complementary_block / 2", "clause: a, parameter: complementary_block, bound: block_upper, unit: m3/household/month, formula: 2 * basic_block"], 0, "circular: basic_block needs complementary_block needs basic_block", "value of its own"),
        ([f"{LOSS}, formula: 2 * losses"], 0, "circular", "value of its own"),
        ([f"{LOSS}, formula: __import__('os')"], 0, "cannot be read", ""),
        ([f"{LOSS}, formula: alitude / 2"], 0, "unknown name 'alitude'", "did you mean 'altitude'"),
        ([f"{LOSS}, larger_of: [altitude]"], 0, "nothing to be compared with", "use formula"),
        # days
        ([f"{LOSS}, value: 5, in_force: {{from: 2010-01-01, to: 2009-01-01}}"], 0, "end lies before the beginning", "exchange"),
        ([f"{LOSS}, value: 5, in_force: {{from: 1999-01-01}}"], 0, "when its instrument is not", "mend the days"),
        ([f"{LOSS}, value: 5, in_force: {{from: last year}}"], 0, "not a date", "YYYY-MM-DD"),
        # numbers
        ([f"{LOSS}, low: 30, high: 20, bound2: x"], 0, "unknown key", ""),
        ([f"clause: a, parameter: {NET}, bound: range, low: 30, high: 20, unit: L/person/day"], 0, "upside down", "exchange low and high"),
        ([f"{LOSS}, value: many"], 0, "not a number", "unit"),
        ([f"{LOSS}, value: 1,5"], 0, "not a number", ""),
        # forms of their own
        (["clause: a, parameter: peak_hour_factor, bound: factor, slides: {by: population, points: [[2000, 2], [500, 3]]}"], 0, "growing conditions", "points"),
        ([f"clause: a, parameter: {NET}, bound: range, low: 1, high: 2, unit: L/person/day, interpolate: population"], 0, "no band of population", "when"),
        (["clause: a, parameter: storage_volume, bound: rounding, value: 5, unit: m3"], 0, "needs its sizes", "steps"),
        ([f"{LOSS}, value: 5, grows: {{low: 3, high: 1}}"], 0, "a growth needs its rate", "low"),
        ([f"{LOSS}, value: 5, base: moon"], 0, "one of mean", ""),
    ],
)  # fmt: skip
def test_a_mistaken_rule_is_refused_at_its_line_with_a_cure(tmp_path, rows, line, word, cure):
    problems = refused(tmp_path, rules(*rows))
    here = [p for p in problems if p.line == FIRST + 1 + line]
    assert any(word in str(p) and cure in p.cure for p in here), [str(p) for p in problems]


TABLE = """
tables:
  - clause: t
    parameter: losses
    bound: ceiling
    unit: "%"
    axes:
      - zone: [a, b]
      - altitude: [{{lte: 1000}}, {{{second}}}]
    values:
      - [20, 25]
      - {last}
"""


@pytest.mark.parametrize(
    ("second", "last", "line", "word"),
    [
        ("gt: 1200", "[1, 2]", 18, "a gap in the table of altitude: nothing holds between 1000 and 1200"),
        ("gte: 900", "[1, 2]", 18, "the bands overlap of altitude: overlap from 900 to 1000"),
        ("gt: 1000", "[1]", 21, "a gap in the table: 1 values for 2 steps"),
        ("gt: 1000", "[1, null]", 21, "a gap in the table: no value for altitude"),
        ("gt: 1000", "[1, many]", 21, "not a number"),
    ],
)  # fmt: skip
def test_a_table_with_a_gap_or_an_overlap_is_refused(tmp_path, second, last, line, word):
    problems = refused(tmp_path, TABLE.format(second=second, last=last))
    assert [p.line for p in problems] == [line]
    assert word in problems[0].what


def test_a_table_may_say_what_the_text_leaves_out(tmp_path):
    text = TABLE.format(second="gt: 1200", last="[blank, 2]").replace(
        "    axes:", "    gap: the text is silent from 1000 to 1200\n    axes:"
    )
    assert len(standards.read_standard(write(tmp_path, text)).rules) == 3


def test_rows_read_in_different_clauses_close_each_others_gaps(tmp_path):
    rows = rules(
        f"{LOSS}, value: 20, when: {{altitude: {{lte: 1000}}}}",
        f"{LOSS.replace('clause: a', 'clause: b')}, value: 25, when: {{altitude: {{gt: 1000, lte: 2000}}}}",
        f"{LOSS}, value: 30, when: {{altitude: {{gt: 2000}}}}",
    )
    assert len(standards.read_standard(write(tmp_path, rows)).rules) == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("\nrights:\n  - {kind: concession, text: x}\n", "clause is missing"),
        ("\nrights:\n  - {clause: a, kind: leave, text: x}\n", "one of by_law"),
        ("\nrights:\n  - {clause: a, kind: permit, uses: [cows], text: x}\n", "one of domestic"),
        ("\nrights:\n  - {clause: a, kind: permit}\n", "text is missing"),
        ("\npriorities:\n  - {clause: a, order: [domestic]}\n", "at least two ranks"),
        ("\nlivestock_units: {name: x}\n", "animals is missing"),
        ("\nscope: {when: {area: rurall}}\n", "did you mean 'rural'"),
        ("\nkind: leaflet\n", "one of standard"),
        ("\ndraft: perhaps\n", "neither true nor false"),
    ],
)
def test_sections_beside_the_rules_are_checked_too(tmp_path, text, word):
    (problem, *_) = refused(tmp_path, text)
    assert problem.line
    assert word in str(problem)
