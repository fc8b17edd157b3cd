"""`print_case`: a case on paper and as data for other tools, as the draft or as a release that passed the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody import CaseStore, Store, utc_now
from temoin.progress import SILENT, Progress
from temoin.publish import DataExport, DossierContent, export_data, publish_pdf, write_bytes, write_text
from temoin.read import read_scene
from temoin.wire import dumps
from temoin.workflows.material import read_material
from temoin.workflows.products import DOSSIER, SCORE
from temoin.workflows.publication import PublicForm, hand_out
from temoin.workflows.release import PUBLIC, Release
from temoin.workflows.reopen import restored_inputs
from temoin.workflows.run import run_case

__all__ = ["Printed", "print_case"]

_DRAFT_PDF, _PUBLIC_PDF = "dossier.pdf", "dossier.public.pdf"
_DRAFT_DATA, _PUBLIC_DATA = "data.json", "data.public.json"
"""What the case keeps of an export: its manifest, with the hash of every file."""


@attrs.frozen(kw_only=True)
class Printed:
    """What was printed.

    Args:
        release: under which it went out, or `None` for the draft.
        page: where the public page lies, or `None` for the draft.
        pdf: where the PDF lies, or `None`.
        data: what was exported, or `None`.
    """

    release: Release | None = None
    page: Path | None = None
    pdf: Path | None = None
    data: DataExport | None = None

    @property
    def handed(self) -> tuple[Release, Path]:
        """The release and its page.

        Raises:
            ValueError: it is a draft.
        """
        if self.release is None or self.page is None:
            message = "a draft is no release"
            raise ValueError(message)
        return self.release, self.page


def print_case(
    folder: Path | str,
    *,
    form: PublicForm | None = None,
    pdf: bool = False,
    data: Path | None = None,
    out: Path | None = None,
    progress: Progress = SILENT,
    now: Callable[[], datetime] = utc_now,
) -> Printed:
    """Print a case as PDF, export its data, or both. The case keeps the PDF and the manifest of the data, and its ledger their hashes.

    What is printed is what the newest page says, as of that page: printed again, the PDF has the same bytes.

    Args:
        folder: the case.
        form: how it goes out, past the gate of `publish_case`; `None` for the draft. Where nothing changed since the last release, that
            one is printed.
        pdf: print the PDF.
        data: a new folder for the data.
        out: where to leave a copy of the public page; a copy of the PDF goes beside it.
        progress: told of each stage.
        now: the clock, with a zone.

    Raises:
        CaseError: something is missing before it may go out.
        OptionError: something lies at `data`, or a withheld word would stand in what is printed.
        UnsupportedError: what prints PDF is not installed.
        StorageError: the disk is full or read-only.
        CustodyError: the case was altered.
    """
    folder = Path(folder)
    handed = None if form is None else hand_out(folder, form, may_be_same=True, progress=progress, now=now)
    with CaseStore.open(folder, write=True, now=now) as store, restored_inputs(store, folder) as (inputs, options):
        if handed is None:
            shown: list[DossierContent] = []
            run_case(store, folder, read_material(inputs, options, progress), title=options.title, progress=progress, now=now, beside=shown.append)
            content = _as_of(store, shown[0], DOSSIER)
        else:
            content = _as_of(store, handed.content, PUBLIC)
        names = (_DRAFT_PDF, _DRAFT_DATA) if handed is None else (_PUBLIC_PDF, _PUBLIC_DATA)
        path = _print_pdf(store, content, names[0], out and out.with_suffix(".pdf")) if pdf else None
        url = form.where if form is not None and form.where.startswith(("https://", "http://")) else ""
        export = None if data is None else export_data(data, _with_score(store, content), url=url)
        if export is not None:
            _keep(store, names[1], dumps(export.manifest).encode(), "application/json")
    if handed is None:
        return Printed(pdf=path, data=export)
    page = handed.path if out is None else write_text(out, handed.path.read_text("utf-8"))
    return Printed(release=handed.release, page=page, pdf=path, data=export)


def _as_of(store: Store, content: DossierContent, page: str) -> DossierContent:
    """The content as it was when the newest page was printed: its time, and the ledger up to then."""
    case, number = store.case(), store.artefact_entries(page)[-1]
    entry = case.ledger.entries[number - 1]
    ledger = attrs.evolve(case.ledger, entries=case.ledger.entries[: number - 1])
    return attrs.evolve(content, created=entry.time, head=entry.previous, case=attrs.evolve(case, ledger=ledger))


def _print_pdf(store: Store, content: DossierContent, name: str, out: Path | None) -> Path | None:
    data = publish_pdf(content)
    _keep(store, name, data, "application/pdf")
    return store.artefact_path(name) if out is None else write_bytes(out, data)


def _keep(store: Store, name: str, data: bytes, media_type: str) -> None:
    if store.get_artefact(name) != data:
        store.put_artefact(name, data, media_type, action="publish")


def _with_score(store: Store, content: DossierContent) -> DossierContent:
    """The content with its change score, which the case keeps as a picture of its own."""
    path = store.artefact_path(SCORE)
    if content.findings is None or content.findings.score is not None or path is None:
        return content
    _, pixels = read_scene(path)
    return attrs.evolve(content, findings=attrs.evolve(content.findings, score=pixels.read()))
