"""The dossier on paper: a tagged PDF from the dossier's own templates, with map sheets and an annex of hashes."""

from __future__ import annotations

import base64
import gc
import hashlib
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from types import ModuleType
from typing import Any

import attrs
from markupsafe import Markup

from temoin.errors import OptionError, UnsupportedError
from temoin.geo import Grid
from temoin.publish.content import DossierContent
from temoin.publish.dossier import page_parts, require_no_leaks
from temoin.publish.environment import page_asset, page_template
from temoin.publish.pdftree import ready_for_paper
from temoin.publish.policy import Precision
from temoin.publish.views.mapsheet import MapSheet, map_sheets
from temoin.publish.views.pictures import PictureView
from temoin.publish.words import Words

__all__ = ["PDF_VARIANTS", "publish_pdf"]

PDF_VARIANTS = ("pdf/ua-1", "pdf/ua-2")
"""What a file may claim of itself on request (ISO 14289-1 and -2): the claim is the caller's, who has had it validated."""
_FONT, _PICTURE = "temoin-font:", "temoin-picture:"
_JPEG = re.compile(r'src="data:image/jpeg;base64,([A-Za-z0-9+/=]+)"')
_SCREEN_ONLY = re.compile(r' (?:role|data-label|data-slot)="[^"]*"')
"""In a text a quotation mark is escaped, so that nothing of a report looks like it."""
_FACES = (
    ("DejaVu Sans", 400, "DejaVuSans"),
    ("DejaVu Sans", 700, "DejaVuSans-Bold"),
    ("DejaVu Serif", 400, "DejaVuSerif"),
    ("DejaVu Serif", 700, "DejaVuSerif-Bold"),
    ("DejaVu Sans Mono", 400, "DejaVuSansMono"),
)


@attrs.frozen(kw_only=True)
class _Sheet:
    number: int
    view: PictureView
    map: MapSheet


def publish_pdf(content: DossierContent, *, variant: str | None = None) -> bytes:
    """Print a dossier as PDF: the same content always gives the same bytes, on every machine. The policy is the page's own.

    Always tagged, with the languages of quotes, texts in place of pictures, and the fonts in the file.

    Args:
        content: all that is printed, as for `publish_html`.
        variant: one of `PDF_VARIANTS` to have the file say that it conforms; `None` makes the same tags and claims nothing.

    Raises:
        UnsupportedError: WeasyPrint or its libraries are not installed.
        OptionError: withheld words would stand in it; or there is no such language or variant.
    """
    if variant is not None and variant not in PDF_VARIANTS:
        raise OptionError(f"no PDF can be made as {variant[:20]!r}", hint=f"Name one of {', '.join(PDF_VARIANTS)}, or none.")
    with _without_collector():
        return _made(content, variant)


def _made(content: DossierContent, variant: str | None) -> bytes:
    parts, left_out = page_parts(content, is_paper=True)
    html = page_template("pdf.html.j2").render(
        parts,
        sheets=_sheets(content, parts),
        created=content.created.isoformat(timespec="seconds"),
        style=Markup(_faces() + page_asset("pdf.css") + (_watermark(parts["_"]) if content.is_draft else "")),  # noqa: S704  # our own file, not a word from outside
        engines=(),
    )
    if not content.is_draft:
        require_no_leaks(html, left_out)
    return _printed(html, parts, variant)


def _sheets(content: DossierContent, parts: dict[str, Any]) -> tuple[_Sheet, ...]:
    has_places = content.is_draft or content.policy.precision is Precision.EXACT
    shown = zip(parts["pictures"], _grids(content), strict=False)
    sheets = [(view, sheet) for view, grid in shown for sheet in map_sheets(view, grid, parts["_"], has_places=has_places)]
    return tuple(_Sheet(number=number, view=view, map=sheet) for number, (view, sheet) in enumerate(sheets, start=1))


def _grids(content: DossierContent) -> tuple[Grid, ...]:
    """Of the shown pictures, in their order."""
    if content.aligned is not None:
        return (content.aligned.grid,)
    return tuple(one.pixels.grid for one in (content.before_only, content.after_only) if one is not None)


