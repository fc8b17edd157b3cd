"""Self-validation of a made site of 1 km² with 300 buildings at 0.5 m: `python bench/validation.py`. No named tool does this, so there is no peer."""

from __future__ import annotations

import os
import resource
import time

import numpy as np
import shapely
from shapely.affinity import rotate

from temoin.geo import Footprint, parse_crs
from temoin.model import Building
from temoin.scenes import PairSpec, make_pair, site_from_buildings
from temoin.scenes.spec import SEA_CENTRE, SEA_CRS
from temoin.workflows import ValidateOptions, validate_site

SIDE_M, COUNT = 1090.0, 300
GOAL_S = 300.0
MOST_ROUNDS = int(os.environ.get("TEMOIN_BENCH_ROUNDS", "40"))


def outlines(rng):
    """300 turned rectangles of 9 to 32 m on a jittered lattice, none touching another."""
    crs, columns = parse_crs(SEA_CRS), 18
    step = (SIDE_M - 120) / columns
    places = [(column, row) for row in range(columns) for column in range(columns)][:COUNT]
    for number, (column, row) in enumerate(places, start=1):
        x, y = (SEA_CENTRE[axis] - SIDE_M / 2 + 60 + (at + 0.5) * step for axis, at in ((0, column), (1, row)))
        width, depth = rng.uniform(10, 32), rng.uniform(9, 16)
        shape = rotate(shapely.box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2), float(rng.uniform(-20, 20)))
        yield Building(id=f"b{number}", footprint=Footprint(shape=shape, crs=crs))


def main():
    rng = np.random.default_rng(11)
    layout = site_from_buildings(tuple(outlines(rng)), rng)
    made = make_pair(PairSpec.of_layout(layout, shift_px=(1.3, -2.1)), rng)
    rows, cols = made.before.grid.shape
    print(f"{rows} × {cols} pixels, {len(made.buildings)} buildings, {rows * cols * made.before.grid.pixel_area_m2 / 1e6:.2f} km²", flush=True)
    wall, cpu = time.perf_counter(), time.process_time()
    tried = validate_site(made.pair, buildings=made.buildings, options=ValidateOptions(most_rounds=MOST_ROUNDS))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    hurt = sum(one.is_damage for one in tried.trials)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{tried.rounds} rounds, {hurt} times damage, enough: {tried.is_enough}")
    print(f"{wall:.0f} s (goal: {GOAL_S:.0f} s on two cores), {cpu:.0f} CPU s, peak {peak:.0f} MB")
    summary = tried.summary
    for kind, found, sure in summary.kinds:
        print(f"{kind:<18} found {found.hits} of {found.tries} ({found.low:.0%} to {found.high:.0%}), sure {sure.hits}")
    print("found in nine of ten:", summary.curve)
    print("false alarms:", summary.sure_alarms)


if __name__ == "__main__":
    main()
