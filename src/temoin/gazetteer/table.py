"""The table of places, read once when it is first needed."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from importlib import resources

import attrs
import numpy as np
from numpy.typing import NDArray

from temoin.gazetteer.keys import number_of
from temoin.model import Location, Precision

__all__ = ["Gazetteer", "load_gazetteer"]

_PRECISIONS = tuple(Precision)
_PEOPLE_STEP = 20.0
"""Steps of the logarithm of the population in the table, one a factor of 1.12."""


@attrs.frozen(kw_only=True, eq=False)
class Gazetteer:
    """All places, as columns; a place is its row.

    Args:
        numbers: what stands for each name (`keys.number_of`), sorted.
        first: where the rows of each name begin in `holders`, and one more.
        holders: rows of the places that bear a name, the most populous first.
        names: of the places, lines of one text; `name_at` is where each begins.
        name_at: see `names`.
        countries: ISO codes, by number.
        country: number of each place's country.
        province: number of the province that each place lies in.
        lat: degrees north.
        lon: degrees east.
        people: logarithm to the base 10 of the inhabitants.
        radius: kilometres around the point.
        precision: number of the kind of place, in the order of `Precision`.
        geonames: numbers at GeoNames.
        vectors: unit vectors to the places, shape (n, 3).
    """

    numbers: memoryview
    first: NDArray[np.int64]
    holders: NDArray[np.uint32]
    names: bytes
    name_at: NDArray[np.int64]
    countries: tuple[str, ...]
    country: NDArray[np.uint8]
    province: NDArray[np.uint16]
    lat: NDArray[np.float32]
    lon: NDArray[np.float32]
    people: NDArray[np.float32]
    radius: NDArray[np.uint16]
    precision: NDArray[np.uint8]
    geonames: NDArray[np.uint32]
    vectors: NDArray[np.float32]

    def rows(self, key: str) -> NDArray[np.uint32]:
        """The places that bear a name, the most populous first; empty where none does.

        Args:
            key: of `keys.name_key`.
        """
        number = number_of(key)
        at = bisect_left(self.numbers, number)
        if at == len(self.numbers) or self.numbers[at] != number:
            return self.holders[:0]
        return self.holders[self.first[at] : self.first[at + 1]]

    def name(self, row: int) -> str:
        """The name of a row's place."""
        return self.names[self.name_at[row] : self.name_at[row + 1] - 1].decode()

    def location(self, row: int) -> Location:
        """The place of a row."""
        return Location(
            name=self.name(row),
            lat=round(float(self.lat[row]), 2),
            lon=round(float(self.lon[row]), 2),
            precision=_PRECISIONS[self.precision[row]],
            radius_km=float(self.radius[row]),
            country=self.countries[self.country[row]],
            geonames=int(self.geonames[row]),
        )


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer that temoin ships (6 MB, a tenth of a second at first use)."""
    with resources.as_file(resources.files("temoin.gazetteer").joinpath("places.npz")) as path, np.load(path) as held:
        columns = {name: held[name] for name in held.files}
    names = columns["names"].tobytes()
    breaks = np.flatnonzero(columns["names"] == ord("\n")) + 1
    lat, lon = columns["lat"] / np.float32(100), columns["lon"] / np.float32(100)
    phi, lam = np.radians(lat), np.radians(lon)
    return Gazetteer(
        numbers=np.cumsum(columns["key_steps"], dtype=np.int64).data,
        first=np.concatenate([[0], np.cumsum(columns["held"], dtype=np.int64)]),
        holders=columns["holders"],
        names=names,
        name_at=np.concatenate([[0], breaks, [len(names) + 1]]).astype(np.int64),
        countries=tuple(columns["countries"].tolist()),
        country=columns["country"],
        province=columns["province"],
        lat=lat,
        lon=lon,
        people=columns["people"] / np.float32(_PEOPLE_STEP),
        radius=columns["radius"],
        precision=columns["precision"],
        geonames=columns["geonames"],
        vectors=np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1).astype(np.float32),
    )
