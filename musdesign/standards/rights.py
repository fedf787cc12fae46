"""Water rights: what a law asks of each use of each source, and which use comes first.

A law may speak several times of one use (a rule and its exceptions): every clause that applies is
shown, and the lightest of them decides, because an exception takes its case out of the rule.  A
prohibition comes before everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from musdesign.provenance import Basis
from musdesign.standards.conditions import matches
from musdesign.standards.model import RIGHTS, Priority, Right, Standard
from musdesign.standards.quotations import Quotation
from musdesign.units import show

NONE_FOUND = "none found"
# from the lightest to the heaviest
_WEIGHT = {name: i for i, name in enumerate(
    ("by_law", "exempt", "general_authorisation", "registration", "authorisation", "permit",
     "licence", "concession", "undetermined"))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taking:
    """Water of one source taken for one use, as a law sees it: by the names of the vocabulary."""

    source: str
    use: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RightFound:
    """What one clause asks of one taking.

    ``decides`` marks the clause that governs; ``missing`` is what would have to be known for the
    clause to apply for certain.
    """

    source: str
    use: str
    instrument: str
    clause: str
    title: str
    right: str
    text: str
    decides: bool
    missing: tuple[str, ...]
    amount: float | None
    limit: float | None
    unit: str
    note: str
    charge: str
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    basis: Basis
    source_read: str
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of a use when water is short."""

    use: str
    rank: int | None
    words: str
    instrument: str
    clause: str
    text: str
    basis: Basis
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True)
class RightsReport:
    """The rights of a scheme under the laws of a country."""

    rights: tuple[RightFound, ...]
    ranks: tuple[Rank, ...]
    productive: tuple[str, ...]
    """What productive uses change beside domestic use alone."""
    silent: tuple[str, ...]
    """Instruments on file that say nothing of rights, and takings that no clause speaks of."""

    def deciding(self, source: str, use: str) -> RightFound | None:
        """Return the clause that governs a taking."""
        return next(
            (r for r in self.rights if r.source == source and r.use == use and r.decides), None
        )


def rights(
    laws: Iterable[Standard], takings: Sequence[Taking], as_of: dt.date | None = None
) -> RightsReport:
    """Return which right each taking needs and the order of uses in a drought.

    Args:
        laws: the instruments of the country; those without rights or priorities are passed over.
        takings: water of one source for one use each.
        as_of: day of the law.
    """
    laws = list(laws)
    found: list[RightFound] = []
    silent = []
    for taking in takings:
        rows = _decided([row for law in laws for row in _of_law(law, taking, as_of)])
        found += rows
        if not rows:
            silent.append(f"no clause on file speaks of {taking.use} from {taking.source}")
    uses = list(dict.fromkeys(taking.use for taking in takings))
    ranks = _ranks(laws, uses, as_of)
    report = RightsReport(tuple(found), ranks, (), tuple(silent))
    return replace(report, productive=tuple(_productive(report, takings)))


def _of_law(law: Standard, taking: Taking, as_of: dt.date | None) -> list[RightFound]:
    if matches(law.scope, taking.facts)[0] == "no":
        return []
    rows = []
    for right in law.rights:
        if right.uses and taking.use not in right.uses:
            continue
        if not _holds(right.in_force_from, right.in_force_to, as_of, law):
            continue
        match, missing = matches(right.when, taking.facts)
        if match != "no":
            rows.append(_row(law, right, taking, missing))
    return rows


def _holds(
    start: dt.date | None, end: dt.date | None, as_of: dt.date | None, law: Standard
) -> bool:
    if as_of is None:
        return end is None and law.in_force_to is None and not law.superseded_by
    return (start is None or start <= as_of) and (end is None or as_of < end)


def _row(law: Standard, right: Right, taking: Taking, missing: tuple[str, ...]) -> RightFound:
    kind, note, amount = right.kind, right.note, None
    if right.limit is not None:
        amount = taking.facts.get(right.limit_of)
        if amount is None:
            missing = (*missing, right.limit_of)
        elif amount > right.limit * (1 + 1e-9):
            kind = right.beyond or "undetermined"
            over = f"{show(amount)} is above the {show(right.limit)} {right.unit} of the clause"
            note = "; ".join(part for part in (over, note) if part)
    return RightFound(
        taking.source, taking.use, law.id, right.clause, right.title, kind, right.text, False,
        missing, amount, right.limit, right.unit, note, right.charge, right.needs, right.excludes,
        right.basis, right.source, right.quotation,
    )  # fmt: skip


