"""Shipped files are read by the compiled parser, and come out as by the other one."""

from pathlib import Path

import pytest

from musdesign import yamlfile
from musdesign.errors import DataError
from musdesign.paths import data_root, is_shipped

SHIPPED = sorted(
    path
    for root in (data_root("standards"), data_root("scenarios"), Path(yamlfile.__file__).parent)
    for path in root.rglob("*.yaml")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_both_parsers_find_the_same_values_at_the_same_lines(path):
    pytest.importorskip("_ruamel_yaml", reason="the compiled parser is not built here")
    assert is_shipped(path)
    text = path.read_text(encoding="utf-8-sig")
    assert yamlfile._composed_fast(text) is not None
    fast = yamlfile.parse_yaml(text, path.name, compiled=True)
    slow = yamlfile.parse_yaml(text, path.name)
    assert fast == slow
    assert repr(fast.data) == repr(slow.data)  # 1 is not 1.0, and keys stand in their order


def test_a_file_of_the_user_is_not_taken_for_a_shipped_one(tmp_path):
    assert not is_shipped(tmp_path / "scenario.yaml")


def test_a_shipped_file_that_someone_broke_is_told_as_any_other():
    with pytest.raises(DataError) as broken:
        yamlfile.parse_yaml("a: 1\nb: [1, 2\nc: 3\n", "x.yaml", compiled=True)
    with pytest.raises(DataError) as same:
        yamlfile.parse_yaml("a: 1\nb: [1, 2\nc: 3\n", "x.yaml")
    assert str(broken.value) == str(same.value)
    twice = yamlfile.parse_yaml("a: 1\na: no\n", "x.yaml", compiled=True)
    assert twice.problems == yamlfile.parse_yaml("a: 1\na: no\n", "x.yaml").problems
    assert "duplicate key 'a'" in twice.problems[0].what
