"""The walls of the house: who may build which noun, what the public names are, what may not be written."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import temoin
from temoin import errors, model
from temoin.model import Reason

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "temoin"
BUILDERS = {
    "read": {"Report", "Scene", "ScenePair", "Building", "Site", "SitePart"},
    "extract": {"Claim", "Source", "Attribution", "Thing", "Check"},
    "gazetteer": {"Location"},
    "align": {"AlignedPair", "Registration", "ShiftField", "BandFit", "Fitness", "PictureFitness", "HeightEffect"},
    "measure": {"Change", "Grade", "Measurement", "Findings", "Placebo", "Feature"},
    "corroborate": {"Event", "Evidence", "Assessment", "Lineage", "LineageEdge"},
    "custody": {"Exhibit", "CustodyEntry", "Ledger", "Case", "Decision", "Provenance"},
    "publish": {"Dossier"},
}
"""Which room builds which noun (the table in `temoin.model`)."""
EVERYWHERE = {"wire", "scenes", "testing"}
NOUNS = set().union(*BUILDERS.values())
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
TEXT_ENDINGS = {".py", ".md", ".toml", ".txt", ".yml", ".yaml", ".json", ".html", ".css", ".js", ".cfg", ".j2", ""}


def _modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout, so the files of the project cannot be listed")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _calls(tree: ast.AST) -> list[tuple[str, int]]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            # `Noun(...)`, `model.Noun(...)`; class methods such as `Days.one(...)` belong to values, not nouns.
            name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            names.append((name, node.lineno))
    return names


def test_every_noun_has_a_builder_or_is_a_value():
    """The table above names each noun of `temoin.model` that a stage builds."""
    values = {"Days", "TimeRange", "Finding"}
    nouns = {name for name in model.__all__ if inspect.isclass(getattr(model, name)) and hasattr(getattr(model, name), "__attrs_attrs__")}
    assert nouns - values == NOUNS


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nouns_are_built_by_their_stage_or_restored_by_wire(path):
    """A noun is built in its own room, in `wire`, `scenes` or `testing`, and nowhere else."""
    room = path.relative_to(SOURCE).parts[0]
    if room in EVERYWHERE or room == "model":
        return
    foreign = NOUNS - BUILDERS.get(room, set())
    built = [f"{path.name}:{line} builds {name}" for name, line in _calls(ast.parse(path.read_text("utf-8"))) if name in foreign]
    assert built == []


def test_the_wall_test_sees_a_noun_built_in_the_wrong_room():
    """The walk itself notices a Claim built outside its stage."""
    assert ("Claim", 1) in _calls(ast.parse("x = Claim(id='1')"))
    assert ("Claim", 1) in _calls(ast.parse("x = model.Claim(id='1')"))


def _submodules() -> list[str]:
    return [info.name for info in pkgutil.walk_packages(temoin.__path__, "temoin.") if not info.name.endswith("__main__")]


def test_public_verbs_never_bear_a_rooms_name():
    """After every submodule has been imported, each public name is still a class, a function or a string, never a room."""
    for name in _submodules():
        importlib.import_module(name)
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir()} | {path.stem for path in SOURCE.glob("*.py")}
    for name in temoin.__all__:
        value = getattr(temoin, name)
        assert name not in rooms
        assert callable(value) or isinstance(value, str), name


def test_public_names_are_few_and_sorted():
    """About thirty names, sorted, each with a docstring, none missing from `dir`."""
    assert len(temoin.__all__) <= 32
    assert list(temoin.__all__) == sorted(temoin.__all__)
    assert dir(temoin) == sorted(temoin.__all__)
    for name in temoin.__all__:
        value = getattr(temoin, name)
        assert isinstance(value, str) or inspect.getdoc(value), name


def test_unknown_public_name_is_an_attribute_error():
    """A name that is not there says so in Python's own way."""
    with pytest.raises(AttributeError, match="no attribute 'verify'"):
        temoin.verify  # noqa: B018


def test_import_loads_nothing_heavy():
    """`import temoin` loads none of the engines."""
    heavy = {"numpy", "attrs", "attr", "rasterio", "cv2", "pydantic", "rich", "pyproj", "shapely"}
    code = f"import sys, temoin; print(*sorted(name for name in sys.modules if name.split('.')[0] in {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_error_tree_is_drawn_in_its_docstring():
    """Each error class stands in the tree of the docstring, has a hint and an exit code."""
    for name in errors.__all__:
        kind = getattr(errors, name)
        assert name in errors.__doc__
        assert kind.default_hint.endswith(".")
        assert kind.exit_code in {1, 2, 3, 4}
        assert kind("x").hint


def test_every_reason_has_words():
    """No reason is printed as its bare code."""
    for reason in Reason:
        assert reason.words
        assert not reason.words.endswith(".")


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_small_and_named_after_a_thing(path):
    """No module over 500 lines, none with a name that says nothing."""
    assert len(path.read_text("utf-8").splitlines()) <= 500
    assert path.stem not in FORBIDDEN_NAMES


def test_every_test_says_what_it_shows():
    """Each test function has a docstring of one sentence."""
    silent = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tests = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        silent += [f"{path.name}:{node.lineno} {node.name}" for node in tests if not ast.get_docstring(node)]
    assert silent == []


def test_no_path_of_a_machine_and_no_registry_is_written_down():
    """No file holds a path of the machine it was written on, or the address of a package registry."""
    pattern = re.compile(r"(/work/|/root/|files\.pythonhosted|//pypi\.|registry\.npmjs|index-url)")
    found = []
    for path in _tracked():
        if path.suffix not in TEXT_ENDINGS or path == Path(__file__).resolve():
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


def test_no_lock_file_with_addresses_is_tracked():
    """Pins stand in constraints.txt, which holds names and versions and nothing else."""
    names = {path.name for path in _tracked()}
    assert not names & {"uv.lock", "package-lock.json", "poetry.lock"}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", line), line
