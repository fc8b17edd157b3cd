"""Which files a run rests on: those that were named, and those beside them that the readers look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from temoin.errors import UnsupportedError
from temoin.model import ExhibitRole
from temoin.read import read_stamps, stamps_beside
from temoin.workflows.inputs import VerifyInputs

__all__ = ["SEVERAL_ROLES", "SINGLE_ROLES", "InputFile", "files_of", "list_files"]

_FACTS = (".json", ".stac.json", ".geojson")
SINGLE_ROLES = (
    ("before", ExhibitRole.BEFORE),
    ("after", ExhibitRole.AFTER),
    ("buildings", ExhibitRole.BUILDINGS),
    ("site", ExhibitRole.SITE),
    ("before_gcps", ExhibitRole.SIDECAR),
    ("after_gcps", ExhibitRole.SIDECAR),
    ("dem", ExhibitRole.HEIGHTS),
)
"""Inputs of which a case has at most one, and what each is given as."""
SEVERAL_ROLES = (("more_before", ExhibitRole.BEFORE), ("more_after", ExhibitRole.AFTER), ("earlier", ExhibitRole.EARLIER))
"""Inputs of which a case may have several, likewise."""
_PICTURES = frozenset({ExhibitRole.BEFORE, ExhibitRole.AFTER, ExhibitRole.EARLIER})
_PICTURE_COMPANIONS = (".aux.xml", ".msk", "w", *_FACTS)
"""Endings that are added to a picture's whole name."""
_WORLD_FILES = (".pgw", ".pngw", ".jgw", ".jpgw", ".jpegw", ".tfw", ".tifw", ".tiffw", ".bpw", ".bmpw", ".j2w", ".jp2w", ".wld", ".prj")
_SENSOR_FILES = (".geom", "_rpc.txt", ".rpb", ".imd", ".xml")
_STEM_COMPANIONS = (*_WORLD_FILES, *_SENSOR_FILES, *_FACTS)
"""Endings that replace a picture's own: world files, a reference system, the sensor's geometry, a STAC item, label or metadata files."""
_PLANET = re.compile(r"(?P<id>.+?)_(?:(?:1B|2|3A|3B)_)?(?:AnalyticMS|analytic|pansharpened|panchromatic|visual)", re.IGNORECASE)
_AIRBUS = re.compile(r"IMG_(?P<whole>(?P<name>.+?)(?:_R\d+C\d+)?)", re.IGNORECASE)
"""Beside the pictures of such deliveries lie their camera model and their description, `RPC_….XML` and `DIM_….XML`."""
_MANIFEST = "manifest.json"
_MOST_SIBLINGS = 40
"""A folder with more JSON files is a collection; the readers look only for a file of the picture's own name there."""
_LARGEST_SIDECAR = 16 * 1024**2
_SHAPEFILE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx"})
_MEDIA = {
    ".html": "text/html",
    ".htm": "text/html",
    ".mhtml": "multipart/related",
    ".mht": "multipart/related",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
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
    ".wacz": "application/wacz",
    ".warc": "application/warc",
    ".tsr": "application/timestamp-reply",
    ".ots": "application/vnd.opentimestamps.ots",
}


@attrs.frozen(kw_only=True)
class InputFile:
    """One file of a run.

    Args:
        path: where it lies.
        name: how it is called in the case: its own name, or its place below a folder that was given.
        role: what it was given as.
        is_named: whether it (or its folder) was named on the command line, rather than found beside a named one.
        about: the file that a stamp speaks of.
    """

    path: Path
    name: str
    role: ExhibitRole
    is_named: bool
    about: Path | None = None

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
        *((path, ExhibitRole.BEFORE) for path in inputs.pieces(is_after=False)),
        (inputs.before_gcps, ExhibitRole.SIDECAR),
        *((path, ExhibitRole.AFTER) for path in inputs.pieces(is_after=True)),
        (inputs.after_gcps, ExhibitRole.SIDECAR),
        *((path, ExhibitRole.EARLIER) for path in inputs.earlier),
        (inputs.dem, ExhibitRole.HEIGHTS),
        (inputs.buildings, ExhibitRole.BUILDINGS),
        (inputs.site, ExhibitRole.SITE),
    ]
    return tuple(file for path, role in roles if path is not None for file in files_of(path, role))


