"""Chromium for the tests of what people see; they are skipped where it is absent."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
MADE = Path(__file__).resolve().parents[1] / "unit" / "publish" / "made_content.py"
FLAGS = [
    "--no-sandbox",
    # WebGL by software: what is tested is the same on a machine without a graphics card.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str | None:
    return os.environ.get("TEMOIN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The functions that make up a dossier's content."""
    name = "temoin_made_content"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, MADE)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _launched(*flags: str) -> Iterator[Any]:
    path = _chromium()
    if path is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium), or name it in TEMOIN_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A running browser, with further flags where a test names some; Playwright speaks to it through pipes, so no socket is opened."""
    yield from _launched(*getattr(request, "param", ()))


@pytest.fixture(scope="session")
def dossier_file(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole dossier as a file."""
    from temoin.publish import publish_html, write_text

    return write_text(tmp_path_factory.mktemp("dossier") / "dossier.html", publish_html(made.make_content()).html)


@pytest.fixture(scope="session")
def public_files(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The public form in each language, with a release before it, a covered part and withheld names."""
    from datetime import UTC, datetime

    import attrs

    from temoin.publish import PAGE_LANGUAGES, ChangedLine, Policy, ReleaseFacts, publish_html, write_text

    content = made.make_content()
    report = attrs.evolve(content.reports[1], title="Ivan Petrenko was there")
    release = ReleaseFacts(
        number=2,
        earlier=((1, datetime(2025, 7, 5, tzinfo=UTC)),),
        changes=(ChangedLine(what="verdict", which="“Trois” (fr)", was="supported on killed 3: one-origin", now="contested on killed 3: denied"),),
        signed_by=2,
    )
    hidden = (made.pixel_box(content.aligned.grid, 0.6, 0.1, 0.7, 0.2),)
    public = attrs.evolve(
        content, is_draft=False, release=release, policy=Policy(hidden=hidden), reports=(content.reports[0], report, *content.reports[2:])
    )
    folder = tmp_path_factory.mktemp("public")
    return {lang: write_text(folder / f"{lang}.html", publish_html(attrs.evolve(public, language=lang)).html) for lang in PAGE_LANGUAGES}


class Visit:
    """One opened page with all that it asked for and complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open_map(self) -> None:
        """Choose the map and wait until it is drawn."""
        self.page.check("input[value=map]")
        self.page.locator(".map-pane.is-idle").wait_for(timeout=20_000)

    def width_over(self) -> int:
        """Pixels by which the page is wider than its window."""
        over: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return over


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    """Open a file with the network off: `visit(path, width=…, **context options)`."""
    contexts = []

    def _open(path: Path, *, width: int = 1024, height: int = 800, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        opened = Visit(context.new_page())
        opened.page.goto(path.as_uri())
        return opened

    yield _open
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """What axe-core finds in a page, with the first element of each."""

    def _violations(page: Any) -> list[str]:
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in found["violations"]]

    return _violations
