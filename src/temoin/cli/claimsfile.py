"""A claims file as it was named on the command line: temoin's own, or a plain one as people write it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import attrs

from temoin.corroborate import Context, find_event
from temoin.errors import UnreadableError
from temoin.model import Claim, Report
from temoin.read import read_buildings, read_site
from temoin.wire import KindWord, claims_from_document, loads, plain_claims, read_json
from temoin.workflows import time_of

__all__ = ["GivenClaims", "read_claims", "read_file"]


@attrs.frozen(kw_only=True)
class GivenClaims:
    """What a claims file gave.

    Args:
        reports: of the file.
        claims: of the reports.
        context: event, site and buildings, as far as given.
        words: claim id to the file's own word for its kind; empty for a file that temoin wrote.
    """

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    context: Context
    words: Mapping[str, KindWord] = MappingProxyType({})


def read_claims(path: Path, *, event_date: str | None = None, site: Path | None = None, buildings: Path | None = None) -> GivenClaims:
    """Read a claims file with what was given beside it.

    Args:
        path: a file that temoin wrote, or a plain one (docs/reference/formats).
        event_date: when the event was, as somebody typed it; it wins over the file.
        site: the site file.
        buildings: the footprints.

    Raises:
        UnreadableError: a file cannot be read.
        WireError: it is neither kind of claims file.
        OptionError: the date is none.
    """
    data = read_file(path)
    given = time_of(event_date, "--event-date")
    around = Context(site=read_site(site) if site else None, buildings=read_buildings(buildings) if buildings else ())
    document = read_json(data, name=path.name)
    if isinstance(document, dict) and "temoin" in document:
        reports, claims = claims_from_document(loads(data, "claims", name=path.name), name=path.name)
        return GivenClaims(reports=reports, claims=claims, context=attrs.evolve(around, event=find_event(claims, reports, given=given)))
    plain = plain_claims(document, name=path.name)
    event = find_event(plain.claims, plain.reports, given=given or (plain.event.when if plain.event is not None else None))
    if plain.event is not None:
        event = attrs.evolve(event, id=plain.event.id, place=plain.event.place or event.place)
    context = attrs.evolve(around, event=event, event_kind=plain.kind, fields={one: word.field for one, word in plain.words.items()})
    return GivenClaims(reports=plain.reports, claims=plain.claims, context=context, words=plain.words)


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody named.

    Raises:
        UnreadableError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}", hint="Check the file's name.") from error
