"""Local registration of a made 4-megapixel pair, beside named peers in the same run: `python bench/align.py`.

The pair is shifted and warped, so every window has its own true shift. All contestants get the same windows of 128 pixels; each says where it puts
them, and is held against the truth in their middles. `temoin, align_pair` is the whole step: several kernels, ground told from roofs, a field that
is fitted and judged, and the picture resampled; `temoin, windows` is what the others do, the windows' shifts alone. Contestants take turns in
every round, each in a process of its own. AROSICS needs an interpreter of its own, scikit-image the peers' (`make peers`); what cannot be run is
printed as "not run".
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("TEMOIN_BENCH_ROUNDS", "3"))
PEERS = Path(os.environ.get("TEMOIN_PEERS_PYTHON", HERE.parent / ".venv-peers" / "bin" / "python"))
AROSICS = Path(os.environ.get("TEMOIN_AROSICS_PYTHON", HERE.parent / ".venv-arosics" / "bin" / "python"))
SIDE, WINDOW, STEP, SEARCH, NEAR = 2000, 128, 128, 15, 6


def make(folder):
    """A pair as GeoTIFFs, its grey numbers as arrays, and the true shift in the middle of every window."""
    import attrs
    import numpy as np

    from temoin.publish import write_geotiff
    from temoin.scenes import Displacement, PairSpec, make_pair

    spec = PairSpec(rows=SIDE, cols=SIDE, halls=12, houses=120, plant_m=500.0, shift_px=(5.3, -7.6))
    made = make_pair(attrs.evolve(spec, displacement=Displacement(warp_px=1.0, warp_length_px=700.0)), np.random.default_rng(11))
    folder.mkdir(parents=True, exist_ok=True)
    write_geotiff(folder / "align-before.tif", made.before, acquired=made.before_scene.acquired)
    write_geotiff(folder / "align-after.tif", made.after, acquired=made.after_scene.acquired)
    corners = [(row, col) for row in _starts() for col in _starts()]
    middles = np.array(corners) + (WINDOW - 1) / 2
    # Single places of the dense truth, so that a peer's own places can be held against it too.
    rows, cols = (axis.ravel() for axis in np.meshgrid(np.arange(0.0, SIDE, 8), np.arange(0.0, SIDE, 8), indexing="ij"))
    np.savez(
        folder / "align.npz",
        before=made.before.array.mean(axis=0),
        after=made.after.array.mean(axis=0),
        corners=np.array(corners),
        truth=np.array(made.truth.field(*middles.T)).T,
        dense=np.array(made.truth.field(rows, cols)).reshape(2, SIDE // 8, SIDE // 8),
    )


def _starts():
    return range(0, SIDE - WINDOW + 1, STEP)


def temoin_whole(folder, given):
    """`align_pair`, files read before."""
    from temoin.align import align_pair
    from temoin.read import read_pair

    pair = read_pair(folder / "align-before.tif", folder / "align-after.tif")
    pair.before_pixels.read(), pair.after_pixels.read()

    def work():
        registration = align_pair(pair).registration
        return [registration.shift_at(row + (WINDOW - 1) / 2, col + (WINDOW - 1) / 2) for row, col in given["corners"]]

    return work


def temoin_windows(_folder, given):
    """Each window's own shift: the highest peak over all windows together, each window's peak near it, then its shift of most likelihood."""
    import numpy as np

    from temoin.align.coherence import refine_shifts, ring_weights
    from temoin.align.field import Field
    from temoin.align.kernels import Kernel
    from temoin.align.look import take_look
    from temoin.align.peaks import find_peaks, surfaces
    from temoin.align.source import ArraySource
    from temoin.align.windows import Lattice

    usable = np.ones(given["before"].shape, bool)
    source = ArraySource(greys=(given["before"], given["after"]), usable=(usable, usable))
    lattice = Lattice(side=WINDOW, rows=tuple(_starts()), cols=tuple(_starts()))

    def work():
        first = take_look(source, lattice, Field.constant((0.0, 0.0), source.shape), sharp=True, kernels=(Kernel.ORIENTATION,))
        whole = find_peaks(surfaces(first.spectra[Kernel.ORIENTATION].sum(axis=0)[None], SEARCH)).shifts[0]
        second = take_look(source, lattice, Field.constant((whole[0], whole[1]), source.shape), sharp=True, kernels=(Kernel.ORIENTATION,))
        spectra = second.spectra[Kernel.ORIENTATION]
        near = find_peaks(surfaces(spectra, NEAR)).shifts
        return whole + refine_shifts(spectra, ring_weights(spectra, near), near)[0]

    return work


def opencv_ecc(_folder, given):
    """Translation by enhanced correlation in each window, from no shift, smoothed by five pixels."""
    import cv2
    import numpy as np

    def work():
        found = []
        for row, col in given["corners"]:
            before, after = (np.ascontiguousarray(given[name][row : row + WINDOW, col : col + WINDOW]) for name in ("before", "after"))
            warp = np.eye(2, 3, dtype="float32")
            try:
                _, warp = cv2.findTransformECC(before, after, warp, cv2.MOTION_TRANSLATION, (3, 100, 1e-4), None, 5)
            except cv2.error:
                found.append((np.nan, np.nan))
                continue
            found.append((float(warp[1, 2]), float(warp[0, 2])))
        return found

    return work


def scikit_image(_folder, given):
    """Phase correlation in each window, refined to a fiftieth of a pixel."""
    from skimage.registration import phase_cross_correlation

    def work():
        found = []
        for row, col in given["corners"]:
            before, after = (given[name][row : row + WINDOW, col : col + WINDOW] for name in ("before", "after"))
            found.append(-phase_cross_correlation(before, after, upsample_factor=50)[0])
        return found

    return work


def arosics_local(folder, given):
    """AROSICS' local mode with its own defaults, windows and distances as given; what it marks as outliers is left out."""
    import numpy as np
    from arosics import COREG_LOCAL

    names = str(folder / "align-before.tif"), str(folder / "align-after.tif")

    def work():
        local = COREG_LOCAL(*names, grid_res=STEP, window_size=(WINDOW, WINDOW), max_shift=SEARCH, q=True, progress=False)
        table = local.CoRegPoints_table
        table = table[(table.ABS_SHIFT > -9999) & ~table.OUTLIER.astype(bool)]
        given["places"] = table[["Y_IM", "X_IM"]].to_numpy(float)
        given["tried"] = len(local.CoRegPoints_table)
        return -table[["Y_SHIFT_PX", "X_SHIFT_PX"]].to_numpy(float) if len(table) else np.zeros((0, 2))

    return work


