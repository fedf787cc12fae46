"""The server is started for this machine alone, with the same settings everywhere."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from musdesign.ui import start

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def test_the_checkouts_settings_are_those_passed_by_the_command():
    data = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    written = {
        f"{section}.{key}": value
        for section, values in data.items()
        for key, value in values.items()
    }
    assert written == dict(start.SETTINGS)


@pytest.mark.parametrize("name", sorted(start.SETTINGS))
def test_every_setting_is_one_that_streamlit_knows(name):
    from streamlit import config

    assert name in config.get_config_options()


def test_in_a_wheel_the_script_is_found_inside_the_package(tmp_path, monkeypatch):
    inside = tmp_path / "musdesign" / "_data" / "app.py"
    inside.parent.mkdir(parents=True)
    inside.write_text("")
    monkeypatch.setattr("musdesign.__file__", str(tmp_path / "musdesign" / "__init__.py"))
    assert start.app_file() == inside.resolve()