def _printed(html: str, parts: dict[str, Any], variant: str | None) -> bytes:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as error:
        # OSError: the package is there, but Pango, which it draws with, is not.
        hint = (
            "pip install 'temoin[pdf]', and Pango from the system (on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
        )
        raise UnsupportedError(f"a PDF cannot be made: {error}", hint=hint) from error
    # WeasyPrint warns of every rule that it does not know; what it draws is looked at instead.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    text, pictures = _pictures_apart(html)
    with _languages_in_tags(weasyprint.pdf.tags):
        document = _page_class(weasyprint)(string=text, url_fetcher=_inside_only(weasyprint.urls, pictures))
        ready_for_paper(document.etree_element, parts["_"], page_asset("pdf_shapes.css"))
        data = document.write_pdf(font_config=FontConfiguration(), pdf_tags=True, pdf_variant=variant, pdf_identifier=identifier)
    return bytes(data)


def _faces() -> str:
    """The fonts as rules of style: none of the machine's own is used, so that every machine prints the same."""
    rules = (f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url({_FONT}{name}.ttf) }}' for family, weight, name in _FACES)
    return "\n".join((*rules, ""))


def _pictures_apart(html: str) -> tuple[str, dict[str, bytes]]:
    """The page with short names in place of its JPEG pictures, and the pictures by name: their megabytes need not be read as markup.

    Nor need what is said to browsers and to readers of screens alone.
    """
    pictures: dict[str, bytes] = {}

    def named(found: re.Match[str]) -> str:
        name = f"{_PICTURE}{hashlib.sha256(found[1].encode()).hexdigest()}"
        pictures[name] = base64.b64decode(found[1])
        return f'src="{name}"'

    return _SCREEN_ONLY.sub("", _JPEG.sub(named, html)), pictures


def _page_class(weasyprint: ModuleType) -> Any:  # noqa: ANN401  # of WeasyPrint, which has no types
    """A page whose elements are by themselves what `pdf_base.css` says, and not what WeasyPrint's own sheet does."""
    base = weasyprint.CSS(string=page_asset("pdf_base.css"))

    class Page(weasyprint.HTML):  # type: ignore[misc, name-defined]  # no types
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002, FBT001, FBT002  # WeasyPrint's signature
            return [base]

    return Page


def _inside_only(urls: ModuleType, pictures: Mapping[str, bytes]) -> Any:  # noqa: ANN401  # of WeasyPrint, which has no types
    """Gives WeasyPrint our own fonts and what the page itself holds, and nothing else: no file, no network."""
    folder = resources.files("temoin.publish").joinpath("fonts")
    fonts = {f"{_FONT}{name}.ttf": name for _, _, name in _FACES}

    class Inside(urls.URLFetcher):  # type: ignore[misc, name-defined]  # no types
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ANN401  # as above
            if url in pictures:
                return urls.URLFetcherResponse(url, pictures[url], {"Content-Type": "image/jpeg"})
            if url in fonts:
                return urls.URLFetcherResponse(url, folder.joinpath(f"{fonts[url]}.ttf").read_bytes(), {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    return Inside(allowed_protocols=("data",))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python's search for cycles takes a quarter of the time while a tree of ten thousand boxes grows, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _watermark(words: Words) -> str:
    """The word DRAFT across every page, as its background: seen, and not read out on each page."""
    mark = page_template("pdf_watermark.svg.j2").render(word=words("DRAFT"))
    return f'@page {{ background: url("data:image/svg+xml;base64,{base64.b64encode(mark.encode()).decode("ascii")}") center / 100% auto no-repeat; }}'


_TAGGING = threading.Lock()


@contextmanager
def _languages_in_tags(tags: ModuleType) -> Iterator[None]:
    """Let each tag bear the language that its element bears: WeasyPrint writes that of the whole document alone.

    A reader's voice would else read French quotes as English. There is no door for it in WeasyPrint 70, so its builder of tags is wrapped while
    one document is written.
    """
    build = tags._build_box_tree  # noqa: SLF001  # see above

    def with_language(box: Any, *others: Any) -> Iterator[Any]:  # noqa: ANN401  # of WeasyPrint, which has no types
        for made in build(box, *others):
            element = getattr(box, "element", None)
            if element is not None and element.get("lang"):
                made["Lang"] = tags.pydyf.String(element.get("lang"))
            yield made

    with _TAGGING:
        tags._build_box_tree = with_language  # type: ignore[attr-defined]  # noqa: SLF001
        try:
            yield
        finally:
            tags._build_box_tree = build  # type: ignore[attr-defined]  # noqa: SLF001
