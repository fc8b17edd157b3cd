"""The map and the table of buildings in Chromium, from a file, with the network off."""

from __future__ import annotations

import io

import attrs
import numpy as np
import PIL.Image
import pytest

from temoin.publish import Policy, publish_html, write_text
from temoin.quantity import Quantity

pytestmark = pytest.mark.browser
SMALL = {"width": 740, "height": 560}
"""A window in which software draws a map quickly; just wide enough for a table."""


@pytest.fixture(scope="module")
def many_file(made, tmp_path_factory):
    """250 buildings in a picture of several tiles."""
    content = made.make_content()
    grid = made.make_grid(rows=900, cols=1300)
    images = made.make_images(grid)
    scenes = [made.make_scene(name, grid, None) for name in "ab"]
    aligned = attrs.evolve(content.aligned, before_pixels=images[0], after_pixels=images[1], before=scenes[0], after=scenes[1], grid=grid)
    one, grade = content.buildings[0], content.findings.grades[0]
    buildings, grades = [], []
    for number in range(250):
        x, y = 0.02 + number % 25 / 26, 0.03 + number // 25 / 11
        buildings.append(attrs.evolve(one, id=f"x{number}", name=None, footprint=made.pixel_box(grid, x, y, x + 0.02, y + 0.05)))
        area = Quantity(value=float((number * 7) % 250 + 1), low=0.0, high=400.0, unit="m2")
        grades.append(attrs.evolve(grade, id=f"g{number}", building_id=f"x{number}", score=number / 250, changed_area=area))
    findings = attrs.evolve(content.findings, items=tuple(grades))
    content = attrs.evolve(content, aligned=aligned, buildings=tuple(buildings), findings=findings, assessments=(), lineage=None)
    return write_text(tmp_path_factory.mktemp("many") / "many.html", publish_html(content).html)


def shown(page) -> np.ndarray:
    """The map as it is seen, sRGB."""
    return np.asarray(PIL.Image.open(io.BytesIO(page.locator(".map").screenshot())).convert("RGB")).astype(int)


def test_the_map_draws_both_pictures_from_the_file(visit, dossier_file):
    """From file:// with the network off: the later picture, by a button the earlier one, no request but its own worker, no complaint."""
    seen = visit(dossier_file, **SMALL)
    seen.open_map()
    page = seen.page
    page.uncheck("[data-role=outlines]")
    page.wait_for_timeout(300)
    later = shown(page)
    page.click("[data-role=earlier]")
    page.wait_for_timeout(300)
    earlier = shown(page)
    rows, cols = later.shape[:2]
    hole = (slice(int(rows * 0.27), int(rows * 0.31)), slice(int(cols * 0.22), int(cols * 0.31)))
    ground = (slice(int(rows * 0.6), int(rows * 0.8)), slice(int(cols * 0.1), int(cols * 0.4)))
    assert later[hole].mean() < 60
    assert earlier[hole].mean() > 150
    assert np.abs(later[ground] - earlier[ground]).mean() < 3
    assert page.locator(".map-mix input").get_attribute("aria-valuetext") == "later picture at 0 %"
    assert seen.requests == []
    assert seen.complaints == []


def test_the_map_is_worked_by_keys_alone(visit, many_file):
    """Reached by arrow keys from the other modes; there arrows move it, plus zooms, and the scale follows."""
    seen = visit(many_file, **SMALL)
    page = seen.page
    page.locator("input[value=blink]").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".map-pane.is-idle").wait_for(timeout=20_000)
    assert page.locator("input[value=map]").is_checked()
    length = page.locator("[data-role=length]")
    first, words = shown(page), length.inner_text()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "CANVAS":
            break
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Map of both pictures")
    page.keyboard.press("+")
    page.wait_for_timeout(900)
    assert length.inner_text() != words
    zoomed = shown(page)
    assert np.abs(zoomed - first).mean() > 3
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(900)
    assert np.abs(shown(page) - zoomed).mean() > 3
    slider = page.locator(".map-mix input")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "later picture at 95 %"
    assert seen.complaints == []


def test_an_outline_says_what_it_is_and_leads_to_its_row(visit, dossier_file):
    """A click on a building names it with its grade; the name leads to the table, and a button in the table back to the map."""
    page = visit(dossier_file, **SMALL).page
    page.check("input[value=map]")
    page.locator(".map-pane.is-idle").wait_for(timeout=20_000)
    box = page.locator(".map").bounding_box()
    page.locator(".map").click(position={"x": box["width"] * 0.45, "y": box["height"] * 0.45})
    said = page.locator(".map-said")
    page.locator(".map-said", has_text="workshop 7, atelier 7: damaged").wait_for(timeout=5000)
    said.locator("a").click()
    assert page.locator("tr:target").get_attribute("id") == said.locator("a").get_attribute("href")[1:]
    page.check("input[value=side]")
    page.locator("#building-table tbody tr").nth(1).locator(".to-map").click()
    page.locator(".map-said", has_text="not assessable").wait_for(timeout=5000)
    assert page.locator("input[value=map]").is_checked()


