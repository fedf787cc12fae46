"""Read a rate file: its classes field by field, its metadata, and what is wrong with its YAML."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from musdesign.errors import DataError, MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs.findings import Finding, Severity
from musdesign.finance.tariffs.model import Billing, Tariff
from musdesign.finance.tariffs.owrs.expressions import canonical
from musdesign.finance.tariffs.owrs.translating import translate_class
from musdesign.finance.tariffs.volumes import unit_named
from musdesign.yamlfile import Document, PathTuple, parse_yaml, path_text

_MONTHS = {
    "monthly": 1, "month": 1, "bimonthly": 2, "bi monthly": 2, "every two months": 2,
    "quarterly": 3, "trimonthly": 3, "tri annually": 4, "semi annually": 6, "semiannually": 6,
    "biannually": 6, "annually": 12, "annual": 12, "yearly": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwrsFile:
    """A rate file: raw classes, unit, billing, and what reading found."""

    path: str
    name: str
    unit: str
    billing: Billing
    effective: dt.date | None
    classes: Mapping[str, Mapping[str, Any]]
    findings: tuple[Finding, ...]
    lines: Mapping[PathTuple, int] = field(default_factory=dict)
    link: str = ""
    top: Mapping[str, Any] = field(default_factory=dict)
    currency: str = "USD"
    assumptions: tuple[str, ...] = ()
    """What the file leaves unsaid and how it is read."""

    def class_named(self, name: str) -> str:
        """Return the file's own spelling of a class.

        Raises:
            DataError: there is none of that name.
        """
        if name in self.classes:
            return name
        squeezed = re.sub(r"[\W_]", "", name).casefold()
        near = [k for k in self.classes if re.sub(r"[\W_]", "", k).casefold() == squeezed]
        if len(near) == 1:
            return near[0]
        if not name and len(self.classes) == 1:
            return next(iter(self.classes))
        what = f"there is no class '{name}'" if name else "no class is named"
        raise DataError(Problem(what, file=self.path, cure=did_you_mean(name, self.classes)))

    def tariff(self, class_name: str, *, lenient: bool = False) -> tuple[Tariff, list[Finding]]:
        """Return a class as a tariff of one class, and what translating it found.

        Raises:
            DataError: no such class, or a class of which nothing can be computed.
        """
        own = self.class_named(class_name)
        rates, findings = translate_class(own, self.classes[own], lenient=lenient)
        findings = [self.placed(finding) for finding in findings]
        findings = [*(f for f in self.findings if f.class_name in {"", own}), *findings]
        if rates is None:
            wrong = [f.problem for f in findings if f.severity == "error"]
            raise DataError(list(dict.fromkeys(wrong)))
        return self.tariff_of({own: rates}), findings

    def tariff_of(self, classes: Mapping[str, Any]) -> Tariff:
        """Return translated classes with what the file says above them."""
        return Tariff(
            Path(self.path).stem,
            self.name or Path(self.path).stem,
            "",
            self.currency,
            self.effective.year if self.effective else None,
            self.link or f"rate file {Path(self.path).name}",
            "secondary",
            classes,
            ". ".join(
                (
                    "Imported from a rate file of the Open Water Rate Specification",
                    *self.assumptions,
                )
            )
            + ".",
            self.path,
            self.unit,
            self.billing,
            effective_from=self.effective,
        )

    def placed(self, finding: Finding) -> Finding:
        """Return a finding with its file and line."""
        own = finding.class_name
        inside = finding.path.removeprefix(own).removeprefix(".") if own else finding.path
        steps = (*((own,) if own else ()), *(inside.split(".") if inside else ()))
        line = None
        for end in range(len(steps), 0, -1):
            line = self.lines.get(("rate_structure", *steps[:end]))
            if line is not None:
                break
        return Finding(
            finding.code, finding.severity, finding.what, finding.class_name,
            f"rate_structure.{finding.path}", self.path, line, finding.cure,
        )  # fmt: skip


def read_owrs(path: str | Path) -> OwrsFile:
    """Read a rate file.

    Raises:
        DataError: it cannot be read, is not YAML, or holds no classes.
    """
    path = Path(path)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise DataError(Problem(f"cannot read '{path}'", why=reason)) from None
    return _read(path, changed)


@functools.lru_cache(maxsize=1024)
def _read(path: Path, changed_ns: int) -> OwrsFile:
    del changed_ns
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text, tabbed = _without_tabs(text)
    document = parse_yaml(text, str(path), last_wins=True, aliases=True)
    top = document.data if isinstance(document.data, dict) else {}
    classes = top.get("rate_structure")
    if not isinstance(classes, dict) or not classes:
        raise DataError(
            Problem(
                "no rate_structure with classes",
                file=str(path),
                cure="a rate file has rate_structure: {CLASS: {...}}",
            )
        )
    meta: dict[str, Any] = top.get("metadata") or {}
    meta = meta if isinstance(meta, dict) else {}
    findings = [_yaml_finding(problem, classes) for problem in document.problems]
    if tabbed is not None:
        what = "lines begin with tabs, which YAML does not allow; read as two spaces each"
        findings.append(Finding("unreadable", "error", what, file=str(path), line=tabbed))
    unit, more = _unit(meta, document)
    return OwrsFile(
        str(path),
        " ".join(str(meta.get("utility_name") or "").split()),
        unit,
        _billing(meta),
        _date(meta.get("effective_date")),
        {str(name): _fields(body) for name, body in classes.items()},
        (*findings, *more),
        document.lines,
        str(meta.get("prop_218_link") or "").strip(),
        {k: v for k, v in top.items() if k not in {"metadata", "rate_structure", "author_info"}},
        str(meta.get("currency") or "USD"),
        _assumed(meta),
    )


def _without_tabs(text: str) -> tuple[str, int | None]:
    """Return a text with tabs as spaces, and the first line that begins with one."""
    if "\t" not in text:
        return text, None
    lines, first = text.split("\n"), None
    for i, line in enumerate(lines):
        start = line[: len(line) - len(line.lstrip())]
        if "\t" in start and line.strip():
            first = first or i + 1
        rest = line[len(start) :]
        lines[i] = start.replace("\t", "  ") + rest.replace("\t", " ")
    return "\n".join(lines), first


def _assumed(meta: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a file does not say, and how it is read."""
    silent = {
        "currency": "currency not stated: taken as USD (the format was made for the USA)",
        "bill_unit": "billing unit not stated: taken as ccf, a hundred cubic feet",
        "bill_frequency": "billing frequency not stated: taken as monthly",
    }
    return tuple(why for key, why in silent.items() if not str(meta.get(key) or "").strip())


