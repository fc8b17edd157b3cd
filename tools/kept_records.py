"""Measured items kept on disk, one file each: a run that was stopped goes on, and what other code measured is told from what this code does."""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from temoin.publish import write_text

__all__ = ["FOLDER", "ROOT", "Item", "Line", "Stopwatch", "Told", "code_digest", "file_digest", "kept_of", "take_turns"]

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "results" / "validation"
"""Not shipped: records of real pairs lie here, and pictures of them."""
Record = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One thing to measure: a made scene, or an open pair.

    Args:
        name: of its file.
        make: measures it; the record must go into JSON.
        corpus: digest of the files that it is measured on, "" for made scenes.
    """

    name: str
    make: Callable[[], Record]
    corpus: str = ""


@dataclass(frozen=True)
class Line:
    """Items of one kind, in their order.

    Args:
        name: of their folder.
        items: all that are wanted.
        code: digest of the code by which they are measured.
    """

    name: str
    items: Sequence[Item]
    code: str

    def key(self, item: Item) -> str:
        """What the record of an item hangs on."""
        return hashlib.sha256(f"{self.code} {item.corpus}".encode()).hexdigest()[:16]

    def path(self, item: Item) -> Path:
        """Where the record of an item is kept."""
        return FOLDER / self.name / f"{item.name}.json"

    def missing(self) -> list[Item]:
        """Items that this code has not measured yet, those first that no code has."""
        missing = [item for item in self.items if (_read(self.path(item)) or {}).get("key") != self.key(item)]
        return sorted(missing, key=lambda item: self.path(item).exists())


@dataclass(frozen=True)
class Told:
    """What is kept of a line.

    Args:
        records: in the order of the line's items.
        wanted: how many items there are.
        fresh: how many of the records this very code measured.
        first: day of the earliest record, "" where there is none.
        last: day of the latest.
    """

    records: tuple[Record, ...]
    wanted: int
    fresh: int
    first: str = ""
    last: str = ""


class Stopwatch:
    """Ends a run after some minutes; without a number it never does."""

    def __init__(self, minutes: float | None) -> None:
        self._ends = None if minutes is None else time.monotonic() + 60 * minutes

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._ends is not None and time.monotonic() >= self._ends


def take_turns(lines: Sequence[Line], watch: Stopwatch) -> None:
    """Measure one missing item of each line in turn, so that whenever it is stopped each line has its share."""
    by_line = [[(line, item) for item in line.missing()] for line in lines]
    turns = [one for row in itertools.zip_longest(*by_line) for one in row if one is not None]
    for number, (line, item) in enumerate(turns, start=1):
        if watch.is_over:
            sys.stderr.write(f"the time is up: {len(turns) - number + 1} of {len(turns)} are left for another run\n")
            return
        begun = time.monotonic()
        kept = {"key": line.key(item), "measured": f"{datetime.now(UTC):%Y-%m-%d}", "record": item.make()}
        write_text(line.path(item), json.dumps(kept))
        sys.stderr.write(f"{number} of {len(turns)}  {line.name} {item.name}: {time.monotonic() - begun:.0f} s\n")


def kept_of(line: Line) -> Told:
    """What is kept of a line, by this code or by an earlier one."""
    found = [(item, kept) for item in line.items if (kept := _read(line.path(item))) is not None]
    days = sorted(kept["measured"] for _, kept in found)
    fresh = sum(kept["key"] == line.key(item) for item, kept in found)
    first, last = (days[0], days[-1]) if days else ("", "")
    return Told(records=tuple(kept["record"] for _, kept in found), wanted=len(line.items), fresh=fresh, first=first, last=last)


def _read(path: Path) -> Record | None:
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def code_digest(*places: str) -> str:
    """Digest of what some rooms of `src/temoin` and modules of `tools` do: comments, docstrings and layout do not count.

    Args:
        places: names of rooms ("align"), of modules in them ("workflows/validate.py"), or of modules of `tools` ("made_sites.py").
    """
    return hashlib.sha256(" ".join(f"{path.name} {_digest_of(path)}" for path in _files(places)).encode()).hexdigest()


@cache
def _digest_of(path: Path) -> str:
    if path.suffix != ".py":
        return file_digest(path)
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            # A string that stands alone says something to people only.
            node.body = [line for line in node.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()


def _files(places: Iterable[str]) -> list[Path]:
    found = []
    for place in places:
        room = ROOT / "src" / "temoin" / place
        inside = (path for path in room.rglob("*") if path.suffix in {".py", ".json", ".toml"})
        found += sorted(inside) if room.is_dir() else [room if room.exists() else ROOT / "tools" / place]
    return found


def file_digest(*paths: Path) -> str:
    """Digest of the bytes of some files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
