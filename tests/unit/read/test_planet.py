"""Planet orders as they are delivered."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime

import numpy as np
import pytest
from affine import Affine

from temoin.errors import UnreadableError, UnsupportedError
from temoin.model import Reason, TimeRange
from temoin.raster import BandRole, MaskKind
from temoin.read import read_scene

ID = "20250702_081405_12_24c5"


def metadata(id_=ID, **properties):
    """An item's metadata as Planet delivers it."""
    base = {
        "acquired": "2025-07-02T08:14:05.123456Z", "cloud_cover": 0.12, "view_angle": -3.5, "satellite_azimuth": 98.4, "sun_azimuth": 150.2,
        "sun_elevation": 54.3, "gsd": 3.9, "pixel_resolution": 3, "instrument": "PSB.SD", "satellite_id": "24c5", "strip_id": "8123456",
        "provider": "planetscope", "item_type": "PSScene", "publishing_stage": "finalized",
    }  # fmt: skip
    return {"id": id_, "type": "Feature", "geometry": None, "properties": base | properties}


@pytest.fixture
def order(write_tif, write_json, ramp, tmp_path):
    """Writes an order with one scene: picture, mask, metadata, manifest."""

    def write(*, bands=4, name=f"{ID}_3B_AnalyticMS_SR_clip.tif", udm2=True, folder="order"):
        picture = write_tif(f"{folder}/PSScene/{name}", ramp(bands=bands, dtype="uint16"), nodata=0, photometric="minisblack")
        write_json(f"{folder}/PSScene/{ID}_metadata.json", metadata())
        if udm2:
            layers = np.zeros((8, 40, 50), np.uint8)
            layers[0], layers[6] = 1, 90
            for place, layer in enumerate((1, 2, 3, 4, 5)):
                layers[layer, place * 5 : place * 5 + 5] = 1
            layers[7, 30:33] = 1  # blackfill
            layers[7, 33:36] = 2  # the old cloud bit alone
            layers[7, 36:39] = 4  # a band is missing
            write_tif(f"{folder}/PSScene/{ID}_3B_udm2_clip.tif", layers, photometric="minisblack")
        digest = hashlib.sha256(picture.read_bytes()).hexdigest()
        write_json(f"{folder}/manifest.json", {"name": "order-7", "files": [{"path": f"PSScene/{name}", "digests": {"sha256": digest}}]})
        return tmp_path / folder

    return write


def check(scene, image):
    """What the order above must come out as."""
    assert scene.name == f"{ID}_3B_AnalyticMS_SR_clip.tif"
    assert scene.acquired == TimeRange.at(datetime(2025, 7, 2, 8, 14, 5, 123456, tzinfo=UTC))
    assert scene.roles == (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)
    assert (scene.off_nadir_deg, scene.view_azimuth_deg, scene.sun_azimuth_deg, scene.sun_elevation_deg) == (3.5, 98.4, 150.2, 54.3)
    assert (scene.cloud_cover, scene.order_id, scene.sensor) == (0.12, "order-7", "planetscope PSB.SD 24c5")
    assert scene.credit == "Image © 2025 Planet Labs PBC"
    assert scene.notes == ()
    assert ("sha256", "agrees with manifest.json") in scene.sources
    assert scene.grid.gsd_m == pytest.approx((3, 3), rel=0.01)
    kinds = [MaskKind(int(image.flags[row, 20])) for row in (2, 7, 12, 17, 22, 27, 31, 34, 37)]
    kind = MaskKind
    assert kinds == [kind.SNOW, kind.CLOUD_SHADOW, kind.HAZE, kind.HAZE, kind.CLOUD, kind.NONE, kind.NODATA, kind.NONE, kind.NODATA]


def test_an_order_as_a_folder(order):
    """Picture, mask and metadata are found by their names, each field from where it stands."""
    scene, pixels = read_scene(order())
    check(scene, pixels.read())


def test_an_order_as_a_zip(order, tmp_path):
    """The ZIP is read in place and gives the same."""
    folder = order()
    path = tmp_path / "order.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    for given in (path, path / "PSScene" / f"{ID}_3B_AnalyticMS_SR_clip.tif"):
        scene, pixels = read_scene(given)
        check(scene, pixels.read())


def test_pointing_at_the_picture_finds_the_rest(order):
    """The TIFF alone is enough: mask, metadata and manifest lie beside it."""
    scene, pixels = read_scene(order() / "PSScene" / f"{ID}_3B_AnalyticMS_SR_clip.tif")
    check(scene, pixels.read())


def test_eight_bands_have_one_green(order):
    """Planet's "green I" is not taken for the green."""
    scene, _ = read_scene(order(bands=8, name=f"{ID}_3B_AnalyticMS_SR_8b_harmonized_clip.tif"))
    assert scene.roles == (
        BandRole.COASTAL, BandRole.BLUE, BandRole.UNKNOWN, BandRole.GREEN, BandRole.YELLOW, BandRole.RED, BandRole.REDEDGE, BandRole.NIR,
    )  # fmt: skip


