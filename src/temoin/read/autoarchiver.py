"""The output folder of auto-archiver: each archived address with the text that was kept of it, and auto-archiver's own hashes as notes.

What is known of the layout, and from where, stands in `temoin.read.archived_row`. A file is tied to an address by the name that auto-archiver wrote
down (the longest end of a path that fits one file of the folder; nothing outside the folder is ever opened), by its hash, or because it lies in
a folder that holds no other address. A file that is tied by its name must fit its hash.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath

import attrs

from temoin.errors import InputError, TooLargeError, UnreadableError
from temoin.read.archived_row import ArchivedRow, StoredFile, is_archiver_heading, is_archiver_json, rows_of_csv, rows_of_json
from temoin.read.bounds import MOST_BYTES
from temoin.read.captured import same_page
from temoin.read.charset import decode_plain
from temoin.read.digest import AlteredError, Digest, mismatch
from temoin.read.document import Document, read_document
from temoin.read.draft import Draft
from temoin.read.folder import FolderFiles, list_folder
from temoin.read.jsonfile import parse_json
from temoin.read.plain import find_paragraphs
from temoin.read.report_facts import ReportFacts
from temoin.read.stamps import stamp_notes
from temoin.text import OffsetMap

__all__ = ["read_autoarchiver"]

_log = logging.getLogger(__name__)

_TEXT_ENDINGS = frozenset({".txt", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".warc", ".wacz"})
_SUMMARY_MARKS = (b"Archived media for", b"github.com/bellingcat/auto-archiver")
_HEAD = 4096
_HINT = "Give the pages in the folder one by one, or the text of the post as a .txt file."


def read_autoarchiver(root: Path) -> tuple[Document, ...] | None:
    """Read a folder of auto-archiver, or nothing where the folder is none.

    Raises:
        UnreadableError: its CSV or JSON is of another layout; a file does not fit its own hash; there is no text in it.
        TooLargeError: over a bound.
    """
    files = list_folder(root, is_deep=True)
    rows = _rows(files)
    if not rows:
        return None
    shelf = _Shelf(files)
    ties = [_ties(row, shelf) for row in rows]
    homes = Counter(folder for own in ties for folder in {str(PurePosixPath(name).parent) for name in own})
    documents: list[Document] = []
    for row, tied in zip(rows, ties, strict=True):
        own = [folder for folder in {str(PurePosixPath(name).parent) for name in tied} if homes[folder] == 1 and folder != "."]
        documents += _documents(row, shelf, {**_beside(row, shelf, own, tied), **tied})
    if not documents:
        raise UnreadableError(f"{root} is a folder of auto-archiver with {len(rows)} addresses, of none of which a text was kept", hint=_HINT)
    documents[0] = attrs.evolve(documents[0], notes=(*documents[0].notes, *stamp_notes(root, files.names)))
    return tuple(documents)


def _rows(files: FolderFiles) -> list[ArchivedRow]:
    """The rows of all CSV and JSON files; what both say of one address is one row."""
    rows: dict[tuple[str | None, str, int], ArchivedRow] = {}
    for name in (*_ending(files, ".csv"), *_ending(files, ".json")):
        seen: Counter[tuple[str | None, str]] = Counter()
        for row in _rows_of(files.root / name, name):
            key = (*row.key, seen[row.key])
            seen[row.key] += 1
            rows[key] = rows[key].with_files_of(_at(row, name)) if key in rows else _at(row, name)
    return list(rows.values())


def _at(row: ArchivedRow, name: str) -> ArchivedRow:
    """A row of a JSON file in a folder of its own lies beside its media."""
    if PurePosixPath(name).suffix.lower() != ".json":
        return row
    return attrs.evolve(row, stored=(*row.stored, StoredFile(names=(name,), digest=None, is_summary=True)))


def _ending(files: FolderFiles, ending: str) -> list[str]:
    is_near = ending == ".json"
    return [name for name in files.names if name.lower().endswith(ending) and (is_near or "/" not in name)]


def _rows_of(path: Path, name: str) -> tuple[ArchivedRow, ...]:
    with _opened(path) as file:
        head = file.read(_HEAD)
        is_csv = path.suffix.lower() == ".csv"
        is_own = is_archiver_heading(decode_plain(head).text.partition("\n")[0]) if is_csv else b'"metadata"' in head and b'"status"' in head
        data = head + file.read(MOST_BYTES) if is_own else b""
    if len(data) > MOST_BYTES:
        raise TooLargeError(f"{path} has more than {MOST_BYTES / 1e6:.0f} MB", hint="Split the table, and give the folders one by one.")
    if not is_own:
        return ()
    if is_csv:
        return rows_of_csv(decode_plain(data).text, path, name)
    value = parse_json(data, name=str(path))
    return rows_of_json(value, path, name) if is_archiver_json(value) else ()


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """A file of the folder, open.

    Raises:
        UnreadableError: it cannot be opened, or the disk fails.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}", hint="Check the file's permissions and the disk.") from error


