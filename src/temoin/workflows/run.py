"""One run on an open case: extract, align, measure, corroborate, publish, in this order and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

import temoin
from temoin.align import AlignOptions, align_pair
from temoin.corroborate import Context, CorroborateOptions, CountSeries, SeriesStatus, corroborate_claims, count_history, find_event, trace_lineage
from temoin.custody import COG, Layers, Store, canonical
from temoin.errors import NoCoverageError
from temoin.extract import ExtractOptions, extract_claims, is_supported
from temoin.measure import MeasureOptions, measure_damage
from temoin.model import (
    AlignedPair,
    Assessment,
    Building,
    Claim,
    Days,
    Decision,
    Findings,
    Reason,
    Registration,
    Report,
    standing_decisions,
)
from temoin.progress import Progress
from temoin.publish import CountEntry, CountHistory, DossierContent, ShownScene, TruthRow, publish_geojson, publish_html, write_geotiff
from temoin.read import quiet_pairs
from temoin.wire import claims_document, claims_from_document, dumps, no_alignment_document, parse_no_alignment, to_document
from temoin.workflows.decided import DecidedClaims, Places, decide_claims, decide_places
from temoin.workflows.material import Material
from temoin.workflows.products import DECISIONS, DOSSIER, SCORE
from temoin.workflows.quiet import QuietPairs, left_out
from temoin.workflows.reopen import scratch_folder
from temoin.workflows.signing import ENOUGH, is_signed_off
from temoin.workflows.steps import Steps
from temoin.workflows.validate import Validation
from temoin.workflows.validated import held_validation, shown_validation, with_result
from temoin.workflows.verification import Verification

__all__ = ["ground_hashes", "run_case"]

TruthOf = Callable[[Findings | None], tuple[TruthRow, ...]]
"""For made-up scenes: gives the rows of measured against true."""


def run_case(
    store: Store,
    folder: Path,
    material: Material,
    *,
    title: str,
    progress: Progress,
    now: Callable[[], datetime],
    truth_of: TruthOf | None = None,
    beside: Callable[[DossierContent], None] | None = None,
) -> Verification:
    """Do every step that the case does not hold yet.

    Args:
        store: the case, open for writing.
        folder: where it lies.
        material: what was given.
        title: of the case.
        progress: told of each stage.
        now: the clock, with a zone.
        truth_of: for made-up scenes only.
        beside: given all that the dossier is printed from, for another form of it.

    Raises:
        StorageError: the disk is full; what was finished is kept.
    """
    run = _Run(Steps(store, version=temoin.__version__, progress=progress), material, progress)
    run.keep_decisions()
    reports, read = run.extract()
    decided = decide_claims(reports, read, run.standing)
    claims = decided.claims
    validation = run.validation()
    findings = with_result(run.measure(), validation)
    assessments = run.corroborate(reports, decided, findings)
    content = DossierContent(
        title=title,
        created=now(),
        version=temoin.__version__,
        reports=reports,
        claims=claims,
        assessments=assessments,
        event=run.event,
        lineage=run.lineage,
        findings=findings,
        buildings=run.places.marked,
        site=run.places.site,
        counts=tuple(_history(series) for series in count_history(claims, reports, run.lineage)),
        notes=(*_notes_of(reports), *_notes_of_scenes(material), *run.places.notes, *decided.notes, *run.failures, *_signed(store, run.standing)),
        truth=truth_of(findings) if truth_of else (),
        decisions=run.decisions,
        rejected=tuple(claim for claim, _ in decided.rejected),
        keys=decided.keys,
        validation=shown_validation(validation) if validation is not None else None,
    )
    store.put_layers(
        Layers(
            reports=reports,
            claims=claims,
            rejected=content.rejected,
            keys=decided.keys,
            assessments=assessments,
            findings=findings,
            buildings=content.buildings,
            site=content.site,
            decisions=run.decisions,
        )
    )
    run.publish(content)
    if beside is not None:
        beside(run.shown(content))
    return Verification(
        case=folder,
        dossier=store.artefact_path(DOSSIER) or folder,
        head=store.head,
        reports=reports,
        claims=claims,
        assessments=assessments,
        decisions=run.decisions,
        rejected=decided.rejected,
        event=run.event,
        lineage=run.lineage,
        registration=findings.registration if findings is not None else None,
        findings=findings,
        failures=tuple(run.failures),
        reused=tuple(run.steps.reused),
    )


class _Run:
    """The steps of one run, with what later ones need of earlier ones."""

    def __init__(self, steps: Steps, material: Material, progress: Progress) -> None:
        self.steps, self.material, self.progress = steps, material, progress
        self.failures: list[str] = []
        self._aligned: AlignedPair | None = None
        self._registration: Registration | None = None
        self._is_apart = False
        self._why_apart: tuple[str, ...] = ()
        self.decisions = steps.store.decisions()
        self.standing = standing_decisions(self.decisions)
        self.places = decide_places(material.site, material.buildings, self.standing)

    def keep_decisions(self) -> None:
        """Put a copy of the decisions among the products, for people and programs to read; the ledger is what holds them."""
        data = dumps(to_document(self.decisions, of=Decision)).encode()
        if self.decisions and self.steps.store.get_artefact(DECISIONS) != data:
            self.steps.store.put_artefact(DECISIONS, data, "application/json", action="publish")

    # -------------------------------------------------------------- reports

    def extract(self) -> tuple[tuple[Report, ...], tuple[Claim, ...]]:
        reports = self.material.reports
        unread = [report for report in reports if not is_supported(report.lang)]
        self.failures += [f"{report.id}: claims cannot be read in this language yet ({report.lang or 'unknown'})" for report in unread]
        if not reports:
            return (), ()

        def make() -> tuple[dict[str, Any], str]:
            claims = [claim for report in reports for claim in extract_claims(report)]
            return claims_document(reports, claims), f"{len(claims)} claims"

        inputs = tuple(_hash(to_document(report)) for report in reports)
        document = self.steps.do("extracting", "claims.json", make, action="extract", inputs=inputs, options=ExtractOptions())
        return claims_from_document(document, name="claims.json")

    # ------------------------------------------------------------- pictures

    @cached_property
    def _ground_hashes(self) -> tuple[str, ...]:
        return ground_hashes(self.material, self.places)

    def validation(self) -> Validation | None:
        """The self-validation of this very ground, where the case holds one."""
        return held_validation(self.steps.store, self._ground_hashes) if self.material.pair is not None else None

    @cached_property
    def _place_hashes(self) -> tuple[str, ...]:
        """What verdicts depend on beside: all that the measurement does, and names tied to buildings."""
        documents = [to_document(self.places.buildings)] if self.places.buildings else []
        if self.places.site is not None:
            documents.append(to_document(self.places.site))
        return (*_scene_hashes(self.material), *map(_hash, documents))

    def align(self) -> AlignedPair | None:
        """The aligned pair, made when it is first asked for; `None` where there is no pair or the two share no ground."""
        if self._aligned is not None or self.material.pair is None or self._is_apart:
            return self._aligned
        try:
            self._aligned = align_pair(self.material.pair, buildings=self.places.measured, known=self._registration, progress=self.progress)
        except NoCoverageError as error:
            self._is_apart = True
            self._why_apart = (error.message,)
            self.failures.append(error.message)
        return self._aligned

    def measure(self) -> Findings | None:
        if self.material.pair is None:
            return None
        inputs = _scene_hashes(self.material)

        def make_alignment() -> tuple[dict[str, Any], str]:
            aligned = self.align()
            if aligned is None:
                return no_alignment_document(self._why_apart), "the pictures share no ground"
            rows, cols = aligned.registration.shift_px
            return to_document(aligned.registration), f"{aligned.registration.state}, shift {rows:+.2f}, {cols:+.2f} px (rows, columns)"

        document = self.steps.do("aligning", "registration.json", make_alignment, action="align", inputs=inputs, options=AlignOptions())
        if document["temoin"]["format"] == "no-alignment":
            self.failures += [reason for reason in parse_no_alignment(document) if reason not in self.failures]
            self._is_apart = True
            return None
        self._registration = self.steps.noun(document, "registration.json")
        inputs = (*self._ground_hashes, *(_hash(to_document(scene)) for scene, _ in self.material.earlier))

        def make_findings() -> tuple[dict[str, Any], str]:
            aligned = self.align()
            if aligned is None:
                raise NoCoverageError("the pictures share no ground")
            quiet = self._quiet()
            findings = measure_damage(aligned, buildings=self.places.measured, site=self.material.site, earlier=quiet, progress=self.progress)
            self._keep_layers(findings, inputs)
            return to_document(findings), f"{len(findings.changes)} changes, {len(findings.grades)} buildings"

        try:
            document = self.steps.do("measuring", "findings.json", make_findings, action="measure", inputs=inputs, options=MeasureOptions())
        except NoCoverageError as error:
            # Nothing of the two can be compared (radar with colours, a site under cloud): both are shown, nothing is measured.
            self._is_apart = True
            self.failures.append(error.message)
            return None
        findings: Findings = self.steps.noun(document, "findings.json")
        self.failures += left_out(self.material.earlier, findings)
        return findings

    def _quiet(self) -> Sequence[AlignedPair]:
        """Every two pictures from before the event; none without footprints, since it is grades that chance is told for."""
        pair, earlier = self.material.pair, self.material.earlier
        if pair is None or not earlier or not self.places.measured:
            return ()
        return QuietPairs(quiet_pairs((pair.before, pair.before_pixels), earlier))

    def _keep_layers(self, findings: Findings, inputs: tuple[str, ...]) -> None:
        layer = dumps(publish_geojson(findings, self.places.marked)).encode()
        self.steps.store.put_artefact("findings.geojson", layer, "application/geo+json", action="measure", inputs=inputs)
        if findings.score is not None:
            with scratch_folder() as folder:
                score = write_geotiff(folder / SCORE, findings.score)
                self.steps.store.put_artefact(SCORE, score, COG, action="measure", inputs=inputs)

    # ------------------------------------------------------------- verdicts

    def corroborate(self, reports: tuple[Report, ...], decided: DecidedClaims, findings: Findings | None) -> tuple[Assessment, ...]:
        material, places, claims = self.material, self.places, decided.claims
        self.event = find_event(claims, reports, given=material.event_time)
        self.lineage = trace_lineage(reports, claims)
        if not claims:
            return ()
        context = Context(site=places.site, buildings=places.buildings, scenes=material.scenes, event=self.event, lineage=self.lineage)

        def make() -> tuple[dict[str, Any], str]:
            assessments = tuple(map(decided.beside, corroborate_claims(claims, findings, reports, context=context)))
            return to_document(assessments, of=Assessment), f"{len(assessments)} verdicts"

        documents = [claims_document(reports, claims), to_document(self.event), to_document(self.lineage)]
        documents += [to_document(findings)] if findings is not None else []
        documents += [to_document(decisions) for decisions in decided.decisions.values()]
        inputs = (*(_hash(document) for document in documents), *self._place_hashes)
        document = self.steps.do("corroborating", "assessments.json", make, action="corroborate", inputs=inputs, options=CorroborateOptions())
        assessments: tuple[Assessment, ...] = self.steps.noun(document, "assessments.json")
        return assessments

    # -------------------------------------------------------------- dossier

    def publish(self, content: DossierContent) -> None:
        """Print the dossier unless the case holds the one for this very content."""
        store = self.steps.store
        parts = [claims_document(content.reports, content.claims), to_document(content.assessments, of=Assessment)]
        parts += [to_document(content.findings)] if content.findings is not None else []
        parts += [attrs.asdict(content.validation)] if content.validation is not None else []
        parts += [to_document(content.decisions), to_document(content.buildings, of=Building)] if content.decisions else []
        inputs = (*(_hash(part) for part in parts), *self._place_hashes)
        key = self.steps.key(inputs, canonical({"title": content.title, "notes": list(content.notes)}))
        self.progress.start("publishing")
        if store.step(DOSSIER, key) is not None:
            self.steps.reused.append("publishing")
            self.progress.finish("taken over from the earlier run")
            return
        html = publish_html(self.shown(content)).html.encode()
        store.put_artefact(DOSSIER, html, "text/html", action="publish", inputs=inputs, key=key)
        self.progress.finish(f"{len(html) / 1e6:.1f} MB")

    def shown(self, content: DossierContent) -> DossierContent:
        """The content with its pictures and the case's record."""
        store, (before, after) = self.steps.store, self._lone_pictures()
        return attrs.evolve(content, case=store.case(), head=store.head, aligned=self.align(), before_only=before, after_only=after)

    def _lone_pictures(self) -> tuple[ShownScene | None, ShownScene | None]:
        """Pictures that are shown alone, before and after: the only one given, or both where they share no ground."""
        material = self.material
        if material.lone is not None:
            lone = ShownScene(scene=material.lone[0], pixels=material.lone[1])
            return (None, lone) if material.lone_is_after else (lone, None)
        if material.pair is not None and self._is_apart:
            pair = material.pair
            return (ShownScene(scene=pair.before, pixels=pair.before_pixels), ShownScene(scene=pair.after, pixels=pair.after_pixels))
        return (None, None)


