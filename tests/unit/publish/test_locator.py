"""The locator: borders as the United Nations name them, a map of the surroundings, and no more exactness than the policy allows."""

from __future__ import annotations

import re

import attrs
import pytest
import shapely
from affine import Affine

from temoin.geo import Footprint, Grid, parse_crs
from temoin.publish import Policy, Precision, publish_html
from temoin.publish.borders import countries_in, country_at
from temoin.publish.coarse import coarse_footprint
from temoin.publish.views.locator import locator_view
from temoin.publish.words import Words

PLACES = {
    "Simferopol": (34.10, 44.95, "UA"),
    "Sevastopol": (33.52, 44.61, "UA"),
    "Donetsk": (37.80, 48.00, "UA"),
    "Luhansk": (39.31, 48.57, "UA"),
    "Mariupol": (37.54, 47.10, "UA"),
    "Kerch": (36.47, 45.36, "UA"),
    "Belgorod": (36.58, 50.60, "RU"),
    "Rostov": (39.70, 47.23, "RU"),
    "Anadyr": (177.5, 64.73, "RU"),
    "Uelen": (-169.8, 66.16, "RU"),
    "Kyrenia": (33.32, 35.30, "CY"),
    "Tiraspol": (29.63, 46.84, "MD"),
    "Pristina": (21.16, 42.67, "XK"),
    "Gaza": (34.45, 31.50, "PS"),
    "Maseru": (27.50, -29.32, "LS"),
    "Suva": (178.44, -18.14, "FJ"),
    "the Atlantic": (-30.0, 45.0, ""),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_lie_in_the_country_the_united_nations_name(name):
    """Crimea and the Donbas in Ukraine, the north of Cyprus in Cyprus; places beyond 180°, islands and enclaves in their own."""
    longitude, latitude, code = PLACES[name]
    assert country_at(longitude, latitude) == code


def test_a_box_over_the_date_line_is_whole():
    """Land on both sides of 180° comes out side by side, in the box's own degrees."""
    cut = countries_in(170.0, 60.0, 195.0, 70.0)
    russian = [shape for code, shape in cut if code == "RU"]
    assert min(shape.bounds[0] for shape in russian) == 170.0
    assert max(shape.bounds[2] for shape in russian) > 188.0
    assert all(shape.bounds[2] - shape.bounds[0] <= 25.0 for _, shape in cut)


def at(made, longitude: float, latitude: float):
    """Made content whose pictures lie somewhere."""
    content = made.make_content()
    grid = Grid(crs=parse_crs("EPSG:4326"), transform=Affine(5e-6, 0, longitude, 0, -5e-6, latitude), height=120, width=160)
    images = made.make_images(grid)
    aligned = attrs.evolve(content.aligned, grid=grid, before_pixels=images[0], after_pixels=images[1])
    return attrs.evolve(content, aligned=aligned, findings=None, buildings=())


@pytest.mark.parametrize(("language", "country"), [("en", "Ukraine"), ("fr", "Ukraine"), ("uk", "Україна")])
def test_the_page_shows_where_the_place_lies(made, language, country):
    """The country's name in the page's language, its shape apart from its neighbours', the source of the borders."""
    content = attrs.evolve(at(made, 34.10, 44.95), language=language)
    view = locator_view(content, Words(language=language))
    assert view.country == country
    assert sum(land.is_home for land in view.lands) == 1
    assert {land.name for land in view.lands} > {country}
    page = publish_html(content).html
    assert f"{country}." in page
    assert "Natural Earth" in page


def test_a_public_map_is_no_more_exact_than_its_policy(made):
    """Two sites in one square of a kilometre give the very same map; in a draft the two differ."""
    square = coarse_footprint(Footprint(shape=shapely.Point(34.1031, 44.9511), crs=parse_crs("EPSG:4326")), 1000.0).shape.bounds
    pair = [at(made, square[0] + share * (square[2] - square[0]), square[1] + share * (square[3] - square[1])) for share in (0.2, 0.8)]
    policy = Policy(precision=Precision.KILOMETRE)
    public = [locator_view(attrs.evolve(one, is_draft=False, policy=policy), Words()) for one in pair]
    assert public[0] == public[1]
    assert locator_view(pair[0], Words()) != locator_view(pair[1], Words())


def test_nothing_is_drawn_where_nothing_is_known(made):
    """Without pictures and site, and near a pole, there is no map; the open sea is said to be that."""
    content = made.make_content()
    assert locator_view(attrs.evolve(content, aligned=None, site=None), Words()) is None
    assert locator_view(at(made, 10.0, 88.0), Words()) is None
    sea = publish_html(at(made, -30.0, 45.0)).html
    assert "At sea." in sea
    assert re.search(r'aria-label="Map of the surroundings; the place lies at sea"', sea)
