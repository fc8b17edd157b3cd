"""The dossier in Chromium, from a file, with the network off."""

from __future__ import annotations

import attrs
import pytest

from temoin.publish import publish_html, write_text

pytestmark = pytest.mark.browser
OPEN_ALL = "document.querySelectorAll('details').forEach((box) => { box.open = true; })"

CONTRAST = """
() => {
  const channel = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length === 3 ? [...n, 1] : n; };
  const mix = (under, over) => [0, 1, 2].map((i) => over[i] * over[3] + under[i] * (1 - over[3]));
  const ground = (element) => {
    const stack = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!colour.startsWith("rgb")) continue;
      stack.push(parse(colour));
      if (stack.at(-1)[3] === 1) break;
    }
    return stack.reverse().reduce(mix, [255, 255, 255]);
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const skipped = element.closest("script, style, svg, .watermark, .tag, .unseen");
    if (!walker.currentNode.data.trim() || skipped || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const one = light(parse(style.color)), two = light(ground(element));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${element.className} ${walker.currentNode.data.trim().slice(0, 30)}`);
  }
  return poor;
}
"""
"""Text whose contrast is under WCAG 2.2 AA (1.4.3): 4.5 to 1, or 3 to 1 for large text."""


def test_it_asks_for_nothing_and_complains_of_nothing(visit, dossier_file):
    """No request leaves the file, and the console stays silent, in every mode."""
    seen = visit(dossier_file)
    for mode in ("side", "blink", "swipe"):
        seen.page.check(f"input[value={mode}]")
    seen.page.wait_for_timeout(100)
    assert seen.requests == []
    assert seen.complaints == []
    assert all(seen.page.evaluate("Array.from(document.images, (image) => image.complete && image.naturalWidth > 0)"))


def test_the_swipe_follows_the_arrow_keys(visit, dossier_file):
    """The range moves the cut by keys alone, and says where it is."""
    page = visit(dossier_file).page
    slider = page.locator(".slider input")
    slider.focus()
    clip = "getComputedStyle(document.querySelector('.after .frame')).clipPath"
    assert page.evaluate(clip) == "inset(0px 0px 0px 50%)"
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert slider.input_value() == "53"
    assert page.evaluate(clip) == "inset(0px 0px 0px 53%)"
    assert slider.get_attribute("aria-valuetext") == "earlier picture on 53 % of the width"
    page.keyboard.press("Home")
    assert page.evaluate(clip) == "inset(0px 0px 0px 0%)"


def test_all_modes_work_by_keyboard(visit, dossier_file):
    """From swipe by arrow keys to side by side and blink: two pictures beside each other, then one over the other in turn."""
    page = visit(dossier_file).page
    boxes = (
        "Array.from(document.querySelectorAll('.panel .frame'), (frame) => [frame.getBoundingClientRect().left, frame.getBoundingClientRect().top])"
    )
    before, after = page.evaluate(boxes)
    assert before == after
    page.locator("input[value=swipe]").focus()
    page.keyboard.press("ArrowRight")
    before, after = page.evaluate(boxes)
    assert before[0] < after[0]
    assert before[1] == after[1]
    assert not page.locator(".slider").is_visible()
    page.keyboard.press("ArrowRight")
    before, after = page.evaluate(boxes)
    assert before == after
    visible = "getComputedStyle(document.querySelector('.after .frame')).visibility"
    assert page.evaluate(visible) == "hidden"
    page.locator(".viewer.shows-after").wait_for(timeout=3000)
    assert page.evaluate(visible) == "visible"
    page.locator("[data-role=pause]").click()
    assert page.locator("[data-role=pause]").inner_text() == "Play"
    page.locator("[data-role=flip]").click()
    now = page.evaluate(visible)
    page.wait_for_timeout(1300)
    assert page.evaluate(visible) == now


def test_reduced_motion_does_not_blink(visit, dossier_file):
    """Whoever asked for less motion switches by hand."""
    page = visit(dossier_file, reduced_motion="reduce").page
    page.check("input[value=blink]")
    page.wait_for_timeout(1300)
    visible = "getComputedStyle(document.querySelector('.after .frame')).visibility"
    assert page.evaluate(visible) == "hidden"
    page.locator("[data-role=flip]").click()
    assert page.evaluate(visible) == "visible"
    assert page.locator(".now").inner_text() == "After"


def test_outlines_can_be_taken_away(visit, dossier_file):
    """One switch shows the bare ground."""
    page = visit(dossier_file).page
    assert page.locator(".after .shapes").is_visible()
    page.uncheck("[data-role=outlines]")
    assert not page.locator(".after .shapes").is_visible()


