"""`export_public`: the public form of a case as a bag of its own, with a commitment for each thing that stays at the desk."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Draft, Store, canonical, utc_now
from temoin.custody.proof import PublicCopy, SealedCase, SealOptions, Signer, commitment, require_free, seal_public_copy
from temoin.errors import CustodyError
from temoin.progress import SILENT, Progress
from temoin.publish import DossierContent, publishable
from temoin.publish.dossier import require_no_leaks
from temoin.publish.withheld import LeftOut
from temoin.wire import dumps, parse_salts, public_verdicts_document, salts_document
from temoin.workflows.publication import LAYER, PublicForm, hand_out
from temoin.workflows.release import PUBLIC, Release
from temoin.workflows.signing import signed_state

__all__ = ["SALTS_OF_FILES", "SALTS_OF_WORDS", "PublicExport", "WithheldThing", "export_public", "withheld_things"]

SALTS_OF_FILES, SALTS_OF_WORDS = "public-copy.files.json", "public-copy.words.json"
"""What it takes to prove withheld files, and withheld words; the second goes when an exhibit is forgotten, since it holds words."""


@attrs.frozen(kw_only=True)
class PublicExport:
    """What was handed over.

    Args:
        release: under which the public form went out.
        sealed: the bag.
        withheld: how many things it commits to and leaves out.
    """

    release: Release
    sealed: SealedCase
    withheld: int


@attrs.frozen(kw_only=True)
class WithheldThing:
    """One thing that public copies of a case left out, and what it takes to prove it.

    Args:
        release: of the copy.
        kind: what it is.
        commitment: as it stands in the copy.
        salt: 32 bytes in hex.
        words: that were withheld, or `None` for a file.
        sha256: of the file, or `None` for words.
    """

    release: int
    kind: str
    commitment: str
    salt: str
    words: str | None = None
    sha256: str | None = None


def fresh_salt() -> bytes:
    """32 bytes that nobody can guess."""
    return secrets.token_bytes(32)


def export_public(
    folder: Path | str,
    out: Path | str,
    form: PublicForm,
    *,
    signer: Signer | None = None,
    options: SealOptions | None = None,
    progress: Progress = SILENT,
    now: Callable[[], datetime] = utc_now,
    salt: Callable[[], bytes] = fresh_salt,
) -> PublicExport:
    """Hand over the public copy of a case: page, layer and verdicts under the policy, and a salted hash of everything else.

    The gate is that of `publish_case`; where nothing changed since the last release, the copy is of that one.

    Args:
        folder: the case; it keeps the salts.
        out: the bag; nothing may lie there.
        form: how it goes out.
        signer: whose signature goes on the copy, or `None`.
        options: the time-stamp authority.
        progress: told of each stage.
        now: the clock, with a zone.
        salt: gives 32 random bytes that nobody can guess.

    Raises:
        CaseError: something is missing before it may go out, or something lies at `out`.
        OptionError: a withheld word would stand in the copy.
        CustodyError: the case was altered.
        StorageError: the disk is full, or the authority cannot be reached; nothing is left at `out`.
    """
    out = Path(out)
    require_free(out)
    handed = hand_out(folder, form, may_be_same=True, progress=progress, now=now)
    release = handed.release
    with CaseStore.open(folder, write=True, now=now) as store:
        public, left_out = publishable(handed.content)
        files = _files(store, public, left_out)
        rows = [*_file_rows(store, salt), *_word_rows(left_out, salt)]
        copy = PublicCopy(
            case=store.case().id,
            title=public.title,
            release=release.number,
            entries=release.entry,
            head=release.head,
            made=now().isoformat(timespec="seconds"),
            withheld=tuple(sorted(((row["kind"], row["commitment"]) for row in rows), key=lambda pair: pair[1])),
        )
        _keep_salts(store, release.number, rows)
        sealed = seal_public_copy(out, files, copy, signer=signer, options=options, now=now, progress=progress)
        said = {"bag": out.name, "release": release.number, "signer": sealed.fingerprint}
        outputs = (("tagmanifest-sha256.txt", sealed.tag_manifest_sha256),)
        store.record(Draft(action="export", options=canonical(said), inputs=(release.dossier_sha256,), outputs=outputs, role="analyst"))
    return PublicExport(release=release, sealed=sealed, withheld=len(rows))


def withheld_things(store: Store) -> Iterator[WithheldThing]:
    """What the public copies of a case left out, oldest copy first; words that were forgotten since are not among them."""
    for name in (SALTS_OF_FILES, SALTS_OF_WORDS):
        for entry in store.artefact_entries(name):
            data = store.get_artefact(name, at=entry)
            if data is None:
                continue
            body = parse_salts(data, name=name)
            yield from (WithheldThing(release=body.release, **row.model_dump()) for row in body.rows)


def _files(store: Store, public: DossierContent, left_out: LeftOut) -> dict[str, bytes]:
    """What goes out, each looked through for what must not."""
    page, layer = store.get_artefact(PUBLIC), store.get_artefact(LAYER)
    if page is None or layer is None:
        raise CustodyError("the public form of the case is missing from it", hint="Print it again with temoin publish --public.")
    numbers = {report.id: number for number, report in enumerate(public.reports, start=1)}
    verdicts = dumps(public_verdicts_document([(numbers[one.claim.report_id], one) for one in public.assessments]))
    for text in (page.decode(), layer.decode(), verdicts):
        require_no_leaks(text, left_out)
    return {"dossier.html": page, "public.geojson": layer, "verdicts.json": verdicts.encode()}


def _file_rows(store: CaseStore, salt: Callable[[], bytes]) -> Iterator[dict[str, Any]]:
    """Exhibits, and what was worked out from them, as a commitment each."""
    gone = store.forgotten()
    for exhibit in store.case().exhibits:
        if exhibit.sha256 not in gone:
            yield _row(f"exhibit: {exhibit.role.value}", salt(), store.folder / exhibit.path, sha256=exhibit.sha256)
    for name, sha256 in signed_state(store).items():
        yield _row(name.removesuffix(".json"), salt(), store.get_artefact(name) or b"", sha256=sha256)


def _word_rows(left_out: LeftOut, salt: Callable[[], bytes]) -> Iterator[dict[str, Any]]:
    for kind, words in left_out.words:
        yield _row(kind.value, salt(), words.encode(), words=words)


def _row(kind: str, salt: bytes, data: bytes | Path, **told: str) -> dict[str, Any]:
    return {"kind": kind, "commitment": commitment(salt, data), "salt": salt.hex(), **told}


def _keep_salts(store: Store, release: int, rows: Sequence[dict[str, Any]]) -> None:
    with store.batch():
        for name, key in ((SALTS_OF_FILES, "sha256"), (SALTS_OF_WORDS, "words")):
            data = dumps(salts_document(release, [row for row in rows if key in row])).encode()
            store.put_artefact(name, data, "application/json", action="export", role="analyst")
