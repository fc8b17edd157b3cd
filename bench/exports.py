"""A hundred thousand graded buildings as GeoParquet and GeoPackage, beside the bare libraries that write the same columns; and a dossier as PDF.

`python exports.py [BUILDINGS]`: seconds of wall and of processor, and the share that is not the library's own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyogrio.raw import write as write_ogr

from temoin.geo import Footprint, parse_crs
from temoin.model import Building, Findings, Grade, GradeClass, Reason
from temoin.publish import DossierContent, publish_pdf, write_geopackage, write_geoparquet
from temoin.publish.layers import building_layer
from temoin.quantity import Quantity
from temoin.testing import made_pair


def main(count):
    buildings, findings = made_buildings(count)
    layer = building_layer(findings, buildings)
    print(f"{count} buildings          seconds   CPU s   (goal: under 5 s each)")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        timed("GeoParquet, temoin", lambda: write_geoparquet(place / "a.parquet", findings, buildings))
        timed("GeoParquet, bare pyarrow", lambda: bare_parquet(place / "b.parquet", layer))
        timed("GeoPackage, temoin", lambda: write_geopackage(place / "a.gpkg", findings, buildings))
        timed("GeoPackage, bare pyogrio", lambda: bare_package(place / "b.gpkg", layer))
        pair = made_pair()
        content = DossierContent(created=datetime(2025, 7, 4, tzinfo=UTC), version="bench", buildings=pair.buildings, site=pair.site)
        timed("PDF of a bare case", lambda: publish_pdf(content))


def timed(name, do):
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    print(f"{name:<26} {time.perf_counter() - wall:8.2f} {time.process_time() - cpu:7.2f}")


def made_buildings(count):
    crs, side = parse_crs("EPSG:32628"), int(count**0.5) + 1
    area, share = Quantity(value=50.0, unit="m2", low=40.0, high=60.0), Quantity(value=0.4, unit="share", low=0.3, high=0.5)
    buildings, grades = [], []
    for number in range(count):
        x, y = 680_000 + 30 * (number % side), 5_900_000 + 30 * (number // side)
        outline = Footprint(shape=shapely.box(x, y, x + 12, y + 9), crs=crs)
        buildings.append(Building(id=f"b{number}", name=f"house {number}", footprint=outline, attributes=(("levels", 2), ("roof", "flat"))))
        grades.append(
            Grade(
                id=f"g{number}",
                building_id=f"b{number}",
                grade=GradeClass.DAMAGED,
                grade_set=(GradeClass.DAMAGED,),
                score=0.5,
                p_value=0.01,
                changed_area=area,
                changed_share=share,
                seen_share=1.0,
                reasons=(Reason.CHANGE_SEEN,),
                before_id="a",
                after_id="b",
            )
        )
    return tuple(buildings), Findings(items=tuple(grades))


def bare_parquet(path, layer):
    arrays = {name: pa.array(values, mask=mask) for name, (values, mask) in layer.columns.items()}
    pq.write_table(pa.table({**arrays, "geometry": shapely.to_wkb(layer.shapes)}), path, compression="zstd")


def bare_package(path, layer):
    write_ogr(
        str(path),
        shapely.to_wkb(layer.shapes),
        field_data=[values for values, _ in layer.columns.values()],
        fields=np.array(list(layer.columns), dtype=object),
        layer="buildings",
        driver="GPKG",
        geometry_type="Polygon",
        crs="EPSG:4326",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
