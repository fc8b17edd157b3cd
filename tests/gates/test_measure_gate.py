"""Measurement on the open pairs, end to end from files, and areas on made plants, against pinned floors."""

from __future__ import annotations

import itertools
import json

import attrs
import numpy as np
import pytest
import rasterio
from affine import Affine

from temoin.align import align_pair
from temoin.errors import OptionError
from temoin.measure import measure_damage
from temoin.model import AlignedPair, AlignState, GradeClass, Registration
from temoin.raster import warp_image
from temoin.read import read_buildings, read_pair
from temoin.scenes import Damage, DamageKind, HallPlan, RoofKind, demo_spec, make_pair

FLOOD = ("harvey", "florence", "midwest")
"""Events that leave roofs as they were: what happened there cannot be read from above, and no figure here claims it."""
UNHARMED = ("guatemala-volcano_00000021", "hurricane-florence_00000013")
BAD = {GradeClass.DAMAGED, GradeClass.DESTROYED}


def _xbd(folder):
    """(name, findings, {building id: label}) of each open xBD pair."""
    for labels in sorted(folder.glob("*_post_disaster.json")):
        name = labels.name.removesuffix("_post_disaster.json")
        truth = {each["properties"]["uid"]: each["properties"]["subtype"] for each in json.loads(labels.read_text())["features"]["xy"]}
        pair = read_pair(folder / f"{name}_pre_disaster.png", folder / f"{name}_post_disaster.png")
        buildings = read_buildings(folder / f"{name}_pre_disaster.json")
        yield name, measure_damage(align_pair(pair), buildings=buildings), truth


def _join(paths, target):
    """Tiles of one lattice as one file; 0 where there is no tile."""
    tiles = []
    for path in paths:
        with rasterio.open(path) as tile:
            tiles.append((tile.bounds, tile.transform, tile.crs, tile.read()))
    left, top = min(bounds.left for bounds, *_ in tiles), max(bounds.top for bounds, *_ in tiles)
    step_x, step_y = tiles[0][1].a, tiles[0][1].e
    places = [(round((bounds.top - top) / step_y), round((bounds.left - left) / step_x), array) for bounds, _, _, array in tiles]
    rows, cols = max(row + array.shape[1] for row, _, array in places), max(col + array.shape[2] for _, col, array in places)
    joined = np.zeros((3, rows, cols), np.uint8)
    for row, col, array in places:
        joined[:, row : row + array.shape[1], col : col + array.shape[2]] = array
    profile = {"driver": "GTiff", "count": 3, "height": rows, "width": cols, "dtype": "uint8", "nodata": 0, "crs": tiles[0][2]}
    with rasterio.open(target, "w", transform=Affine(step_x, 0, left, 0, step_y, top), **profile) as writer:
        writer.write(joined)


def _joplin(folder, work):
    """The same for Joplin, whose tiles are joined first."""
    for side in ("pre", "post"):
        _join(sorted((folder / side).glob("*.tif")), work / f"{side}.tif")
    labels = folder / "labels_west.geojson"
    buildings = tuple(building for building in read_buildings(labels) if dict(building.attributes).get("subtype") != "not-a-building")
    truth = {building.id: dict(building.attributes)["subtype"] for building in buildings}
    pair = read_pair(work / "pre.tif", work / "post.tif")
    return "joplin", measure_damage(align_pair(pair), buildings=buildings), truth


def _auc(scenes, worse, better):
    """Share of within-scene pairs in the right order, ties half; pooled over scenes."""
    right = total = 0.0
    for scores, labels in scenes:
        high, low = scores[np.isin(labels, worse)], scores[np.isin(labels, better)]
        difference = high[:, None] - low[None, :]
        right += np.count_nonzero(difference > 0) + 0.5 * np.count_nonzero(difference == 0)
        total += difference.size
    return right / total


