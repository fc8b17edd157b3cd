"""The documentation's examples run: Python blocks, console blocks, doctests, and the reference of commands."""

from __future__ import annotations

import doctest
import gc
import importlib
import importlib.util
import pkgutil
import re
import shlex
import warnings
from pathlib import Path

import pytest

import temoin
from temoin.cli import main
from temoin.workflows import VerifyInputs, verify_event, write_example

pytestmark = pytest.mark.usefixtures("registered_once")

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
_BLOCK = re.compile(r"^```(python|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder with the example's files in `example` and a case in `CASE`."""
    folder = tmp_path_factory.mktemp("docs")
    inputs = write_example(folder / "example")
    verify_event(VerifyInputs(groups=inputs.groups), folder / "CASE")
    return folder


def _pages_with(kind: str) -> list[Path]:
    return [page for page in PAGES if page.name != "commands.md" and any(found[1] == kind for found in _BLOCK.finditer(page.read_text("utf-8")))]


@pytest.mark.parametrize("page", _pages_with("python"), ids=lambda page: page.name)
def test_python_blocks_run(page, workplace, monkeypatch):
    """Each Python block of a page runs where the example's files are."""
    monkeypatch.chdir(workplace)
    blocks = [found[2] for found in _BLOCK.finditer(page.read_text("utf-8")) if found[1] == "python"]
    names = {"__name__": "__docs__"}
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)  # noqa: S102  # our own pages
    gc.collect()


@pytest.mark.parametrize("page", [page for page in PAGES if "```pycon" in page.read_text("utf-8")], ids=lambda page: page.name)
def test_sessions_give_what_they_say(page, workplace, monkeypatch):
    """Each line of a page's interactive sessions gives what stands below it, in one session from the first to the last."""
    monkeypatch.chdir(workplace)
    session = "\n".join(re.findall(r"^```pycon\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    said: list[str] = []
    failed, tried = doctest.DocTestRunner(optionflags=flags, verbose=False).run(examples, out=said.append)
    assert tried > 10
    assert failed == 0, "".join(said)
    gc.collect()


@pytest.mark.parametrize("page", _pages_with("console"), ids=lambda page: page.name)
def test_console_blocks_run(page, tmp_path, monkeypatch):
    """Each command of a page's console blocks, in their order, ends with 0."""
    monkeypatch.chdir(tmp_path)
    ran = 0
    for found in _BLOCK.finditer(page.read_text("utf-8")):
        if found[1] != "console":
            continue
        for line in found[2].splitlines():
            if line.startswith("$ temoin "):
                assert main(shlex.split(line[len("$ temoin ") :])) == 0, line
                ran += 1
    assert ran


def _modules() -> list[str]:
    return [info.name for info in pkgutil.walk_packages(temoin.__path__, "temoin.") if not info.name.endswith("__main__")]


def test_doctests_of_all_modules_run():
    """Every example in a docstring gives what it says."""
    tried = 0
    for name in ["temoin", *_modules()]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            failed, attempted = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
        assert failed == 0, name
        tried += attempted
    assert tried > 30


def test_reference_of_commands_is_up_to_date():
    """docs/reference/commands.md is what the program's own command tree gives; else run tools/make_command_reference.py."""
    spec = importlib.util.spec_from_file_location("make_command_reference", ROOT / "tools" / "make_command_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text("utf-8") == module.command_reference()


def test_every_exit_code_and_reason_is_documented():
    """The exit codes of the error tree stand in the reference."""
    text = (ROOT / "docs" / "reference" / "exit-codes.md").read_text("utf-8")
    for name in temoin.errors.__all__:
        assert f"| {getattr(temoin.errors, name).exit_code} |" in text


def test_links_between_pages_lead_somewhere():
    """Every relative link of a page points at a file that is there."""
    broken = []
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        broken += [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]
    assert broken == []
