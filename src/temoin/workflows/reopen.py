"""A case gives its own inputs back: which exhibit was given as what is written down, so that a case can be added to and replayed."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

import attrs

from temoin.custody import Store
from temoin.errors import CaseError, CustodyError, OptionError, StorageError, WireError
from temoin.model import Exhibit, ExhibitRole
from temoin.wire import dumps, inputs_document, parse_inputs
from temoin.wire.runs import InputsBody
from temoin.workflows.exhibits import SEVERAL_ROLES, SINGLE_ROLES, files_of
from temoin.workflows.inputs import ReportGroup, VerifyInputs, VerifyOptions

__all__ = ["has_inputs_left", "record_inputs", "restored_inputs", "scratch_folder"]

INPUTS = "inputs.json"

Hashes = dict[Path, str]


class Listed(Protocol):
    """One file of an input as it is written down."""

    @property
    def name(self) -> str:
        """Below the input's own folder, with forward slashes."""

    @property
    def sha256(self) -> str:
        """Of its bytes."""


def record_inputs(store: Store, inputs: VerifyInputs, options: VerifyOptions, hashes: Hashes) -> None:
    """Write down which exhibit was given as what, if the case does not say so already."""

    def listed(path: Path | None, role: ExhibitRole) -> list[tuple[str, str]] | None:
        return None if path is None else required(path, role)

    def required(path: Path, role: ExhibitRole) -> list[tuple[str, str]]:
        return [(file.name, hashes[file.path]) for file in files_of(path, role)]

    groups = [
        ([required(path, ExhibitRole.REPORT) for path in group.reports], listed(group.sidecar, ExhibitRole.SIDECAR), group.published)
        for group in inputs.groups
    ]
    given = {name: listed(getattr(inputs, name), role) for name, role in SINGLE_ROLES}
    several = {name: [required(path, role) for path in getattr(inputs, name)] for name, role in SEVERAL_ROLES}
    data = dumps(inputs_document(reports=groups, given=given, several=several, options=json.loads(options.to_json()))).encode()
    if store.get_artefact(INPUTS) != data:
        store.put_artefact(INPUTS, data, "application/json", action="add", inputs=tuple(sorted(set(hashes.values()))), role="analyst")


@contextmanager
def restored_inputs(store: Store, folder: Path) -> Iterator[tuple[VerifyInputs, VerifyOptions]]:
    """The inputs of a case under their own names again, in a folder that is thrown away afterwards; what it was made to forget is left out.

    Args:
        store: the case.
        folder: where it lies.

    Raises:
        CaseError: the case was never run, or was made to forget all that it was given.
        CustodyError: what the case says of its inputs does not fit its exhibits, or an exhibit was altered.
        StorageError: there is no room to lay the inputs out.
    """
    body, forgotten = _written_down(store, folder), store.forgotten()
    if forgotten and not has_inputs_left(store, folder):
        raise CaseError(f"{folder} was made to forget all that it was given", hint="Begin a new case with temoin verify.")
    exhibits = {exhibit.sha256: exhibit for exhibit in store.case().exhibits}
    with scratch_folder() as root:
        restorer = _Restorer(store, folder, root, exhibits, forgotten)
        groups = [([*filter(None, map(restorer.lay_out, one.reports))], restorer.lay_out(one.sidecar), one.published) for one in body.groups]
        paths: dict[str, object] = {name: restorer.lay_out(getattr(body, name)) for name, _ in SINGLE_ROLES}
        several = {name: [restorer.lay_out(listed) for listed in getattr(body, name)] for name, _ in SEVERAL_ROLES}
        for picture in ("before", "after"):
            if getattr(body, picture) is not None and None in (paths[picture], *several[f"more_{picture}"]):
                # A picture of which a piece was forgotten is another picture; its control points are of nothing.
                paths |= {picture: None, f"{picture}_gcps": None}
                several[f"more_{picture}"] = []
        paths |= {name: tuple(filter(None, found)) for name, found in several.items()}
        paths["earlier"] = paths["earlier"] if paths["before"] is not None else ()
        try:
            made = tuple(
                ReportGroup(reports=tuple(reports), sidecar=sidecar, published=published) for reports, sidecar, published in groups if reports
            )
            options = VerifyOptions(**body.options.model_dump())
            inputs = VerifyInputs(groups=made, **paths)  # type: ignore[arg-type]  # field by field as named in SINGLE_ROLES
        except OptionError as error:
            raise CustodyError(f"{INPUTS} of {folder} does not hold together: {error.message}") from error
        yield inputs, options


def has_inputs_left(store: Store, folder: Path) -> bool:
    """Whether a report or a picture of the case is left that it was not made to forget.

    Raises:
        CaseError: the case was never run.
        CustodyError: what it says of its inputs cannot be read.
    """
    body, forgotten = _written_down(store, folder), store.forgotten()
    mains = [*(report for group in body.groups for report in group.reports), *filter(None, (body.before, body.after))]
    return any(_left_of(listed, forgotten) for listed in mains)


def _written_down(store: Store, folder: Path) -> InputsBody:
    data = store.get_artefact(INPUTS)
    if data is None:
        raise CaseError(f"{folder} holds no inputs yet", hint="Run temoin verify with the same inputs again.")
    try:
        return parse_inputs(data, name=f"{INPUTS} of {folder}")
    except WireError as error:
        raise CustodyError(error.message, hint=error.hint) from error


def _left_of(listed: Sequence[Listed] | None, forgotten: Mapping[str, int]) -> list[Listed]:
    """The files of an input that were not forgotten; none where the one that was named is gone, unless the input is a folder."""
    left = [item for item in listed or () if item.sha256 not in forgotten]
    return [] if listed and left and left[0] is not listed[0] and "/" not in left[0].name else left


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is thrown away afterwards.

    Raises:
        StorageError: none can be made.
    """
    try:
        root = Path(tempfile.mkdtemp(prefix="temoin-case-"))
    except OSError as error:
        raise StorageError(f"no temporary folder can be made: {error.strerror or error}") from error
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@attrs.define
class _Restorer:
    """Lays exhibits out under their own names, each input in a folder of its own."""

    store: Store
    case: Path
    root: Path
    exhibits: dict[str, Exhibit]
    forgotten: Mapping[str, int]
    count: int = 0

    def lay_out(self, listed: Sequence[Listed] | None) -> Path | None:
        """The path of an input: its first file, or its folder where its files have one; `None` for one that was not given or was forgotten."""
        left = _left_of(listed, self.forgotten)
        if not left:
            return None
        self.count += 1
        place = self.root / f"{self.count:04d}"
        for item in left:
            self._put(item, place)
        return place / PurePosixPath(left[0].name).parts[0]

    def _put(self, item: Listed, place: Path) -> None:
        path = place / item.name
        if not path.resolve().is_relative_to(place.resolve()):
            raise CustodyError(f"{INPUTS} names a file outside the case: {item.name}")
        exhibit = self.exhibits.get(item.sha256)
        if exhibit is None:
            raise CustodyError(f"{INPUTS} of {self.case} names {item.name} (SHA-256 {item.sha256[:12]}…), which is no exhibit of the case")
        self.store.lay_out(exhibit, path)
