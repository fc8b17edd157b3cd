"""Statistics per footprint and IR-MAD, beside named peers in the same run: `python bench/measure.py`.

Contestants take turns in every round, each in a process of its own; exactextract needs the peers' interpreter (`make peers`, and
`.venv-peers/bin/python -m pip install exactextract rasterio`). What cannot be run is printed as "not run". Answers are compared.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = Path(os.environ.get("TEMOIN_PEERS_PYTHON", HERE.parent / ".venv-peers" / "bin" / "python"))
ROUNDS = int(os.environ.get("TEMOIN_BENCH_ROUNDS", "3"))
SIDE, COUNT = int(os.environ.get("TEMOIN_BENCH_SIDE", "6800")), int(os.environ.get("TEMOIN_BENCH_FOOTPRINTS", "40000"))
PEER_COUNT = min(COUNT, 4000)
"""Footprints given to the slow peer in each round; its rate does not depend on the number."""


def outlines():
    """L-shaped footprints of 10 to 35 pixels, turned by chance: corners of shape (footprints, 7, 2), the last one being the first."""
    import numpy as np

    rng = np.random.default_rng(0)
    centre, size, turn = rng.uniform(20, SIDE - 20, (COUNT, 1, 2)), rng.uniform(12, 36, (COUNT, 1, 2)), rng.uniform(0, np.pi, COUNT)
    shape = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.0], [0.1, 0.0], [0.1, 0.5], [-0.5, 0.5], [-0.5, -0.5]])
    rotation = np.stack([np.stack([np.cos(turn), -np.sin(turn)], -1), np.stack([np.sin(turn), np.cos(turn)], -1)], -2)
    return (shape * size) @ rotation + centre


def make(folder):
    """A picture of 16-bit numbers with some structure, as COG."""
    import numpy as np
    import pyproj
    from affine import Affine
    from scipy import ndimage

    from temoin.geo import Grid
    from temoin.publish import write_geotiff
    from temoin.raster import BandRole, Image

    rng = np.random.default_rng(1)
    small = ndimage.gaussian_filter(rng.normal(0, 1, (SIDE // 4, SIDE // 4)), 3)
    values = np.clip(1500 + 4000 * np.kron(small, np.ones((4, 4))) + rng.normal(0, 40, (SIDE, SIDE)), 1, 10_000).astype(np.uint16)
    grid = Grid(crs=pyproj.CRS.from_epsg(32639), transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_300_000), height=SIDE, width=SIDE)
    write_geotiff(folder / "zonal.tif", Image(array=values[None], grid=grid, roles=(BandRole.RED,)))
    np.save(folder / "zonal.npy", values)


def temoin_memory(folder):
    import numpy as np
    import shapely

    from temoin.raster import zonal_statistics

    values, shapes = np.load(folder / "zonal.npy"), shapely.polygons(outlines())
    zonal_statistics(shapes[:3000], values)
    return COUNT, lambda: zonal_statistics(shapes, values).mean[0]


def temoin_file(folder):
    import shapely

    from temoin.raster import zonal_statistics_of
    from temoin.read import read_scene

    _, pixels = read_scene(folder / "zonal.tif")
    shapes = shapely.polygons(outlines())
    zonal_statistics_of(shapes[:3000], pixels)
    return COUNT, lambda: zonal_statistics_of(shapes, pixels).mean[0]


def _features():
    corners = outlines()[:PEER_COUNT]
    to_ground = corners * [0.5, -0.5] + [500_000, 6_300_000]
    return [
        {"type": "Feature", "id": str(n), "geometry": {"type": "Polygon", "coordinates": [one.tolist()]}, "properties": {}}
        for n, one in enumerate(to_ground)
    ]


def exactextract_memory(folder):
    import numpy as np
    from exactextract import exact_extract
    from exactextract.feature import JSONFeatureSource
    from exactextract.raster import NumPyRasterSource

    bounds = {"xmin": 500_000, "ymax": 6_300_000, "xmax": 500_000 + 0.5 * SIDE, "ymin": 6_300_000 - 0.5 * SIDE}
    raster, source = NumPyRasterSource(np.load(folder / "zonal.npy"), **bounds), JSONFeatureSource(_features())
    return PEER_COUNT, lambda: [one["properties"]["mean"] for one in exact_extract(raster, source, ["mean", "count", "stdev", "min", "max"])]


def exactextract_file(folder):
    from exactextract import exact_extract
    from exactextract.feature import JSONFeatureSource

    source = JSONFeatureSource(_features())
    path = str(folder / "zonal.tif")
    return PEER_COUNT, lambda: [one["properties"]["mean"] for one in exact_extract(path, source, ["mean", "count", "stdev", "min", "max"])]


def decode(folder):
    """The limit: reading the file and nothing else."""
    import rasterio

    def work():
        with rasterio.open(folder / "zonal.tif", NUM_THREADS="ALL_CPUS") as file:
            file.read()
        return []

    return COUNT, work


CONTESTANTS = {
    "temoin, memory": temoin_memory,
    "exactextract, memory": exactextract_memory,
    "temoin, file": temoin_file,
    "exactextract, file": exactextract_file,
    "decode only": decode,
}


def one(name, folder):
    """Rate, CPU rate, peak memory and some of the answers of one contestant, as a JSON line."""
    count, work = CONTESTANTS[name](folder)
    begun, cpu = time.perf_counter(), time.process_time()
    answers = work()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"rate": count / seconds, "cpu_rate": count / cpu, "peak_mb": peak, "answers": [float(value) for value in answers[:PEER_COUNT]]})
    )


def main():
    folder = HERE.parent / "results" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "zonal.npy").exists():
        subprocess.run([sys.executable, __file__, "make", str(folder)], check=True)
    results = {name: [] for name in CONTESTANTS}
    for _ in range(ROUNDS):
        for name in CONTESTANTS:
            python = PEERS if name.startswith("exactextract") else Path(sys.executable)
            done = (
                subprocess.run([str(python), __file__, name, str(folder)], capture_output=True, text=True, check=False) if python.exists() else None
            )
            if done is not None and done.returncode == 0:
                results[name].append(json.loads(done.stdout.splitlines()[-1]))
    print(f"{SIDE} × {SIDE} pixels, {COUNT} footprints, {ROUNDS} rounds, medians; the peer gets {PEER_COUNT} footprints a round\n")
    print("statistics per footprint     footprints/s   per CPU second   peak MB   against the peer")
    for name, runs in results.items():
        if not runs:
            print(f"{name:<28} not run")
            continue
        rate, cpu, peak = (statistics.median(run[key] for run in runs) for key in ("rate", "cpu_rate", "peak_mb"))
        peer = results.get(name.replace("temoin", "exactextract"), []) if name.startswith("temoin") else []
        print(f"{name:<28} {rate:12.0f}   {cpu:14.0f} {peak:9.0f}   {_against(runs, peer)}")


def _against(runs, peer):
    if not peer:
        return ""
    ratio = statistics.median(run["rate"] for run in runs) / statistics.median(run["rate"] for run in peer)
    cpu = statistics.median(run["cpu_rate"] for run in runs) / statistics.median(run["cpu_rate"] for run in peer)
    furthest = max(abs(mine - theirs) / abs(theirs) for mine, theirs in zip(runs[0]["answers"], peer[0]["answers"], strict=True))
    return f"{ratio:.0f} × as fast ({cpu:.0f} × per CPU second), means within {furthest:.1e}"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        make(Path(sys.argv[2])) if sys.argv[1] == "make" else one(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