def _lower_bound(scenes, worse, better):
    """2.5th percentile of the AUC when buildings are drawn anew within their scenes."""
    rng = np.random.default_rng(20250702)
    drawn = []
    for _ in range(300):
        picks = [(scores, labels, rng.integers(0, len(scores), len(scores))) for scores, labels in scenes]
        drawn.append(_auc([(scores[pick], labels[pick]) for scores, labels, pick in picks], worse, better))
    return float(np.quantile(drawn, 0.025))


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.gate
def test_damage_on_the_open_pairs(data_dir, tmp_path, hold) -> None:
    """Destroyed against no damage, heavy against light, and false alarms where nothing happened; not-assessable buildings keep their score."""
    imagery = data_dir / "imagery"
    results = [*_xbd(imagery / "xbd-json"), _joplin(imagery / "joplin-geotiff", tmp_path)]
    scenes, dry, false_alarms, unharmed = [], [], 0, 0
    for name, findings, truth in results:
        graded = [grade for grade in findings.grades if truth.get(grade.building_id) not in {None, "un-classified"}]
        scene = (np.array([grade.score for grade in graded]), np.array([truth[grade.building_id] for grade in graded]))
        scenes.append(scene)
        if not any(word in name for word in FLOOD):
            dry.append(scene)
        if name in UNHARMED:
            false_alarms += sum(grade.grade in BAD for grade in graded)
            unharmed += len(graded)
    destroyed, none = ["destroyed"], ["no-damage"]
    heavy, light = ["major-damage", "destroyed"], ["no-damage", "minor-damage"]
    hold(
        "measure",
        {
            "destroyed_auc": _auc(scenes, destroyed, none),
            "destroyed_auc_low": _lower_bound(scenes, destroyed, none),
            "heavy_auc": _auc(dry, heavy, light),
            "heavy_auc_low": _lower_bound(dry, heavy, light),
            "false_alarm_share": false_alarms / unharmed,
            "buildings": float(sum(len(scores) for scores, _ in scenes)),
        },
    )


def _plants(*, coarse):
    """Plants with one fallen roof each, of chance size, place, view and light; seeds that were not looked at when choices were made."""
    for seed in itertools.count(70_000, 10):
        rng = np.random.default_rng(seed)
        width, depth = float(rng.uniform(62, 90)), float(rng.uniform(36, 52))
        plan = HallPlan(name="hall", width_m=width, depth_m=depth, height_m=float(rng.uniform(6, 12)), roof=list(RoofKind)[int(rng.integers(3))])
        area = min(float(rng.uniform(300, 2200)), 0.75 * width * depth)
        hole = Damage(
            building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=area, place=(float(rng.uniform(-0.4, 0.4)), float(rng.uniform(-0.3, 0.3)))
        )
        base = demo_spec(coarse=coarse)
        view, light = (float(rng.uniform(0, 12)), float(rng.uniform(0, 360))), (float(rng.uniform(0.9, 1.1)), float(rng.uniform(0, 0.4)))
        after = attrs.evolve(base.after, off_nadir_deg=view[0], view_azimuth_deg=view[1], gain=light[0], dryness=light[1])
        size, halls, plant = (360, 8, 260.0) if coarse else (420, 4, 180.0)
        spec = attrs.evolve(base, rows=size, cols=size, halls=halls, houses=4, plans=(plan,), plant_m=plant, damages=(hole,), after=after)
        try:
            yield make_pair(spec, np.random.default_rng(seed + 1))
        except OptionError:
            continue  # a hall of this size does not fit this plant


def _errors(count, *, coarse):
    """Relative error, whether the interval holds the truth, and its relative width, of `count` plants; and false alarms a building."""
    rows, false, whole = [], 0, 0
    for made in itertools.islice(_plants(coarse=coarse), count):
        findings = measure_damage(_true_shift(made), buildings=made.buildings)
        true, area = made.truth.area_m2("h1", on_roof=True), findings.grade_of("h1").changed_area
        rows.append((area.value / true - 1, area.low <= true <= area.high, (area.high - area.low) / true))
        others = [grade for grade in findings.grades if grade.building_id != "h1"]
        false, whole = false + sum(grade.grade in BAD for grade in others), whole + len(others)
    errors, held, widths = np.array(rows).T
    return float(np.median(np.abs(errors))), float(held.mean()), float(np.median(widths)), false / whole


def _true_shift(made):
    """The pair with its true shift taken out, less a tenth of a pixel: the area is measured here, not the registration."""
    rows, cols = made.truth.shift_px
    move = Affine.translation(cols + 0.07, rows - 0.07)
    after = warp_image(made.after, made.before.grid, correction=move)
    registration = Registration(
        state=AlignState.VERIFIED, shift_px=(rows, cols), transform=move, rmse_px=0.3, ce90_px=0.5, windows=30, windows_tried=40, agreement=0.8
    )
    aligned = align_pair(attrs.evolve(made.pair, after_pixels=after))
    pixels = {"before_pixels": made.before, "after_pixels": after}
    return AlignedPair(
        before=made.before_scene, after=made.after_scene, grid=made.before.grid, registration=registration, radiometry=aligned.radiometry, **pixels
    )


@pytest.mark.gate
def test_areas_on_made_plants(hold) -> None:
    """Fallen roofs of 300 to 2,200 m² at half a metre and at three metres: error, coverage and width of the interval, false alarms."""
    figures = {}
    for name, coarse in (("fine", False), ("coarse", True)):
        error, held, width, false = _errors(24, coarse=coarse)
        figures |= {f"{name}_median_error": error, f"{name}_coverage": held, f"{name}_width": width, f"{name}_false_alarm_share": false}
    hold("measure_area", figures)
