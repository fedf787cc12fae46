"""Read numbers and names of a network file, and collect every mistake with its line."""

from __future__ import annotations

from pathlib import Path

from musdesign import units
from musdesign.errors import DataError, Problem, UnitError

MAX_BYTES = 30_000_000

# The widest figures that a water scheme may have; beyond them a unit is mistaken.
RANGES: dict[str, tuple[float, float, str, str]] = {
    "elevation": (-2000.0, 9000.0, "m", "write it in metres above sea level"),
    "length": (0.0, 1e6, "m", "write it in metres"),
    "diameter": (4.0, 5000.0, "mm", "write the bore in millimetres"),
    "demand": (0.0, 1e5, "L/s", "write it in litres a second"),
    "Hazen-Williams C": (20.0, 200.0, "", "between 80 (old iron) and 155 (plastic)"),
    "roughness": (0.0, 50.0, "mm", "write it in millimetres"),
    "cost": (0.0, 1e12, "", "a price a metre, not negative"),
    "pressure": (0.0, 1000.0, "m", "write it in metres of head"),
}


class Findings:
    """The mistakes of one file, gathered while it is read."""

    def __init__(self, file: str) -> None:
        """Start without mistakes."""
        self.file = file
        self.problems: list[Problem] = []

    def wrong(
        self, what: str, *, path: str = "", line: int | None = None, why: str = "", cure: str = ""
    ) -> None:
        """Note a mistake."""
        self.problems.append(Problem(what, path, self.file, line, why, cure))

    def number(self, text: object, path: str, *, line: int | None = None) -> float | None:
        """Return a number; note a mistake and return None where there is none."""
        shown = "" if text is None else str(text).strip()
        if isinstance(text, int | float) and not isinstance(text, bool):
            shown = repr(text)
        try:
            return units.parse_number(shown)
        except UnitError as error:
            problem = error.problems[0]
            what = problem.what if shown else f"{path.rsplit('.', 1)[-1]} is missing"
            self.problems.append(
                problem.__class__(what, path, self.file, line, problem.why, problem.cure)
            )
            return None

    def figure(
        self, text: object, kind: str, path: str, *, line: int | None = None, above: bool = False
    ) -> float | None:
        """Return a number of a kind (``elevation``, ``length`` ...) that a scheme may have."""
        value = self.number(text, path, line=line)
        if value is None:
            return None
        low, high, unit, cure = RANGES[kind]
        if not low <= value <= high or (above and value <= low):
            bound = f"above {low:g}" if above and value <= low else f"{low:g} to {high:g}"
            why = f"it must be {bound} {unit}".rstrip()
            self.wrong(
                f"the {kind} {value:g} {unit}".rstrip() + " cannot be",
                path=path,
                line=line,
                why=why,
                cure=cure,
            )
            return None
        return value

    def finish(self) -> None:
        """Raise every mistake noted, by line.

        Raises:
            DataError: where there is any.
        """
        if self.problems:
            first = sorted(dict.fromkeys(self.problems), key=lambda p: p.line or 0)
            rest = len(first) - 40
            if rest > 0:
                first = [*first[:40], Problem(f"and {rest} more mistakes", file=self.file)]
            raise DataError(first)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of sane size.

    Raises:
        DataError: it cannot be read, is empty or too large.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise DataError(Problem(f"cannot read '{path}'", why=reason)) from None
    if len(raw) > MAX_BYTES:
        why = f"{len(raw)} bytes, at most {MAX_BYTES} are read"
        raise DataError(Problem("the file is too large", file=str(path), why=why))
    if not raw.strip():
        raise DataError(Problem("the file is empty", file=str(path)))
    return raw


def as_text(raw: bytes, file: str) -> str:
    """Return text in UTF-8, UTF-16 or, for files of older programs, Windows-1252.

    Raises:
        DataError: the file is no text.
    """
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise DataError(Problem("the file is no text", file=file)) from None
    if b"\x00" in raw:
        raise DataError(Problem("the file is no text", file=file, why="it holds binary data"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
