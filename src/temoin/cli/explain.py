"""`temoin explain`: the reasoning behind one claim's verdicts, step by step, with drawings of the family tree and of the count."""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import attrs
from cyclopts import Parameter

from temoin.cli.claimsfile import read_claims
from temoin.cli.figures import quantity_words
from temoin.cli.histories import print_figures
from temoin.cli.options import AsJson
from temoin.cli.terminal import emit_json, results, to_people
from temoin.corroborate import Context, Corroboration, CountSeries, corroborate_reports, explain_assessment, find_event
from temoin.custody import CaseStore
from temoin.errors import CaseError, OptionError
from temoin.model import Assessment, Reason, Report, short_id
from temoin.publish import FigureMark, draw_families, draw_history, write_text
from temoin.wire import explanation_document, from_document, loads, parse_inputs
from temoin.workflows import decided_claims_of, missed_words, shown_validation, time_of, validation_of

__all__ = ["explain"]


@attrs.frozen(kw_only=True)
class _Material:
    """What an explanation is told from.

    Args:
        reports: the texts.
        found: what came of corroborating.
        names: what a claim may be called to its id.
        missed: what "no visible damage" leaves open, where the case was validated, or "".
    """

    reports: tuple[Report, ...]
    found: Corroboration
    names: Mapping[str, str] = MappingProxyType({})
    missed: str = ""


def explain(
    case: Annotated[Path, Parameter(help="A case folder, or a claims file.")],
    claim: Annotated[str, Parameter(help="The claim: its id in the file, or its short id as temoin case show gives it.")],
    *,
    out: Annotated[Path | None, Parameter(help="Folder for the family tree of reports and the history of the count as SVG.")] = None,
    json: AsJson = False,
) -> int:
    """Tell the reasoning behind a claim's verdicts, step by step."""
    material = _of_case(case) if case.is_dir() else _of_file(case)
    assessment = _named(claim, material)
    found = material.found
    series = next((one for one in found.history if any(point.claim_id == assessment.claim.id for point in one.points)), None)
    steps = explain_assessment(assessment, found.history, links=found.links, lineage=found.lineage)
    if Reason.NO_CHANGE_SEEN in assessment.reasons and material.missed:
        steps = (*steps, material.missed)
    drawn = _draw(out, material, series) if out is not None else ()
    if json:
        emit_json(explanation_document(assessment, steps))
        return 0
    for number, step in enumerate(steps, start=1):
        results().print(f"{number}. {step}", markup=False, highlight=False)
    if series is not None:
        print_figures(results(), series, assessment.claim.id)
    for path in drawn:
        to_people(f"drawn: {path}")
    return 0


def _of_file(path: Path) -> _Material:
    given = read_claims(path)
    found = corroborate_reports(given.claims, None, given.reports, context=given.context)
    return _Material(reports=given.reports, found=found, names={one.id: one.id for one in given.claims})


def _of_case(folder: Path) -> _Material:
    """The verdicts are those that the case keeps; the history of counts and the lineage follow from its claims, as they did when it was run."""
    with CaseStore.open(folder) as store:
        kept, inputs = store.get_artefact("assessments.json"), store.get_artefact("inputs.json")
        if kept is None or inputs is None:
            raise CaseError(f"{folder} holds no verdicts yet", hint="Run temoin verify with the same inputs again.")
        reports, decided = decided_claims_of(store)
        given = time_of(parse_inputs(inputs).options.event_date, "event_date")
        validation = validation_of(store)
    assessments: tuple[Assessment, ...] = from_document(loads(kept, name="assessments.json", max_bytes=len(kept)), name="assessments.json")
    context = Context(event=find_event(decided.claims, reports, given=given))
    found = corroborate_reports(decided.claims, None, reports, context=context)
    names = {name: claim_id for claim_id, key in decided.keys.items() for name in (claim_id, key, short_id(key))}
    missed = missed_words(shown_validation(validation)) if validation is not None else ""
    return _Material(reports=reports, found=attrs.evolve(found, assessments=assessments), names=names, missed=missed)


def _named(name: str, material: _Material) -> Assessment:
    """The assessment of the claim that a name, or the beginning of a short id, is meant for."""
    names = material.names
    ids = {names[name]} if name in names else {claim_id for known, claim_id in names.items() if name and known.startswith(name.casefold())}
    found = [one for one in material.found.assessments if one.claim.id in ids]
    if len(found) != 1:
        near = get_close_matches(name, names, n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else "temoin case show, or the file itself, gives the ids."
        raise OptionError(f'{"no" if not found else "more than one"} claim is called "{name[:80]}"', hint=hint)
    return found[0]


def _draw(out: Path, material: _Material, series: CountSeries | None) -> tuple[Path, ...]:
    names = {
        report.id: f"{report.publisher or report.id}, {report.published.days.iso if report.published else 'no day'}" for report in material.reports
    }
    drawn = [write_text(out / "families.svg", draw_families(material.found.lineage, names))]
    if series is not None:
        marks = [
            FigureMark(
                when=point.said,
                value=point.quantity.value,
                low=_finite(point.quantity.claimed_interval()[0]),
                high=_finite(point.quantity.claimed_interval()[1]),
                figure=quantity_words(point.quantity),
                status=str(point.status),
                words=f"{point.report_id}: {point.origin}",
            )
            for point in series.points
        ]
        drawn.append(write_text(out / "count.svg", draw_history(series.field.replace("_", " "), marks)))
    return tuple(drawn)


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None
