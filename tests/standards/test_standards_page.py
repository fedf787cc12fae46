"""docs/standards-data.md counts what is on file."""

import re
from collections import Counter, defaultdict
from pathlib import Path

from musdesign.standards import available, load_standard

PAGE = (Path(__file__).parents[2] / "docs" / "standards-data.md").read_text(encoding="utf-8")


def test_the_page_counts_the_bases_of_each_country():
    told = {
        code: tuple(map(int, counts))
        for code, *counts in re.findall(
            r"^\| .* \(([A-Z]{3})\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.M
        )
    }
    bases: dict[str, Counter] = defaultdict(Counter)
    files: Counter = Counter()
    for name in available():
        standard = load_standard(name)
        files[standard.country] += 1
        bases[standard.country].update(rule.basis for rule in standard.rules)
    found = {
        code: (files[code], count["primary"], count["secondary"], count["unverified"])
        for code, count in bases.items()
    }
    assert told == found


def test_the_page_names_every_instrument_with_an_unverified_value():
    for name in available():
        rules = load_standard(name).rules
        weak = any(rule.basis == "unverified" for rule in rules)
        assert weak == (f"- `{name}`:" in PAGE), name
