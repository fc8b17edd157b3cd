"""The tutorial notebook runs from top to bottom, and what it shows survives being made into a page."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "tutorial" / "case-in-a-notebook.ipynb"


@pytest.fixture(scope="module")
def _loopback():
    """A kernel is asked for a free port before it starts."""
    pytest_socket.enable_socket()
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="module")
def executed(tmp_path_factory, _loopback):
    """The notebook after it ran in a kernel of its own, to which it talks over the loopback alone."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with warnings.catch_warnings():
        # Not ours: warnings of the kernel's own machinery.
        warnings.simplefilter("ignore")
        resources = {"metadata": {"path": str(tmp_path_factory.mktemp("nb"))}}
        nbclient.NotebookClient(notebook, timeout=240, kernel_name="python3", resources=resources).execute()
    return notebook


def test_every_cell_runs_and_nouns_show_themselves(executed):
    """No cell fails; report, pair, findings, verdict and case come out as HTML, and the three figures as pictures."""
    outputs = [output for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    shown = [output.data for output in outputs if "data" in output]
    views = [data["text/html"] for data in shown if "text/html" in data]
    assert len(views) == 7
    assert all("temoin-view" in one for one in views)
    assert sum("image/png" in data for data in shown) == 3
    assert any("(1170.0, 1430.0)" in data.get("text/plain", "") for data in shown)


def test_it_survives_being_made_into_a_page(executed):
    """Nbconvert's page holds every view and picture, and no script or markup of a report's got in."""
    exporters = pytest.importorskip("nbconvert.exporters")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        page, _ = exporters.HTMLExporter(template_name="basic").from_notebook_node(executed)
    assert page.count('class="temoin-view"') == 7
    assert "environ 1\u202f300" in page or "environ 1 300" in page or "environ 1&nbsp;300" in page
    assert page.count("data:image/webp;base64,") == 2
    body = re.sub(r'<img[^>]*src="data:[^"]*"', "<img", page)
    assert not re.findall(r'(?:src|href)="https?://', body)


def test_the_notebook_is_kept_without_outputs():
    """What is in version control is what people wrote; outputs are made when it runs."""
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells if cell.cell_type == "code")