def _yaml_finding(problem: Problem, classes: Mapping[str, Any]) -> Finding:
    steps = problem.path.split(".")
    inside = len(steps) > 1 and steps[0] == "rate_structure"
    path = f"{problem.path}."
    mine = [str(n) for n in classes if inside and path.startswith(f"{steps[0]}.{n}.")]
    own = max(mine, key=len, default="")
    duplicate = problem.what.startswith("duplicate")
    code = "duplicate-key" if duplicate else "unreadable"
    elsewhere = problem.path and not inside  # metadata does not touch a bill
    what = f"{problem.what}; {problem.why}" if problem.why else problem.what
    severity: Severity = "warning" if elsewhere else "error"
    return Finding(
        code, severity, what, own, problem.path, problem.file, problem.line, problem.cure
    )


def _fields(body: Any) -> dict[str, Any]:
    """Return the fields of a class; the earlier form of the format wrote them as a list."""
    if isinstance(body, list):
        merged: dict[str, Any] = {}
        for item in body:
            if isinstance(item, dict):
                merged |= item
        body = merged
    if not isinstance(body, dict):
        return {}
    return {str(name).strip(): value for name, value in body.items()}


def _unit(meta: Mapping[str, Any], document: Document) -> tuple[str, list[Finding]]:
    given = meta.get("bill_unit")
    if given is None or str(given).strip().casefold() in {"", "unit", "units"}:
        return "ccf", []  # a billing unit of these utilities is a hundred cubic feet
    try:
        return unit_named(str(given)), []
    except MusdesignError as error:
        path: PathTuple = ("metadata", "bill_unit")
        what = f"{error.problems[0].what}; read as ccf"
        return "ccf", [
            Finding("unreadable", "warning", what, "", path_text(path), document.file,
                    document.line(path), error.problems[0].cure)
        ]  # fmt: skip


def _billing(meta: Mapping[str, Any]) -> Billing:
    word = " ".join(re.sub(r"[^a-z]+", " ", str(meta.get("bill_frequency") or "").lower()).split())
    return Billing(Fraction(_MONTHS.get(word, _MONTHS.get(word.replace(" ", ""), 1))))


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    found = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", str(value or "").strip())
    if not found:
        return None
    try:
        return dt.date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return None


__all__ = ["OwrsFile", "canonical", "read_owrs"]
