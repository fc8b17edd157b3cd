"""`verify_event`: reports and pictures of one event in, a case folder with a dossier out; and going on with a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody import CaseStore, Store, hash_file, make_provenance, utc_now
from temoin.errors import CustodyError, OptionError
from temoin.model import ExhibitRole, Provenance
from temoin.progress import SILENT, Progress
from temoin.read import packed_stamps
from temoin.workflows.exhibits import SEVERAL_ROLES, SINGLE_ROLES, InputFile, files_of, list_files
from temoin.workflows.inputs import ReportGroup, VerifyInputs, VerifyOptions, key_of
from temoin.workflows.material import Material, read_material, require_past
from temoin.workflows.reopen import record_inputs, restored_inputs
from temoin.workflows.run import TruthOf, run_case
from temoin.workflows.verification import Verification

__all__ = ["add_to_case", "rerun_case", "run_again", "verify_event"]


def verify_event(
    inputs: VerifyInputs,
    out: Path | str,
    options: VerifyOptions | None = None,
    *,
    progress: Progress = SILENT,
    now: Callable[[], datetime] = utc_now,
    truth_of: TruthOf | None = None,
) -> Verification:
    """Hold what was reported about one event against pictures and against the other reports.

    Everything is read before the case folder is touched, so bad input leaves nothing half-written. The same inputs and options again go on
    where the last run stopped.

    Args:
        inputs: the files.
        out: the case folder; made if it is not there.
        options: the choices of the run.
        progress: told of each stage.
        now: the clock, with a zone.
        truth_of: for made-up scenes only: gives the rows of measured against true.

    Raises:
        InputError: a file cannot be used.
        OptionError: an option cannot be used, or does not fit the files.
        CaseError: `out` is something else, or a case of other inputs.
        StorageError: the disk is full or read-only.
    """
    options = options or VerifyOptions()
    material = read_material(inputs, options, progress)
    require_past(material, now())
    files = _hashed(inputs)
    folder = Path(out)
    with CaseStore.create(folder, title=options.title, inputs_key=_inputs_key(inputs, files), options_json=options.to_json(), now=now) as store:
        return _go_on(store, folder, inputs, options, files, material, progress=progress, now=now, truth_of=truth_of)


def add_to_case(
    folder: Path | str,
    more: VerifyInputs,
    *,
    options: VerifyOptions | None = None,
    progress: Progress = SILENT,
    now: Callable[[], datetime] = utc_now,
) -> Verification:
    """Add reports, pictures or footprints to a case, and do again only what depends on them.

    Args:
        folder: the case.
        more: the new files; a picture or footprint file that the case already has is refused.
        options: what is known of the new files; options of the case that are not named stay.
        progress: told of each stage.
        now: the clock, with a zone.

    Raises:
        CaseError: no case, or held by another writer.
        OptionError: the case has such a picture already.
        InputError: a file cannot be used; the case stays as it was.
    """
    folder = Path(folder)
    with CaseStore.open(folder, write=True, now=now) as store, restored_inputs(store, folder) as (old, kept):
        inputs = _joined(old, more, folder)
        named = {name: value for name, value in attrs.asdict(options or VerifyOptions()).items() if value not in (None, "")}
        joined = attrs.evolve(kept, **named)
        material = read_material(inputs, joined, progress)
        require_past(material, now())
        files = _hashed(inputs)
        return _go_on(store, folder, inputs, joined, files, material, progress=progress, now=now)


def rerun_case(folder: Path | str, *, progress: Progress = SILENT, now: Callable[[], datetime] = utc_now) -> Verification:
    """Do every step of a case that is missing or was done by another version, from its own exhibits.

    Raises:
        CaseError: no case, never run, or held by another writer.
        CustodyError: the case was altered.
    """
    folder = Path(folder)
    with CaseStore.open(folder, write=True, now=now) as store, restored_inputs(store, folder) as (inputs, options):
        return run_again(store, folder, inputs, options, progress=progress, now=now)


def run_again(
    store: Store, folder: Path, inputs: VerifyInputs, options: VerifyOptions, *, progress: Progress, now: Callable[[], datetime]
) -> Verification:
    """Do every step that is missing on a case that is open, from inputs that were laid out."""
    material = read_material(inputs, options, progress)
    return _go_on(store, folder, inputs, options, _hashed(inputs), material, progress=progress, now=now)


Hashed = list[tuple[InputFile, str]]


def _hashed(inputs: VerifyInputs) -> Hashed:
    return [(file, hash_file(file.path)[0]) for file in list_files(inputs)]


def _inputs_key(inputs: VerifyInputs, files: Hashed) -> str:
    published = [f"published\t{group.published}" for group in inputs.groups if group.published]
    return key_of(*(f"{file.role}\t{file.name}\t{sha256}" for file, sha256 in files), *published)


def _go_on(
    store: Store,
    folder: Path,
    inputs: VerifyInputs,
    options: VerifyOptions,
    files: Hashed,
    material: Material,
    *,
    progress: Progress,
    now: Callable[[], datetime],
    truth_of: TruthOf | None = None,
) -> Verification:
    """Take in what the case does not hold yet, all of it or none, then do what is not done yet."""
    held = {(exhibit.name, exhibit.role, exhibit.sha256) for exhibit in store.case().exhibits}
    if held:
        require_whole(store, folder)
    key = _inputs_key(inputs, files)
    with store.batch():
        # One transaction: a case never says that it has inputs which no run of it knows.
        if key != store.inputs_key:
            store.add_inputs(key)
        for file, sha256 in files:
            if (file.name, file.role, sha256) not in held:
                about = next((one for other, one in files if file.about is not None and other.path == file.about), None)
                provenance = _provenance(material, inputs, file, sha256, about)
                store.add_exhibit(file.path, file.role, name=file.name, media_type=file.media_type, sha256=sha256, provenance=provenance)
            for stamp in packed_stamps(file.path):
                said = make_provenance({"path": f"{file.path}/{stamp.name}", "about": sha256, "kind": stamp.kind.words})
                store.add_exhibit(stamp.data, ExhibitRole.STAMP, name=f"{file.name}/{stamp.name}", media_type="application/json", provenance=said)
        record_inputs(store, inputs, options, {file.path: sha256 for file, sha256 in files})
    return run_case(store, folder, material, title=options.title, progress=progress, now=now, truth_of=truth_of)


def _provenance(material: Material, inputs: VerifyInputs, file: InputFile, sha256: str, about: str | None) -> Provenance:
    """Where an exhibit came from: path and giver as told, and what it says itself: address and publisher of a report, order of a picture."""
    found: dict[str, str | None] = {"path": str(file.path), "received_from": inputs.received_from, "about": about}
    for report in material.reports:
        if report.sha256 == sha256:
            found |= {"url": report.url, "publisher": report.publisher}
    for scene in (*material.scenes, *(scene for scene, _ in material.earlier)):
        if sha256 in scene.hashes:
            found |= {"order_id": scene.order_id, "credit": scene.credit, "licence": scene.licence, "sensor": scene.sensor}
    return make_provenance(found, retrieved=inputs.received.start if inputs.received is not None else None)


def require_whole(store: Store, folder: Path) -> None:
    """Nothing is taken over from a case that was altered.

    Raises:
        CustodyError: some file or row is not what the ledger says; the first three are named.
    """
    problems = store.verify()
    if problems:
        more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
        raise CustodyError(f"{folder} was altered: {'; '.join(problems[:3])}{more}")


def _joined(old: VerifyInputs, more: VerifyInputs, folder: Path) -> VerifyInputs:
    """The case's inputs and the new ones together; what the case has already, byte for byte, is not added twice.

    So the command that a kill interrupted can be given again.
    """
    known = {_group_bytes(group) for group in old.groups}
    fresh = tuple(group for group in more.groups if _group_bytes(group) not in known)
    held = {_bytes(path, ExhibitRole.REPORT) for group in old.groups for path in group.reports}
    for path in (path for group in fresh for path in group.reports):
        if _bytes(path, ExhibitRole.REPORT) in held:
            raise OptionError(
                f"{path.name} is in {folder} already, byte for byte, with other facts about it",
                hint="One report counts once: leave it out. Facts of a report are given when it is first added.",
            )
    changes: dict[str, object] = {"groups": (*old.groups, *fresh)}
    for name, role in SINGLE_ROLES:
        given, kept = getattr(more, name), getattr(old, name)
        if given is not None and kept is not None and _bytes(given, role) != _bytes(kept, role):
            raise OptionError(
                f"{folder} already has a file given as --{name.replace('_gcps', '-gcp')}",
                hint="Make a case of its own for another picture or footprint file with temoin verify.",
            )
        changes[name] = kept if kept is not None else given
    changes |= {name: _joined_list(old, more, name, role, folder) for name, role in SEVERAL_ROLES}
    # What the case held was received when it was; these words are about the new files alone, and only those are taken in.
    changes |= {"received_from": more.received_from, "received": more.received}
    return VerifyInputs(**changes)  # type: ignore[arg-type]  # field by field as named above


def _joined_list(old: VerifyInputs, more: VerifyInputs, name: str, role: ExhibitRole, folder: Path) -> tuple[Path, ...]:
    """Inputs of which a case may have several: earlier pictures join those that it has, pieces of a picture come with their picture alone."""
    kept, given = getattr(old, name), getattr(more, name)
    held = [_bytes(path, role) for path in kept]
    fresh = tuple(path for path in given if _bytes(path, role) not in held)
    first = name.removeprefix("more_")
    if name.startswith("more_") and getattr(old, first) is not None and fresh:
        raise OptionError(
            f"{folder} already has a file given as --{first}",
            hint="Make a case of its own for another picture with temoin verify, with all its pieces.",
        )
    return (*kept, *fresh)


def _bytes(path: Path, role: ExhibitRole) -> tuple[tuple[str, str], ...]:
    """Names and hashes of an input; none where nothing lies there, which the reader then says in its own words."""
    return tuple((file.name, hash_file(file.path)[0]) for file in files_of(path, role)) if path.exists() else ()


def _group_bytes(group: ReportGroup) -> tuple[object, ...]:
    sidecar = _bytes(group.sidecar, ExhibitRole.SIDECAR) if group.sidecar else None
    return (tuple(_bytes(path, ExhibitRole.REPORT) for path in group.reports), sidecar, group.published)
