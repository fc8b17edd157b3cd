"""The shipped example: a made-up plant, four made-up reports, two made-up pairs of pictures whose truth is known."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import shapely

from temoin.align import align_pair
from temoin.custody import utc_now
from temoin.errors import OptionError
from temoin.geo.crs import WGS84
from temoin.measure import measure_damage
from temoin.model import Findings, Site
from temoin.progress import SILENT, Progress
from temoin.publish import TruthRow, publish_geojson, publish_stac_item, write_bytes, write_geotiff, write_text
from temoin.quantity import Quantity
from temoin.scenes import DamageKind, MadePair, demo_spec, make_pair
from temoin.scenes.demo import DEMO_SEED
from temoin.workflows.inputs import ReportGroup, VerifyInputs, VerifyOptions
from temoin.workflows.verification import Verification
from temoin.workflows.verify import verify_event

__all__ = ["DemoResult", "verify_demo", "write_example"]

TITLE = "Zarnitsa plant, Kedrovsk (made up)"
_REPORTS = ("northern-wire.html", "gazette-estuaire.html", "obriy.txt", "rubezh.mhtml")
_CREDIT = "made-up picture, temoin demo"
_HALL, _OTHER = "workshop 110", "workshop 106"


@attrs.frozen(kw_only=True, eq=False)
class DemoResult:
    """What the demo brought about.

    Args:
        verification: of the 0.5 m pair and the four reports.
        rows: measured against true, for both pairs.
    """

    verification: Verification
    rows: tuple[TruthRow, ...]


def write_example(folder: Path | str, fine: MadePair | None = None) -> VerifyInputs:
    """Write the example's files: four reports with their side-car, a 0.5 m pair, footprints and the site.

    Args:
        folder: made if it is not there; must hold nothing else.
        fine: the pair, where it was made before.

    Raises:
        OptionError: the folder is not empty.
        StorageError: the disk is full or read-only.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OptionError(f"{folder} is not an empty folder", hint="Name a folder that is not there yet.")
    folder.mkdir(parents=True, exist_ok=True)
    fine = fine or _make(coarse=False)
    for name in (*_REPORTS, "reports.csv"):
        with as_file(files("temoin.workflows") / "example" / name) as path:
            write_bytes(folder / name, path.read_bytes())
    for name, image, scene in (("before", fine.before, fine.before_scene), ("after", fine.after, fine.after_scene)):
        write_geotiff(folder / f"{name}.tif", image, acquired=scene.acquired)
        item = publish_stac_item(attrs.evolve(scene, credit=_CREDIT), asset=f"{name}.tif")
        write_text(folder / f"{name}.json", json.dumps(item, ensure_ascii=False, indent=1))
    write_text(folder / "buildings.geojson", json.dumps(publish_geojson(None, fine.buildings), ensure_ascii=False, indent=1))
    write_text(folder / "site.geojson", json.dumps(_site_document(fine.site), ensure_ascii=False, indent=1))
    return VerifyInputs(
        groups=(ReportGroup(reports=tuple(folder / name for name in _REPORTS), sidecar=folder / "reports.csv"),),
        before=folder / "before.tif",
        after=folder / "after.tif",
        buildings=folder / "buildings.geojson",
        site=folder / "site.geojson",
    )


def verify_demo(out: Path | str, *, keep: Path | str | None = None, progress: Progress = SILENT, now: Callable[[], datetime] = utc_now) -> DemoResult:
    """Run the main job on the shipped example.

    Args:
        out: the case folder.
        keep: where to leave the example's files, so that they can be tried by hand; thrown away where `None`.
        progress: told of each stage.
        now: the clock, with a zone.
    """
    progress.start("making", total=2)
    fine, coarse = _make(coarse=False), _make(coarse=True)
    progress.finish("a pair at 0.5 m and one at 3 m, truth known")
    coarse_rows = _coarse_rows(coarse)
    rows: list[TruthRow] = []

    def truth_of(findings: Findings | None) -> tuple[TruthRow, ...]:
        rows[:] = [*_rows(fine, findings, "0.5 m"), *coarse_rows]
        return tuple(rows)

    with tempfile.TemporaryDirectory(prefix="temoin-demo-") as temporary:
        inputs = write_example(keep if keep is not None else Path(temporary) / "example", fine)
        options = VerifyOptions(title=TITLE)
        verification = verify_event(inputs, out, options, progress=progress, now=now, truth_of=truth_of)
    return DemoResult(verification=verification, rows=tuple(rows))


def _make(*, coarse: bool) -> MadePair:
    return make_pair(demo_spec(coarse=coarse), np.random.default_rng(DEMO_SEED))


def _coarse_rows(made: MadePair) -> tuple[TruthRow, ...]:
    findings = measure_damage(align_pair(made.pair, buildings=made.buildings), buildings=made.buildings, site=made.site)
    return _rows(made, findings, "3 m")


def _rows(made: MadePair, findings: Findings | None, scale: str) -> tuple[TruthRow, ...]:
    """Measured against true for one pair."""
    ids = {part.name: part.building_id for part in made.site.parts}
    hall = findings.grade_of(ids[_HALL]) if findings is not None else None
    other = findings.grade_of(ids[_OTHER]) if findings is not None else None
    rows = [
        TruthRow(
            label=f"{scale}: roof of {_HALL} fallen in",
            measured=hall.changed_area if hall else None,
            true=Quantity(value=round(made.truth.area_m2(ids[_HALL], kind=DamageKind.ROOF_COLLAPSE), 1), unit="m2"),
        ),
        TruthRow(
            label=f"{scale}: roof of {_OTHER}, hit through a window",
            measured=other.changed_area if other else None,
            true=Quantity(value=0.0, unit="m2"),
        ),
    ]
    registration = findings.registration if findings is not None else None
    for axis, name in enumerate(("rows", "columns")):
        measured = Quantity(value=round(registration.shift_px[axis], 3), unit="px") if registration else None
        true = Quantity(value=made.truth.shift_px[axis], unit="px")
        rows.append(TruthRow(label=f"{scale}: shift in {name}", measured=measured, true=true))
    return tuple(rows)


def _site_document(site: Site) -> dict[str, Any]:
    """A site as GeoJSON: one feature for the outline, one for each named part."""
    outline = json.loads(shapely.to_geojson(site.footprint.to_crs(WGS84).shape))
    features = [{"type": "Feature", "geometry": outline, "properties": {"name": site.name}}]
    features += [{"type": "Feature", "geometry": None, "properties": {"name": part.name, "building_id": part.building_id}} for part in site.parts]
    return {"type": "FeatureCollection", "features": features}
