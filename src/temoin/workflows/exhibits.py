"""Which files a run rests on: those that were named, and those beside them that the readers look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from temoin.model import ExhibitRole
from temoin.workflows.inputs import VerifyInputs

__all__ = ["InputFile", "files_of", "list_files"]

_PICTURE_COMPANIONS = (".aux.xml", ".msk")
"""Endings that are added to a picture's whole name."""
_STEM_COMPANIONS = frozenset(
    {".pgw", ".pngw", ".jgw", ".jpgw", ".jpegw", ".tfw", ".tifw", ".bpw", ".j2w", ".wld", ".prj", ".json", ".geom", ".imd", ".xml"}
)
"""Endings that replace a picture's own: world files, a reference system, a STAC item, label or metadata files."""
_SHAPEFILE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx"})
_MEDIA = {
    ".html": "text/html",
    ".htm": "text/html",
    ".mhtml": "multipart/related",
    ".mht": "multipart/related",
    ".txt": "text/plain",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".csv": "text/csv",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jp2": "image/jp2",
    ".zip": "application/zip",
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".kmz": "application/vnd.google-earth.kmz",
    ".xml": "application/xml",
}


@attrs.frozen(kw_only=True)
class InputFile:
    """One file of a run.

    Args:
        path: where it lies.
        name: how it is called in the case: its own name, or its place below a folder that was given.
        role: what it was given as.
        is_named: whether it (or its folder) was named on the command line, rather than found beside a named one.
    """

    path: Path
    name: str
    role: ExhibitRole
    is_named: bool

    @property
    def media_type(self) -> str:
        """From the name's ending; unknown endings are plain bytes."""
        return _MEDIA.get(self.path.suffix.lower(), "application/octet-stream")


def list_files(inputs: VerifyInputs) -> tuple[InputFile, ...]:
    """Every file of a run, named ones first in each role, in a fixed order."""
    roles: list[tuple[Path | None, ExhibitRole]] = []
    for group in inputs.groups:
        roles += [*((path, ExhibitRole.REPORT) for path in group.reports), (group.sidecar, ExhibitRole.SIDECAR)]
    roles += [
        (inputs.before, ExhibitRole.BEFORE),
        (inputs.before_gcps, ExhibitRole.SIDECAR),
        (inputs.after, ExhibitRole.AFTER),
        (inputs.after_gcps, ExhibitRole.SIDECAR),
        (inputs.buildings, ExhibitRole.BUILDINGS),
        (inputs.site, ExhibitRole.SITE),
    ]
    return tuple(file for path, role in roles if path is not None for file in files_of(path, role))


def files_of(path: Path, role: ExhibitRole) -> Iterator[InputFile]:
    """The named file, or all files of a named folder; then the files beside it that the readers look at."""
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and not inner.is_symlink():
                yield InputFile(path=inner, name=f"{path.resolve().name}/{inner.relative_to(path).as_posix()}", role=role, is_named=True)
        return
    yield InputFile(path=path, name=path.name, role=role, is_named=True)
    for companion in sorted(_companions(path, role)):
        yield InputFile(path=companion, name=companion.name, role=role, is_named=False)


def _companions(path: Path, role: ExhibitRole) -> Iterator[Path]:
    if role in {ExhibitRole.BEFORE, ExhibitRole.AFTER}:
        names = [f"{path.name}{ending}" for ending in _PICTURE_COMPANIONS] + [f"{path.stem}{ending}" for ending in _STEM_COMPANIONS]
        wanted = {name.lower() for name in names}
        scene = path.stem.split("_Analytic")[0].split("_SR")[0].split("_3B")[0] if "_3B" in path.stem else None
        for beside in path.parent.iterdir():
            name = beside.name.lower()
            is_planet = scene is not None and beside.name.startswith(scene) and ("udm" in name or name.endswith("metadata.json"))
            if beside != path and beside.is_file() and (beside.name.lower() in wanted or is_planet):
                yield beside
    elif path.suffix.lower() == ".shp":
        yield from (path.with_suffix(ending) for ending in _SHAPEFILE if ending != path.suffix and path.with_suffix(ending).is_file())
