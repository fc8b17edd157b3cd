"""Reading two pictures from a command's options."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import attrs

from temoin.errors import CrsError
from temoin.model import ScenePair, Site
from temoin.read import SceneFacts, read_pair, read_scene, read_site
from temoin.workflows import time_of

__all__ = ["GivenPictures", "given_pictures", "points_of", "read_two"]


class GivenPictures(TypedDict):
    """Two pictures as `VerifyInputs` takes them: of each the piece that lies on top, and the others."""

    before: Path | None
    after: Path | None
    more_before: tuple[Path, ...]
    more_after: tuple[Path, ...]


def given_pictures(before: tuple[Path, ...], after: tuple[Path, ...]) -> GivenPictures:
    """The pieces of two pictures, each the uppermost first, as inputs of a run."""
    return GivenPictures(before=before[0] if before else None, after=after[0] if after else None, more_before=before[1:], more_after=after[1:])


def read_two(
    before: tuple[Path, ...],
    after: tuple[Path, ...],
    shared: SceneFacts,
    *,
    site: Path | None,
    dates: tuple[str | None, str | None],
    gcps: tuple[Path | None, Path | None] = (None, None),
) -> tuple[ScenePair, Site | None]:
    """The two pictures with what the options say of them, and the site they were cropped to.

    Args:
        before: the pieces of the earlier one, the uppermost first.
        after: likewise of the later one.
        shared: what holds for both.
        site: a file, or `None`.
        dates: as they were given.
        gcps: control points of each.
    """
    facts = [
        attrs.evolve(shared, acquired=time_of(date, option), gcps=points)
        for date, option, points in zip(dates, ("--before-date", "--after-date"), gcps, strict=True)
    ]
    place = read_site(site) if site else None
    return read_pair(before, after, before_facts=facts[0], after_facts=facts[1], site=place), place


def points_of(picture: tuple[Path, ...], own: Path | None, shared: Path | None, crs: str | None) -> Path | None:
    """The control points of a picture: those given for it alone, else the shared ones where it has no place of its own."""
    if own is not None or shared is None or not picture:
        return own
    try:
        read_scene(picture, facts=SceneFacts(crs_where_none=crs))
    except CrsError:
        return shared
    return None
