"""How long a dossier takes and how large it is: `python bench/dossier.py` prints seconds, CPU seconds, peak memory and megabytes.

The floors: a pair of 1 km² at 0.5 m with 300 buildings in under 10 s and 5 MB; 100,000 buildings in under 40 MB.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

SITES = {"1 km2, 300 buildings": (2000, 300), "4 km2, 100,000 buildings": (4000, 100_000)}
ORIGIN = (680_000.0, 5_900_000.0)
GSD_M = 0.5


def main():
    if len(sys.argv) > 1:
        print(json.dumps(_one(*SITES[sys.argv[1]], target=sys.argv[2] if len(sys.argv) > 2 else None)))
        return
    print("dossier                     seconds   CPU s   peak MB   file MB")
    for name in SITES:
        done = json.loads(subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True).stdout)
        print(f"{name:<26} {done['seconds']:8.2f} {done['cpu']:7.2f} {done['peak_mb']:9.0f} {done['file_mb']:9.2f}")


def _one(side, count, *, target):
    from temoin.publish import publish_html

    content = _content(side, count)
    begun, cpu = time.perf_counter(), time.process_time()
    page = publish_html(content).html.encode("utf-8")
    done = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}
    if target is not None:
        Path(target).write_bytes(page)
    return done | {"file_mb": len(page) / 1e6, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _content(side, count):
    """A made scene, its camera's noise and all, tiled to the size asked for, with buildings in rows and grades of every kind."""
    from datetime import UTC, datetime

    from affine import Affine

    from temoin.geo import Grid, parse_crs
    from temoin.model import AlignedPair, AlignState, Findings, Registration
    from temoin.publish import DossierContent

    grid = Grid(crs=parse_crs("EPSG:32628"), transform=_transform(), height=side, width=side)
    images, scenes = _pictures(grid)
    buildings, grades = _buildings(grid, count)
    registration = Registration(
        state=AlignState.VERIFIED,
        shift_px=(0.0, 0.0),
        transform=Affine.identity(),
        rmse_px=0.2,
        ce90_px=0.3,
        windows=40,
        windows_tried=49,
        agreement=0.9,
    )
    aligned = AlignedPair(grid=grid, before=scenes[0], after=scenes[1], before_pixels=images[0], after_pixels=images[1], registration=registration)
    findings = Findings(items=grades)
    return DossierContent(
        created=datetime(2025, 7, 4, tzinfo=UTC), version="0", aligned=aligned, findings=findings, buildings=buildings, title="Bench"
    )


def _transform():
    from affine import Affine

    return Affine(GSD_M, 0, ORIGIN[0], 0, -GSD_M, ORIGIN[1])


def _pictures(grid):
    import numpy as np

    from temoin.model import Scene
    from temoin.raster import Image
    from temoin.scenes import PairSpec, make_pair

    made = make_pair(PairSpec(), np.random.default_rng(1))
    images, scenes = [], []
    for image, scene in ((made.before, made.before_scene), (made.after, made.after_scene)):
        # Mirrored from tile to tile, so that no seam compresses better or worse than ground does.
        pad = [(0, 0), (0, max(0, grid.height - image.grid.height)), (0, max(0, grid.width - image.grid.width))]
        array = np.pad(image.array, pad, mode="symmetric")[:, : grid.height, : grid.width]
        images.append(Image(array=array, grid=grid, roles=image.roles))
        scenes.append(Scene(id=scene.id, name=scene.name, acquired=scene.acquired, grid=grid, roles=image.roles, credit="Made", licence="CC0-1.0"))
    return images, scenes


def _buildings(grid, count):
    import numpy as np
    import shapely

    from temoin.geo import Footprint
    from temoin.model import Building, Grade, GradeClass, Reason
    from temoin.quantity import Quantity

    rng = np.random.default_rng(2)
    across = int(np.ceil(np.sqrt(count)))
    step = grid.width * GSD_M / across
    kinds = list(GradeClass)
    buildings, grades = [], []
    for number in range(count):
        x, y = ORIGIN[0] + (number % across + 0.1) * step, ORIGIN[1] - (number // across + 0.9) * step
        wide, high = step * rng.uniform(0.4, 0.8, 2)
        # A house with a wing: six corners, as most footprints have.
        shape = shapely.union(shapely.box(x, y, x + wide, y + high / 2), shapely.box(x, y, x + wide / 2, y + high))
        name = f"{rng.integers(1 << 62):016x}"
        buildings.append(Building(id=name, footprint=Footprint(shape=shape, crs=grid.crs)))
        area = float(rng.uniform(0, shape.area))
        kind = kinds[int(rng.integers(len(kinds)))]
        grades.append(
            Grade(
                id=f"g-{number}",
                before_id="before",
                after_id="after",
                building_id=name,
                grade=kind,
                grade_set=(kind,),
                score=float(rng.uniform()),
                p_value=float(rng.uniform()),
                seen_share=float(rng.uniform(0.5, 1)),
                changed_area=Quantity(value=area, low=0.8 * area, high=1.2 * area, unit="m2"),
                changed_share=Quantity(value=area / shape.area, low=0.0, high=1.0, unit="share"),
                reasons=(Reason.CLOUD,) if kind is GradeClass.NOT_ASSESSABLE else (),
            )
        )
    return tuple(buildings), tuple(grades)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
