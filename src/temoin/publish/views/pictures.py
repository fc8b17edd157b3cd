"""The pictures of a dossier: rendered, captioned, outlined, with scale and north."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from temoin.errors import NoCoverageError
from temoin.geo import Footprint, Window
from temoin.model import AlignedPair, Building, Change, Findings, Scene
from temoin.publish.amounts import number_words, quantity_words, share_words, time_words
from temoin.publish.content import ShownScene
from temoin.publish.covered import cover_regions
from temoin.publish.display import Stretch, make_stretch, render_image, shrink_pair
from temoin.publish.outline import Canvas
from temoin.publish.picture import PictureKind, data_uri, display_size, encode_picture
from temoin.publish.safe import bounded
from temoin.publish.shrink import shrink_pixels
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.fitness import fitness_words
from temoin.publish.views.overlay import Overlay, make_overlay
from temoin.publish.views.placing import registration_words
from temoin.publish.views.zoommap import MapView, map_view
from temoin.publish.words import Words
from temoin.raster import Image, Pixels

__all__ = ["MAX_SIDE", "CloseUp", "Panel", "PictureView", "pair_view", "single_view"]

MAX_SIDE = 1400
"""Longer side of a shown picture, pixels."""
_CLOSE_SIDE = 440
_CLOSE_UPS = 3
_CLOSE_MARGIN_M = 15.0
_SCREEN: tuple[PictureKind, int] = ("webp", 80)
_PAPER: tuple[PictureKind, int] = ("jpeg", 86)
"""Kind and quality; the two look alike, and JPEG is what a PDF takes in as it is."""


@attrs.frozen(kw_only=True)
class Panel:
    """One picture with what is printed on it."""

    css: str
    word: str
    src: str
    alt: str
    when: str
    facts: tuple[str, ...]
    cloud: str
    credit: str
    licence: str
    name: str
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CloseUp:
    """The largest changes at the pictures' own resolution."""

    label: str
    address: str
    caption: str
    before: str
    after: str
    width: int
    height: int
    path: str


@attrs.frozen(kw_only=True)
class PictureView:
    """One or two pictures of the same size with their outlines; two have a map."""

    panels: tuple[Panel, ...]
    width: int
    height: int
    overlay: Overlay
    lines: tuple[str, ...]
    close_ups: tuple[CloseUp, ...] = ()
    zoom: MapView | None = None

    @property
    def is_pair(self) -> bool:
        """Whether there are two to compare."""
        return len(self.panels) == 2


def pair_view(
    aligned: AlignedPair,
    findings: Findings | None,
    buildings: Sequence[Building],
    anchors: Anchors,
    words: Words,
    *,
    hidden: Sequence[Footprint] = (),
    is_paper: bool = False,
) -> PictureView:
    """Before and after, on one grid and with one stretch; for paper as JPEG, which a PDF holds as it is, and without the map.

    Raises:
        NoCoverageError: one of the pictures has not one usable pixel.
    """
    (before, after), stretches = shrink_pair(aligned, max_side=MAX_SIDE)
    width, height = display_size(before.grid, max_side=MAX_SIDE)
    canvas = Canvas(grid=before.grid, width=width, height=height)
    limits = aligned.fitness.reasons if aligned.fitness is not None else ()
    reasons = (_sentence(words.reason(reason)) for reason in dict.fromkeys((*aligned.registration.reasons, *aligned.reasons, *limits)))
    lines = (*registration_words(aligned, words), *fitness_words(aligned.fitness, words), _stretch_words(stretches, words), *reasons)
    return PictureView(
        panels=(
            _panel(aligned.before, before, stretches[0], (width, height), words, is_before=True, hidden=hidden, is_paper=is_paper),
            _panel(aligned.after, after, stretches[1], (width, height), words, is_before=False, hidden=hidden, is_paper=is_paper),
        ),
        width=width,
        height=height,
        overlay=make_overlay(canvas, findings, buildings, anchors, words),
        lines=lines,
        close_ups=_close_ups(aligned, findings, stretches, anchors, words, hidden, is_paper=is_paper),
        zoom=None if is_paper else map_view(aligned, stretches, hidden),
    )


def single_view(
    shown: ShownScene,
    buildings: Sequence[Building],
    anchors: Anchors,
    words: Words,
    *,
    is_before: bool,
    hidden: Sequence[Footprint] = (),
    is_paper: bool = False,
) -> PictureView:
    """One picture alone, with the footprints that were given; for paper as JPEG.

    Raises:
        NoCoverageError: the picture has not one usable pixel.
    """
    image = shrink_pixels(shown.pixels, max_side=MAX_SIDE)
    (stretch,) = make_stretch((image,), is_8bit=shown.pixels.dtype == np.uint8)
    width, height = display_size(image.grid, max_side=MAX_SIDE)
    return PictureView(
        panels=(_panel(shown.scene, image, stretch, (width, height), words, is_before=is_before, hidden=hidden, is_paper=is_paper),),
        width=width,
        height=height,
        overlay=make_overlay(Canvas(grid=image.grid, width=width, height=height), None, buildings, anchors, words),
        lines=(_stretch_words((stretch,), words),),
    )


