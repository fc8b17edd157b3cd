"""Reading two pictures from a command's options."""

from __future__ import annotations

from pathlib import Path

from temoin.model import ScenePair, Site
from temoin.read import SceneFacts, parse_when, read_pair, read_site

__all__ = ["read_two"]


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
        SceneFacts(acquired=parse_when(date) if date else None, crs_where_none=crs, gcps=points) for date, points in zip(dates, gcps, strict=True)
    ]
    place = read_site(site) if site else None
    return read_pair(before, after, before_facts=facts[0], after_facts=facts[1], site=place), place
