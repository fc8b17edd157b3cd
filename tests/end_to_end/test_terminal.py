"""The program as a process: streams that are closed, full or narrow, and words that look like options."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-W", "error", "-m", "temoin")


def _run(*words, redirect="", env=None, cwd=None):
    """Run the program, with a redirection that only a shell can write."""
    command = ["sh", "-c", f'exec "$0" "$@" {redirect}', *PROGRAM, *map(str, words)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **(env or {})}, cwd=cwd, check=False, timeout=120)


@pytest.mark.parametrize("words", [("extract", "--json"), ("extract",)])
def test_stdout_closed(note, words):
    """A closed stdout is no failure of ours."""
    ended = _run(*words, note, redirect=">&-")
    assert (ended.returncode, ended.stdout) == (0, b"")
    assert b"failed" not in ended.stderr


def test_stdout_full(note):
    """A full disk behind stdout is said, with exit code 1."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    ended = _run("extract", note, "--json", redirect=">/dev/full")
    assert ended.returncode == 1
    assert b"No space left" in ended.stderr


def test_a_reader_that_goes_away(note):
    """`temoin … | head`: ends as a program that lost its reader, without a word."""
    running = subprocess.Popen([*PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(timeout=60) == 141


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_our_letters(tmp_path, encoding):
    """Words are still printed, and JSON is UTF-8."""
    report = tmp_path / "звіт.txt"
    report.write_text("Троє людей загинули під час пожежі на складі 4 травня 2025 року, повідомили рятувальники.\n", "utf-8")
    ended = _run("extract", report, env={"PYTHONIOENCODING": encoding})
    assert ended.returncode == 0, ended.stderr
    ended = _run("extract", report, "--json", env={"PYTHONIOENCODING": encoding})
    assert json.loads(ended.stdout.decode("utf-8"))["reports"][0]["text"].startswith("Троє")


def test_a_name_that_looks_like_an_option(tmp_path, monkeypatch, call):
    """A file whose name begins with a dash: how to write it is said, and works."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-dash.txt").write_text("Three people were killed in a fire in Larnby on 4 May 2025, the fire service said.\n", "utf-8")
    ended = call("extract", "-dash.txt", "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "./-dash.txt" in ended.err
    assert call("extract", "./-dash.txt", "--json").json()["reports"][0]["id"] == "dash"
    assert call("extract", "--json", "--", "-dash.txt").code == 0


@pytest.mark.parametrize(
    ("words", "needed"), [(("verify", "x.txt"), "temoin verify needs --out"), (("case", "show"), "temoin case show needs FOLDER")]
)
def test_what_a_command_needs(call, words, needed):
    """What is missing is named, and whose help tells more."""
    ended = call(*words)
    assert ended.code == 2
    assert needed in ended.err
    assert f"temoin {' '.join(word for word in words if not word.endswith('.txt'))} --help" in ended.err


def test_hostile_words_do_not_reach_the_terminal(tmp_path, call):
    """Control characters of a report or a file name are never printed raw."""
    report = tmp_path / "a\x1b[31m.txt"
    report.write_text("Three people were killed when a \x1b[31mdepot\x1b]0;title\x07 burned down in Larnby on 4 May 2025.\n", "utf-8")
    for ended in (call("extract", report), call("extract", tmp_path / "no\x1b[31m.txt"), call("verify", report, "--out", tmp_path / "c\x1b[31m")):
        assert "\x1b" not in ended.out + ended.err
        assert "\x07" not in ended.out + ended.err


def test_notes_on_a_report_are_said(note, tmp_path, call):
    """A side-car that says nothing of the report is no secret."""
    (tmp_path / "s.csv").write_text("file,publisher\nother.txt,X\n", "utf-8")
    ended = call("extract", note, "--sidecar", tmp_path / "s.csv", "--json")
    assert ended.code == 0
    assert "s.csv has no row for note.txt" in ended.err
    ended.json()


@pytest.mark.parametrize(
    "words",
    [
        ("corroborate", "CLAIMS", "--event-date", "yesterday"),
        ("align", "a.tif", "b.tif", "--before-date", "yesterday"),
        ("measure", "--before", "a.tif", "--after", "b.tif", "--after-date", "2025-07-01T10:00"),
    ],
)
def test_a_wrong_time_names_its_option(call, note, tmp_path, words):
    """Of two dates, the reader is told which one is wrong."""
    claims = tmp_path / "claims.json"
    claims.write_text(call("extract", note, "--json").out, "utf-8")
    ended = call(*(claims if word == "CLAIMS" else word for word in words))
    assert ended.code == 2
    assert f"{words[-2]}: " in ended.err


def test_findings_into_a_file(call, note):
    """An output folder that is a file is refused before anything is read."""
    ended = call("measure", "--before", "b.tif", "--after", "a.tif", "--out", note)
    assert ended.code == 2
    assert "note.txt is a file" in ended.err


def test_interrupted_while_loading():
    """Ctrl-C while the program still loads ends with 130, without a traceback."""
    code = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'temoin.cli.main': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "import temoin.cli\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert ended.returncode == 130
    assert ended.stderr == b"temoin: interrupted\n"
