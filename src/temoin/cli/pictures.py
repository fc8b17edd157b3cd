"""Reading two pictures from a command's options."""

from __future__ import annotations

from pathlib import Path

from temoin.errors import CrsError
from temoin.model import ScenePair, Site
from temoin.read import SceneFacts, read_pair, read_scene, read_site
from temoin.workflows import time_of

__all__ = ["points_of", "read_two"]


def read_two(
    before: Path,
    after: Path,
    *,
    site: Path | None,
    dates: tuple[str | None, str | None],
    gcps: tuple[Path | None, Path | None] = (None, None),
    crs: str | None = None,
) -> tuple[ScenePair, Site | None]:
    """The two pictures with what the options say of them, and the site they were cropped to."""
    facts = [
        SceneFacts(acquired=time_of(date, option), crs_where_none=crs, gcps=points)
        for date, option, points in zip(dates, ("--before-date", "--after-date"), gcps, strict=True)
    ]
    place = read_site(site) if site else None
    return read_pair(before, after, before_facts=facts[0], after_facts=facts[1], site=place), place


def points_of(picture: Path | None, own: Path | None, shared: Path | None, crs: str | None) -> Path | None:
    """The control points of a picture: those given for it alone, else the shared ones where it has no place of its own."""
    if own is not None or shared is None or picture is None:
        return own
    try:
        read_scene(picture, facts=SceneFacts(crs_where_none=crs))
    except CrsError:
        return shared
    return None
