"""The whole state of the app in one parameter of a link, and back.

The state is JSON, compressed with zlib and written in the URL-safe base64 alphabet.  A link comes
from anywhere: it is held to a size before and after decompression and to its form, and what it says
goes through the same checks as a file.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from musdesign.errors import MusdesignError, Problem
from musdesign.flow.strangers import plain_json

PARAMETER = "s"
MOST_CHARACTERS = 60_000
MOST_BYTES = 1_000_000
_VERSION = 1


@dataclass(frozen=True, slots=True)
class State:
    """What a link carries.

    Attributes:
        case: the case by name.
        text: the whole text of a file that is not shipped.
        changes: values by path.
        view: page, section and language.
        left: what else lay open, each part by its name: see ``musdesign.ui.left``.
    """

    case: str = ""
    text: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    view: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, Any] = field(default_factory=dict)


def encode(state: State) -> str:
    """Return the parameter that carries a state.

    Raises:
        MusdesignError: it does not fit into a link.

    >>> decode(encode(State("ifa-daba", changes={"losses": "20 %"}))).changes
    {'losses': '20 %'}
    """
    body = {
        "v": _VERSION,
        "case": state.case,
        "text": state.text,
        "changes": dict(state.changes),
        "view": dict(state.view),
        "left": dict(state.left),
    }
    plain = json.dumps({k: v for k, v in body.items() if v}, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode().rstrip("=")
    if len(packed) > MOST_CHARACTERS:
        raise MusdesignError(
            Problem(
                "the scheme is too large for a link",
                why=f"{len(packed)} characters, at most {MOST_CHARACTERS}",
                cure="share the scenario file instead",
            )
        )
    return packed


def decode(parameter: str) -> State:
    """Return the state that a parameter carries.

    Raises:
        MusdesignError: it is no link of this app, damaged, or too large.
    """
    if len(parameter) > MOST_CHARACTERS:
        raise _refused("it is too long")
    try:
        packed = base64.b64decode(
            parameter.encode("ascii") + b"=" * (-len(parameter) % 4), altchars=b"-_", validate=True
        )
        machine = zlib.decompressobj()
        plain = machine.decompress(packed, MOST_BYTES)
        whole = machine.eof and not machine.unused_data
        body = plain_json(plain) if whole else None
    except (binascii.Error, UnicodeError, zlib.error, ValueError, RecursionError):
        raise _refused("it is damaged") from None
    if not whole:
        raise _refused("it is cut short or too large")
    return _state(body)


def _state(body: Any) -> State:
    if not isinstance(body, dict) or body.get("v") != _VERSION:
        raise _refused("it was made by another version")
    case, text = body.get("case", ""), body.get("text", "")
    changes, view, left = (body.get(part, {}) for part in ("changes", "view", "left"))
    shaped = (
        isinstance(case, str)
        and isinstance(text, str)
        and isinstance(changes, dict)
        and isinstance(view, dict)
        and isinstance(left, dict)
        and all(isinstance(value, str) for value in view.values())
        and not set(body) - {"v", "case", "text", "changes", "view", "left"}
    )
    if not shaped:
        raise _refused("it does not hold what a link holds")
    return State(case, text, changes, view, left)


def _refused(why: str) -> MusdesignError:
    return MusdesignError(
        Problem("the link cannot be opened", why=why, cure="ask for the link again")
    )
