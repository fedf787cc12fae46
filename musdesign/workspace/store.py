"""Variants of a scheme and decisions about it, kept in SQLite.

Each write is one transaction in write-ahead mode with full synchronisation: what was confirmed
stays when the process dies, and two people who save at once wait for each other instead of losing
one.  Each visitor has a key of their own; what is saved under one key is not seen under another.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from musdesign.errors import MusdesignError, Problem

FILE_NAME = "musdesign.sqlite3"
MOST_VARIANTS = 200
"""Variants kept for one key; enough for any study, and no way to fill a disk."""
MOST_DECISIONS = 1000
MOST_TEXT = 1_000_000
MOST_NAME = 200
MOST_PAGES = 500_000
"""Pages of 4 kB of the whole file, 2 GB: a server's disk is not filled by its visitors."""
_WAIT_S = 10.0
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KEY = re.compile(r"^[A-Za-z0-9_-]{8,64}$")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS variant (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  case_name TEXT NOT NULL,
  scenario TEXT NOT NULL,
  changes TEXT NOT NULL,
  figures TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT '{}',
  UNIQUE (owner, name)
);
CREATE TABLE IF NOT EXISTS decision (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  made_on TEXT NOT NULL,
  made_by TEXT NOT NULL,
  what TEXT NOT NULL,
  why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS decision_owner ON decision (owner);
"""


@dataclass(frozen=True, slots=True)
class Variant:
    """A saved state of a scheme: the scenario's text, what was changed, and its key figures."""

    name: str
    case_name: str
    scenario: str
    """The whole text of an opened file; empty for a shipped case, which is named."""
    changes: Mapping[str, Any]
    figures: Mapping[str, float | None]
    saved_at: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What lay open in the app, for opening it as it was left; nothing is computed from it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why."""

    made_on: dt.date
    made_by: str
    what: str
    why: str


class Store:
    """The file of one workspace.  Safe to use from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Open or create the file.

        Raises:
            MusdesignError: the folder cannot be written, or the file is no workspace.
        """
        self.file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with self._transaction() as connection:
                connection.executescript(_SCHEMA)
                _grown(connection)
        except (OSError, MusdesignError) as error:
            why = error.problems[0].why if isinstance(error, MusdesignError) else str(error)
            raise MusdesignError(
                Problem(
                    f"the workspace '{file}' cannot be used",
                    why=why,
                    cure="name a folder that can be written",
                )
            ) from None

    def save_variant(self, owner: str, variant: Variant) -> None:
        """Keep a variant; one of the same name is replaced.

        Raises:
            MusdesignError: no name, too large, or too many are kept.
        """
        changes = json.dumps(dict(variant.changes))
        _checked(
            owner,
            {"name": variant.name, "scenario": variant.scenario or "-", "changes": changes},
        )
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT count(*) FROM variant WHERE owner = ? AND name <> ?", (owner, variant.name)
            ).fetchone()
            if row[0] >= MOST_VARIANTS:
                raise MusdesignError(
                    Problem(f"{MOST_VARIANTS} variants are kept", cure="delete one first")
                )
            connection.execute(
                "INSERT INTO variant (owner, name, case_name, scenario, changes, figures, saved_at,"
                " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, name) DO UPDATE SET"
                " case_name = excluded.case_name, scenario = excluded.scenario,"
                " changes = excluded.changes, figures = excluded.figures,"
                " saved_at = excluded.saved_at, state = excluded.state",
                (
                    owner,
                    variant.name,
                    variant.case_name,
                    variant.scenario,
                    changes,
                    json.dumps(dict(variant.figures), allow_nan=False),
                    now,
                    json.dumps(dict(variant.state)),
                ),
            )

    def variants(self, owner: str) -> list[Variant]:
        """Return what was saved under a key, the oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT name, case_name, scenario, changes, figures, saved_at, state FROM variant"
                " WHERE owner = ? ORDER BY id",
                (owner,),
            ).fetchall()
        return [
            Variant(
                name, case, text, json.loads(changes), json.loads(figures), saved, json.loads(state)
            )
            for name, case, text, changes, figures, saved, state in rows
        ]

    def delete_variant(self, owner: str, name: str) -> None:
        """Forget a variant; one that is not there is no mistake."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM variant WHERE owner = ? AND name = ?", (owner, name))

    def record(self, owner: str, decision: Decision) -> None:
        """Add a decision to the record.

        Raises:
            MusdesignError: who, what or why is missing, or the record is full.
        """
        _checked(owner, {"who": decision.made_by, "what": decision.what, "why": decision.why})
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT count(*) FROM decision WHERE owner = ?", (owner,)
            ).fetchone()
            if row[0] >= MOST_DECISIONS:
                raise MusdesignError(Problem(f"{MOST_DECISIONS} decisions are on record"))
            connection.execute(
                "INSERT INTO decision (owner, made_on, made_by, what, why) VALUES (?, ?, ?, ?, ?)",
                (
                    owner,
                    decision.made_on.isoformat(),
                    decision.made_by,
                    decision.what,
                    decision.why,
                ),
            )

    def decisions(self, owner: str) -> list[Decision]:
        """Return the record of a key in the order of writing."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT made_on, made_by, what, why FROM decision WHERE owner = ? ORDER BY id",
                (owner,),
            ).fetchall()
        return [Decision(dt.date.fromisoformat(day), by, what, why) for day, by, what, why in rows]

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # a connection for each piece of work: SQLite's own locks do the rest, and none is shared
        try:
            with contextlib.closing(sqlite3.connect(self.file, timeout=_WAIT_S)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA max_page_count = {MOST_PAGES}")
                with connection:
                    yield connection
        except sqlite3.Error as error:
            raise MusdesignError(
                Problem(
                    "the workspace cannot be read or written now",
                    why=str(error),
                    cure="try again; else ask whoever runs the server",
                )
            ) from None


def open_store(folder: Path) -> Store:
    """Return the store of a workspace folder, made where it is missing."""
    return Store(folder / FILE_NAME)


def _grown(connection: sqlite3.Connection) -> None:
    """Give a file of an earlier version the column that it lacks."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(variant)")}
    if "state" not in columns:
        connection.execute("ALTER TABLE variant ADD COLUMN state TEXT NOT NULL DEFAULT '{}'")


def _checked(owner: str, texts: Mapping[str, str]) -> None:
    problems = [
        Problem(f"'{what}' is empty", cure=f"write the {what}")
        for what, text in texts.items()
        if not text.strip()
    ]
    problems += [
        Problem(f"'{what}' is too long", why=f"at most {MOST_TEXT} characters are kept")
        for what, text in texts.items()
        if len(text) > MOST_TEXT
    ]
    if len(texts.get("name", "")) > MOST_NAME:
        problems.append(
            Problem("'name' is too long", why=f"at most {MOST_NAME} characters are kept")
        )
    problems += [
        Problem(f"'{what}' holds signs that are no text", cure=f"type the {what} anew")
        for what, text in texts.items()
        if _NO_TEXT.search(text)
    ]
    if not _KEY.match(owner):
        problems.append(Problem("the key of the visitor is not valid"))
    if problems:
        raise MusdesignError(problems)
