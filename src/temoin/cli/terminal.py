"""Words for people go to stderr, results to stdout; progress is drawn on a terminal and told line by line elsewhere."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Self

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.segment import Segment

__all__ = ["PlainConsole", "ShownProgress", "emit_json", "open_streams", "people", "results", "to_people"]

_HARMFUL = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x202D, 0x202E))
"""Characters that steer a terminal instead of showing (ECMA-48 control codes), and those that turn the direction of other letters round.

They are left out: rich counts them as no column wide, so a sign in their place would push the last letter out of a cell."""


class PlainConsole(Console):
    """A console that shows foreign text as text: a report or a file name cannot steer the reader's terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Segments as rich makes them, their words without control characters; rich's own codes stay."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else text.translate(_HARMFUL), style, control)

    def on_broken_pipe(self) -> None:
        """Leave it to the caller; rich would end the program with 1, as if something had failed."""
        raise BrokenPipeError


def open_streams() -> None:
    """Make the standard streams usable: one that is closed leads nowhere, and no character stops a line from being printed."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is taken, so that no file of ours is opened as a standard stream.
            os.open(os.devnull, os.O_RDWR)
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r+" if number == 0 else "w", encoding="utf-8"))  # noqa: SIM115, PTH123  # open as long as we run
        elif isinstance(stream, io.TextIOWrapper) and number:
            stream.reconfigure(errors="backslashreplace")


@lru_cache(maxsize=1)
def people() -> Console:
    """Where words for people go: stderr."""
    return PlainConsole(stderr=True, highlight=False, soft_wrap=False)


@lru_cache(maxsize=1)
def results() -> Console:
    """Where results go: stdout."""
    return PlainConsole(highlight=False)


def to_people(words: str) -> None:
    """One line to stderr; nothing in it is taken for markup."""
    people().print(words, markup=False, soft_wrap=True)


def emit_json(document: dict[str, Any]) -> None:
    """One JSON document to stdout, in UTF-8 as JSON demands, whatever the terminal's own encoding is."""
    from temoin.wire import dumps  # not for words alone: documents bring all the nouns with them

    text = dumps(document)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
    else:
        sys.stdout.write(text)
    sys.stdout.flush()


class ShownProgress:
    """A `Progress`: a bar while a stage runs on a terminal, and a line when it is done."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""
        self._begun = 0.0

    def start(self, stage: str, total: int | None = None) -> None:
        """A stage begins; a stage that is still open is closed."""
        self._close()
        self._stage, self._begun = stage, time.monotonic()
        if people().is_terminal:
            columns = (SpinnerColumn(), TextColumn("{task.description:<12}"), BarColumn(bar_width=24), TimeElapsedColumn())
            self._bar = Progress(*columns, console=people(), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(stage, total=total)

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, steps)

    def finish(self, note: str = "") -> None:
        """Leave one line: the stage, how long it took, what came out."""
        stage, took = self._stage, time.monotonic() - self._begun
        self._close()
        if stage:
            to_people(f"  {stage:<12} {took:5.1f} s  {note}")
        self._stage = ""

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar, self._task = None, None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
