"""Apply an amendment to an instrument, and tell clause by clause what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.standards.bands import both, clashes
from musdesign.standards.formulas import circles
from musdesign.standards.model import Right, Rule, Standard
from musdesign.standards.reading_amendment import Amendment, AmendmentReader, Change
from musdesign.standards.reading_rules import Shared
from musdesign.yamlfile import parse_yaml

_NUMBERS = ("value", "low", "high")


@dataclass(frozen=True, slots=True)
class Amended:
    """What an amendment did to one clause."""

    clause: str
    parameter: str
    before: str
    after: str
    why: str


def amend(standard: Standard, amendment: Amendment) -> tuple[Standard, tuple[Amended, ...]]:
    """Return an instrument as it would stand amended, and what was done clause by clause.

    Raises:
        DataError: a change names a clause that the instrument has not, would make its clauses
            contradict each other, or is meant for another instrument.
    """
    _meant_for(standard, amendment)
    work = _Work(standard, amendment)
    for change in amendment.changes:
        if change.kind == "right":
            work.right(change)
        else:
            work.rule(change)
    for rule, why in amendment.added:
        work.rules.append(replace(rule, in_force_to=None))
        work.done.append(Amended(rule.clause, rule.parameter, "", told(rule), why))
    for right, why in amendment.added_rights:
        work.rights.append(right)
        work.done.append(Amended(right.clause, "water_right", "", _told_right(right), why))
    if amendment.stance:
        before = standard.productive_use_stance
        work.done.append(
            Amended("(whole)", "productive use", before, amendment.stance, amendment.stance_text)
        )
    work.consistent()
    if work.problems:
        raise DataError(work.problems)
    changed = replace(
        standard,
        id=f"{standard.id}+{amendment.id}",
        name=f"{standard.name}, amended: {amendment.name}",
        rules=tuple(work.rules),
        rights=tuple(work.rights),
        priorities=(*amendment.added_priorities, *standard.priorities),
        productive_use_stance=amendment.stance or standard.productive_use_stance,
        productive_use_text=amendment.stance_text or standard.productive_use_text,
    )
    return changed, tuple(work.done)


def _meant_for(standard: Standard, amendment: Amendment) -> None:
    if amendment.standards and standard.id not in amendment.standards:
        raise DataError(
            Problem(
                f"{amendment.id} is meant for {', '.join(amendment.standards)}, not {standard.id}",
                "standards", amendment.file, amendment.lines.get(("standards",)),
                cure="add the instrument to standards, or leave standards out",
            )
        )  # fmt: skip


class _Work:
    """The clauses of an instrument while an amendment goes through them."""

    def __init__(self, standard: Standard, amendment: Amendment) -> None:
        self.standard, self.amendment = standard, amendment
        self.rules = list(standard.rules)
        self.rights = list(standard.rights)
        self.done: list[Amended] = []
        self.problems: list[Problem] = []

    def rule(self, change: Change) -> None:
        hit = [i for i, rule in enumerate(self.rules) if _meant(rule, change)]
        if not hit:
            self.unknown(change, {r.clause for r in self.rules}, {r.parameter for r in self.rules})
        gone = {id(self.rules[i]) for i in hit} if change.removed else set()
        for i in hit:
            rule = self.rules[i]
            if change.removed:
                self.done.append(Amended(rule.clause, rule.parameter, told(rule), "", change.why))
                continue
            after = self.changed(rule, change)
            self.done.append(
                Amended(rule.clause, rule.parameter, told(rule), told(after), change.why)
            )
            self.rules[i] = after
        self.rules = [rule for rule in self.rules if id(rule) not in gone]

    def changed(self, rule: Rule, change: Change) -> Rule:
        """Return a rule with its new keys, read as the rule of an instrument is read."""
        source = f"amendment: {self.amendment.name} ({change.why})"
        note = f"amended, before: {told(rule)}"
        own: dict[str, Any] = {"source": source, "basis": "unverified", "note": note}
        # the words on file are those of the clause before
        if change.scale is not None:
            times: dict[str, Any] = {
                key: None if getattr(rule, key) is None else getattr(rule, key) * change.scale
                for key in _NUMBERS
            }
            return replace(rule, quotation=None, **times, **own)
        fresh = dict(change.set)
        entry = {"clause": rule.clause, "parameter": rule.parameter, "bound": rule.bound,
                 "unit": rule.unit, "text": rule.text or None} | fresh  # fmt: skip
        # a new value takes the place of a range and the other way round
        numbers = {key: getattr(rule, key) for key in _NUMBERS}
        if not any(key in fresh for key in (*_NUMBERS, "formula", "larger_of", "slides")):
            entry |= {key: value for key, value in numbers.items() if value is not None}
        elif "value" not in fresh and rule.value is None:
            entry |= {k: v for k, v in numbers.items() if v is not None and k not in fresh}
        reader = AmendmentReader(parse_yaml("{}", self.amendment.file))
        reader.document.lines.update(self.amendment.lines)
        start = Shared(source, "unverified", rule.in_force_from, rule.in_force_to,
                       self.standard.language)  # fmt: skip
        known = {key: value for key, value in entry.items() if value is not None}
        read = reader.rule(known, (*change.path, "set"), start)
        self.problems += reader.problems
        if read is None:
            return rule
        kept: dict[str, Any] = {
            "when": rule.when,
            "base": rule.base,
            "convention": rule.convention,
            "either": rule.either,
            "bundle": rule.bundle,
            "local_first": rule.local_first,
            "title": rule.title,
            "original_title": rule.original_title,
            "line": rule.line,
        }
        kept = {key: value for key, value in kept.items() if key not in fresh}
        return replace(read, **kept, **own)

    def right(self, change: Change) -> None:
        hit = [i for i, right in enumerate(self.rights) if right.clause == change.clause]
        if not hit:
            self.unknown(change, {right.clause for right in self.rights}, set())
        for i in reversed(hit):
            right = self.rights[i]
            before = _told_right(right)
            if change.removed:
                self.done.append(Amended(right.clause, "water_right", before, "", change.why))
                del self.rights[i]
                continue
            entry = {"clause": right.clause, "kind": right.kind, "uses": list(right.uses),
                     "when": dict(right.when), "text": right.text} | dict(change.set)  # fmt: skip
            reader = AmendmentReader(parse_yaml("{}", self.amendment.file))
            reader.document.lines.update(self.amendment.lines)
            shared = Shared(f"amendment: {self.amendment.name}", "unverified",
                            right.in_force_from, right.in_force_to,
                            self.standard.language)  # fmt: skip
            after = reader.right(entry, (*change.path, "set"), shared)
            self.problems += reader.problems
            self.rights[i] = after
            self.done.append(
                Amended(right.clause, "water_right", before, _told_right(after), change.why)
            )

    def unknown(self, change: Change, clauses: set[str], parameters: set[str]) -> None:
        """Note a change that meets nothing."""
        name = change.clause or change.parameter
        known = clauses if change.clause and change.clause not in clauses else parameters
        what = f"{self.standard.id} has no clause '{name}'"
        if change.clause in clauses:
            what += f" on {change.parameter or 'water rights'} under these conditions"
        line = next((self.amendment.lines[change.path[:n]] for n in range(len(change.path), 0, -1)
                     if change.path[:n] in self.amendment.lines), None)  # fmt: skip
        self.problems.append(
            Problem(what, file=self.amendment.file, line=line, cure=did_you_mean(name, known))
        )

    def consistent(self) -> None:
        """Note clauses that contradict each other or need each other in a circle."""
        old = {id(rule) for rule in self.standard.rules}
        for first, second in clashes(list(enumerate(self.rules))):
            one, other = self.rules[first], self.rules[second]
            if id(one) in old and id(other) in old:
                continue
            self.problems.append(
                Problem(f"amended, {one.clause} would contradict {other.clause}: {told(one)} and "
                        f"{told(other)}", file=self.amendment.file,
                        cure="part their conditions, or change both")
            )  # fmt: skip
        for rule, way in circles(self.rules):
            self.problems.append(
                Problem(f"amended, {rule.clause} would be circular: {' needs '.join(way)}",
                        file=self.amendment.file, cure="let one of them have a value of its own")
            )  # fmt: skip


def fits(standard: Standard, amendment: Amendment) -> bool:
    """Tell whether an instrument has every clause that an amendment changes or removes."""
    for change in amendment.changes:
        if change.kind == "right":
            found = any(right.clause == change.clause for right in standard.rights)
        else:
            found = any(_meant(rule, change) for rule in standard.rules)
        if not found:
            return False
    return True


def _meant(rule: Rule, change: Change) -> bool:
    """Tell whether a change speaks of a rule: clause, parameter, and conditions that can hold."""
    if change.clause and rule.clause != change.clause:
        return False
    if change.parameter and rule.parameter != change.parameter:
        return False
    if not change.when:
        return True
    named = change.when.keys() <= (rule.when or {}).keys()
    return named and both(rule, replace(rule, when=change.when))


def told(rule: Rule) -> str:
    """Return what a rule says in one line.

    >>> told(Rule("Art. 43", "net_domestic_allocation", "ceiling", "L/person/day", 120.0))
    'ceiling 120 L/person/day'
    """
    unit = "" if rule.unit in {"-", "text"} else f" {rule.unit}"
    number = ""
    if rule.value is not None:
        number = f"{rule.value:g}{unit}"
    elif rule.low is not None or rule.high is not None:
        number = _span(rule.low, rule.high) + unit
    elif rule.formula or rule.parts:
        number = rule.formula or f"the {rule.chosen} of {', '.join(rule.parts)}"
    elif rule.slide is not None:
        points = rule.slide.points
        by = rule.slide.by.replace("_", " ")
        number = f"{points[0][1]:g} to {points[-1][1]:g}{unit} by {by}"
    return " ".join(part for part in (rule.bound, number or rule.text) if part)


def _span(low: float | None, high: float | None) -> str:
    """Return both ends of a range, or the one it has.

    >>> _span(100, 150), _span(130, None), _span(None, 2)
    ('100 to 150', 'at least 130', 'at most 2')
    """
    if low is None or high is None:
        return f"at most {high:g}" if low is None else f"at least {low:g}"
    return f"{low:g} to {high:g}"


def _told_right(right: Right) -> str:
    limit = "" if right.limit is None else f" up to {right.limit:g} {right.unit}"
    return f"{right.kind.replace('_', ' ')}{limit} for {', '.join(right.uses) or 'every use'}"


def told_all(done: Sequence[Amended]) -> list[str]:
    """Return what was done as lines."""
    return [
        f"{item.clause}, {item.parameter}: {item.before or 'nothing'} becomes "
        f"{item.after or 'nothing'} ({item.why})"
        for item in done
    ]
