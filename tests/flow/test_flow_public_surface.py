"""The small public surface, and imports that stay lazy."""

import json
import subprocess
import sys
import threading

import pytest

import musdesign as mus
from musdesign.flow import cache
from musdesign.report.document import document


def test_the_five_names_of_the_package_do_the_whole_job(tmp_path):
    scheme = mus.load("ido-jalala")
    result = mus.design(scheme)
    assert isinstance(result, mus.DesignResult)
    assert result.checks.failed == ()
    assert "mass curve" in result["storage.reservoir.volume"].explain()
    table = mus.compare(result, result.standard_design, result.unplanned).table()
    assert len(table.columns) == 3
    saved = mus.save(result, tmp_path / "result.json")
    assert json.loads(saved.read_text(encoding="utf-8"))["name"] == "Ido Jalala"
    assert (
        "[PIPES]" in mus.save(result, tmp_path / "network.inp").read_text(encoding="utf-8").upper()
    )
    with pytest.raises(mus.MusdesignError, match=r"\.json"):
        mus.save(result, tmp_path / "result.docx")
    with pytest.raises(mus.MusdesignError, match="did you mean"):
        assert result["storage.reservoir.volum"]
    with pytest.raises(AttributeError):
        assert mus.nothing


def test_help_imports_nothing_heavy():
    code = "import sys, musdesign.cli; print(sorted({'numpy', 'pandas', 'pint', 'pydantic', 'streamlit', 'plotly', 'highspy', 'rich'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_core_runs_without_the_app_libraries():
    code = "import sys; sys.modules.update(streamlit=None, plotly=None); import musdesign as m; m.design(m.load('caico-alto')); print('done')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "done"


def test_designs_at_once_in_several_threads_do_not_disturb_each_other():
    expected = {}
    for rate in (60, 90, 120, 150):
        cache.clear()
        expected[rate] = document(
            mus.design(
                mus.load("caico-alto", {"households[0].uses.domestic.rate": f"{rate} L/person/day"})
            )
        )
    cache.clear()
    found, errors = {}, []

    def work(rate):
        try:
            change = {"households[0].uses.domestic.rate": f"{rate} L/person/day"}
            found[rate] = document(mus.design(mus.load("caico-alto", change)))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(rate,)) for rate in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert found == expected


def test_a_spreadsheet_takes_no_user_text_for_a_formula(tmp_path):
    scheme = mus.load("caico-alto", {"households[0].group": "=HYPERLINK(1)"})
    from musdesign.report.save import needs_csv

    text = needs_csv(mus.design(scheme))
    assert "'=HYPERLINK(1)" in text
    assert "\n=HYPERLINK" not in text
