"""Graded buildings in the attribute schemas that humanitarian mappers exchange: those of Copernicus EMS and of UNOSAT.

The names and domains of fields are those of the Copernicus EMS Rapid Mapping manual ("Vector Package": builtUpA, observedEventA, source) and of the
comprehensive damage assessments that UNOSAT publishes (points with `SiteID`, `SensorDate`, `SensorID`, `Main_Damage_Site_Class`). What a field of
theirs asks and temoin does not know stays empty; what is lost between the scales stands in `temoin.model.LOSSES`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from temoin.model import Building, Findings, Grade, GradeClass, Scale, Scene, on_scale
from temoin.publish.layers import Layer, make_columns
from temoin.publish.mapfiles import write_layer_shapefile
from temoin.publish.rows import shapes_on_wgs84

__all__ = ["UNOSAT_CODES", "ems_layers", "unosat_layer", "write_interchange"]

UNOSAT_CODES = {
    GradeClass.DESTROYED: 1,
    GradeClass.DAMAGED: 2,
    GradeClass.POSSIBLE: 4,
    GradeClass.NO_VISIBLE_DAMAGE: 6,
    GradeClass.NOT_ASSESSABLE: None,
}
"""`Main_Damage_Site_Class`: 1 destroyed, 2 severe, 3 moderate (which a view from above does not tell from 2), 4 possible, 6 no visible damage."""
_BEFORE, _AFTER, _FOOTPRINTS = 1, 2, 3
"""Keys of the rows of `source`."""
_METHOD = "Automatic extraction"


def write_interchange(
    folder: Path, findings: Findings | None, buildings: Sequence[Building], scenes: tuple[Scene | None, Scene | None]
) -> Iterator[tuple[Path, str, int]]:
    """Write the Shapefiles of both schemas.

    Args:
        folder: in which `copernicus-ems/` and `unosat/` are made.
        findings: what the pictures show.
        buildings: footprints; those without a grade are left out.
        scenes: the earlier and the later picture.

    Yields:
        Each Shapefile (or bare `.dbf`), what it is, and its rows.

    Raises:
        StorageError: the disk is full, read-only or gone.
    """
    ems = folder / "copernicus-ems"
    for layer in ems_layers(findings, buildings):
        yield (
            write_layer_shapefile(ems / f"{layer.name}.shp", layer, geometry_type="Polygon"),
            f"Copernicus EMS schema: {layer.name}",
            len(layer.shapes),
        )
    sources = _source_rows(scenes, has_buildings=bool(buildings))
    table = Layer(name="source", shapes=np.full(len(sources), None), columns=make_columns(sources))
    yield write_layer_shapefile(ems / "source.dbf", table, geometry_type=None), "Copernicus EMS schema: source", len(sources)
    points = unosat_layer(findings, buildings, scenes[1])
    if len(points.shapes):
        path = write_layer_shapefile(folder / "unosat" / "damage_sites.shp", points, geometry_type="Point")
        yield path, "UNOSAT schema: damage sites", len(points.shapes)


def ems_layers(findings: Findings | None, buildings: Sequence[Building]) -> tuple[Layer, ...]:
    """Layers `builtUpA` (graded outlines) and `observedEventA` (changed ground), those that have rows."""
    graded = [(building, grade) for building, grade in _graded(findings, buildings) if building.footprint.shape.geom_type.endswith("Polygon")]
    built = [_built_up(building, grade) for building, grade in graded]
    changes = findings.changes if findings is not None else ()
    observed = [
        {
            "event_type": None,
            "obj_desc": None,
            "det_method": _METHOD,
            "notation": "Changed ground",
            "dmg_src_id": _AFTER,
            "area": None if change.area.value is None else round(change.area.value / 10_000, 4),
            "temoin_id": change.id,
        }
        for change in changes
    ]
    layers = (
        Layer(name="builtUpA", shapes=shapes_on_wgs84([building.footprint for building, _ in graded]), columns=make_columns(built)),
        Layer(name="observedEventA", shapes=shapes_on_wgs84([change.footprint for change in changes]), columns=make_columns(observed)),
    )
    return tuple(layer for layer in layers if len(layer.shapes))


def unosat_layer(findings: Findings | None, buildings: Sequence[Building], after: Scene | None) -> Layer:
    """Layer `damage_sites`: a point inside each graded building."""
    graded = list(_graded(findings, buildings))
    day = after.acquired.start.astimezone(UTC).date().isoformat() if after is not None and after.acquired is not None else None
    rows = [
        {
            "SiteID": building.id,
            "SensorDate": day,
            "SensorID": after.sensor if after is not None else None,
            "Main_Damag": UNOSAT_CODES[grade.grade],
            "Damage_Txt": on_scale(grade.grade, Scale.UNOSAT),
            "FieldValid": 0,
            "Notes": "; ".join(reason.value for reason in grade.reasons) or None,
        }
        for building, grade in graded
    ]
    shapes = shapely.point_on_surface(shapes_on_wgs84([building.footprint for building, _ in graded]))
    return Layer(name="damage_sites", shapes=shapes, columns=make_columns(rows))


def _graded(findings: Findings | None, buildings: Sequence[Building]) -> Iterator[tuple[Building, Grade]]:
    grades = {grade.building_id: grade for grade in findings.grades} if findings is not None else {}
    return ((building, grades[building.id]) for building in buildings if building.id in grades)


def _built_up(building: Building, grade: Grade) -> dict[str, Any]:
    return {
        "obj_type": None,
        "name": building.name,
        "info": None,
        "damage_gra": on_scale(grade.grade, Scale.COPERNICUS_EMS),
        "det_method": _METHOD,
        "notation": "Building",
        "or_src_id": _FOOTPRINTS,
        "dmg_src_id": _AFTER,
        "temoin_id": building.id,
    }


def _source_rows(scenes: tuple[Scene | None, Scene | None], *, has_buildings: bool) -> list[dict[str, Any]]:
    phases = ((_BEFORE, "Pre-event", scenes[0]), (_AFTER, "Post-event", scenes[1]))
    rows = [_source(key, phase, scene) for key, phase, scene in phases if scene is not None]
    empty = dict.fromkeys(("src_date", "source_tm", "sensor_gsd"))
    return [*rows, {"src_id": _FOOTPRINTS, "source_nam": "Footprints as given", **empty, "eventphase": "Not applicable"}] if has_buildings else rows


def _source(key: int, phase: str, scene: Scene) -> dict[str, Any]:
    moment = None if scene.acquired is None else scene.acquired.start.astimezone(UTC)
    has_hour = scene.acquired is not None and not scene.acquired.is_day
    return {
        "src_id": key,
        "source_nam": scene.sensor,
        "src_date": None if moment is None else f"{moment:%d/%m/%Y}",
        "source_tm": f"{moment:T%H:%M:%SZ}" if moment is not None and has_hour else None,
        "sensor_gsd": f"{float(f'{max(scene.grid.gsd_m):.2g}'):g} m",
        "eventphase": phase,
    }
