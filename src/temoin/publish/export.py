"""`export_data`: everything a case holds, in the formats that other tools read, with one manifest; under the page's own policy."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from temoin.errors import OptionError, StorageError
from temoin.geo import Footprint
from temoin.geo.crs import WGS84
from temoin.model import Building, Findings, Scene
from temoin.publish.claimreview import publish_claimreview
from temoin.publish.claimrows import claim_table, csv_text
from temoin.publish.content import DossierContent
from temoin.publish.covered import cover_regions
from temoin.publish.display import Stretch, make_stretch, render_image
from temoin.publish.dossier import require_no_leaks
from temoin.publish.files import write_text
from temoin.publish.geojson import publish_geojson
from temoin.publish.geotiff import write_geotiff
from temoin.publish.interchange import write_interchange
from temoin.publish.layers import change_layer
from temoin.publish.mapfiles import write_geopackage, write_geoparquet, write_layer_parquet
from temoin.publish.policy import Precision
from temoin.publish.public import public_layers, publishable
from temoin.publish.rows import flat_rows
from temoin.publish.stac import COG_TYPE, STAC_VERSION, publish_stac_item, stac_item
from temoin.publish.views.anchors import Anchors
from temoin.publish.words import Words
from temoin.raster import BandRole, Image, MaskKind

__all__ = ["MANIFEST", "DataExport", "DataFile", "export_data"]

MANIFEST = "manifest.json"
_RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
_TYPES = {
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".shp": "application/vnd.shp",
    ".dbf": "application/vnd.dbf",
    ".csv": "text/csv",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".tif": COG_TYPE,
}


@attrs.frozen(kw_only=True)
class DataFile:
    """One file of an export.

    Args:
        path: inside the folder, with slashes.
        what: it holds, in plain English.
        rows: how many it has, or `None` for pictures and texts.
        size: bytes.
        sha256: of them.
    """

    path: str
    what: str
    rows: int | None
    size: int
    sha256: str


@attrs.frozen(kw_only=True)
class DataExport:
    """What was written.

    Args:
        folder: where.
        files: in the order of their paths; the manifest itself is not among them.
        left_out: what could not be made, and why, in plain English.
        manifest: as it stands in the folder.
    """

    folder: Path
    files: tuple[DataFile, ...]
    left_out: tuple[str, ...]
    manifest: dict[str, Any]


def export_data(folder: str | Path, content: DossierContent, *, url: str = "") -> DataExport:
    """Write a case's data into a new folder, whole or not at all; the same content gives the same values.

    What is no draft holds only what the content's policy lets out: buildings and places as `public_layers` gives them, claims as the page has them,
    pictures as the page shows them (in eight bits, with parts that are covered left empty) instead of their own numbers; where places are told
    coarsely, no picture and no STAC item, since both say where they lie.

    Args:
        folder: where; nothing may lie there.
        content: all that the desk sees.
        url: where the page can be seen, for ClaimReview, or "".

    Raises:
        OptionError: something lies at `folder`, or a withheld word would stand in one of the files.
        StorageError: the disk is full, read-only or gone; nothing is left at `folder`.
        CrsError: a shape has no place on WGS 84.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OptionError(f"{folder} is there already", hint="Name a new folder, or empty this one.")
    made = folder.parent / f".{folder.name[:100]}.{secrets.token_hex(4)}.part"
    try:
        export = _Export(made, content, url).written()
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return attrs.evolve(export, folder=folder)