def files_of(path: Path, role: ExhibitRole) -> Iterator[InputFile]:
    """The named file, or all files of a named folder; then the files beside it that the readers look at.

    Raises:
        UnsupportedError: the file lies inside a ZIP, of which no single member can be taken in.
    """
    if path.is_dir():
        inner_files = [inner for inner in sorted(path.rglob("*")) if inner.is_file() and not inner.is_symlink()]
        about = {stamp.path: stamp.about for stamp in read_stamps(inner_files)}
        for inner in inner_files:
            name = _printable(f"{path.resolve().name or 'folder'}/{inner.relative_to(path).as_posix()}")
            given_as = ExhibitRole.STAMP if inner in about else role
            yield InputFile(path=inner, name=name, role=given_as, is_named=True, about=about.get(inner))
        return
    if not path.exists() and any(parent.is_file() for parent in path.parents):
        raise UnsupportedError(f"{path} lies inside another file, so it cannot be an exhibit", hint="Unpack the ZIP and give the file itself.")
    yield InputFile(path=path, name=_printable(path.name), role=role, is_named=True)
    taken = {path.name}
    for companion in sorted(_companions(path, role), key=lambda beside: beside.name):
        if companion.name not in taken:
            taken.add(companion.name)
            yield InputFile(path=companion, name=_printable(companion.name), role=role, is_named=False)
    for stamp in stamps_beside(path):
        if stamp.name not in taken:
            yield InputFile(path=stamp, name=_printable(stamp.name), role=ExhibitRole.STAMP, is_named=False, about=path)


def _printable(name: str) -> str:
    """A name as text that every file and terminal can hold, as the case writes it: what cannot be printed becomes an escape."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in name)


def _companions(path: Path, role: ExhibitRole) -> Iterator[Path]:
    if role in _PICTURES:
        yield from _beside_picture(path)
    elif path.suffix.lower() == ".shp":
        stem = path.stem.lower()
        yield from (beside for beside in _files_beside(path) if beside.stem.lower() == stem and beside.suffix.lower() in _SHAPEFILE)


def _files_beside(path: Path) -> list[Path]:
    return [beside for beside in path.parent.iterdir() if beside.is_file()] if path.parent.is_dir() else []


def _beside_picture(path: Path) -> Iterator[Path]:
    """World files, masks, label and metadata files of a picture's own name; Airbus' and Planet's; STAC items that name the picture."""
    own = {f"{path.name}{ending}".lower() for ending in _PICTURE_COMPANIONS} | {f"{path.stem}{ending}".lower() for ending in _STEM_COMPANIONS}
    airbus = _AIRBUS.fullmatch(path.stem)
    if airbus:
        own |= {f"{kind}_{part}.xml".lower() for kind in ("RPC", "DIM") for part in (airbus["whole"], airbus["name"])}
    planet = _PLANET.match(path.name)
    scene = f"{planet['id']}_" if planet else None
    files = _files_beside(path)
    yield from (beside for beside in files if beside.name.lower() in own or (scene is not None and _is_of_planet(beside.name, scene)))
    listed = [beside for beside in files if beside.suffix.lower() == ".json"]
    if len(listed) <= _MOST_SIBLINGS:
        yield from (beside for beside in listed if _names_picture(beside, path.name))
    if planet:
        # An order keeps its pictures in a folder a type; the readers look for its list there and in the two folders above.
        folders = [path.absolute().parent, *path.absolute().parent.parents][:3]
        yield from [folder / _MANIFEST for folder in folders if (folder / _MANIFEST).is_file()][:1]


def _is_of_planet(name: str, scene: str) -> bool:
    rest = name[len(scene) :].lower() if name.startswith(scene) else ""
    return rest.startswith("metadata") or "udm" in rest


def _names_picture(path: Path, name: str) -> bool:
    """Whether a JSON file names a picture, as a STAC item does among its assets."""
    try:
        return path.stat().st_size <= _LARGEST_SIDECAR and name in path.read_text("utf-8", errors="replace")
    except OSError:
        return False
