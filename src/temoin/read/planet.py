"""Planet's pictures as they are delivered: which file is the picture, which the mask, and what the metadata says.

Fields and names follow Planet's public product specification (PSScene, SkySatScene, SkySatCollect) and its page on the usable data mask (UDM2).

=====================  ==============================================================================
field of `Scene`       where it comes from
=====================  ==============================================================================
acquired               `properties.acquired` of `<id>_metadata.json`, UTC
sensor                 `properties.provider` or `constellation`, `instrument`, `satellite_id`
cloud_cover            `properties.cloud_cover` (a share), else `cloud_percent`
off_nadir_deg          `properties.view_angle`, its size (older deliveries sign it: east +, west −)
view_azimuth_deg       `properties.satellite_azimuth`, the direction of the satellite from true north
sun_azimuth_deg        `properties.sun_azimuth`
sun_elevation_deg      `properties.sun_elevation`
order_id               `name` of `manifest.json`, where the order has one
credit                 "Image © <year> Planet Labs PBC", as Planet's terms ask for
roles                  the asset's name and number of bands: four are blue, green, red, near-infrared
flags                  `*_udm2*.tif`: band 2 snow, 3 shadow, 4 and 5 haze, 6 cloud, 8 unusable pixels
=====================  ==============================================================================
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

import attrs

from temoin.errors import UnreadableError, UnsupportedError
from temoin.raster import BandRole, MaskKind
from temoin.read.acquired import moment_of
from temoin.read.capture import Capture, number_in
from temoin.read.holder import Folder, HeldFile, Holder
from temoin.read.jsonfile import read_object
from temoin.read.picture import SideMask
from temoin.read.rasterfile import open_raster

__all__ = ["PlanetScene", "capture_of_planet", "find_planet", "is_planet_metadata", "manifest_of", "manifest_sha256", "planet_scene_of"]

_log = logging.getLogger(__name__)

_PICTURE = re.compile(
    r"^(?P<id>.+?)_(?:(?:1B|2|3A|3B)_)?(?P<asset>AnalyticMS|analytic_dn|analytic|pansharpened|panchromatic_dn|panchromatic|Visual|visual)"
    r"(?P<rest>(?:_[0-9A-Za-z]+)*)\.tiff?$"
)
_MASKS = re.compile(r"_(?:udm2?|DN_udm)(?:_|\.)", re.IGNORECASE)
_RANK = ("AnalyticMS", "analytic", "analytic_dn", "pansharpened", "Visual", "visual", "panchromatic", "panchromatic_dn")
SAME_PASS = timedelta(seconds=90)
"""Scenes of one satellite this close in time are of one pass; PlanetScope takes one about every second, a SkySat collect lasts under a minute."""

_ROLES = {
    4: (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR),
    # PSB.SD in eight bands: coastal blue, blue, green i, green, yellow, red, red edge, near-infrared. Only one band may be *the* green.
    8: (
        BandRole.COASTAL,
        BandRole.BLUE,
        BandRole.UNKNOWN,
        BandRole.GREEN,
        BandRole.YELLOW,
        BandRole.RED,
        BandRole.REDEDGE,
        BandRole.NIR,
    ),
    3: (BandRole.BLUE, BandRole.GREEN, BandRole.RED),
    1: (BandRole.PAN,),
}

UDM2_KINDS = (
    (2, MaskKind.SNOW),
    (3, MaskKind.CLOUD_SHADOW),
    # Haze lets the ground be recognised by Planet's definition, so it is flagged but stays in use; band 5 is always 0 since UDM 2.1 (November 2023).
    (4, MaskKind.HAZE),
    (5, MaskKind.HAZE),
    (6, MaskKind.CLOUD),
)
UDM2_UNUSABLE_BAND = 8
UDM2_NOT_IMAGED = 0b1111_1101
"""Bits of band 8 that mean there are no sound data: bit 0 blackfill, bits 2 to 7 missing or suspect in a band.

