"""`temoin corroborate`: hold claims against findings and against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.claimsfile import read_claims, read_file
from temoin.cli.corroborated import corroborated_document, fields_of
from temoin.cli.histories import print_fields, print_links
from temoin.cli.options import AsJson
from temoin.cli.tables import print_assessments
from temoin.cli.terminal import emit_json, results
from temoin.corroborate import Reliability, corroborate_reports
from temoin.errors import OptionError
from temoin.model import Findings
from temoin.wire import from_document, loads

__all__ = ["corroborate"]


def corroborate(
    claims: Annotated[Path, Parameter(help="A claims file: as temoin extract --json writes it, or a plain one (reports with claims, free kinds).")],
    *,
    findings: Annotated[Path | None, Parameter(help="A findings file, as temoin measure --out writes it.")] = None,
    buildings: Annotated[Path | None, Parameter(help="The footprints that the findings speak of.")] = None,
    site: Annotated[Path | None, Parameter(help="The site with its named parts.")] = None,
    event_date: Annotated[str | None, Parameter(help="When the event was, as you know it.")] = None,
    reliability: Annotated[
        tuple[str, ...], Parameter(help="What you hold of a source: NAME=LETTER, A to F; give it once for each source.", negative=())
    ] = (),
    json: AsJson = False,
) -> int:
    """Hold claims against findings and against each other."""
    letters = dict(map(_letter, reliability))
    given = read_claims(claims, event_date=event_date, site=site, buildings=buildings)
    seen: Findings | None = None
    if findings is not None:
        seen = from_document(loads(read_file(findings), "findings", name=findings.name), name=findings.name)
    found = corroborate_reports(given.claims, seen, given.reports, context=given.context)
    if json:
        emit_json(corroborated_document(found, given.words, letters))
        return 0
    print_fields(results(), fields_of(found, given.words))
    print_links(results(), found)
    print_assessments(results(), found.assessments, given.reports)
    return 0


def _letter(text: str) -> tuple[str, Reliability]:
    name, _, letter = text.rpartition("=")
    if not name or letter not in set(Reliability):
        raise OptionError(f'--reliability "{text}" is no NAME=LETTER', hint='Write "Red Cross=B"; the letters are A to F.')
    return name, Reliability(letter)
