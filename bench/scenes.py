"""How long made scenes take: `python bench/scenes.py` prints CPU seconds of one core, which a busy machine changes less than wall time.

The floors: a four-band pair of 2,000 × 2,000 px in under 10 s of one core; 2,000 small scenes in under 10 minutes of two.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

SMALL = {"0.5 m, 256 px": ("fine_camera", 0.5, 256), "3 m, 96 px": ("planet_like", 3.0, 96), "10 m, 64 px": ("sentinel2_like", 10.0, 64)}
COUNT = int(os.environ.get("TEMOIN_BENCH_SCENES", "20"))


def main():
    if len(sys.argv) > 1:
        print(json.dumps(_one(sys.argv[1])))
        return
    print("made scenes              CPU s   peak MB")
    for name in ("large shifted", "large warped", *SMALL):
        done = _alone(name)
        note = "" if name.startswith("large") else f"   2,000 on two cores: {done['cpu'] * 1000 / 60:.1f} min"
        print(f"{name:<22} {done['cpu']:7.2f} {done['peak_mb']:9.0f}{note}")


def _alone(name):
    """One job in a process of its own with one thread."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")
    done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True, env={**os.environ, **threads})
    return json.loads(done.stdout.splitlines()[-1])


def _one(name):
    import cv2
    import numpy as np

    from temoin.scenes import make_pair

    cv2.setNumThreads(1)
    specs = [_large(warped=name.endswith("warped"))] if name.startswith("large") else [_small(*SMALL[name], seed=seed) for seed in range(COUNT)]
    begun = time.process_time()
    for seed, spec in enumerate(specs):
        make_pair(spec, np.random.default_rng(seed))
    seconds = (time.process_time() - begun) / len(specs)
    return {"cpu": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _large(*, warped):
    """A plant of 56 buildings, seen 20° off nadir, two of them hit."""
    import attrs

    from temoin.scenes import Damage, DamageKind, Displacement, PairSpec, vhr_camera

    after = attrs.evolve(PairSpec().after, off_nadir_deg=20.0, view_azimuth_deg=100.0)
    damages = (
        Damage(building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=900.0),
        Damage(building_id="h2", kind=DamageKind.WHOLE_COLLAPSE),
    )
    displacement = Displacement(warp_px=1.0, rotation_deg=0.3) if warped else None
    sizes = {"rows": 2000, "cols": 2000, "halls": 16, "houses": 40, "plant_m": 600.0}
    return PairSpec(**sizes, camera=vhr_camera(), shift_px=(3.3, -7.1), after=after, damages=damages, displacement=displacement)


def _small(camera, gsd_m, side, *, seed):
    """One hall with part of its roof gone."""
    from temoin import scenes

    hole = scenes.Damage(building_id="h1", kind=scenes.DamageKind.ROOF_COLLAPSE, area_m2=300.0 + 20 * (seed % 20))
    return scenes.PairSpec(
        gsd_m=gsd_m, rows=side, cols=side, camera=getattr(scenes, camera)(), halls=1, houses=2, plant_m=100.0, damages=(hole,), shift_px=(0.3, -1.7)
    )


if __name__ == "__main__":
    main()