def _scene_hashes(material: Material) -> tuple[str, ...]:
    """What an alignment depends on: the pictures' bytes, times and grids."""
    return tuple(_hash(to_document(scene)) for scene in material.scenes)


def ground_hashes(material: Material, places: Places) -> tuple[str, ...]:
    """What a measurement depends on: the pictures, the footprints that are not wrong, and the site's outline, but not its names."""
    documents = [to_document(places.measured)] if places.measured else []
    if material.site is not None:
        documents.append(to_document(attrs.evolve(material.site, parts=())))
    return (*_scene_hashes(material), *map(_hash, documents))


def _history(series: CountSeries) -> CountHistory:
    """A count's history as the dossier prints it."""
    entries = tuple(
        CountEntry(when=_day(point.as_of or point.said), report_id=point.report_id, quantity=point.quantity, claim_id=point.claim_id)
        for point in series.points
    )
    is_contested = series.status is SeriesStatus.CONTESTED
    return CountHistory(label=series.field, entries=entries, clash=series.why if is_contested else "", outcome="" if is_contested else series.why)


def _notes_of(reports: tuple[Report, ...]) -> tuple[str, ...]:
    return tuple(f"{report.id}: {note}" for report in reports for note in report.notes)


def _notes_of_scenes(material: Material) -> tuple[str, ...]:
    """How pictures came onto the ground where that limits them: by a camera model on some height, or from pieces with a seam."""
    notes: list[str] = []
    for scene in (*material.scenes, *(scene for scene, _ in material.earlier)):
        by_camera, is_laid = Reason.PLACED_BY_CAMERA in scene.notes, Reason.LAID_TOGETHER in scene.notes
        for field, source in scene.sources:
            if (field in {"grid", "seam"} and (by_camera or is_laid)) or (field.startswith("grid of ") and by_camera):
                notes.append(f"{scene.id}: {source}")
    return tuple(notes)


def _signed(store: Store, standing: tuple[Decision, ...]) -> tuple[str, ...]:
    """A note once enough people have signed; this page stays the desk's draft, the public form is printed apart from it."""
    return (f"{ENOUGH} people have signed what this dossier says.",) if is_signed_off(store, standing) else ()


def _day(day: date | None) -> Days | str:
    return Days.one(day) if day is not None else ""


def _hash(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
