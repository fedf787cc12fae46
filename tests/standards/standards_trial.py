"""Small instruments written in the tests."""

from musdesign import standards

HEAD = """\
schema: 1
country: {country}
name: Trial
issuer: {issuer}
number: "{number}"
year: {year}
in_force: {{from: 2000-01-01}}
source: typed for this test
basis: primary
"""


def write(
    folder, text, name="trial", country="COL", issuer="nobody", number="1", year=2000, head=None
):
    path = folder / f"{name}.yaml"
    top = head if head is not None else HEAD
    path.write_text(
        top.format(country=country, issuer=issuer, number=number, year=year) + text,
        encoding="utf-8",
    )
    return path


def instrument(folder, text, name="trial", **head):
    path = write(folder, text, name, **head)
    return standards.read_standard(path, path.stat().st_mtime_ns)


def answers(standard, parameter, **conditions):
    from musdesign.standards.asking import answers as found
    from musdesign.standards.conditions import normal

    return found(standard, parameter, normal(conditions), None)


def verdicts(standard, facts, **conditions):
    rows = standards.check(standard, facts, conditions)
    return {(row.parameter, row.reading): row for row in rows}