def test_outlines_can_be_taken_off_the_map(visit, dossier_file):
    """The same switch as for the still pair, and the legend in words stays beside it."""
    seen = visit(dossier_file, **SMALL)
    seen.open_map()
    with_lines = shown(seen.page)
    seen.page.uncheck("[data-role=outlines]")
    seen.page.wait_for_timeout(300)
    assert np.abs(shown(seen.page) - with_lines).max() > 50
    assert "damaged: 1 building" in seen.page.locator(".key").inner_text()


@pytest.mark.parametrize("chromium", [("--disable-3d-apis",)], indirect=True, ids=["no WebGL"])
def test_without_webgl_the_still_pair_shows(visit, dossier_file):
    """No map is offered, the pair works as ever, and nobody is told of an error."""
    seen = visit(dossier_file, **SMALL)
    assert seen.page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
    assert not seen.page.locator(".map-choice").is_visible()
    assert seen.page.locator(".after .frame img").is_visible()
    assert not seen.page.locator(".to-map").first.is_visible()
    seen.page.check("input[value=side]")
    assert seen.complaints == []


@pytest.mark.parametrize("width", [320, 1440])
def test_the_map_fits_any_width_and_axe_finds_nothing(visit, public_files, axe, width):
    """On a small telephone and a wide screen, in the longest words."""
    seen = visit(public_files["uk"], width=width)
    seen.open_map()
    assert seen.width_over() <= 0
    assert axe(seen.page) == []
    frame = seen.page.locator(".map-frame").bounding_box()
    assert frame["height"] >= 200


def test_on_paper_the_still_pair_takes_the_map_s_place(visit, dossier_file):
    """Whatever was chosen, paper shows both pictures side by side."""
    seen = visit(dossier_file, **SMALL)
    seen.open_map()
    seen.page.emulate_media(media="print")
    assert not seen.page.locator(".map").is_visible()
    boxes = [seen.page.locator(f".{name} .frame").first.bounding_box() for name in ("panel.before", "panel.after")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 1


def test_a_covered_part_is_grey_on_the_map(visit, made, tmp_path):
    """What the analyst covered is covered on the map as well, at any zoom."""
    content = made.make_content()
    hidden = (made.pixel_box(content.aligned.grid, 0.2, 0.6, 0.5, 0.9),)
    page = publish_html(attrs.evolve(content, is_draft=False, policy=Policy(hidden=hidden), buildings=(), findings=None)).html
    seen = visit(write_text(tmp_path / "covered.html", page), **SMALL)
    seen.open_map()
    picture = shown(seen.page)
    rows, cols = picture.shape[:2]
    part = picture[int(rows * 0.65) : int(rows * 0.8), int(cols * 0.25) : int(cols * 0.45)]
    assert np.abs(part - 96).max() <= 6


def test_the_table_turns_pages_sorts_and_searches(visit, many_file):
    """A hundred rows a page; numbers sort as numbers, what is sorted says so; a search says how many it found."""
    seen = visit(many_file, **SMALL)
    page = seen.page
    rows = page.locator("#building-table tbody tr")
    first = page.locator("#building-table tbody tr bdi").first
    assert rows.count() == 100
    assert not page.locator(".first-only").is_visible()
    assert page.locator("[data-role=where]").inner_text() == "page 1 of 3"
    page.click(".pager [data-role=last]")
    assert rows.count() == 50
    page.click("th[data-sort=area] button")
    assert page.locator("th[data-sort=area]").get_attribute("aria-sort") == "descending"
    areas = [int(text.split()[0]) for text in page.locator("td [data-slot=area]").all_inner_texts()]
    assert areas == sorted(areas, reverse=True)
    page.click("th[data-sort=id] button")
    assert first.inner_text() == "x0"
    assert rows.nth(9).locator("bdi").first.inner_text() == "x9"
    page.fill("#building-search", "X24")
    assert rows.count() == 11
    assert page.locator("#building-found").inner_text() == "11 of 250 shown"
    assert not page.locator(".pager").is_visible()
    assert seen.complaints == []


def test_an_address_brings_up_the_page_that_holds_it(visit, many_file):
    """A link to a building on a later page turns the table over to it."""
    page = visit(many_file, **SMALL).page
    page.evaluate("location.hash = '#b5'")
    page.locator("#b5").wait_for(timeout=3000)
    assert page.locator("[data-role=where]").inner_text() == "page 3 of 3"


def test_without_script_the_first_buildings_stand_there_and_say_so(visit, many_file):
    """The most damaged hundred, a sentence that there are more, and no dead control."""
    page = visit(many_file, java_script_enabled=False).page
    assert page.locator("#building-table tbody tr").count() == 100
    assert "the first 100 of 250 buildings" in page.locator(".first-only").inner_text()
    for dead in (".pager", ".search", ".map-pane", ".controls"):
        assert not page.locator(dead).first.is_visible()


def test_paper_holds_more_than_a_page_of_the_table(visit, many_file):
    """On paper, where nobody can turn pages, up to a thousand rows are printed."""
    page = visit(many_file, **SMALL).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#building-table tbody tr").count() == 250
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#building-table tbody tr").count() == 100
