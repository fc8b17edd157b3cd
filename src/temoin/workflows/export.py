"""`export_public`: the public form of a case as a bag of its own, with a commitment for each thing that stays at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Draft, Store, canonical, utc_now
from temoin.custody.proof import PublicCopy, SealedCase, SealOptions, Signer, require_free, seal_public_copy
from temoin.errors import CustodyError
from temoin.progress import SILENT, Progress
from temoin.publish import DossierContent, publishable
from temoin.publish.dossier import require_no_leaks
from temoin.publish.withheld import LeftOut
from temoin.wire import dumps, public_verdicts_document
from temoin.workflows.publication import LAYER, PublicForm, hand_out
from temoin.workflows.release import PUBLIC, Release
from temoin.workflows.salts import Salt, exhibit_rows, fresh_salt, keep_salts, make_row
from temoin.workflows.signing import signed_state

__all__ = ["PublicExport", "export_public"]


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


def export_public(
    folder: Path | str,
    out: Path | str,
    form: PublicForm,
    *,
    signer: Signer | None = None,
    options: SealOptions | None = None,
    progress: Progress = SILENT,
    now: Callable[[], datetime] = utc_now,
    salt: Salt = fresh_salt,
) -> PublicExport:
    """Hand over the public copy of a case: page, layer and verdicts under the policy, and a salted hash of everything else.

    The gate is that of `publish_case`; where nothing changed since the last release, the copy is of that one. It commits to the exhibits as the
    page does.

    Args:
        folder: the case; it keeps the salts.
        out: the bag; nothing may lie there.
        form: how it goes out.
        signer: whose signature goes on the copy, or `None`.
        options: the time-stamp authority.
        progress: told of each stage.
        now: the clock, with a zone.
        salt: gives the salt of each thing.

    Raises:
        CaseError: something is missing before it may go out, or something lies at `out`.
        OptionError: a withheld word would stand in the copy.
        CustodyError: the case was altered.
        StorageError: the disk is full, or the authority cannot be reached; nothing is left at `out`.
    """
    out = Path(out)
    require_free(out)
    handed = hand_out(folder, form, may_be_same=True, progress=progress, now=now, salt=salt)
    release = handed.release
    with CaseStore.open(folder, write=True, now=now) as store:
        public, left_out = publishable(handed.content)
        files = _files(store, public, left_out)
        rows = [*exhibit_rows(store, release.number, salt), *_made_rows(store, salt), *_word_rows(left_out, salt)]
        copy = PublicCopy(
            case=store.case().id,
            title=public.title,
            release=release.number,
            entries=release.entry,
            head=release.head,
            made=now().isoformat(timespec="seconds"),
            withheld=tuple(sorted(((row["kind"], row["commitment"]) for row in rows), key=lambda pair: pair[1])),
        )
        keep_salts(store, release.number, rows)
        sealed = seal_public_copy(out, files, copy, signer=signer, options=options, now=now, progress=progress)
        said = {"bag": out.name, "release": release.number, "signer": sealed.fingerprint}
        outputs = (("tagmanifest-sha256.txt", sealed.tag_manifest_sha256),)
        store.record(Draft(action="export", options=canonical(said), inputs=(release.dossier_sha256,), outputs=outputs, role="analyst"))
    return PublicExport(release=release, sealed=sealed, withheld=len(rows))


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


def _made_rows(store: Store, salt: Salt) -> Iterator[dict[str, Any]]:
    """What was worked out from the exhibits, as a commitment each."""
    for name, sha256 in signed_state(store).items():
        yield make_row(name.removesuffix(".json"), salt(), store.get_artefact(name) or b"", sha256=sha256)


def _word_rows(left_out: LeftOut, salt: Salt) -> Iterator[dict[str, Any]]:
    for kind, words in left_out.words:
        yield make_row(kind.value, salt(), words.encode(), words=words)
