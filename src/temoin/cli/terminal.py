"""Words for people go to stderr, results to stdout; progress is drawn on a terminal and told line by line elsewhere."""

from __future__ import annotations

import sys
import time
from functools import lru_cache
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from temoin.wire import dumps

__all__ = ["ShownProgress", "emit_json", "people", "results", "to_people"]


@lru_cache(maxsize=1)
def people() -> Console:
    """Where words for people go: stderr."""
    return Console(stderr=True, highlight=False, soft_wrap=False)


@lru_cache(maxsize=1)
def results() -> Console:
    """Where results go: stdout."""
    return Console(highlight=False)


def to_people(words: str) -> None:
    """One line to stderr; nothing in it is taken for markup."""
    people().print(words, markup=False, soft_wrap=True)


def emit_json(document: dict[str, Any]) -> None:
    """One JSON document to stdout."""
    sys.stdout.write(dumps(document))
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
