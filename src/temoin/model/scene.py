"""`Scene`: one acquisition, without its pixels; `ScenePair`: one from before and one from after."""

from __future__ import annotations

import attrs

from temoin.geo import Grid
from temoin.model.reason import Reason
from temoin.model.time import TimeRange
from temoin.raster import BandRole, Pixels

__all__ = ["Scene", "ScenePair"]


@attrs.frozen(kw_only=True)
class Scene:
    """One acquisition: its metadata. The pixels are `raster.Pixels`.

    Args:
        id: short name, unique in a case.
        name: the file's name.
        acquired: when it was taken, or `None` where nothing says so; a day where only the day is known.
        grid: where its pixels lie. Ground sample distance comes from here (`grid.gsd_m`), never from metadata.
        roles: what each band holds.
        sensor: instrument or satellite, as the metadata writes it.
        off_nadir_deg: view angle from straight down, degrees.
        view_azimuth_deg: direction from the ground to the satellite, degrees clockwise from north.
        sun_elevation_deg: height of the sun, degrees.
        sun_azimuth_deg: direction of the sun, degrees clockwise from north.
        cloud_cover: share of the scene under cloud, 0 to 1.
        credit: to be printed with the picture ("Image © …").
        licence: as the metadata writes it.
        order_id: of a commercial order.
        sha256: of the picture file's bytes, hex; `None` where there are several files.
        pieces: (name, SHA-256) of the files that it was laid together from, the uppermost first; none where it is one file.
        sources: which file or option gave which field, (field, source) in order.
        notes: what limits the picture's use.
    """

    id: str
    name: str
    acquired: TimeRange | None = None
    grid: Grid
    roles: tuple[BandRole, ...]
    sensor: str | None = None
    off_nadir_deg: float | None = None
    view_azimuth_deg: float | None = None
    sun_elevation_deg: float | None = None
    sun_azimuth_deg: float | None = None
    cloud_cover: float | None = None
    credit: str | None = None
    licence: str | None = None
    order_id: str | None = None
    sha256: str | None = None
    pieces: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def hashes(self) -> tuple[str, ...]:
        """Of the bytes of all its files."""
        return (*((self.sha256,) if self.sha256 is not None else ()), *(sha256 for _, sha256 in self.pieces))


@attrs.frozen(kw_only=True, eq=False)
class ScenePair:
    """A picture from before the event and one from after it, each on its own grid.

    Args:
        before: the earlier acquisition.
        after: the later one.
        before_pixels: the earlier picture's pixels.
        after_pixels: the later one's.
    """

    before: Scene
    after: Scene
    before_pixels: Pixels
    after_pixels: Pixels
