"""What a clause says: the words of its text where these are on file, and ours beside them."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign.standards.model import Check, Rule, Standard
from musdesign.standards.quotations import Quotation


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """Words of a clause.

    ``title`` is the term of the field in the language of the instrument where it is known, ``ours``
    what the clause says in our words, in English, empty where it is on file by its number alone;
    ``quotation`` holds the words of the text itself, where they were read.
    """

    title: str
    ours: str
    quotation: Quotation | None


def words_of(standard: Standard, check: Check) -> ClauseWords:
    """Return the words of the clause behind a verdict."""
    rule = rule_of(standard, check)
    if rule is None:
        return ClauseWords(check.title, check.text, check.quotation)
    title = rule.original_title or rule.title
    ours = rule.text or ("" if check.quotation else rule.note)
    return ClauseWords(title, ours, check.quotation)


def rule_of(standard: Standard, check: Check) -> Rule | None:
    """Return the rule that a verdict was found by; of several, the one with its number."""
    same = [
        rule for rule in standard.rules
        if (rule.clause, rule.parameter) == (check.clause, check.parameter)
    ]  # fmt: skip
    kind = [rule for rule in same if rule.bound == check.bound] or same
    exact = [rule for rule in kind if check.limit in {rule.value, rule.low, rule.high}]
    return next(iter(exact or kind), None)