def test_surface_reflectance_goes_before_radiance(order, write_tif, ramp):
    """Of several pictures of one scene the best is read."""
    folder = order()
    write_tif(f"order/PSScene/{ID}_3B_AnalyticMS_clip.tif", ramp(bands=4, dtype="uint16"))
    write_tif(f"order/PSScene/{ID}_3B_Visual_clip.tif", ramp(bands=3))
    assert read_scene(folder)[0].name == f"{ID}_3B_AnalyticMS_SR_clip.tif"


def test_a_visual_picture_is_red_green_blue(order):
    """Planet's visual asset is in the usual order of colours."""
    scene, _ = read_scene(order(bands=3, name=f"{ID}_3B_Visual_clip.tif", udm2=False))
    assert scene.roles == (BandRole.RED, BandRole.GREEN, BandRole.BLUE)


def test_a_skysat_collect(write_tif, write_json, ramp, tmp_path):
    """SkySat's names and its mask by asset are known as well."""
    id_ = "20250702_081405_ssc4_u0001"
    write_tif(f"sky/{id_}_analytic.tif", ramp(bands=4, dtype="uint16"), photometric="minisblack")
    layers = np.zeros((8, 40, 50), np.uint8)
    layers[5, :10] = 1
    write_tif(f"sky/{id_}_analytic_udm2.tif", layers, photometric="minisblack")
    write_json(f"sky/{id_}_metadata.json", metadata(id_, item_type="SkySatCollect", provider="skysat"))
    scene, pixels = read_scene(tmp_path / "sky")
    assert scene.roles == (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)
    assert ((pixels.read().flags & np.uint8(MaskKind.CLOUD)) != 0).sum() == 500


def test_scenes_of_several_passes_are_named(order, write_tif, write_json, ramp):
    """Scenes of several days are no pieces of one: the error names the files and what to do."""
    folder = order()
    other = "20250705_081000_33_24ff"
    write_tif(f"order/PSScene/{other}_3B_AnalyticMS_SR_clip.tif", ramp(bands=4, dtype="uint16"))
    write_json(f"order/PSScene/{other}_metadata.json", metadata(other, acquired="2025-07-05T08:10:00Z", satellite_id="24ff", strip_id="9"))
    with pytest.raises(UnsupportedError, match="2 scenes") as caught:
        read_scene(folder)
    assert ID in caught.value.message
    assert other in caught.value.message
    assert ".tif" in caught.value.hint
    assert "--earlier" in caught.value.hint


def test_pieces_of_one_pass_are_laid_together(order, write_tif, write_json, ramp):
    """Two scenes of one pass in an order make one picture, the older one on top, each with its own mask."""
    folder = order()
    other = "20250702_081407_33_24c5"
    south = Affine(3, 0, 634_000, 0, -3, 6_305_000 - 3 * 30)
    array = ramp(bands=4, dtype="uint16") + np.uint16(1000)
    write_tif(f"order/PSScene/{other}_3B_AnalyticMS_SR_clip.tif", array, nodata=0, photometric="minisblack", transform=south)
    write_json(f"order/PSScene/{other}_metadata.json", metadata(other, acquired="2025-07-02T08:14:07Z", cloud_cover=0.02))
    scene, pixels = read_scene(folder)
    image = pixels.read()
    assert image.shape == (4, 70, 50)
    assert np.array_equal(image.array[:, :30], ramp(bands=4, dtype="uint16")[:, :30])
    # The upper piece's own mask leaves three of its last rows without data, and one that is missing a band; the lower one shows through there.
    assert np.array_equal(image.array[:, 40:], array[:, 10:])
    assert [(name[:15], len(sha256)) for name, sha256 in scene.pieces] == [(ID[:15], 64), (other[:15], 64)]
    assert (scene.sha256, scene.order_id, scene.sensor) == (None, "order-7", "planetscope PSB.SD 24c5")
    assert scene.cloud_cover == pytest.approx(0.07)
    assert (scene.acquired.start.second, scene.acquired.end.second) == (5, 8)
    assert scene.notes == (Reason.LAID_TOGETHER,)


def test_a_mask_of_another_crop_is_refused(order, write_tif):
    """A UDM2 that does not lie on the picture's grid is an error, not a shifted mask."""
    folder = order()
    write_tif(f"order/PSScene/{ID}_3B_udm2_clip.tif", np.zeros((8, 30, 50), np.uint8), photometric="minisblack")
    with pytest.raises(UnreadableError, match=r"udm2_clip\.tif does not fit"):
        read_scene(folder)


def test_a_picture_changed_after_delivery_is_said(order, caplog):
    """A hash that differs from the manifest's is kept among the sources."""
    folder = order()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][0]["digests"]["sha256"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    scene, _ = read_scene(folder)
    assert any(field == "sha256" and "changed after it was delivered" in source for field, source in scene.sources)
    assert "changed after delivery" in caplog.text


def test_metadata_may_be_missing(write_tif, ramp, tmp_path):
    """The picture alone, by its name, still has Planet's order of bands."""
    write_tif(f"{ID}_3B_AnalyticMS.tif", ramp(bands=4, dtype="uint16"), photometric="minisblack")
    scene, _ = read_scene(tmp_path)
    assert scene.roles[-1] is BandRole.NIR
    assert scene.acquired is None
