"""What a check of a tariff found: each with a code, how grave it is, where, and the cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from musdesign.errors import Problem

Severity = Literal["error", "warning", "note"]
"""``error``: the file contradicts itself or cannot be computed; ``warning``: it is probably not
what the utility charges; ``note``: worth knowing (a notch, a falling price)."""

CODES: dict[str, str] = {
    "duplicate-key": "a key is set twice; the later silently replaces the earlier",
    "unequal-lists": "block starts and block prices differ in number",
    "block-order": "block bounds do not go up",
    "missing-name": "a formula uses a name that nobody gives",
    "letter-case": "a name differs from its field only in capital letters",
    "no-bill": "a class without a bill formula",
    "unreadable": "a formula or value that cannot be read",
    "degree": "the bill grows with the square, or a higher power, of the volume",
    "slip-of-100": "one value of a table is about a hundred times its neighbours",
    "time-basis": "one value of a table is about a day's share of its neighbours",
    "unit-slip": "block bounds as of another unit (litres or gallons among larger units)",
    "repeated-price": "the fixed charge repeats a price per unit",
    "fractional-start": "the first whole unit of a block is no whole number",
    "first-start": "the first block does not start at 0",
    "separator": "a table key holds the sign that joins keys",
    "table-keys": "table keys do not fit the attributes on which they depend",
    "not-charged": "a charge stands in the class and the bill leaves it out",
    "budget-word": "a block list uses budget words or percentages and is not of kind Budget",
    "unused-input": "an input for which the class does not ask",
    "circle": "definitions that go round in a circle",
    "negative": "a bill below 0",
    "falling": "a bill that falls as use rises",
    "notch": "a bill that jumps at a bound",
    "gap": "a volume that has no bill",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in a tariff."""

    code: str
    severity: Severity
    what: str
    class_name: str = ""
    path: str = ""
    file: str = ""
    line: int | None = None
    cure: str = ""

    @property
    def problem(self) -> Problem:
        """Return the finding as a message."""
        return Problem(f"{self.what} [{self.code}]", self.path, self.file, self.line, "", self.cure)

    def __str__(self) -> str:
        """Return the finding as one line, place first."""
        return f"{self.severity}: {self.problem}"


def errors_of(findings: Iterable[Finding], class_name: str = "") -> list[Finding]:
    """Return the errors that touch a class (all errors where none is named)."""
    return [
        f
        for f in findings
        if f.severity == "error" and (not class_name or f.class_name in {"", class_name})
    ]
