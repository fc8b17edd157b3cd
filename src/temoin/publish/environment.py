"""The one way every page is filled in: words from outside are escaped and made printable, a missing value is an error."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import jinja2
from markupsafe import Markup, escape

from temoin.publish.safe import printable
from temoin.publish.withheld import MARK

__all__ = ["page_asset", "page_template"]


def page_template(name: str) -> jinja2.Template:
    """A page of `templates/`.

    Args:
        name: of the file, such as `dossier.html.j2`.

    Returns:
        A template that escapes every word, shows what HTML cannot carry as U+FFFD, and fails with `jinja2.UndefinedError` on a value that was
        not given. Filter `marked`: a text with its marks of withheld words made visible.
    """
    return _environment().get_template(name)


@lru_cache(maxsize=16)
def page_asset(name: str) -> str:
    """A style or script of `templates/`, as text, to be put into a page whole."""
    return resources.files("temoin.publish").joinpath("templates", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("temoin.publish", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalise,
    )
    environment.filters["marked"] = _marked
    return environment


def _marked(text: str, label: str) -> Markup:
    """Text with a span around each mark of withheld words, so that it is seen and read out as one."""
    parts = [escape(printable(part)) for part in text.split(MARK)]
    mark = Markup('<span class="withheld"><span aria-hidden="true">{}</span><span class="unseen">{}</span></span>').format(MARK, f"[{label}]")
    return mark.join(parts)


def _finalise(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
