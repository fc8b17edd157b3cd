"""A case full of private data: the public page holds none of it, in texts, attributes, names or pixels."""

from __future__ import annotations

import base64
import hashlib
import html as markup
import io
import json
import re
from datetime import UTC, datetime, timedelta

import attrs
import numpy as np
import PIL.Image
import pmtiles.reader
import pytest
import shapely
from pmtiles.reader import MemorySource

from temoin.errors import OptionError
from temoin.model import Attribution, Claim, ClaimKind, Decision, DecisionKind, Source, SourceClass
from temoin.publish import ChangedLine, Policy, Precision, ReleaseFacts, earliest_release, public_layers, publish_geojson, publish_html, publishable
from temoin.publish.covered import COVER
from temoin.publish.withheld import Withheld
from temoin.quantity import Quantity

TEXT = (
    "Fire in Port-Alune\n\n"
    "Ivan Petrenko, 45, of 12 Baker Street lost his son Danylo. His mother Olena Petrenko (tel. +380 67 123 45 67, olena.p@example.org) said so on "
    "https://t.me/olena_p and as @olena_p. Three people were killed and 45 injured, 2 of them children. Governor Oleh Sereda confirmed it. "
    "Petrenko's neighbour Kim Jiyoung saw two women at 48.01594, 37.80281."
)
SECRETS = (
    "Petrenko", "Danylo", "Olena", "Jiyoung", "Baker Street", "123 45 67", "olena", "t.me", "48.01594", "37.80281", "Ada Ledger", "Bo Checker",
    "petrenko_case", "two women", "2 of them", "order-77", "Dora Exif",
)  # fmt: skip


def persons(value: int, unit: str = "person") -> Quantity:
    """A count of people."""
    return Quantity(value=value, unit=unit)


@pytest.fixture(scope="module")
def seeded(made):
    """Private data in every place that a dossier is printed from."""
    content = made.make_content()
    data = TEXT.encode()
    report = made.make_report(
        "petrenko_case", TEXT, "en", title="Olena Petrenko weeps", url="https://news.example/olena-petrenko?u=1", publisher="Harbour Post",
        notes=("petrenko_case.html has no row for Ivan Petrenko.",),
    )  # fmt: skip
    assert report.sha256 == hashlib.sha256(data).hexdigest()
    witness = Attribution(chain=(Source(name="her neighbour Kim Jiyoung", kind=SourceClass.WITNESS, is_named=True),))
    base = {"report_id": report.id, "lang": "en"}
    claims = (
        Claim(
            id="s1",
            kind=ClaimKind.KILLED,
            span=made.span_in(TEXT, "Three people"),
            quantity=persons(3),
            attribution=witness,
            **base,
        ),
        Claim(id="s2", kind=ClaimKind.INJURED, span=made.span_in(TEXT, "45 injured"), quantity=persons(45), **base),
        Claim(id="s3", kind=ClaimKind.INJURED, span=made.span_in(TEXT, "2 of them"), quantity=persons(2, "child"), subset_of="s2", **base),
    )
    when = datetime(2025, 7, 4, tzinfo=UTC)
    decisions = (
        Decision(number=1, kind=DecisionKind.SIGN_OFF, subject="ab" * 32, who="Ada Ledger", why="Olena Petrenko was asked by Ada Ledger", when=when),
        Decision(
            number=2, kind=DecisionKind.TIE_NAME, subject="house of Ivan Petrenko", value='{"building": "h1"}', who="Bo Checker", why="-", when=when
        ),
    )
    case = attrs.evolve(
        content.case,
        title="Petrenko",
        options=json.dumps({"path": "/home/Ada Ledger/petrenko_case"}),
        exhibits=(attrs.evolve(content.case.exhibits[0], name="petrenko_case.html"),),
        ledger=attrs.evolve(content.case.ledger, entries=tuple(attrs.evolve(one, role="Bo Checker") for one in content.case.ledger.entries)),
    )
    scene = attrs.evolve(
        content.aligned.before, name="petrenko_case.tif", order_id="order-77", credit="Sky © 2025, desk@sky.example", sources=(("a", "Dora Exif"),)
    )
    buildings = tuple(attrs.evolve(one, name="house of Olena Petrenko", attributes=(("owner", "Ivan Petrenko"),)) for one in content.buildings)
    changes = (ChangedLine(what="claim", which="“Three people” (petrenko_case)", was="killed 2 2 2 person", now="killed 3 3 3 person"),)
    return attrs.evolve(
        content,
        title="The house of Ivan Petrenko",
        reports=(report, *content.reports[:2]),
        claims=(*claims, *content.claims),
        decisions=decisions,
        case=case,
        aligned=attrs.evolve(content.aligned, before=scene),
        buildings=buildings,
        notes=("petrenko_case: Olena Petrenko's page could not be read", "/home/Ada Ledger/petrenko_case.html is empty"),
        release=ReleaseFacts(number=2, earlier=((1, when),), changes=changes, signed_by=2, lifted="asked by Ada Ledger"),
        policy=Policy(precision=Precision.KILOMETRE),
        is_draft=False,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "uk"])