CONTESTANTS = {
    "temoin, windows": (temoin_windows, Path(sys.executable)),
    "temoin, align_pair": (temoin_whole, Path(sys.executable)),
    "AROSICS, local": (arosics_local, AROSICS),
    "scikit-image, phase": (scikit_image, PEERS),
    "OpenCV, ECC": (opencv_ecc, Path(sys.executable)),
}


def one(name, folder):
    """Seconds, CPU seconds, errors against the truth and windows found, as a JSON line."""
    import numpy as np

    with np.load(folder / "align.npz") as arrays:
        given = {key: np.asarray(arrays[key], "float32" if key in {"before", "after"} else None) for key in arrays}
    work = CONTESTANTS[name][0](folder, given)
    begun, cpu = time.perf_counter(), time.process_time()
    found = np.asarray(work(), float)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu + sum(os.times()[2:4])
    truth = given["truth"]
    if "places" in given:
        places = np.clip(np.rint(given["places"] / 8).astype(int), 0, SIDE // 8 - 1)
        truth = given["dense"][:, places[:, 0], places[:, 1]].T
    errors = np.hypot(*(found - truth).T)
    errors = errors[np.isfinite(errors)]
    middle, far = (float(np.quantile(errors, level)) for level in (0.5, 0.95)) if len(errors) else (float("nan"),) * 2
    tried = int(given.get("tried", len(given["corners"])))
    print(json.dumps({"seconds": seconds, "cpu": cpu, "median": middle, "p95": far, "found": len(errors), "tried": tried}))


def main():
    folder = HERE.parent / "results" / "bench"
    if not (folder / "align.npz").exists():
        subprocess.run([sys.executable, __file__, "make", str(folder)], check=True)
    results = {name: [] for name in CONTESTANTS}
    for _ in range(ROUNDS):
        for name, (_, python) in CONTESTANTS.items():
            if python.exists():
                done = subprocess.run([str(python), __file__, name, str(folder)], capture_output=True, text=True, check=False)
                if done.returncode == 0:
                    results[name].append(json.loads(done.stdout.splitlines()[-1]))
    print(f"{SIDE} × {SIDE} pixels, windows of {WINDOW}, {ROUNDS} rounds, medians\n")
    print("local registration       seconds    CPU s  windows/s  error px: median, 95 %   windows   against AROSICS")
    for name, runs in results.items():
        if not runs:
            print(f"{name:<22} not run")
            continue
        seconds, cpu = (statistics.median(run[key] for run in runs) for key in ("seconds", "cpu"))
        last = runs[-1]
        print(
            f"{name:<22} {seconds:9.2f} {cpu:8.2f} {last['tried'] / seconds:10.0f}  {last['median']:8.3f} {last['p95']:8.3f}"
            f"       {last['found']:5d}/{last['tried']}   {_against(runs, results['AROSICS, local'])}"
        )


def _against(runs, peers):
    if not peers or runs is peers:
        return ""
    rate = statistics.median(run["tried"] / run["seconds"] for run in runs) / statistics.median(run["tried"] / run["seconds"] for run in peers)
    return f"{rate:.1f} × the windows a second, {runs[-1]['median'] / peers[-1]['median']:.2f} × the error"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        make(Path(sys.argv[2])) if sys.argv[1] == "make" else one(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