def _panel(
    scene: Scene,
    image: Image,
    stretch: Stretch,
    size: tuple[int, int],
    words: Words,
    *,
    is_before: bool,
    hidden: Sequence[Footprint],
    is_paper: bool,
) -> Panel:
    word = words("Before") if is_before else words("After")
    when = time_words(scene.acquired, words)
    return Panel(
        css="before" if is_before else "after",
        word=word,
        src=_source(image, stretch, size, hidden, is_paper=is_paper),
        alt=words("The earlier picture from above, {when}", when=when) if is_before else words("The later picture from above, {when}", when=when),
        when=when,
        facts=_facts(scene, words),
        cloud="" if scene.cloud_cover is None else words("cloud on {share} of the scene", share=share_words(scene.cloud_cover)),
        credit=bounded(scene.credit or words("no credit given"), 200),
        licence=bounded(scene.licence or "", 200),
        name=bounded(scene.name, 120),
        notes=tuple(map(words.reason, scene.notes)),
    )


def _source(image: Image, stretch: Stretch, size: tuple[int, int], hidden: Sequence[Footprint], *, is_paper: bool) -> str:
    kind, quality = _PAPER if is_paper else _SCREEN
    return data_uri(encode_picture(cover_regions(render_image(image, stretch), image.grid, hidden), kind=kind, size=size, quality=quality), kind)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _facts(scene: Scene, words: Words) -> tuple[str, ...]:
    """Sensor, ground sample distance, view and sun, with what is not known said so."""
    down_m, right_m = scene.grid.gsd_m
    facts = [words("{gsd} m a pixel", gsd=number_words(float(f"{(down_m * right_m) ** 0.5:.2g}"), decimal=words.decimal))]
    missing = []
    if scene.sensor:
        facts.insert(0, bounded(scene.sensor, 60))
    else:
        missing.append(words("sensor"))
    if scene.off_nadir_deg is None:
        missing.append(words("off-nadir angle"))
    else:
        facts.append(words("off-nadir {angle}°", angle=f"{scene.off_nadir_deg:.0f}"))
    if scene.sun_elevation_deg is None:
        missing.append(words("sun"))
    elif scene.sun_azimuth_deg is None:
        facts.append(words("sun {height}° high", height=f"{scene.sun_elevation_deg:.0f}"))
    else:
        facts.append(words("sun {height}° high in the {side}", height=f"{scene.sun_elevation_deg:.0f}", side=words.compass(scene.sun_azimuth_deg)))
    if missing:
        facts.append(words("not known: {facts}", facts=", ".join(missing)))
    return tuple(facts)


def _stretch_words(stretches: Sequence[Stretch], words: Words) -> str:
    shown = words("Shown: {bands}.", bands=words(stretches[0].label))
    if len(stretches) == 1:
        return shown
    if stretches[1].is_matched:
        return shown + " " + words("Both pictures are shown with one and the same brightness scale.")
    return (
        shown + " " + words("The brightness of the two pictures could not be matched: each is scaled alone, and unchanged ground may look different.")
    )


def _close_ups(
    aligned: AlignedPair,
    findings: Findings | None,
    stretches: Sequence[Stretch],
    anchors: Anchors,
    words: Words,
    hidden: Sequence[Footprint],
    *,
    is_paper: bool,
) -> tuple[CloseUp, ...]:
    if findings is None:
        return ()
    found = []
    for change in findings.changes[:_CLOSE_UPS]:
        try:
            window = _window_around(aligned, change)
        except NoCoverageError:
            continue
        found.append(_close_up(aligned, change, window, stretches, anchors, words, hidden, is_paper=is_paper))
    return tuple(found)


def _window_around(aligned: AlignedPair, change: Change) -> Window:
    tight = aligned.grid.window_of(change.footprint)
    finest = min(aligned.grid.gsd_m)
    return aligned.grid.window_of(change.footprint, margin_px=max(8, round(_CLOSE_MARGIN_M / finest), max(tight.shape) // 2))


def _close_up(
    aligned: AlignedPair,
    change: Change,
    window: Window,
    stretches: Sequence[Stretch],
    anchors: Anchors,
    words: Words,
    hidden: Sequence[Footprint],
    *,
    is_paper: bool,
) -> CloseUp:
    before, after = (_crop(pixels, window) for pixels in (aligned.before_pixels, aligned.after_pixels))
    width, height = display_size(before.grid, max_side=_CLOSE_SIDE)
    scale = _CLOSE_SIDE / max(width, height)
    size = (round(width * scale), round(height * scale))
    sources = [_source(image, stretch, size, hidden, is_paper=is_paper) for image, stretch in zip((before, after), stretches, strict=True)]
    address, label = anchors.findings[change.id]
    return CloseUp(
        label=label,
        address=address,
        caption=words("Change {label}: {area}", label=label, area=quantity_words(change.area, words)),
        before=sources[0],
        after=sources[1],
        width=size[0],
        height=size[1],
        path=Canvas(grid=before.grid, width=size[0], height=size[1]).path_of(change.footprint),
    )


def _crop(pixels: Pixels, window: Window) -> Image:
    return shrink_pixels(pixels, max_side=_CLOSE_SIDE, window=window)