def test_the_public_page_holds_no_private_word(seeded, opened, language):
    """Not one secret in text, attribute, address, note, decision, ledger or option; what is public still stands."""
    text = markup.unescape(opened(publish_html(attrs.evolve(seeded, language=language)).html))
    assert [secret for secret in SECRETS if secret.casefold() in text.casefold()] == []
    for public in ("Three people", "45 injured", "Oleh Sereda", "Harbour Post", "Port-Alune", "Sky © 2025"):
        assert public in text
    assert "█████" in text
    assert text.count("█" * 6) == 0


def test_the_draft_holds_all_of_it_and_says_what_would_go(seeded):
    """The desk sees the whole texts, a watermark, and the list of what the public form leaves out."""
    page = publish_html(attrs.evolve(seeded, is_draft=True, release=None)).html
    assert "Ivan Petrenko, 45, of 12 Baker Street" in page
    assert "What the public form leaves out" in page
    assert '<div class="watermark"' in page
    assert re.search(r"\d names of private persons", page)


def test_counts_of_what_was_left_out_are_printed(seeded):
    """Each kind with its number; the words themselves are not."""
    public, left_out = publishable(seeded)
    known = dict(left_out.counts)
    kinds = {Withheld.NAME, Withheld.PHONE, Withheld.EMAIL, Withheld.HANDLE, Withheld.ADDRESS, Withheld.AGE, Withheld.SMALL_COUNT, Withheld.POSITION}
    assert kinds | {Withheld.WORKER, Withheld.FILE_NAME, Withheld.OPTIONS, Withheld.OUTLINE} <= set(known)
    assert known[Withheld.WORKER] == 2
    assert {claim.id for claim in public.claims} >= {"s1", "s2"}
    assert "s3" not in {claim.id for claim in public.claims}
    assert "withheld-words" not in publish_html(seeded).html.split("</style>")[1]


def test_spans_still_point_to_their_words(seeded):
    """Claims keep their places in the text that is printed."""
    public, _ = publishable(seeded)
    texts = {report.id: report.text for report in public.reports}
    marked = [claim for claim in public.claims if claim.span is not None]
    assert {"Three people", "45 injured"} <= {claim.quote for claim in marked}
    assert all(texts[claim.report_id][claim.span.start : claim.span.end] == claim.span.text for claim in marked)


def test_a_subset_that_leaves_few_over_is_withheld_too(seeded, made):
    """43 of 45 say as much as the two that are left."""
    near = Claim(id="s4", report_id="petrenko_case", kind=ClaimKind.HOSPITALISED, words="43", quantity=persons(43), subset_of="s2")
    far = attrs.evolve(near, id="s5", words="35", quantity=persons(35))
    public, _ = publishable(attrs.evolve(seeded, claims=(*seeded.claims, near, far)))
    assert {"s4", "s5"} & {claim.id for claim in public.claims} == {"s5"}


def test_texts_in_other_scripts_are_left_out_whole(seeded, opened):
    """Where names cannot be told apart nothing of the text is shown, and that is said."""
    report = attrs.evolve(seeded.reports[0], lang="ka")
    page = publish_html(attrs.evolve(seeded, reports=(report, *seeded.reports[1:]))).html
    assert "names of private persons cannot be told apart yet" in page
    assert "Three people" not in markup.unescape(opened(page))


def test_a_leak_through_a_credit_is_refused(seeded):
    """A photographer who is also a withheld person: nothing is printed, and the message says whom it is about."""
    scene = attrs.evolve(seeded.aligned.before, credit="Photo: Ivan Petrenko")
    with pytest.raises(OptionError, match="Ivan Petrenko") as caught:
        publish_html(attrs.evolve(seeded, aligned=attrs.evolve(seeded.aligned, before=scene)))
    assert "--public-names" in caught.value.hint


