"""Run a command line in this process: a process of its own takes seconds to start."""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from musdesign.cli import main

ROOT = Path(__file__).parents[1]


class Found(NamedTuple):
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments, cwd=ROOT):
    """Run ``musdesign ARGUMENTS`` in a folder, through the same entry as the installed command.

    An exception that reaches a user as a traceback reaches the test as itself, and a warning
    is an error here.
    """
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "argv", ["musdesign", *map(str, arguments)]),
        patch.dict(os.environ, {"COLUMNS": "140"}),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return Found(ended.value.code or 0, out.getvalue(), err.getvalue())


def data(*arguments, code=0):
    """Return what a command prints as JSON."""
    found = run(*arguments, "--format", "json")
    assert found.returncode == code, found.stderr
    return json.loads(found.stdout)
