"""`temoin corroborate`: hold claims against findings and against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.options import AsJson
from temoin.cli.tables import print_assessments
from temoin.cli.terminal import emit_json, results
from temoin.corroborate import Context, corroborate_claims, find_event, trace_lineage
from temoin.errors import UnreadableError
from temoin.model import Assessment, Findings
from temoin.read import read_buildings, read_site
from temoin.wire import claims_from_document, from_document, loads, to_document
from temoin.workflows import time_of

__all__ = ["corroborate"]


def corroborate(
    claims: Annotated[Path, Parameter(help="A claims file, as temoin extract --json writes it.")],
    *,
    findings: Annotated[Path | None, Parameter(help="A findings file, as temoin measure --out writes it.")] = None,
    buildings: Annotated[Path | None, Parameter(help="The footprints that the findings speak of.")] = None,
    site: Annotated[Path | None, Parameter(help="The site with its named parts.")] = None,
    event_date: Annotated[str | None, Parameter(help="When the event was, as you know it.")] = None,
    json: AsJson = False,
) -> int:
    """Hold claims against findings and against each other."""
    reports, read = claims_from_document(loads(_bytes(claims), "claims", name=claims.name), name=claims.name)
    seen: Findings | None = None
    if findings is not None:
        seen = from_document(loads(_bytes(findings), "findings", name=findings.name), name=findings.name)
    event = find_event(read, reports, given=time_of(event_date, "--event-date"))
    context = Context(
        site=read_site(site) if site else None,
        buildings=read_buildings(buildings) if buildings else (),
        event=event,
        lineage=trace_lineage(reports, read),
    )
    assessments = corroborate_claims(read, seen, reports, context=context)
    if json:
        emit_json(to_document(assessments, of=Assessment))
    else:
        print_assessments(results(), assessments, reports)
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}", hint="Check the file's name.") from error