def pictures(page: str) -> list[np.ndarray]:
    """Every picture in a page, sRGB."""
    found = re.findall(r"data:image/webp;base64,([A-Za-z0-9+/=]+)", page)
    return [np.asarray(PIL.Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB")) for one in found]


def test_marked_parts_are_covered_in_every_picture(made):
    """In both pictures and their close-ups the marked part is one flat grey, and no metadata goes with a picture."""
    content = made.make_content()
    grid = content.aligned.grid
    face = made.pixel_box(grid, 0.22, 0.26, 0.30, 0.32)
    bare = publish_html(attrs.evolve(content, is_draft=False))
    page = publish_html(attrs.evolve(content, is_draft=False, policy=Policy(hidden=(face,)))).html
    for shown, plain in zip(pictures(page)[:2], pictures(bare.html)[:2], strict=True):
        rows, cols = shown.shape[:2]
        inside = (slice(int(rows * 0.27), int(rows * 0.31)), slice(int(cols * 0.23), int(cols * 0.29)))
        assert np.abs(shown[inside].astype(int) - COVER).max() <= 6
        assert np.abs(plain[inside].astype(int) - COVER).max() > 20
    close = [one for one in pictures(page)[2:] if (np.abs(one.astype(int) - COVER).max(axis=2) <= 6).mean() > 0.01]
    assert len(close) >= 2
    raw = base64.b64decode(re.search(r"data:image/webp;base64,([A-Za-z0-9+/=]+)", page)[1])
    assert b"EXIF" not in raw
    assert b"XMP" not in raw


def tiles(page: str, name: str) -> dict[tuple[int, int, int], np.ndarray]:
    """Tiles of one of a page's maps by their place, sRGB with alpha, read by the format's own reader."""
    archive = base64.b64decode(re.search(rf'id="tiles-{name}">([^<]+)<', page)[1])
    return {place: np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGBA")) for place, data in pmtiles.reader.all_tiles(MemorySource(archive))}


def _blocks(picture: np.ndarray) -> np.ndarray:
    """Means of blocks of 8 by 8 pixels."""
    rows, cols = picture.shape[0] // 8, picture.shape[1] // 8
    return picture[: rows * 8, : cols * 8].reshape(rows, 8, cols, 8, 3).mean(axis=(1, 3))


def test_the_map_shows_what_the_still_pair_shows(made):
    """The tile holds the pixels of the still picture, a marked part is grey in both, and no tile lies beside it."""
    content = made.make_content()
    face = made.pixel_box(content.aligned.grid, 0.2, 0.25, 0.5, 0.6)
    page = publish_html(attrs.evolve(content, is_draft=False, policy=Policy(hidden=(face,)))).html
    for name, still in zip(("before", "after"), pictures(page)[:2], strict=True):
        found = tiles(page, name)
        finest = max(zoom for zoom, _, _ in found)
        middle = 1 << (finest - 1)
        assert {place for place in found if place[0] == finest} == {(finest, middle, middle)}
        rows, cols = still.shape[:2]
        tile = found[(finest, middle, middle)]
        # Both are lossy: what they agree on is the mean of each block of pixels.
        assert np.abs(_blocks(tile[:rows, :cols, :3]) - _blocks(still)).max() < 8
        assert (tile[rows:, :, 3] == 0).all()
        assert np.abs(tile[int(0.27 * rows) : int(0.58 * rows), int(0.22 * cols) : int(0.48 * cols), :3].astype(int) - COVER).max() <= 6


def test_a_covered_part_is_covered_across_tiles(made):
    """Of a picture of several tiles, the part is grey from edge to edge: tiles are cut after it was covered."""
    grid = made.make_grid(rows=1100, cols=1500)
    images = made.make_images(grid)
    content = made.make_content()
    aligned = attrs.evolve(content.aligned, before_pixels=images[0], after_pixels=images[1], before=made.make_scene("a", grid, None), grid=grid)
    face = made.pixel_box(grid, 0.2, 0.25, 0.5, 0.6)
    content = attrs.evolve(content, aligned=aligned, findings=None, buildings=(), is_draft=False, policy=Policy(hidden=(face,)))
    whole = np.zeros((1536, 1536, 4), dtype=np.uint8)
    for (zoom, col, row), tile in tiles(publish_html(content).html, "before").items():
        top, left = 512 * (row - (1 << (zoom - 1))), 512 * (col - (1 << (zoom - 1)))
        whole[top : top + 512, left : left + 512] = tile
    assert np.abs(whole[int(1100 * 0.26) : int(1100 * 0.59), int(1500 * 0.21) : int(1500 * 0.49), :3].astype(int) - COVER).max() <= 6
    assert np.abs(whole[:200, :280, :3].astype(int) - COVER).max() > 20


def test_a_coarse_map_holds_no_outline(seeded, opened):
    """Where places are given to a kilometre, the map's data hold no building, no shape and no change, as the still pair draws none."""
    page = publish_html(seeded).html
    sheet = json.loads(re.search(r'id="sheet">(.*?)</script>', opened(page))[1])
    assert (sheet["shapes"], sheet["given"], sheet["changes"], sheet["columns"]["id"]) == ([], [], [], [[], []])
    assert set(sheet["map"]) == {"width", "height", "metres", "zoom", "tile"}


def test_coarse_products_hold_no_outline_name_or_map_id(seeded):
    """GeoJSON under the same policy: squares of a raster, running ids, no attribute of the file; its page draws and lists nothing."""
    found, buildings = public_layers(seeded)
    layer = publish_geojson(found, buildings)
    text = json.dumps(layer)
    assert not any(word in text for word in ("Petrenko", "owner", '"h1"', '"h2"'))
    for feature in layer["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.equals(shape.envelope)
    centres = [one.footprint.shape.centroid for one in seeded.buildings]
    assert len(centres) == len(buildings)
    assert 'class="building' not in publish_html(seeded).html.split("</style>")[1]
    exact = publish_geojson(*public_layers(attrs.evolve(seeded, policy=Policy())))
    assert "owner" not in json.dumps(exact)
    assert "Petrenko" not in json.dumps(exact)


def test_the_delay_counts_from_the_end_of_the_event(made):
    """24 hours after the last moment at which it may have been; without a date nobody knows."""
    event = made.make_content().event
    assert earliest_release(Policy(), event) == event.when.end + timedelta(hours=24)
    assert earliest_release(Policy(), attrs.evolve(event, when=None)) is None
    assert earliest_release(Policy(), None) is None
