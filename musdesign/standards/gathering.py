"""What the verdicts of single clauses become together: alternatives, bundles, scope, precedence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from musdesign.provenance import worst
from musdesign.standards.conditions import matches
from musdesign.standards.model import Check, Standard, Verdict, YieldsTo
from musdesign.units import show


def gathered(
    standard: Standard, checks: Sequence[Check], known: Mapping[str, Any], as_of: dt.date | None
) -> tuple[Check, ...]:
    """Return the verdicts of an instrument with alternatives, bundles and scope taken together."""
    found = _alternatives(_scope(standard, checks, known))
    found += _bundles(standard, found)
    narrower = [item for item in standard.may_yield_to if _may_govern(item, known, as_of)]
    if narrower:
        found = [_yielded(check, narrower[0]) for check in found]
    return tuple(found)


def joined(*notes: str) -> str:
    """Return remarks in one line."""
    return "; ".join(note for note in notes if note)


def _scope(standard: Standard, checks: Sequence[Check], known: Mapping[str, Any]) -> list[Check]:
    """Return verdicts as not applicable where the text is written for the other kind of area."""
    area = str(known.get("area") or "")
    if not area or standard.area in {"any", area}:
        return list(checks)
    note = f"written for {standard.area} areas, the scheme is {area}"
    words = {"meets": "compared all the same it would be met", "breaks": "compared all the same it "
             "would be broken"}  # fmt: skip
    return [
        replace(found, verdict="not_applicable", cure="",
                note=joined(note, words.get(found.verdict, ""), found.note))
        for found in checks
    ]  # fmt: skip


def _alternatives(checks: Sequence[Check]) -> list[Check]:
    """Return a clause that is not met as not applicable where its stated alternative is met."""
    met = {check.either: check for check in checks if check.either and check.verdict == "meets"}
    result = []
    for found in checks:
        other = met.get(found.either)
        if other and found.verdict in {"breaks", "cannot_tell"}:
            name = other.parameter.replace("_", " ")
            note = f"the clause is met by its alternative, {name} of {show(other.limit or 0.0)}"
            note = joined(f"{note} {other.unit}", found.note)
            result.append(replace(found, verdict="not_applicable", note=note, cure="", missing=()))
        else:
            result.append(found)
    return result


def _bundles(standard: Standard, checks: Sequence[Check]) -> list[Check]:
    """Return one verdict for each bundle of clauses that must all be met."""
    result = []
    for name in dict.fromkeys(check.bundle for check in checks if check.bundle):
        members = [c for c in checks if c.bundle == name and c.reading != "all household use"]
        verdicts = [c.verdict for c in members]
        order: tuple[Verdict, ...] = ("breaks", "cannot_tell", "meets")
        verdict: Verdict = next((v for v in order if v in verdicts), "not_applicable")
        which = [c for c in members if c.verdict == verdict]
        names = dict.fromkeys(c.parameter.replace("_", " ") for c in which)
        words = {"breaks": "broken by", "cannot_tell": "not known:", "meets": "all met:"}
        note = f"{words.get(verdict, 'none applies:')} {', '.join(names)}"
        missing = tuple(dict.fromkeys(item for c in which for item in c.missing))
        cure = "; ".join(dict.fromkeys(c.cure for c in which if c.cure))
        result.append(
            Check(standard.id, members[0].clause, name, verdict, None, None, "", "bundle",
                  worst(c.basis for c in members), note=note, cure=cure, missing=missing,
                  source=members[0].source, in_force_from=members[0].in_force_from,
                  in_force_to=members[0].in_force_to)
        )  # fmt: skip
    return result


def _may_govern(item: YieldsTo, known: Mapping[str, Any], as_of: dt.date | None) -> bool:
    begun = as_of is None or item.since is None or as_of >= item.since
    return begun and matches(item.when, known)[0] == "yes"


def _yielded(found: Check, item: YieldsTo) -> Check:
    """Return a breach as undecided where an instrument that was not read may govern instead.

    What is met stays met by this text, and says that the other one may govern.
    """
    if found.verdict == "meets":
        note = f"met by this text alone; {item.standard} may govern instead"
        return replace(found, note=joined(found.note, note))
    if found.verdict != "breaks":
        return found
    side = "above" if (found.excess or 0.0) > 0 else "below"
    by_how_much = f", {show(abs(found.excess or 0.0))} {found.unit} {side} its limit"
    note = (
        f"by this text alone a breach{by_how_much if found.unit else ''}; but "
        f"{item.standard} may govern instead: {item.why}"
    )
    return replace(found, verdict="cannot_tell", note=joined(note, found.note))
