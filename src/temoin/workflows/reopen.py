"""A case gives its own inputs back: which exhibit was given as what is written down, so that a case can be added to and replayed."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import Store
from temoin.errors import CaseError, CustodyError
from temoin.model import Exhibit, ExhibitRole
from temoin.wire import dumps, loads
from temoin.workflows.exhibits import files_of
from temoin.workflows.inputs import ReportGroup, VerifyInputs, VerifyOptions

__all__ = ["record_inputs", "restored_inputs"]

INPUTS = "inputs.json"
_PICTURES = (("before", ExhibitRole.BEFORE), ("after", ExhibitRole.AFTER), ("buildings", ExhibitRole.BUILDINGS), ("site", ExhibitRole.SITE))
_POINTS = ("before_gcps", "after_gcps")

Hashes = dict[Path, str]


def record_inputs(store: Store, inputs: VerifyInputs, options: VerifyOptions, hashes: Hashes) -> None:
    """Write down which exhibit was given as what, if the case does not say so already."""

    def listed(path: Path | None, role: ExhibitRole) -> list[dict[str, str]] | None:
        return None if path is None else [{"name": file.name, "sha256": hashes[file.path]} for file in files_of(path, role)]

    groups = [
        {
            "reports": [listed(path, ExhibitRole.REPORT) for path in group.reports],
            "sidecar": listed(group.sidecar, ExhibitRole.SIDECAR),
            "published": group.published,
        }
        for group in inputs.groups
    ]
    document: dict[str, Any] = {"temoin": {"format": "inputs", "version": 1}, "groups": groups, "options": json.loads(options.to_json())}
    document |= {name: listed(getattr(inputs, name), role) for name, role in _PICTURES}
    document |= {name: listed(getattr(inputs, name), ExhibitRole.SIDECAR) for name in _POINTS}
    data = dumps(document).encode()
    if store.get_artefact(INPUTS) != data:
        store.put_artefact(INPUTS, data, "application/json", action="add", inputs=tuple(sorted(set(hashes.values()))), role="analyst")


@contextmanager
def restored_inputs(store: Store, folder: Path) -> Iterator[tuple[VerifyInputs, VerifyOptions]]:
    """The inputs of a case under their own names again, in a folder that is thrown away afterwards.

    Args:
        store: the case.
        folder: where it lies.

    Raises:
        CaseError: the case was never run.
        CustodyError: what the case says of its inputs does not fit its exhibits.
    """
    data = store.get_artefact(INPUTS)
    if data is None:
        raise CaseError(f"{folder} holds no inputs yet", hint="Run temoin verify with the same inputs again.")
    document = loads(data, "inputs", name=INPUTS)
    exhibits = {exhibit.sha256: exhibit for exhibit in store.case().exhibits}
    with tempfile.TemporaryDirectory(prefix="temoin-case-") as temporary:
        try:
            yield _Restorer(folder, Path(temporary), exhibits).inputs(document), VerifyOptions(**document["options"])
        except (KeyError, TypeError) as error:
            raise CustodyError(f"{INPUTS} of {folder} does not fit this case: {error}") from error


@attrs.define
class _Restorer:
    """Lays exhibits out under their own names, each input in a folder of its own."""

    case: Path
    root: Path
    exhibits: dict[str, Exhibit]
    count: int = 0

    def inputs(self, document: dict[str, Any]) -> VerifyInputs:
        groups = tuple(
            ReportGroup(
                reports=tuple(self._required(listed) for listed in group["reports"]),
                sidecar=self._laid(group["sidecar"]),
                published=group["published"],
            )
            for group in document["groups"]
        )
        return VerifyInputs(
            groups=groups,
            before=self._laid(document["before"]),
            after=self._laid(document["after"]),
            buildings=self._laid(document["buildings"]),
            site=self._laid(document["site"]),
            before_gcps=self._laid(document["before_gcps"]),
            after_gcps=self._laid(document["after_gcps"]),
        )

    def _required(self, listed: list[dict[str, str]] | None) -> Path:
        path = self._laid(listed)
        if path is None:
            raise KeyError("a report")  # said in full by the caller
        return path

    def _laid(self, listed: list[dict[str, str]] | None) -> Path | None:
        """The path of an input: its first file, or its folder where its files have one."""
        if not listed:
            return None
        self.count += 1
        place = self.root / f"{self.count:04d}"
        for item in listed:
            exhibit = self.exhibits[item["sha256"]]
            path = place / item["name"]
            if not path.resolve().is_relative_to(place.resolve()):
                raise CustodyError(f"{INPUTS} names a file outside the case: {item['name']}")
            path.parent.mkdir(parents=True, exist_ok=True)
            source = self.case / exhibit.path
            try:
                os.link(source, path, follow_symlinks=False)
            except OSError:
                # Another file system, or one without hard links: a copy serves as well.
                shutil.copyfile(source, path, follow_symlinks=False)
        first = listed[0]["name"]
        return place / first.split("/")[0] if "/" in first else place / first