class _Shelf:
    """The folder's files, found by the ends of their paths and by their hashes."""

    def __init__(self, files: FolderFiles) -> None:
        self.root = files.root
        self.names = files.names
        self._by_last: dict[str, list[str]] = {}
        for name in files.names:
            self._by_last.setdefault(PurePosixPath(name).name, []).append(name)
        self._data: dict[str, bytes] = {}

    def find(self, written: str) -> str | None:
        """The one file whose path fits the end of a path or address that was written down."""
        parts = [part for part in written.replace("\\", "/").split("?")[0].split("/") if part not in {"", "."}]
        found = self._by_last.get(parts[-1], []) if parts else []
        lengths = {name: _common_end(PurePosixPath(name).parts, parts) for name in found}
        best = [name for name, length in lengths.items() if length == max(lengths.values())]
        return best[0] if len(best) == 1 else None

    def data(self, name: str) -> bytes:
        """A file's bytes, as far as a report may go."""
        if name not in self._data:
            with _opened(self.root / name) as file:
                self._data = {name: file.read(MOST_BYTES + 1)}
        return self._data[name]

    def fits(self, name: str, digest: Digest) -> bool:
        """Whether a file of any size fits a hash."""
        if digest.algorithm is None:
            return False
        with _opened(self.root / name) as file:
            return hashlib.file_digest(file, digest.algorithm).digest() == digest.value


