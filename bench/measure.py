"""Statistics per footprint and IR-MAD, beside named peers in the same run: `python bench/measure.py`.

Contestants take turns in every round, each in a process of its own; exactextract and rasterstats need the peers' interpreter (`make peers`). What
cannot be run is printed as "not run". Answers are compared. The larger picture of the goals is
`TEMOIN_BENCH_SIDE=20000 TEMOIN_BENCH_FOOTPRINTS=100000 TEMOIN_BENCH_ROUNDS=1 python bench/measure.py`.
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
TIFF, ARRAY = f"zonal-{SIDE}.tif", f"zonal-{SIDE}.npy"
BANDS, MAD_SIDE, MAD_ROUNDS = 6, 1200, 50
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
    values = np.empty((SIDE, SIDE), np.uint16)
    for start in range(0, SIDE, 400):
        strip = values[start : start + 400]
        coarse = np.kron(small[start // 4 : start // 4 + 100], np.ones((4, 4)))
        strip[:] = np.clip(1500 + 4000 * coarse + rng.normal(0, 40, strip.shape), 1, 10_000)
    grid = Grid(crs=pyproj.CRS.from_epsg(32639), transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_300_000), height=SIDE, width=SIDE)
    write_geotiff(folder / TIFF, Image(array=values[None], grid=grid, roles=(BandRole.RED,)))
    np.save(folder / ARRAY, values)


STATISTICS = ("mean", "count", "stdev", "min", "max")


def _five(found):
    """All five statistics of the first band, footprint by footprint."""
    import numpy as np

    return np.stack([found.mean[0], found.count[0], found.stdev[0], found.least[0], found.greatest[0]], axis=1).ravel()


def temoin_memory(folder):
    import numpy as np
    import shapely

    from temoin.raster import zonal_statistics

    values, shapes = np.load(folder / ARRAY), shapely.polygons(outlines())
    zonal_statistics(shapes[:3000], values)
    return COUNT, lambda: _five(zonal_statistics(shapes, values))


def temoin_file(folder):
    import shapely

    from temoin.raster import zonal_statistics_of
    from temoin.read import read_scene

    _, pixels = read_scene(folder / TIFF)
    shapes = shapely.polygons(outlines())
    zonal_statistics_of(shapes[:3000], pixels)
    return COUNT, lambda: _five(zonal_statistics_of(shapes, pixels))


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
    raster, source = NumPyRasterSource(np.load(folder / ARRAY), **bounds), JSONFeatureSource(_features())
    return PEER_COUNT, lambda: [one["properties"][name] for one in exact_extract(raster, source, list(STATISTICS)) for name in STATISTICS]


def exactextract_file(folder):
    from exactextract import exact_extract
    from exactextract.feature import JSONFeatureSource

    source = JSONFeatureSource(_features())
    path = str(folder / TIFF)
    return PEER_COUNT, lambda: [one["properties"][name] for one in exact_extract(path, source, list(STATISTICS)) for name in STATISTICS]


def rasterstats_file(folder):
    """Pixel centres, not exact shares: its answers differ by what that rule costs."""
    from rasterstats import zonal_stats

    shapes, path = [one["geometry"] for one in _features()], str(folder / TIFF)
    return PEER_COUNT, lambda: [one["mean"] for one in zonal_stats(shapes, path, stats=["mean", "count", "std", "min", "max"])]


def labels_memory(folder):
    """The usual way in numpy: burn the numbers of the footprints, sum by number (pixel centres; where two overlap the later one wins)."""
    import numpy as np
    import shapely
    from rasterio.features import rasterize

    values, shapes = np.load(folder / ARRAY), shapely.polygons(outlines())

    def work():
        labels = rasterize(((shape, number) for number, shape in enumerate(shapes, start=1)), out_shape=values.shape, dtype="int32").ravel()
        sums, counts = np.bincount(labels, weights=values.ravel(), minlength=COUNT + 1), np.bincount(labels, minlength=COUNT + 1)
        return (sums / np.maximum(counts, 1))[1:]

    return COUNT, work


def decode(folder):
    """The limit: reading the file and nothing else."""
    import rasterio

    def work():
        with rasterio.open(folder / TIFF, NUM_THREADS="ALL_CPUS") as file:
            file.read()
        return []

    return COUNT, work


def _two_pictures():
    """Six bands seen twice through other gains, with a changed block."""
    import numpy as np

    rng = np.random.default_rng(2)
    before = np.tensordot(rng.normal(size=(BANDS, BANDS)), rng.normal(size=(BANDS, MAD_SIDE, MAD_SIDE)).astype(np.float32), 1).astype(np.float32)
    after = 1.1 * before + 3 + 0.2 * rng.normal(size=before.shape).astype(np.float32)
    after[:, :200, :300] = 2 * rng.normal(size=(BANDS, 200, 300))
    return before, after


def temoin_mad(_folder):
    import numpy as np

    from temoin.raster.irmad import iterate_mad

    before, after = _two_pictures()
    seen = np.ones(before.shape[1:], bool)
    iterate_mad(before[:, :200, :200], after[:, :200, :200], seen[:200, :200])
    done = []
    return lambda: MAD_SIDE**2 * done[0].rounds, lambda: done.append(iterate_mad(before, after, seen)) or done[0].correlations


def numpy_mad(_folder):
    """Nielsen's method as it stands in his papers, in whole arrays."""
    import numpy as np
    from scipy import linalg, stats

    first, second = (picture.reshape(BANDS, -1).astype(float) for picture in _two_pictures())
    rounds = []

    def work():
        weight, previous = np.ones(first.shape[1]), np.full(BANDS, np.inf)
        for _ in range(MAD_ROUNDS):
            rounds.append(1)
            covariance = np.cov(np.vstack([first, second]), aweights=weight, bias=True)
            middles = [np.average(picture, axis=1, weights=weight)[:, None] for picture in (first, second)]
            one, other, cross = covariance[:BANDS, :BANDS], covariance[BANDS:, BANDS:], covariance[:BANDS, BANDS:]
            squared, left = linalg.eigh(cross @ np.linalg.solve(other, cross.T), one)
            correlations, right = np.sqrt(squared), np.linalg.solve(other, cross.T) @ left
            right /= np.sqrt(np.einsum("ik,ij,jk->k", right, other, right))
            variates = left.T @ (first - middles[0]) - right.T @ (second - middles[1])
            weight = stats.chi2.sf((variates**2 / (2 * (1 - correlations))[:, None]).sum(axis=0), BANDS)
            if np.abs(correlations - previous).max() < 1e-3:
                break
            previous = correlations
        return correlations

    return lambda: MAD_SIDE**2 * len(rounds), work


