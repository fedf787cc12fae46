"""Nothing that was confirmed is lost; nobody sees what others saved."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from musdesign.errors import MusdesignError
from musdesign.workspace import Decision, Variant, open_store
from musdesign.workspace.store import MOST_VARIANTS

MINE, THEIRS = "a" * 32, "b" * 32


def _variant(name: str, figure: float = 1.0) -> Variant:
    return Variant(name, "ifa-daba", "", {"losses": "20 %"}, {"mean day, m3": figure})


def test_a_saved_variant_comes_back_as_it_was(tmp_path):
    store = open_store(tmp_path)
    store.save_variant(MINE, _variant("with gardens", 12.5))
    (found,) = open_store(tmp_path).variants(MINE)
    assert (found.name, found.case_name, dict(found.changes), dict(found.figures)) == (
        "with gardens",
        "ifa-daba",
        {"losses": "20 %"},
        {"mean day, m3": 12.5},
    )


def test_saving_under_the_same_name_replaces(tmp_path):
    store = open_store(tmp_path)
    store.save_variant(MINE, _variant("a", 1.0))
    store.save_variant(MINE, _variant("a", 2.0))
    assert [v.figures["mean day, m3"] for v in store.variants(MINE)] == [2.0]
    store.delete_variant(MINE, "a")
    assert store.variants(MINE) == []


def test_people_do_not_see_what_others_saved(tmp_path):
    store = open_store(tmp_path)
    store.save_variant(MINE, _variant("mine"))
    store.record(MINE, Decision(dt.date(2026, 3, 2), "water board", "200 m2", "measured"))
    assert store.variants(THEIRS) == []
    assert store.decisions(THEIRS) == []
    assert store.decisions(MINE)[0].made_on == dt.date(2026, 3, 2)


def test_text_that_looks_like_sql_is_kept_as_text(tmp_path):
    store = open_store(tmp_path)
    name = "x'); DROP TABLE variant; --"
    store.save_variant(MINE, _variant(name))
    assert [v.name for v in store.variants(MINE)] == [name]


@pytest.mark.parametrize("owner", ["", "short", "../../etc/passwd", "x" * 100])
def test_a_key_that_no_browser_has_is_refused(tmp_path, owner):
    with pytest.raises(MusdesignError, match="key"):
        open_store(tmp_path).save_variant(owner, _variant("a"))


def test_an_empty_name_and_one_variant_too_many_are_refused(tmp_path):
    store = open_store(tmp_path)
    with pytest.raises(MusdesignError, match="empty"):
        store.save_variant(MINE, _variant(" "))
    for i in range(MOST_VARIANTS):
        store.save_variant(MINE, _variant(str(i)))
    store.save_variant(MINE, _variant("0"))
    with pytest.raises(MusdesignError, match="delete one"):
        store.save_variant(MINE, _variant("one more"))


def test_a_folder_that_cannot_be_used_is_one_clear_message(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MusdesignError, match="cannot be used"):
        open_store(tmp_path / "file")
    (tmp_path / "musdesign.sqlite3").write_text("no database at all, but long enough to be read")
    with pytest.raises(MusdesignError, match="cannot be used"):
        open_store(tmp_path)


def test_nothing_is_lost_when_many_save_at_once(tmp_path):
    store = open_store(tmp_path)

    def save(k: int) -> None:
        for i in range(10):
            open_store(tmp_path).save_variant(MINE, _variant(f"{k}-{i}"))

    threads = [threading.Thread(target=save, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.variants(MINE)) == 60


def test_what_was_confirmed_stays_when_the_process_is_killed(tmp_path):
    program = (
        "import sys; from pathlib import Path\n"
        "from musdesign.workspace import Variant, open_store\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "for i in range(10_000):\n"
        "    store.save_variant('a' * 32, Variant(str(i % 150), 'c', '', {}, {'i': i}))\n"
        "    print(i, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(25):
        process.stdout.readline()
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    confirmed = 24 + len(process.stdout.read().splitlines())
    process.wait()
    process.stdout.close()
    saved = open_store(tmp_path).variants("a" * 32)
    assert max(int(v.figures["i"]) for v in saved) >= confirmed


def test_two_who_save_one_name_at_once_keep_one_whole_variant_each(tmp_path):
    def save(owner: str, k: int) -> None:
        for _ in range(5):
            open_store(tmp_path).save_variant(
                owner, replace(_variant("same"), case_name=f"case {k}", figures={"k": float(k)})
            )

    people = [(MINE, 1), (MINE, 2), (THEIRS, 3)]
    threads = [threading.Thread(target=save, args=who) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (mine,), (theirs,) = (open_store(tmp_path).variants(owner) for owner in (MINE, THEIRS))
    assert (mine.case_name, mine.figures["k"]) in {("case 1", 1.0), ("case 2", 2.0)}
    assert (theirs.case_name, theirs.figures["k"]) == ("case 3", 3.0)


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 300, "../" * 100])
def test_a_name_that_is_no_text_or_too_long_is_refused(tmp_path, name):
    store = open_store(tmp_path)
    with pytest.raises(MusdesignError, match="name"):
        store.save_variant(MINE, replace(_variant("x"), name=name))
    assert store.variants(MINE) == []


def test_a_name_that_looks_like_a_path_is_a_name(tmp_path):
    store = open_store(tmp_path / "inside")
    store.save_variant(MINE, replace(_variant("x"), name="../../etc/passwd"))
    assert [item.name for item in store.variants(MINE)] == ["../../etc/passwd"]
    assert {file.name.split("-")[0] for file in tmp_path.iterdir()} == {"inside"}


def test_a_file_that_is_no_workspace_any_more_is_one_clear_message(tmp_path):
    store = open_store(tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    store.file.write_bytes(b"no database" * 1000)
    with pytest.raises(MusdesignError, match="cannot be read or written"):
        store.variants(MINE)
