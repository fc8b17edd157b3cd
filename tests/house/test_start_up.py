"""Light commands load what they need and no engine: whoever looks at a case does not wait for what measures pictures."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys

import pytest

from temoin.custody import CaseStore

ENGINES = {"cv2", "numba", "scipy", "rasterio", "pyogrio", "pyarrow", "lxml", "PIL", "jinja2", "matplotlib", "weasyprint", "py3langid"}
NOUNS = {"numpy", "pyproj", "shapely", "pydantic"}
"""What the nouns and their documents are made with."""


def _loaded_by(*commands: list[str]) -> set[str]:
    """The top-level modules that one process has loaded after running the commands one after the other."""
    code = (
        "import contextlib, io, sys\n"
        "from temoin.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    codes = [main(words) for words in {list(commands)!r}]\n"
        "print(*codes)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    codes, modules = done.stdout.splitlines()[-2:]
    assert set(codes.split()) == {"0"}, done.stderr
    return {name.split(".")[0] for name in modules.split()}


def test_help_and_version_load_neither_engines_nor_nouns():
    """What is said of the program itself needs the terminal alone, and so does the help of a group of commands."""
    loaded = _loaded_by(["--version"], ["--help"], ["case", "--help"], ["case", "decide", "--help"])
    assert not loaded & (ENGINES | NOUNS)


def test_looking_at_a_case_loads_no_engine(tmp_path):
    """A ledger is read, searched, compared and checked without what reads, measures and prints pictures."""
    folder = str(tmp_path / "case")
    with CaseStore.create(folder, options_json="{}"):
        pass
    looks = [["case", "log", folder], ["case", "check", folder], ["case", "find", folder, "word"], ["case", "release", "--help"]]
    assert not _loaded_by(*looks, ["case", "seal", "--help"], ["key", "show", "--help"]) & ENGINES


def test_the_test_sees_an_engine():
    """A command that measures does load the engines."""
    assert _loaded_by(["measure", "--help"]) & ENGINES


@pytest.mark.parametrize("package", ["temoin", "temoin.workflows"])
def test_names_loaded_on_first_use_are_those_that_are_declared(package):
    """What a type checker is told, what is public, and what is loaded on first use are the same names from the same modules."""
    room = importlib.import_module(package)
    tree = ast.parse(inspect.getsource(room))
    told = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names} - {
        "annotations",
        "TYPE_CHECKING",
        "on_first_use",
    }
    public = {name for name in room.__all__ if not name.startswith("__")}
    assert told == public
    for name in public:
        assert getattr(room, name) is not None