def _decided(rows: list[RightFound]) -> list[RightFound]:
    """Mark the clause that governs: a prohibition, else the lightest that applies for certain."""
    certain = [row for row in rows if not row.missing]
    if not certain:
        return rows
    banned = [row for row in certain if row.right == "prohibited"]
    first = banned[0] if banned else min(certain, key=lambda row: _WEIGHT.get(row.right, 99))
    return [replace(row, decides=row is first) for row in rows]


def _ranks(
    laws: Sequence[Standard], uses: Sequence[str], as_of: dt.date | None
) -> tuple[Rank, ...]:
    """Return each use's place in the orders that the laws give for scarcity."""
    found = []
    for law in laws:
        for order in law.priorities:
            if not _holds(order.in_force_from, order.in_force_to, as_of, law):
                continue
            if matches(order.when, {"scarcity": "yes"})[0] == "no":
                continue
            places = [_rank(law, order, use) for use in uses]
            found += sorted(places, key=lambda item: item.rank if item.rank is not None else 99)
    return tuple(found)


def _rank(law: Standard, order: Priority, use: str) -> Rank:
    place = next((i for i, uses in enumerate(order.order) if use in uses), None)
    words = order.words[place] if place is not None else "not named"
    rank = None if place is None else place + 1
    return Rank(use, rank, words, law.id, order.clause, order.text, order.basis, order.quotation)


def _productive(report: RightsReport, takings: Sequence[Taking]) -> Iterable[str]:
    """Yield what each productive use changes beside the domestic use of the same source."""
    for taking in takings:
        if taking.use in {"domestic", "institution"}:
            continue
        own = report.deciding(taking.source, taking.use)
        home = report.deciding(taking.source, "domestic")
        if own is None:
            open_ones = [r for r in report.rights
                         if r.source == taking.source and r.use == taking.use]  # fmt: skip
            if open_ones:
                needed = ", ".join(dict.fromkeys(name for r in open_ones for name in r.missing))
                yield f"{taking.use} from {taking.source}: cannot tell, not known: {needed}"
            continue
        told = f"{taking.use} from {taking.source}: {words(own.right)} ({own.clause})"
        if home is None:
            yield told
        elif home.right != own.right:
            yield f"{told}; domestic use: {words(home.right)} ({home.clause})"
        elif own.right in {"by_law", "exempt"}:
            yield f"{told}, as domestic use"
        else:
            yield f"{told}, as domestic use has; the right must name this use too"


def words(right: str) -> str:
    """Return a kind of right in words.

    >>> words("by_law"), words("concession")
    ('free by operation of law', 'a concession')
    """
    known = {
        "by_law": "free by operation of law",
        "exempt": "exempt from a permit",
        "general_authorisation": "covered by a general authorisation",
        "registration": "a registration",
        "authorisation": "an authorisation",
        "prohibited": "prohibited",
        "undetermined": "a right that the text read does not name",
    }
    assert right in RIGHTS
    return known.get(right, f"a {right}")


def changed(before: RightsReport, after: RightsReport) -> tuple[str, ...]:
    """Return what differs between two reports on the same takings, as by an amendment."""
    keys = list(dict.fromkeys((r.source, r.use) for r in (*before.rights, *after.rights)))
    found = []
    for source, use in keys:
        old, new = before.deciding(source, use), after.deciding(source, use)
        was = words(old.right) if old else NONE_FOUND
        now = words(new.right) if new else NONE_FOUND
        if was != now:
            clause = f" ({new.clause})" if new else ""
            found.append(f"{use} from {source}: {was} becomes {now}{clause}")
    old_ranks = {(r.instrument.split("+")[0], r.clause, r.use): r.rank for r in before.ranks}
    for rank in after.ranks:
        key = (rank.instrument.split("+")[0], rank.clause, rank.use)
        if rank.rank != old_ranks.get(key):
            found.append(f"{rank.use}: rank {rank.rank or 'not named'} by {rank.clause}")
    return tuple(found)
