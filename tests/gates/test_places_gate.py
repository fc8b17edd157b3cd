"""Places against gold: names of places end to end in two public sets, and declined and foreign forms of 500 towns.

The sets (Local-Global Lexicon, GeoWebNews) are measured as found: every name of a town that the Lexicon marks counts, whether the gazetteer
holds it or not. What signs count was tuned on the Lexicon (`tools/fit_place_trust.py`); GeoWebNews was only measured. `towns.json` holds the
largest towns of Ukraine and Russia with their Ukrainian and Russian names (GeoNames, CC BY 4.0) and towns of time zones with their names in six
languages (CLDR).
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from lxml import etree

from temoin.extract.toponyms import find_places
from temoin.gazetteer import PlaceName, locate_names
from temoin.geo import great_circle_km

pytestmark = [pytest.mark.gate]
HERE = Path(__file__).parent
NEAR_KM = 161.0
"""100 miles, the field's usual measure (Leidner 2007; Gritta et al. 2020)."""
NAMED = {"Literal", "Literal_Modifier", "Mixed", "Coercion", "Metonymic", "Embedded_Literal", "Non_Literal_Modifier"}
"""Kinds of GeoWebNews's marks that are names of places."""


def _lexicon(path):
    for article in etree.parse(path).getroot().iter("article"):
        marks = []
        for mark in article.iter("toponym"):
            tag = mark.find("gaztag")
            point = None if tag is None else (float(tag.findtext("lat")), float(tag.findtext("lon")))
            is_town = tag is not None and tag.findtext("fclass") == "P"
            marks.append((int(mark.findtext("start")), int(mark.findtext("end")), point, is_town))
        yield article.findtext("text"), marks


def _web_news(path):
    for article in etree.parse(path).getroot().iter("article"):
        marks = []
        for mark in article.iter("toponym"):
            point = (float(mark.findtext("latitude")), float(mark.findtext("longitude"))) if mark.findtext("latitude") else None
            marks.append((int(mark.findtext("start")), int(mark.findtext("end")), point, point is not None and mark.findtext("type") in NAMED))
        yield article.findtext("text"), marks


def _is_near(location, point):
    return great_circle_km(location.lat, location.lon, *point) < NEAR_KM + location.radius_km


def _figures(articles, *, towns_only):
    gold = near = given = right = named = 0
    for text, marks in articles:
        found = [one for one in find_places(text, "en") if not towns_only or one.location.precision == "town"]
        for start, end, point, is_counted in marks:
            if is_counted:
                match = next((one for one in found if one.span.start < end and start < one.span.end), None)
                gold += 1
                near += match is not None and _is_near(match.location, point)
        for one in found:
            mark = next((mark for mark in marks if one.span.start < mark[1] and mark[0] < one.span.end), None)
            if mark is None or mark[2] is not None:
                given += 1
                named += mark is not None
                right += mark is not None and _is_near(one.location, mark[2])
    return {"near_of_all": near / gold, "near_of_given": right / given, "names_of_given": named / given}


@pytest.mark.data
def test_towns_of_the_lexicon(data_dir, hold):
    """Towns of local news end to end: share of all that are found within 161 km, and of what is given."""
    hold("places_lgl", _figures(_lexicon(data_dir / "geoparsing" / "lgl.xml"), towns_only=True))


@pytest.mark.data
def test_names_of_web_news(data_dir, hold):
    """All names of places of web news end to end, parts of towns, buildings and rivers included, which the gazetteer does not hold."""
    hold("places_gwn", _figures(_web_news(data_dir / "geoparsing" / "GWN.xml"), towns_only=False))


def _declined():
    spec = importlib.util.spec_from_file_location("declined", HERE / "declined.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {"ru": module.russian, "uk": module.ukrainian}


def _forms():
    """(language, form, lat, lon): every town's name in each language it is given in, and the cases of it."""
    cases = _declined()
    for _, lat, lon, names in json.loads((HERE / "towns.json").read_text("utf-8")):
        for lang, name in names.items():
            for form in sorted({name, *cases.get(lang, lambda _: ())(name), *([f"{name}s"] if lang == "de" and name[-1] not in "sßxz" else [])}):
                yield lang, form, lat, lon


def test_declined_and_foreign_forms_of_500_towns(hold):
    """Each form alone gives its town, within 30 km, whatever else bears the name."""
    tried, right = {}, {}
    for lang, form, lat, lon in _forms():
        (location,) = locate_names([PlaceName(words=form)], lang)
        tried[lang] = tried.get(lang, 0) + 1
        right[lang] = right.get(lang, 0) + (location is not None and great_circle_km(location.lat, location.lon, lat, lon) < 30)
    hold("places_forms", {**{lang: right[lang] / tried[lang] for lang in sorted(tried)}, "all": sum(right.values()) / sum(tried.values())})
