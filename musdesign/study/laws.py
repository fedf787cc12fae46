"""What laws make of a scheme: one design before many laws, two laws, an amended law, its rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from musdesign import standards
from musdesign.errors import DataError, MusdesignError, Problem
from musdesign.flow import DesignResult, Scheme, cases, design, load
from musdesign.flow.takings import takings
from musdesign.standards import Check, Standard
from musdesign.standards.amending import Amended, amend, fits
from musdesign.standards.barriers import Barrier, against, barriers
from musdesign.standards.checking import check_case, trusted
from musdesign.standards.conditions import law_day, normal
from musdesign.standards.reading_amendment import Amendment
from musdesign.standards.rights import RightsReport
from musdesign.standards.rights import changed as rights_changed
from musdesign.study.compare import Comparison, compare


@dataclass(frozen=True, slots=True)
class LawView:
    """What one instrument makes of a design: how many clauses say what, and each verdict."""

    standard: Standard
    checks: tuple[Check, ...]

    def count(self, verdict: str) -> int:
        """Return the number of clauses with a verdict."""
        return sum(check.verdict == verdict for check in self.checks)

    @property
    def verdict(self) -> str:
        """Return the verdict of the whole: breaks, undecided, meets, cannot tell, or none."""
        if not self.count("breaks") and any(against(check) for check in self.checks):
            return "cannot_tell"
        return next(
            (v for v in ("breaks", "meets", "cannot_tell") if self.count(v)), "not_applicable"
        )


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """A shipped case before an instrument as it stands and amended."""

    name: str
    before: LawView
    after: LawView


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A clause before and after: two instruments, or one before and after an amendment."""

    parameter: str
    reading: str
    first: Check | None
    second: Check | None


@dataclass(frozen=True, slots=True)
class LawEffect:
    """One scheme under two laws: verdicts, and the designs side by side."""

    verdicts: tuple[VerdictChange, ...]
    figures: Comparison
    done: tuple[Amended, ...] = ()


def screen(
    result: DesignResult,
    laws: Iterable[Standard] | None = None,
    as_of: dt.date | None = None,
    *,
    basis: str = "any",
) -> tuple[LawView, ...]:
    """Return what each instrument on file makes of one design.

    Args:
        result: the design.
        laws: the instruments; by default those in force (on the day, or now) and no drafts.
        as_of: day of the law.
        basis: ``primary``, ``secondary`` or ``any``, see :func:`musdesign.standards.check`.
    """
    given = normal(result.conditions)
    as_of = law_day(given, as_of)
    chosen = list(laws) if laws is not None else current(as_of)
    return tuple(
        LawView(law, check_case(law, result.facts, given, as_of, basis=basis)) for law in chosen
    )


def screen_cases(law: Standard, amendment: Amendment) -> tuple[CaseScreen, ...]:
    """Return what an instrument makes of every shipped case, as it stands and amended.

    Cases that cannot be designed are left out.

    Raises:
        DataError: the amendment does not fit the instrument.
    """
    after, _ = amend(law, amendment)
    found = []
    for name in cases():
        try:
            result = design(load(name), with_futures=False)
        except MusdesignError:
            continue
        found.append(CaseScreen(result.name, *screen(result, [law, after])))
    return tuple(found)


def current(as_of: dt.date | None = None) -> list[Standard]:
    """Return the instruments on file that are in force, without drafts."""
    every = (law for law in standards.load_all() if not law.draft)
    if as_of is None:
        return [law for law in every if law.in_force_to is None and not law.superseded_by]
    return [
        law for law in every
        if (law.in_force_from is None or law.in_force_from <= as_of)
        and (law.in_force_to is None or as_of < law.in_force_to)
    ]  # fmt: skip


def under(scheme: Scheme, law: Standard) -> Scheme:
    """Return a scheme whose norm is another instrument, be it on file or amended."""
    scenario = scheme.scenario.model_copy(update={"standard": law.id})
    return replace(scheme, scenario=scenario, standard=law)


