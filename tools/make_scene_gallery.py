"""Draw the pictures of the gallery of made scenes: `python tools/make_scene_gallery.py` writes `docs/_static/scenes/*.jpg`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import attrs
import cv2
import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw

from temoin.raster import BandRole, Image
from temoin.scenes import (
    Acquisition,
    Clouds,
    Damage,
    DamageKind,
    Displacement,
    HallPlan,
    LookAlike,
    LookAlikeKind,
    PairSpec,
    RoofKind,
    fine_camera,
    make_pair,
    planet_like,
    sentinel2_like,
)

OUT = Path(__file__).resolve().parents[1] / "docs" / "_static" / "scenes"
HALL = HallPlan(name="hall", width_m=52, depth_m=34, height_m=9.0, roof=RoofKind.FLAT)
BASE = PairSpec(rows=180, cols=180, halls=1, houses=0, plans=(HALL,), plant_m=62.0)
AREAS = {
    DamageKind.ROOF_COLLAPSE: 600.0,
    DamageKind.RUBBLE_SPILL: 150.0,
    DamageKind.BURN: 600.0,
    DamageKind.SOOT: 450.0,
    DamageKind.CRATER: 160.0,
    DamageKind.FLOOD: 3500.0,
    DamageKind.TARPAULIN: 400.0,
    DamageKind.ROOF_COVER_LOSS: 650.0,
}
Tile = tuple[str, np.ndarray]


def shown(image: Image) -> np.ndarray:
    """Red, green, blue of a picture, stretched for the eye."""
    bands = np.stack([image.band(role) for role in (BandRole.RED, BandRole.GREEN, BandRole.BLUE)], axis=-1).astype(float)
    low, high = np.percentile(bands, (0.5, 99.5))
    return (255 * np.clip((bands - low) / (high - low), 0, 1) ** 0.85).astype(np.uint8)


def sheet(name: str, tiles: list[Tile], cols: int, size: int) -> None:
    """Tiles with their captions in one JPEG."""
    rows = -(-len(tiles) // cols)
    canvas = Picture.new("RGB", (cols * (size + 4), rows * (size + 18)), "white")
    pen = ImageDraw.Draw(canvas)
    for number, (caption, tile) in enumerate(tiles):
        row, col = divmod(number, cols)
        place = (col * (size + 4), row * (size + 18))
        canvas.paste(Picture.fromarray(tile).resize((size, size), Picture.Resampling.BICUBIC), (place[0], place[1] + 14))
        pen.text((place[0] + 1, place[1] + 1), caption, fill="black")
    OUT.mkdir(parents=True, exist_ok=True)
    canvas.save(OUT / f"{name}.jpg", quality=58, optimize=True)
    print(f"{name}.jpg: {(OUT / f'{name}.jpg').stat().st_size / 1000:.0f} kB")


def damages() -> list[Tile]:
    """Each kind from straight above, and a fallen roof from aside."""
    tiles = []
    look = attrs.evolve(BASE.after, sun_elevation_deg=42.0, sun_azimuth_deg=150.0, off_nadir_deg=4.0, view_azimuth_deg=210.0)
    for kind in DamageKind:
        spec = attrs.evolve(BASE, after=look, damages=(Damage(building_id="h1", kind=kind, area_m2=AREAS.get(kind)),))
        tiles.append((kind.value, shown(make_pair(spec, np.random.default_rng(21)).after)))
    return tiles


def look_alikes() -> list[Tile]:
    """Before and after of each."""
    tiles = []
    look = attrs.evolve(BASE.after, sun_elevation_deg=42.0, sun_azimuth_deg=150.0, off_nadir_deg=8.0, view_azimuth_deg=200.0)
    for kind in LookAlikeKind:
        made = make_pair(attrs.evolve(BASE, after=look, look_alikes=(LookAlike(building_id="h1", kind=kind),)), np.random.default_rng(6))
        tiles += [("before", shown(made.before)), (kind.value, shown(made.after))]
    return tiles


def views() -> list[Tile]:
    """One plant from four sides and under two suns."""
    plans = (attrs.evolve(HALL, height_m=14.0, roof=RoofKind.SAW_TOOTH), attrs.evolve(HALL, name="b", roof=RoofKind.GABLED))
    tiles = []
    for off_nadir, azimuth in ((0.0, 0.0), (20.0, 90.0), (40.0, 200.0), (40.0, 330.0)):
        for elevation, sun in ((60.0, 150.0), (25.0, 215.0)):
            look = Acquisition(
                moment=BASE.before.moment, off_nadir_deg=off_nadir, view_azimuth_deg=azimuth, sun_elevation_deg=elevation, sun_azimuth_deg=sun
            )
            spec = PairSpec(rows=300, cols=300, halls=4, plans=plans, houses=8, plant_m=132.0, before=look)
            tiles.append((f"{off_nadir:.0f}° off nadir, sun at {elevation:.0f}°", shown(make_pair(spec, np.random.default_rng(3)).before)))
    return tiles


def weather() -> list[Tile]:
    """Seasons, clouds, haze, snow."""
    winter = datetime(2025, 1, 12, 12, 30, tzinfo=UTC)
    plain = BASE.before
    looks = {
        "June": plain,
        "grass dried, haze": attrs.evolve(plain, dryness=1.0, haze=0.07),
        "cloud and its shadow": attrs.evolve(plain, clouds=Clouds(share=0.25, size_m=110.0, height_m=220.0)),
        "January, leaves down": attrs.evolve(plain, moment=winter),
        "January, thaw": attrs.evolve(plain, moment=winter, snow=0.35),
        "January, snow": attrs.evolve(plain, moment=winter, snow=0.9),
    }
    return [(name, shown(make_pair(PairSpec(rows=360, cols=360, before=look), np.random.default_rng(3)).before)) for name, look in looks.items()]


def cameras() -> list[Tile]:
    """The same plant at three pixel sizes."""
    tiles = []
    for gsd_m, camera, side in ((0.5, fine_camera(), 300), (3.0, planet_like(), 240), (10.0, sentinel2_like(), 160)):
        spec = PairSpec(gsd_m=gsd_m, rows=side, cols=side, camera=camera, plant_m=130.0, river_m=18.0 if gsd_m > 1 else 0.0)
        tiles.append((f"{camera.name}, {side} px", shown(make_pair(spec, np.random.default_rng(12)).before)))
    return tiles


def displacement() -> list[Tile]:
    """True fields as arrows, ten times as long as they are."""
    wishes = {
        "rotation 0.5°": Displacement(rotation_deg=0.5),
        "warp of 1.5 px": Displacement(warp_px=1.5, warp_length_px=160.0),
        "three strips": Displacement(strips=3, jump_px=2.0),
    }
    tiles = []
    for name, wish in wishes.items():
        made = make_pair(PairSpec(rows=300, cols=300, displacement=wish, plant_m=110.0), np.random.default_rng(5))
        picture = np.ascontiguousarray(shown(made.after))
        for row in range(15, 300, 30):
            for col in range(15, 300, 30):
                down, across = made.truth.field(row, col)
                cv2.arrowedLine(picture, (col, row), (round(col + 10 * float(across)), round(row + 10 * float(down))), (255, 220, 0), 1, cv2.LINE_AA)
        tiles.append((name, picture))
    return tiles


def main() -> None:
    """Draw all of them."""
    sheet("damage", damages(), cols=5, size=180)
    sheet("look-alikes", look_alikes(), cols=4, size=180)
    sheet("views", views(), cols=4, size=200)
    sheet("weather", weather(), cols=3, size=260)
    sheet("cameras", cameras(), cols=3, size=260)
    sheet("displacement", displacement(), cols=3, size=260)


if __name__ == "__main__":
    main()
