"""What a clause says, in the words of its text where these are on file, else in our own."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign.standards.model import Check, Rule, Standard


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """Words of a clause.

    ``language`` is that of the instrument where ``quoted`` is true; else the words are ours, in
    English, and empty where a clause is on file by its number alone.
    """

    title: str
    text: str
    language: str
    quoted: bool


def words_of(standard: Standard, check: Check) -> ClauseWords:
    """Return the words of the clause behind a verdict."""
    rule = rule_of(standard, check)
    if rule is None:
        return ClauseWords(check.title, "", "en", quoted=False)
    if rule.original_text or rule.original_title:
        quoted = bool(rule.original_text)
        text = rule.original_text or rule.text
        return ClauseWords(rule.original_title, text, standard.language, quoted)
    return ClauseWords(rule.title, rule.text or rule.note, "en", quoted=False)


def rule_of(standard: Standard, check: Check) -> Rule | None:
    """Return the rule that a verdict was found by; of several, the one with its number."""
    same = [
        rule for rule in standard.rules
        if (rule.clause, rule.parameter) == (check.clause, check.parameter)
    ]  # fmt: skip
    kind = [rule for rule in same if rule.bound == check.bound] or same
    exact = [rule for rule in kind if check.limit in {rule.value, rule.low, rule.high}]
    return next(iter(exact or kind), None)