def _common_end(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for first, second in zip(reversed(one), reversed(other), strict=False):
        if first != second:
            break
        count += 1
    return count


def _ties(row: ArchivedRow, shelf: _Shelf) -> dict[str, StoredFile]:
    """The folder's files that a row names."""
    tied: dict[str, StoredFile] = {}
    for stored in row.stored:
        name = next((found for written in stored.names if (found := shelf.find(written)) is not None), None)
        if name is not None and (name not in tied or tied[name].digest is None):
            tied[name] = stored
    return tied


def _beside(row: ArchivedRow, shelf: _Shelf, own: Sequence[str], tied: dict[str, StoredFile]) -> dict[str, StoredFile]:
    """Text files in the folders that belong to this row alone, each with the hash among the row's that fits it."""
    found: dict[str, StoredFile] = {}
    for name in shelf.names:
        if str(PurePosixPath(name).parent) in own and name not in tied and _is_text(name):
            digest = next((one.digest for one in row.stored if one.digest is not None and shelf.fits(name, one.digest)), None)
            found[name] = StoredFile(names=(name,), digest=digest)
    return found


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _TEXT_ENDINGS or name.lower().endswith(".warc.gz")


def _documents(row: ArchivedRow, shelf: _Shelf, tied: dict[str, StoredFile]) -> Iterator[Document]:
    """The reports of one address: from its files, else from the text of the post in the row itself."""
    documents: list[Document] = []
    problems: list[InputError] = []
    for name in sorted(tied):
        note = _check(row, shelf, name, tied[name])
        if not _is_text(name) or name == row.source or tied[name].is_summary or _is_summary(shelf, name):
            continue
        try:
            document = read_document(shelf.root / name)
        except AlteredError:
            raise
        except InputError as problem:
            _log.warning("%s", problem.message)
            problems.append(problem)
        else:
            documents.append(attrs.evolve(document, drafts=_with_facts(document.drafts, row), notes=(*_origin(row), note)))
    if not documents and any(character.isalnum() for character in row.content):
        documents = [_post(row, shelf)]
    if not documents and problems:
        raise problems[0]
    if not documents:
        _log.info("%s: no text was kept of %s", row.where, row.url)
        return
    told = tuple(f"Not read: {problem.message.removeprefix(f'{shelf.root}/')[:200]}." for problem in problems)
    yield attrs.evolve(documents[0], notes=(*documents[0].notes, *told))
    yield from documents[1:]


def _check(row: ArchivedRow, shelf: _Shelf, name: str, stored: StoredFile) -> str:
    """Hold a file against the hash that auto-archiver noted.

    Raises:
        AlteredError: it does not fit.
    """
    if stored.digest is None or stored.digest.algorithm is None:
        return f"auto-archiver keeps no hash of {PurePosixPath(name).name} that can be checked."
    if shelf.fits(name, stored.digest):
        return f"auto-archiver's own {stored.digest.shown} of {PurePosixPath(name).name} holds."
    raise mismatch(stored.digest, where=f"{row.where}: {name}", what="the file")


def _is_summary(shelf: _Shelf, name: str) -> bool:
    """Whether a page is the one in which auto-archiver sums up an address."""
    if PurePosixPath(name).suffix.lower() not in {".html", ".htm"}:
        return False
    data = shelf.data(name)
    return all(mark in data for mark in _SUMMARY_MARKS)


def _origin(row: ArchivedRow) -> tuple[str, ...]:
    when = f" on {row.archived[:40]}" if row.archived else ""
    return (f"Archived by auto-archiver{when} ({row.source}); when it was archived says nothing of when it was published.",)


def _with_facts(drafts: Sequence[Draft], row: ArchivedRow) -> tuple[Draft, ...]:
    """What the row says of the address goes to the page that is its own, where the page does not say so itself."""
    own = ReportFacts(title=row.title, published=row.posted, id=_short(row.url))
    is_lone = len(drafts) == 1
    made = []
    for draft in drafts:
        is_own = is_lone or (row.url and draft.facts.url and same_page(draft.facts.url) == same_page(row.url))
        facts = draft.facts.over(own) if is_own else draft.facts
        made.append(attrs.evolve(draft, facts=attrs.evolve(facts, url=row.url or facts.url) if is_own else facts))
    return tuple(made)


def _short(url: str | None) -> str | None:
    """An address without its scheme, for an id: the files bear random names."""
    return url.partition("://")[2].removeprefix("www.").partition("?")[0] if url else None


def _post(row: ArchivedRow, shelf: _Shelf) -> Document:
    """The text of a post as auto-archiver wrote it into its table."""
    path = shelf.root / row.source
    data = shelf.data(row.source)
    draft = Draft(
        text=row.content,
        paragraphs=find_paragraphs(row.content),
        offsets=OffsetMap.identity(len(row.content)),
        facts=ReportFacts(url=row.url, title=row.title, published=row.posted, id=_short(row.url)),
        media_type="application/json" if path.suffix.lower() == ".json" else "text/csv",
        charset=decode_plain(data).charset,
        notes=("The text is that of a post, as auto-archiver wrote it down; no page of it was kept, or none with text.",),
    )
    notes = (*_origin(row), "auto-archiver keeps no hash of this text.")
    return Document(path=path, sha256=hashlib.sha256(data).hexdigest(), drafts=(draft,), notes=notes)