def test_without_script_the_pair_stands_side_by_side(visit, dossier_file):
    """Both pictures, their captions and all texts are there without script; no dead control is."""
    page = visit(dossier_file, java_script_enabled=False).page
    boxes = [page.locator(f".{name} .frame").bounding_box() for name in ("before", "after")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert not page.locator(".controls").is_visible()
    assert not page.locator(".slider").is_visible()
    assert page.locator("blockquote").first.is_visible()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("mode", ["swipe", "side", "blink"])
def test_no_width_overflows(visit, dossier_file, width, mode):
    """The page never scrolls sideways, in any mode, with every fold opened."""
    seen = visit(dossier_file, width=width)
    seen.page.check(f"input[value={mode}]")
    seen.page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    assert seen.width_over() <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(visit, dossier_file, scheme):
    """All text meets the contrast of WCAG AA in both colour schemes."""
    page = visit(dossier_file, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    assert page.evaluate(CONTRAST) == []
    page.evaluate("document.querySelector('#limits li').style.color = 'rgb(128, 128, 128)'")
    assert len(page.evaluate(CONTRAST)) == 1


def test_forced_colours_keep_verdicts_and_outlines(visit, dossier_file):
    """With the reader's own colours nothing is lost: verdict words and the pictures stay visible."""
    seen = visit(dossier_file, forced_colors="active")
    assert seen.page.locator(".sign").first.is_visible()
    assert seen.page.locator(".after .frame img").is_visible()
    assert seen.complaints == []


def test_search_finds_buildings_and_a_link_opens_its_fold(visit, dossier_file):
    """The table narrows as one types and says how many are shown; a jump into a closed text opens it."""
    page = visit(dossier_file).page
    page.fill("#building-search", "WORKSHOP 7")
    assert page.locator("#building-table tbody tr:visible").count() == 1
    assert page.locator("#building-found").inner_text() == "1 of 3 shown"
    page.evaluate("document.querySelectorAll('details.report').forEach((box) => { box.open = false; })")
    page.locator(".chain a").first.click()
    page.locator("details.report[open]").wait_for(timeout=3000)


def test_every_control_has_a_name_and_shows_its_focus(visit, dossier_file):
    """Inputs and buttons are labelled, and the tab key leaves a visible ring."""
    page = visit(dossier_file).page
    nameless = page.evaluate(
        "Array.from(document.querySelectorAll('input, button')).filter((item) => !item.labels?.length && !item.textContent.trim()).length"
    )
    assert nameless == 0
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_print_shows_both_pictures(visit, dossier_file):
    """On paper the two stand side by side whatever was chosen on the screen, and controls are gone."""
    page = visit(dossier_file).page
    page.emulate_media(media="print")
    boxes = [page.locator(f".{name} .frame").bounding_box() for name in ("before", "after")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 1
    assert page.evaluate("getComputedStyle(document.querySelector('.after .frame')).clipPath") == "none"
    assert not page.locator(".controls").is_visible()


def test_hostile_words_run_nothing(visit, made, tmp_path):
    """Script in titles, names and texts stays text, and long words break nothing at 320 pixels."""
    content = made.make_content()
    evil = "</script><script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">" + "x" * 3000
    report = made.make_report("fr", evil + " three dead", "fr", publisher=evil, url="javascript:document.title='taken'", title=evil)
    buildings = tuple(attrs.evolve(building, name=evil) for building in content.buildings)
    hostile = attrs.evolve(content, title=evil, reports=(report, *content.reports[1:]), buildings=buildings, notes=(evil,))
    path = write_text(tmp_path / "evil.html", publish_html(hostile).html)
    seen = visit(path, width=320)
    seen.page.wait_for_timeout(100)
    assert seen.page.title().startswith("DRAFT")
    assert seen.requests == []
    assert seen.complaints == []
    assert seen.width_over() <= 0


@pytest.mark.parametrize("language", ["en", "fr", "uk"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(visit, public_files, axe, language, width):
    """axe-core's whole set of rules holds for the public form in every language, with every fold opened."""
    page = visit(public_files[language], width=width).page
    page.evaluate(OPEN_ALL)
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_draft_and_sees_a_fault(visit, dossier_file, axe, scheme):
    """The draft holds as well, in both colour schemes; a picture without words is noticed."""
    page = visit(dossier_file, color_scheme=scheme).page
    page.evaluate(OPEN_ALL)
    assert axe(page) == []
    page.evaluate("document.images[0].removeAttribute('alt')")
    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]


@pytest.mark.parametrize("language", ["en", "fr", "uk"])
def test_long_words_of_every_language_fit(visit, public_files, language):
    """No language makes the page wider than a small telephone, nor at 200 % zoom; nothing is asked for, nothing complained of."""
    seen = visit(public_files[language], width=320)
    seen.page.evaluate(OPEN_ALL)
    assert seen.width_over() <= 0
    # 200 % of a window 1280 wide leaves 640 CSS pixels, at twice the density (WCAG 2.2, 1.4.4).
    zoomed = visit(public_files[language], width=640, device_scale_factor=2)
    zoomed.page.evaluate(OPEN_ALL)
    assert zoomed.width_over() <= 0
    assert seen.requests + zoomed.requests == []
    assert seen.complaints + zoomed.complaints == []


def test_withheld_words_are_seen_and_read_out(visit, public_files):
    """A mark stands in the text, and a screen reader hears that something is withheld."""
    page = visit(public_files["fr"]).page
    mark = page.locator(".withheld").first
    assert mark.is_visible()
    assert mark.inner_text().startswith("█████")
    assert "[masqué]" in mark.text_content()