CONTESTANTS = {
    "temoin, memory": temoin_memory,
    "exactextract, memory": exactextract_memory,
    "temoin, file": temoin_file,
    "exactextract, file": exactextract_file,
    "rasterstats, file": rasterstats_file,
    "rasterize + bincount, memory": labels_memory,
    "decode only": decode,
    "temoin, IR-MAD": temoin_mad,
    "numpy, IR-MAD": numpy_mad,
}


PEER_OF = {"temoin, memory": "exactextract, memory", "temoin, file": "exactextract, file", "temoin, IR-MAD": "numpy, IR-MAD"}


def one(name, folder):
    """Rate, CPU rate, peak memory and some of the answers of one contestant, as a JSON line."""
    count, work = CONTESTANTS[name](folder)
    begun, cpu = time.perf_counter(), time.process_time()
    answers = work()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = count() if callable(count) else count
    print(
        json.dumps(
            {
                "rate": count / seconds,
                "cpu_rate": count / cpu,
                "peak_mb": peak,
                "answers": [float(value) for value in answers[: len(STATISTICS) * PEER_COUNT]],
            }
        )
    )


def main():
    folder = HERE.parent / "results" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ARRAY).exists():
        subprocess.run([sys.executable, __file__, "make", str(folder)], check=True)
    results = {name: [] for name in CONTESTANTS}
    for _ in range(ROUNDS):
        for name in CONTESTANTS:
            python = PEERS if name.startswith(("exactextract", "rasterstats")) else Path(sys.executable)
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
        peer = results.get(PEER_OF.get(name, ""), [])
        print(f"{name:<28} {rate:12.0f}   {cpu:14.0f} {peak:9.0f}   {_against(runs, peer)}")
    print("IR-MAD: pixels × rounds a second; its answers are the canonical correlations, which the two stop at after other numbers of rounds.")


def _against(runs, peer):
    if not peer:
        return ""
    ratio = statistics.median(run["rate"] for run in runs) / statistics.median(run["rate"] for run in peer)
    cpu = statistics.median(run["cpu_rate"] for run in runs) / statistics.median(run["cpu_rate"] for run in peer)
    furthest = max(abs(mine - theirs) / max(abs(theirs), 1e-9) for mine, theirs in zip(runs[0]["answers"], peer[0]["answers"], strict=True))
    return f"{ratio:.0f} × as fast ({cpu:.0f} × per CPU second), answers within {furthest:.1e}"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        make(Path(sys.argv[2])) if sys.argv[1] == "make" else one(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
