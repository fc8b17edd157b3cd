"""What reaches the reader's terminal."""

from __future__ import annotations

import io
import json

import pytest
from rich.table import Table
from rich.text import Text

from temoin.cli import terminal
from temoin.cli.terminal import PlainConsole, emit_json


def _printed(renderable, **options) -> str:
    stream = io.StringIO()
    PlainConsole(file=stream, width=40, **options).print(renderable)
    return stream.getvalue()


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\x07", "\x7f", "\x00", "\u202e", "\x9d"])
def test_text_cannot_steer_the_terminal(character):
    """A control character of a report is left out and no letter with it, in plain text and in a table alike."""
    hostile = Text(f"a {character}[31mroof")
    table = Table()
    table.add_column("Words")
    table.add_row(hostile)
    for out in (_printed(hostile), _printed(table)):
        assert character not in out
        assert "[31mroof" in out


def test_own_colours_stay():
    """What the program colours itself is still coloured."""
    assert "\x1b[31m" in _printed(Text("roof", style="red"), force_terminal=True, color_system="standard")


def test_right_to_left_words_keep_their_marks():
    """Marks that Hebrew and Arabic need are no attack."""
    assert "\u200f" in _printed(Text("גג\u200f!"))


def test_a_table_keeps_its_width():
    """A hostile cell is as wide as it looks, so the columns stay in line."""
    table = Table()
    for words in ("One", "Two"):
        table.add_column(words)
    table.add_row(Text("a\x1bb"), Text("c"))
    table.add_row(Text("def"), Text("g"))
    rows = [line for line in _printed(table).splitlines() if "c" in line or "g" in line]
    assert len({len(row) for row in rows}) == 1


def test_a_reader_that_went_away_is_told_to_the_caller():
    """Rich would end the program with 1 here, as if something had failed."""
    with pytest.raises(BrokenPipeError):
        PlainConsole(file=io.StringIO()).on_broken_pipe()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1251"])
def test_json_is_utf8_whatever_the_terminal_speaks(monkeypatch, encoding):
    """A machine reads UTF-8; a character that the terminal has not never stops the document."""
    raw = io.BytesIO()
    monkeypatch.setattr(terminal.sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    emit_json({"words": "дах 🔥 é"})
    assert json.loads(raw.getvalue()) == {"words": "дах 🔥 é"}
