"""`make_stack`: many looks at one made-up site, by radar or by an optical camera, with what happened to it in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs
import numpy as np
import numpy.typing as npt

from temoin.errors import OptionError
from temoin.model import Building, GradeClass, Scene, Site
from temoin.raster import Image
from temoin.scenes.look import Acquisition
from temoin.scenes.sar import Orbit, Radar, ground_range_like
from temoin.scenes.spec import PairSpec
from temoin.scenes.truth import DamagedArea
from temoin.scenes.weather import Cover

__all__ = ["MadeStack", "OpticalStackSpec", "Pass", "RadarStackSpec", "StackTruth", "passes_around"]

Floats = npt.NDArray[np.float64]


def _has_zone(_: object, attribute: attrs.Attribute[datetime], value: datetime) -> None:
    if value.utcoffset() is None:
        raise OptionError(f"{attribute.name} {value.isoformat()} has no zone", hint="Give every moment with its zone, such as tzinfo=UTC.")


@attrs.frozen(kw_only=True)
class Pass:
    """One overflight of a radar.

    Args:
        moment: when, with a zone.
        orbit: on which side of the site.
        wetness: of the soil, 0 dry to 1 wet; `None`: by the seed, from chance rain that dries off within days.
    """

    moment: datetime = attrs.field(validator=_has_zone)
    orbit: Orbit = attrs.field(converter=Orbit)
    wetness: float | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.and_(attrs.validators.ge(0.0), attrs.validators.le(1.0)))
    )


def passes_around(
    event: datetime, *, before: int = 10, after: int = 4, orbits: Sequence[Orbit] = (Orbit.ASCENDING, Orbit.DESCENDING), every_days: float = 12.0
) -> tuple[Pass, ...]:
    """Overflights of each orbit at equal steps before and after an event, sorted by time.

    Args:
        event: the moment it happened, with a zone.
        before: how many of each orbit before it.
        after: how many of each orbit after it.
        orbits: which.
        every_days: days between two passes of one orbit (Sentinel-1: 12, or 6 with two satellites).
    """
    passes = []
    for number, orbit in enumerate(orbits):
        # Orbits pass on days of their own; none passes within the hour of the event.
        first = event + timedelta(days=every_days * (0.25 + 0.5 * number / max(len(orbits), 1)))
        passes += [Pass(moment=first + timedelta(days=every_days * step), orbit=orbit) for step in range(-before, after)]
    return tuple(sorted(passes, key=lambda each: each.moment))


@attrs.frozen(kw_only=True)
class RadarStackSpec:
    """A radar series to make: VV and VH, backscatter in linear power.

    Args:
        site: the place and what happened to it; `gsd_m`, `rows`, `cols`, site and damages count, its two looks and its camera don't.
        event: from when on the damage is seen.
        passes: when and from where the radar looks.
        radar: what looks.
    """

    site: PairSpec
    event: datetime = attrs.field(validator=_has_zone)
    passes: tuple[Pass, ...]
    radar: Radar = attrs.field(factory=ground_range_like)


@attrs.frozen(kw_only=True)
class OpticalStackSpec:
    """An optical series to make.

    Args:
        site: the place, the camera and what happened; its two looks don't count.
        event: from when on the damage is seen.
        looks: when and in which light and weather the camera looks.
    """

    site: PairSpec
    event: datetime = attrs.field(validator=_has_zone)
    looks: tuple[Acquisition, ...]


@attrs.frozen(kw_only=True, eq=False)
class StackTruth:
    """What is true of a made-up series.

    Args:
        event: from when on the damage is seen.
        damages: every piece of damage.
        cover: share of each pixel under visible damage, exact, shape (rows, columns).
        grades: (building id, class of visible damage), one a building.
        means: radar: the mean power behind each image, without speckle and noise, shape (2, rows, columns) each; optical: empty.
        damage_db: radar: (orbit, what the damage alone does to the mean power in dB, shape (2, rows, columns)) for each orbit; optical: empty.
        wetness: radar: of the soil on each date; optical: empty.
        clouds: optical: clouds and their shadows over each image, or `None`; radar: empty.
    """

    event: datetime
    damages: tuple[DamagedArea, ...]
    cover: npt.NDArray[np.floating]
    grades: tuple[tuple[str, GradeClass], ...]
    means: tuple[Floats, ...] = ()
    damage_db: tuple[tuple[Orbit, Floats], ...] = ()
    wetness: tuple[float, ...] = ()
    clouds: tuple[Cover | None, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class MadeStack:
    """A made-up series and all that is true of it; the tuples run in step, sorted by time.

    Args:
        spec: what was asked for.
        images: one a date, all on one grid.
        scenes: their metadata.
        orbits: radar: the orbit of each; optical: `None` each.
        is_after: whether each shows the damage.
        buildings: the footprints.
        site: the plant.
        truth: what is true.
    """

    spec: RadarStackSpec | OpticalStackSpec
    images: tuple[Image, ...]
    scenes: tuple[Scene, ...]
    orbits: tuple[Orbit | None, ...]
    is_after: tuple[bool, ...]
    buildings: tuple[Building, ...]
    site: Site
    truth: StackTruth

    def array(self, orbit: Orbit | None = None) -> npt.NDArray[np.generic]:
        """The pixels of all dates, or of one orbit's, shape (dates, bands, rows, columns)."""
        return np.stack([image.array for image, own in zip(self.images, self.orbits, strict=True) if orbit in {None, own}])