class _Export:
    """One export, file by file."""

    def __init__(self, folder: Path, content: DossierContent, url: str) -> None:
        self.folder, self.url, self.desk = folder, url, content
        public, self.withheld = publishable(content)
        self.content = content if content.is_draft else public
        self.findings, self.buildings = _layers_of(content)
        self.has_places = content.is_draft or content.policy.precision is Precision.EXACT
        self.words = Words(language=content.language)
        self.files: list[DataFile] = []
        self.left_out: list[str] = []
        self.items: dict[str, dict[str, Any]] = {}

    def written(self) -> DataExport:
        self._claims()
        self._layers()
        self._pictures()
        self._catalogue()
        self.files.sort(key=lambda file: file.path)
        manifest = self._manifest()
        write_text(self.folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        return DataExport(folder=self.folder, files=tuple(self.files), left_out=tuple(self.left_out), manifest=manifest)

    def _add(self, path: Path, what: str, rows: int | None = None) -> None:
        # A Shapefile is several files under one name.
        for one in sorted(path.parent.glob(f"{path.stem}.*")) if path.suffix in {".shp", ".dbf"} else [path]:
            data = one.read_bytes()
            name = one.relative_to(self.folder).as_posix()
            self.files.append(DataFile(path=name, what=what, rows=rows, size=len(data), sha256=hashlib.sha256(data).hexdigest()))

    def _text(self, name: str, text: str, what: str, rows: int | None = None) -> None:
        if not self.desk.is_draft:
            require_no_leaks(text, self.withheld)
        self._add(write_text(self.folder / name, text), what, rows)

    # --------------------------------------------------------------- tables

    def _claims(self) -> None:
        content = self.content
        claims = tuple({claim.id: claim for claim in (*content.claims, *(one.claim for one in content.assessments))}.values())
        numbers = Anchors.of(content.reports, claims, content.findings).claims
        if claims:
            rows = claim_table(claims, content.assessments, content.reports, numbers)
            self._text("claims.csv", csv_text(rows), "claims with their verdicts", len(rows))
        if content.assessments:
            review = publish_claimreview(content.assessments, content.reports, self.words, numbers=numbers, created=content.created, url=self.url)
            self._text("claimreview.jsonld", _json(review), "verdicts as ClaimReview (schema.org)", len(review["@graph"]))

    def _layers(self) -> None:
        findings, buildings = self.findings, self.buildings
        if not buildings and (findings is None or not findings.changes):
            return
        collection = publish_geojson(findings, buildings)
        self._text("findings.geojson", _json(collection), "buildings and changed ground as GeoJSON", len(collection["features"]))
        self._add(
            write_geopackage(self.folder / "findings.gpkg", findings, buildings, made=self.content.created), "both layers, with styles for QGIS"
        )
        if buildings:
            self._add(write_geoparquet(self.folder / "buildings.parquet", findings, buildings), "buildings as GeoParquet", len(buildings))
            self._text("buildings.csv", csv_text(flat_rows(findings, buildings)), "buildings as a table", len(buildings))
        if findings is not None and findings.changes:
            self._add(
                write_layer_parquet(self.folder / "changes.parquet", change_layer(findings)), "changed ground as GeoParquet", len(findings.changes)
            )
        for path, what, rows in write_interchange(self.folder, findings, buildings, self._scenes()):
            self._add(path, what, rows)

    # ------------------------------------------------------------- pictures

    def _scenes(self) -> tuple[Scene | None, Scene | None]:
        content = self.content
        if content.aligned is not None:
            return content.aligned.before, content.aligned.after
        return tuple(one and one.scene for one in (content.before_only, content.after_only))  # type: ignore[return-value]  # two of them

    def _pictures(self) -> None:
        if not self.has_places:
            self.left_out.append("pictures and STAC items: they would say where the places lie")
            return
        for name, scene, shown in _images(self.content):
            # The picture lies on the pair's grid, so the item's grid is that one and not the file's own.
            placed = attrs.evolve(scene, id=name, name=f"{name}.tif", grid=shown.grid, roles=shown.roles)
            self._add(write_geotiff(self.folder / "stac" / name / placed.name, shown, acquired=scene.acquired), f"the picture from {name}")
            if scene.acquired is None:
                self.left_out.append(f"a STAC item for the picture from {name}: its time is not known")
            else:
                self.items[name] = publish_stac_item(placed, asset=f"./{placed.name}")
        if self.findings is not None:
            self._product(self.findings)

    def _product(self, findings: Findings) -> None:
        """The STAC item of what was found, between the two pictures."""
        before, after = self._scenes()
        assets = {
            key: {"href": f"../../{name}", "type": _TYPES[Path(name).suffix], "roles": ["data"]}
            for key, name in (("geojson", "findings.geojson"), ("geopackage", "findings.gpkg"), ("buildings", "buildings.parquet"))
            if (self.folder / name).exists()
        }
        if findings.score is not None:
            score = findings.score if self.desk.is_draft else _without_hidden(findings.score, self.desk.policy.hidden)
            self._add(write_geotiff(self.folder / "stac" / "findings" / "change_score.tif", score), "change score of each pixel, not a probability")
            assets["score"] = {"href": "./change_score.tif", "type": COG_TYPE, "roles": ["data"]}
        if before is None or after is None or before.acquired is None or after.acquired is None or self.desk.aligned is None:
            return
        times = {"start_datetime": before.acquired.start, "end_datetime": after.acquired.end}
        properties = {
            "datetime": None,
            **{name: moment.astimezone(UTC).isoformat().replace("+00:00", "Z") for name, moment in times.items()},
            "title": "What the pictures show",
        }
        self.items["findings"] = stac_item("findings", self.desk.aligned.grid.footprint.to_crs(WGS84).shape, properties, assets)

    def _catalogue(self) -> None:
        """A static catalogue over the items, with relative links alone."""
        if not self.items:
            return
        for name, item in self.items.items():
            up = {"href": "../catalog.json", "type": "application/json"}
            linked = {**item, "links": [{"rel": "root", **up}, {"rel": "parent", **up}]}
            self._text(f"stac/{name}/{name}.json", _json(linked), f"STAC item: {name}")
        links = [{"rel": "root", "href": "./catalog.json", "type": "application/json"}]
        links += [{"rel": "item", "href": f"./{name}/{name}.json", "type": "application/geo+json"} for name in self.items]
        title = {"title": self.content.title} if self.content.title else {}
        catalogue = {
            "type": "Catalog",
            "stac_version": STAC_VERSION,
            "id": "temoin",
            **title,
            "description": "Pictures and findings of one case.",
            "links": links,
        }
        self._text("stac/catalog.json", _json(catalogue), "STAC catalogue")

    def _manifest(self) -> dict[str, Any]:
        content = self.content
        return {
            "temoin": {"format": "data-export", "version": 1, "program": content.version},
            "created": content.created.isoformat(timespec="seconds"),
            "language": content.language,
            "draft": content.is_draft,
            "release": content.release.number if content.release is not None else None,
            "precision": None if content.is_draft else content.policy.precision.value,
            "case": content.case.id if content.case is not None else None,
            "head": content.head or (content.case.ledger.head if content.case is not None else None),
            "pictures": [
                {"which": which, "credit": scene.credit, "licence": scene.licence, "sha256": scene.sha256}
                for which, scene in zip(("before", "after"), self._scenes(), strict=True)
                if scene is not None
            ],
            "files": [
                {
                    "path": file.path,
                    "what": file.what,
                    "media_type": _type_of(file.path),
                    "rows": file.rows,
                    "bytes": file.size,
                    "sha256": file.sha256,
                }
                for file in self.files
            ],
            "left_out": self.left_out,
        }


def _layers_of(content: DossierContent) -> tuple[Findings | None, tuple[Building, ...]]:
    return (content.findings, content.buildings) if content.is_draft else public_layers(content)


def _images(content: DossierContent) -> list[tuple[str, Scene, Image]]:
    """The pictures that a case shows, by "before" and "after": their own numbers for the desk, what the page shows of them for the public."""
    aligned = content.aligned
    if aligned is not None:
        found = [("before", aligned.before, aligned.before_pixels.read()), ("after", aligned.after, aligned.after_pixels.read())]
    else:
        alone = (("before", content.before_only), ("after", content.after_only))
        found = [(name, shown.scene, shown.pixels.read()) for name, shown in alone if shown is not None]
    if content.is_draft:
        return found
    images = [image for _, _, image in found]
    # Two that could not be brought together are stretched each by itself, as on the page.
    stretches = make_stretch(images, aligned.radiometry) if aligned is not None else [make_stretch((image,))[0] for image in images]
    return [(name, scene, _as_shown(image, stretch, content)) for (name, scene, image), stretch in zip(found, stretches, strict=True)]


def _as_shown(image: Image, stretch: Stretch, content: DossierContent) -> Image:
    """Eight bits of red, green and blue, with covered parts covered."""
    shown = cover_regions(render_image(image, stretch), image.grid, content.policy.hidden)
    return Image(
        array=np.ascontiguousarray(shown[..., :3].transpose(2, 0, 1)), flags=image.flags & np.uint8(MaskKind.NODATA), grid=image.grid, roles=_RGB
    )


def _without_hidden(score: Image, hidden: Sequence[Footprint]) -> Image:
    """The change score with nothing where the pictures are covered: its edges would draw what is hidden."""
    covered = np.zeros((*score.grid.shape, 3), np.uint8)
    is_hidden = cover_regions(covered, score.grid, hidden).any(axis=2)
    flags = score.flags | np.where(is_hidden, np.uint8(MaskKind.NODATA), np.uint8(0))
    return Image(array=np.where(is_hidden, score.dtype.type(0), score.array), flags=flags, grid=score.grid, roles=score.roles)


def _type_of(path: str) -> str:
    return _TYPES.get(Path(path).suffix, "application/octet-stream")


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