Bit 1 is an old cloud test on a coarse browse image; band 6 is used instead.
"""


@attrs.frozen(kw_only=True)
class PlanetScene:
    """One picture of an order with what belongs to it.

    Args:
        id: Planet's item id.
        picture: the picture file.
        metadata: `<id>_metadata.json`, or `None`.
        udm2: the usable data mask, or `None`.
    """

    id: str
    picture: HeldFile
    metadata: HeldFile | None = None
    udm2: HeldFile | None = None

    def roles(self, count: int) -> tuple[BandRole, ...] | None:
        """What the file's bands hold by the asset's name, or `None` where the name does not fit the number of bands."""
        match = _PICTURE.match(self.picture.label)
        is_analytic = match is not None and match["asset"].lower() != "visual"
        return _ROLES.get(count) if is_analytic else None

    def masks(self) -> tuple[SideMask, ...]:
        """The usable data mask, checked against the picture's size.

        Raises:
            UnreadableError: it is not eight bands on the picture's own grid.
        """
        if self.udm2 is None:
            return ()
        with open_raster(self.picture) as picture:
            shape, transform = picture.shape, picture.transform
        with open_raster(self.udm2) as mask:
            fits = mask.count == 8 and mask.shape == shape and mask.transform.almost_equals(transform, 1e-6)
        if not fits:
            hint = f"Download the order again, or move {self.udm2.label} away to go on without it."
            raise UnreadableError(f"{self.udm2.label} does not fit {self.picture.label}: a UDM2 has eight bands on the picture's grid", hint=hint)
        return (SideMask(file=self.udm2, kinds=UDM2_KINDS, bits=((UDM2_UNUSABLE_BAND, UDM2_NOT_IMAGED, MaskKind.NODATA),)),)


def is_planet_metadata(value: dict[str, Any]) -> bool:
    """Whether a JSON object is the metadata of a Planet item: a feature with an id and the properties `acquired` and `item_type` or `provider`."""
    properties = value.get("properties")
    return (
        isinstance(value.get("id"), str)
        and isinstance(properties, dict)
        and "acquired" in properties
        and bool({"item_type", "provider"} & set(properties))
    )


def capture_of_planet(value: dict[str, Any], *, source: str, order_id: str | None = None) -> Capture:
    """What an item's metadata says; the table at the head of this module names each field's origin."""
    properties = value["properties"]
    acquired = moment_of(properties.get("acquired"))
    words = [properties.get(key) for key in ("provider", "constellation", "instrument", "satellite_id")]
    angle = number_in(properties.get("view_angle"), -90.0, 90.0)
    cloud = number_in(properties.get("cloud_cover"), 0.0, 1.0)
    return Capture(
        source=source,
        acquired=acquired,
        sensor=" ".join(dict.fromkeys(word for word in words if isinstance(word, str) and word)) or None,
        off_nadir_deg=None if angle is None else abs(angle),
        view_azimuth_deg=number_in(properties.get("satellite_azimuth"), 0.0, 360.0),
        sun_elevation_deg=number_in(properties.get("sun_elevation"), -90.0, 90.0),
        sun_azimuth_deg=number_in(properties.get("sun_azimuth"), 0.0, 360.0),
        cloud_cover=cloud if cloud is not None else number_in(properties.get("cloud_percent"), 0.0, 1.0, scale=0.01),
        credit=f"Image © {acquired.start.year} Planet Labs PBC" if acquired else "Image © Planet Labs PBC",
        order_id=order_id,
    )


def planet_scene_of(picture: HeldFile) -> PlanetScene | None:
    """The Planet scene that a picture file belongs to by its name and its metadata beside it, or `None`."""
    match = _PICTURE.match(picture.label)
    if match is None or _MASKS.search(picture.label):
        return None
    metadata = picture.beside(f"{match['id']}_metadata.json", f"{match['id']}_metadata_clip.json")
    if metadata is None and re.match(r"^\d{8}_\d{6}_", match["id"]) is None:
        return None
    return PlanetScene(id=match["id"], picture=picture, metadata=metadata, udm2=_mask_beside(picture, match["id"]))


def find_planet(holder: Holder) -> tuple[PlanetScene, ...]:
    """The scenes of one pass in an order, or none where the folder or ZIP is no Planet order.

    Where a scene has several pictures, surface reflectance goes before radiance, and analytic before visual.

    Raises:
        UnsupportedError: it holds scenes of several passes, which are named.
    """
    found: dict[str, list[PlanetScene]] = {}
    for name in holder.names():
        scene = planet_scene_of(HeldFile(holder, name))
        if scene is not None:
            found.setdefault(scene.id, []).append(scene)
    best = tuple(min(scenes, key=_rank) for scenes in found.values())
    if len(best) > 1:
        _require_one_pass(holder, best)
    left = [scene.picture.label for scenes in found.values() for scene in scenes if scene not in best]
    if left:
        _log.info("%s: %s left aside", holder.label, ", ".join(left))
    return best


def metadata_of(scene: PlanetScene) -> dict[str, Any] | None:
    """The metadata of a scene, where its file is there and is of that kind."""
    value = read_object(scene.metadata) if scene.metadata is not None else None
    return value if value is not None and is_planet_metadata(value) else None


def manifest_of(picture: HeldFile) -> dict[str, Any] | None:
    """The order's `manifest.json`: in the picture's folder or the two above it (an order keeps pictures in a folder a type), or `None`."""
    places = [HeldFile(picture.holder, str(folder / "manifest.json")) for folder in PurePosixPath(picture.name).parents]
    if isinstance(picture.holder, Folder):
        places += [HeldFile(Folder(folder), "manifest.json") for folder in picture.holder.root.parents]
    for place in places[:3]:
        if place.holder.has(place.name):
            manifest = read_object(place)
            return manifest if manifest is not None and isinstance(manifest.get("files"), list) else None
    return None


def manifest_sha256(manifest: dict[str, Any], picture: str) -> str | None:
    """The hash that a manifest gives for a picture, or `None`."""
    files = manifest.get("files")
    for entry in files if isinstance(files, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("path"), str) and PurePosixPath(entry["path"]).name == PurePosixPath(picture).name:
            digests = entry.get("digests")
            digest = digests.get("sha256") if isinstance(digests, dict) else None
            return digest.lower() if isinstance(digest, str) else None
    return None


def _rank(scene: PlanetScene) -> tuple[int, int, str]:
    match = _PICTURE.match(scene.picture.label)
    asset, rest = (match["asset"], match["rest"].lower()) if match else ("", "")
    quality = 0 if "_sr" in rest else 1
    return (_RANK.index(asset) if asset in _RANK else len(_RANK), quality, scene.picture.name)


def _mask_beside(picture: HeldFile, id_: str) -> HeldFile | None:
    folder = PurePosixPath(picture.name).parent
    match = _PICTURE.match(picture.label)
    clip = "_clip" if match and "clip" in match["rest"].lower() else ""
    asset = match["asset"] if match else ""
    file_format = "_file_format" if match and "file_format" in match["rest"].lower() else ""
    stems = [f"{id_}_{level}udm2{clip}{file_format}" for level in ("3B_", "1B_", "3A_", "2_", "")]
    stems += [f"{id_}_{asset}_udm2{clip}{file_format}"]
    found = picture.beside(*(f"{stem}.tif" for stem in stems))
    if found is None and picture.beside(f"{id_}_3B_udm2.tif", f"{id_}_3B_udm2_clip.tif", f"{id_}_udm2.tif") is not None:
        _log.warning("%s: the usable data mask in %s is of another crop and was not used", picture.label, folder)
    return found


def _require_one_pass(holder: Holder, scenes: Sequence[PlanetScene]) -> None:
    """Refuse scenes of several passes; whether pieces of one pass fit each other is looked at when they are laid together."""
    times, satellites, strips = [], set(), set()
    for scene in scenes:
        value = metadata_of(scene)
        properties = value["properties"] if value else {}
        times.append(moment_of(properties.get("acquired")))
        satellites.add(properties.get("satellite_id"))
        strips.add(properties.get("strip_id"))
    known = [time.start for time in times if time is not None]
    if len(known) == len(times) and max(known) - min(known) <= SAME_PASS and len(satellites) == 1:
        return
    if len(strips) == 1 and None not in strips:
        return
    names = ", ".join(scene.picture.name for scene in scenes[:6]) + (f" and {len(scenes) - 6} more" if len(scenes) > 6 else "")
    raise UnsupportedError(
        f"{holder.label} holds {len(scenes)} scenes: {names}",
        hint="Choose one by giving the path of its .tif (inside a ZIP: order.zip/folder/name.tif); give earlier ones with --earlier.",
    )