def amended(scheme: Scheme, amendment: Amendment) -> tuple[Scheme, tuple[Amended, ...]]:
    """Return a scheme before the amended law, and what the amendment did.

    It is applied to those of the scheme's instruments that it names; where it names none, to those
    that have every clause it changes.

    Raises:
        DataError: none of the scheme's instruments is meant, or a change meets no clause.
    """
    named = [law for law in (scheme.standard, *scheme.also_check) if law is not None]
    if amendment.standards:
        meant = [law.id for law in named if law.id in amendment.standards]
    else:
        # where none has its clauses, the first one tells which is missing
        meant = [law.id for law in named if fits(law, amendment)] or [law.id for law in named[:1]]
    if not meant:
        have = ", ".join(law.id for law in named) or "none"
        wanted = ", ".join(amendment.standards) or "any instrument"
        raise DataError(
            Problem(f"the amendment '{amendment.id}' is for {wanted}; the scheme has {have}",
                    file=amendment.file, cure="name the instrument with --standard")
        )  # fmt: skip
    done: list[Amended] = []

    def changed(law: Standard) -> Standard:
        if law.id not in meant:
            return law
        new, what = amend(law, amendment)
        done.extend(what)
        return new

    first = changed(scheme.standard) if scheme.standard is not None else None
    others = tuple(changed(law) for law in scheme.also_check)
    fresh = under(scheme, first) if first is not None else scheme
    return replace(fresh, also_check=others), tuple(done)


def effect(
    before: Scheme,
    after: Scheme,
    titles: Sequence[str],
    as_of: dt.date | None = None,
    done: tuple[Amended, ...] = (),
) -> LawEffect:
    """Return one scheme under two laws: verdicts, sizes, costs, service and bills.

    Both designs serve the same need; what the law prescribes (losses, peak factors, storage,
    pressure, the allocation of its own design) may differ.
    """
    first, second = design(before, as_of=as_of), design(after, as_of=as_of)
    shown = [(first, titles[0]), (second, titles[1])]
    for result, title in tuple(shown):
        if result.standard_design is not None:
            shown.append((result.standard_design, f"norm's own design, {title}"))
    figures = compare(*(result for result, _ in shown), titles=[title for _, title in shown])
    return LawEffect(verdict_changes(first.checks, second.checks), figures, done)


def verdict_changes(first: Iterable[Check], second: Iterable[Check]) -> tuple[VerdictChange, ...]:
    """Return the clauses whose verdict or limit differs, paired by what they bound."""
    mine, theirs = _judged(first), _judged(second)
    found = []
    for key in dict.fromkeys((*mine, *theirs)):
        one, other = mine.get(key), theirs.get(key)
        if one is None or other is None or (one.verdict, one.limit) != (other.verdict, other.limit):
            found.append(VerdictChange(key[0], key[1], one, other))
    return tuple(found)


def _judged(checks: Iterable[Check]) -> dict[tuple[str, str, str], Check]:
    found: dict[tuple[str, str, str], Check] = {}
    for check in checks:
        if check.verdict != "not_applicable" or check.value is not None:
            found.setdefault((check.parameter, check.reading, check.bound), check)
    return found


def in_the_way(result: DesignResult, law: Standard) -> tuple[Barrier, ...]:
    """Return the clauses of an instrument in the way of a design's multiple use."""
    norm = result.standard_design
    return barriers(law, tuple(result.checks), tuple(norm.checks) if norm is not None else ())


def rights_of(
    result: DesignResult, laws: Iterable[Standard], as_of: dt.date | None = None
) -> RightsReport:
    """Return which of a scheme's uses need which right under the laws of a country."""
    return standards.rights(laws, takings(result), as_of)


def rights_change(
    result: DesignResult,
    laws: Sequence[Standard],
    amendment: Amendment,
    as_of: dt.date | None = None,
) -> tuple[tuple[str, ...], tuple[Amended, ...]]:
    """Return what an amendment of the water law changes for a scheme, and what it amends.

    Raises:
        DataError: no law on file is meant by the amendment.
    """
    meant = [law for law in laws if not amendment.standards or law.id in amendment.standards]
    if not amendment.standards:
        meant = [law for law in laws if fits(law, amendment)]
    if not meant:
        raise DataError(
            Problem(f"no law on file is meant by the amendment '{amendment.id}'",
                    file=amendment.file, cure="name it under standards")
        )  # fmt: skip
    done: list[Amended] = []
    after = []
    for law in laws:
        if law in meant:
            new, what = amend(law, amendment)
            done += what
            after.append(new)
        else:
            after.append(law)
    change = rights_changed(rights_of(result, laws, as_of), rights_of(result, after, as_of))
    return change, tuple(done)


def only_trusted(result: DesignResult, basis: str) -> DesignResult:
    """Return a result with the verdicts that were read on a basis at least as good as asked."""
    from musdesign.flow.result import Checks

    enough = trusted(basis)
    kept = tuple(check for check in result.checks if check.basis in enough)
    return replace(result, checks=Checks(kept))
