"""`temoin measure`: what changed between two pictures, in which buildings, over how many square metres."""

from __future__ import annotations

import json as jsontext
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.align import align_pair
from temoin.cli.figures import quantity_words
from temoin.cli.grouped import grouped_totals, print_totals, totals_document, write_totals
from temoin.cli.options import AfterDate, AfterGcp, AsJson, BeforeDate, BeforeGcp, BufferM, Crs, Dem, Earlier, Height, Layer
from temoin.cli.pictures import read_two
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.cli.validated import print_validation
from temoin.errors import NoCoverageError, OptionError
from temoin.measure import Comparison, compare_assessment, measure_damage, require_fields
from temoin.measure.validation import with_validation
from temoin.model import AlignedPair, Building, Findings, GradeClass, ScenePair, Site
from temoin.progress import Progress
from temoin.publish import (
    draw_detection,
    draw_grades,
    encode_picture,
    publish_geojson,
    write_bytes,
    write_geopackage,
    write_geoparquet,
    write_geotiff,
    write_shapefile,
    write_text,
)
from temoin.read import SceneFacts, quiet_pairs, read_buildings, read_earlier
from temoin.wire import dumps, to_document
from temoin.workflows import ValidateOptions, Validation, shown_validation, validate_site
from temoin.workflows.material import require_heights_used
from temoin.workflows.quiet import QuietPairs

__all__ = ["measure"]

_SCORE_TAGS = {"TEMOIN_BAND": "change score, 0 to 1, 0.5 at the threshold; not a probability; masked where nothing was compared"}


def measure(
    *,
    before: Annotated[tuple[Path, ...], Parameter(help="The earlier picture; again for further pieces of it.")],
    after: Annotated[tuple[Path, ...], Parameter(help="The later picture, likewise.")],
    buildings: Annotated[Path | None, Parameter(help="Building footprints.")] = None,
    site: Annotated[Path | None, Parameter(help="Only this place counts.")] = None,
    earlier: Earlier = (),
    out: Annotated[
        Path | None,
        Parameter(
            help="Folder for findings (JSON, GeoJSON), buildings (GeoPackage, GeoParquet, Shapefile), score.tif, grades.png; made if not there."
        ),
    ] = None,
    validate: Annotated[
        bool,
        Parameter(
            negative="", help="Plant known damage in these very pictures and count what is found of it; goes on where it stopped if --out is given."
        ),
    ] = False,
    rounds: Annotated[int | None, Parameter(help="With --validate: the most rounds; it ends earlier once the rates are known well enough.")] = None,
    by: Annotated[tuple[str, ...], Parameter(negative="", help="Attribute of the footprints to add up by, such as use; again for others.")] = (),
    areas: Annotated[Path | None, Parameter(help="Areas of interest to add up by: polygons with names.")] = None,
    compare: Annotated[Path | None, Parameter(help="Somebody else's assessment of the same buildings, to hold the grades against.")] = None,
    compare_column: Annotated[str | None, Parameter(help="Its column of grades; found by its words where not given.")] = None,
    before_date: BeforeDate = None,
    after_date: AfterDate = None,
    before_gcp: BeforeGcp = None,
    after_gcp: AfterGcp = None,
    crs: Crs = None,
    dem: Dem = None,
    height: Height = None,
    layer: Layer = None,
    buffer_m: BufferM = None,
    json: AsJson = False,
) -> int:
    """What changed between two pictures, in which buildings, over how many square metres."""
    _require_folder(out)
    if buildings is None:
        _require_no_use(compare=compare or compare_column, earlier=earlier, by=by, areas=areas)
    if rounds is not None and not validate:
        raise OptionError("--rounds was given without --validate", hint="Add --validate, or leave --rounds out.")
    with ShownProgress() as progress:
        shared = SceneFacts(crs_where_none=crs, dem=dem, height_m=height)
        pair, place = read_two(before, after, shared, site=site, dates=(before_date, after_date), gcps=(before_gcp, after_gcp))
        footprints = read_buildings(buildings, layer=layer, buffer_m=buffer_m) if buildings else ()
        require_fields(footprints, by)
        theirs = read_buildings(compare) if compare else ()
        wards = read_buildings(areas) if areas else ()
        first = (pair.before, pair.before_pixels)
        others = read_earlier(earlier, first, taken=(pair.after,), facts=shared, site=place)
        require_heights_used((pair.before, pair.after, *(scene for scene, _ in others)), dem=dem, height_m=height)
        quiet = QuietPairs(quiet_pairs(first, others))
        aligned = align_pair(pair, buildings=footprints, progress=progress)
        findings = measure_damage(aligned, buildings=footprints, site=place, earlier=quiet, progress=progress)
        tried = _validate(pair, aligned, findings, (footprints, place), out, rounds, progress) if validate else None
    if tried is not None:
        findings = with_validation(findings, tried.summary)
    comparison = compare_assessment(findings, footprints, theirs, column=compare_column) if compare else None
    totals = grouped_totals(findings, footprints, fields=by, areas=wards, gsd_m=float(np.mean(aligned.grid.gsd_m)))
    document = publish_geojson(findings, footprints)
    told = None if comparison is None else _comparison_document(comparison)
    if out is not None:
        _write(out, document, aligned, findings, footprints)
        if told is not None:
            write_text(out / "comparison.json", jsontext.dumps(told, ensure_ascii=False, indent=1) + "\n")
        write_totals(out, totals)
        to_people(f"written to {out}")
    if json:
        more = {"validation": tried and tried.to_document(), "totals": totals and totals_document(totals), "comparison": told}
        emit_json({**document, **{name: value for name, value in more.items() if value}})
    else:
        if comparison is not None:
            _print_comparison(comparison)
        _print_findings(findings)
        print_totals(totals)
        if tried is not None:
            print_validation(shown_validation(tried))
    return 0


def _require_folder(out: Path | None) -> None:
    """Refuse a file where a folder is wanted.

    Raises:
        OptionError: with its name.
    """
    if out is not None and out.exists() and not out.is_dir():
        raise OptionError(f"{out} is a file, so nothing can be written into it", hint="Name a folder with --out.")


def _require_no_use(**given: object) -> None:
    """Refuse an option that speaks of footprints where there are none: it would be left unused without a word.

    Raises:
        OptionError: with the option.
    """
    for name, value in given.items():
        if value:
            raise OptionError(f"--{name} needs footprints to grade", hint=f"Give them with --buildings, or leave --{name} out.")


def _validate(
    pair: ScenePair,
    aligned: AlignedPair,
    findings: Findings,
    place: tuple[tuple[Building, ...], Site | None],
    out: Path | None,
    rounds: int | None,
    progress: Progress,
) -> Validation:
    """Validate, keeping each round in `out`, and leave the curve there."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    options = ValidateOptions() if rounds is None else ValidateOptions(most_rounds=rounds)
    state = out / "validation.json" if out is not None else None
    footprints, site = place
    tried = validate_site(pair, buildings=footprints, site=site, aligned=aligned, findings=findings, options=options, state=state, progress=progress)
    curve = draw_detection(shown_validation(tried))
    if out is not None and curve:
        write_text(out / "validation.svg", curve)
    return tried


def _write(out: Path, document: dict[str, Any], aligned: AlignedPair, findings: Findings, footprints: tuple[Building, ...]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    write_text(out / "findings.json", dumps(to_document(findings)))
    write_text(out / "findings.geojson", jsontext.dumps(document, ensure_ascii=False, indent=1) + "\n")
    if findings.score is not None:
        write_geotiff(out / "score.tif", findings.score, tags=_SCORE_TAGS)
    if footprints:
        write_geopackage(out / "buildings.gpkg", findings, footprints)
        write_geoparquet(out / "buildings.parquet", findings, footprints)
        write_shapefile(out / "buildings.shp", findings, footprints)
    try:
        write_bytes(out / "grades.png", encode_picture(draw_grades(aligned, findings, footprints), kind="png"))
    except NoCoverageError:
        to_people("no picture of the grades: the later picture shows no ground")


def _comparison_document(comparison: Comparison) -> dict[str, Any]:
    return {
        "column": comparison.column,
        "compared": comparison.compared,
        "unmatched": comparison.unmatched,
        "kappa": comparison.kappa,
        "weighted_kappa": comparison.weighted_kappa,
        "their_class_in_our_set": comparison.in_set,
        "disagreements": [
            {"id": one.building_id, "ours": one.ours.value, "theirs": one.theirs.value, "steps": one.steps, "in_set": one.in_set, "score": one.score}
            for one in comparison.disagreements
        ],
        "table": [{"theirs": theirs.value, "ours": ours.value, "buildings": number} for theirs, ours, number in comparison.table],
    }


def _print_comparison(comparison: Comparison) -> None:
    """Disagreements first, then how the two agree."""
    console = results()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title="Seen differently", title_justify="left")
    for name in ("Building", "temoin", "The other", "In temoin's set", "Score"):
        table.add_column(name, overflow="fold")
    for one in comparison.disagreements:
        table.add_row(Text(one.building_id), Text(one.ours), Text(one.theirs), "yes" if one.in_set else "no", f"{one.score:.2f}")
    if comparison.disagreements:
        console.print(table)
    confusion = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title="The other's classes (rows), temoin's (columns)", title_justify="left"
    )
    cells = {(theirs, ours): number for theirs, ours, number in comparison.table}
    columns = [grade for grade in GradeClass if any(ours is grade for _, ours in cells)]
    confusion.add_column("")
    for column in columns:
        confusion.add_column(column.value, justify="right")
    for row in dict.fromkeys(theirs for theirs, _ in cells):
        confusion.add_row(row.value, *(str(cells.get((row, column), 0)) for column in columns))
    console.print(confusion)
    kappa = "not defined: only one class was used" if comparison.kappa is None else f"{comparison.kappa:.2f}"
    weighted = "" if comparison.weighted_kappa is None else f", weighted {comparison.weighted_kappa:.2f}"
    console.print(f"{comparison.compared} buildings graded by both, {comparison.unmatched} not found here. Kappa: {kappa}{weighted}", soft_wrap=True)


def _print_findings(findings: Findings) -> None:
    console = results()
    if findings.grades:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
        for name, ratio in (("Building", 3), ("Visible damage", 4), ("Score", 2), ("Changed", 5), ("Why", 5)):
            table.add_column(name, ratio=ratio, overflow="fold")
        for grade in sorted(findings.grades, key=lambda item: -item.score):
            area = quantity_words(grade.changed_area) if grade.changed_area else "not seen"
            why = "; ".join(reason.words for reason in grade.reasons)
            table.add_row(Text(grade.building_id), Text(grade.grade), f"{grade.score:.2f}", area, Text(why))
        console.print(table)
        console.print("The score rises with visible damage; it is not a probability.", soft_wrap=True)
    for measurement in findings.measurements:
        console.print(f"{measurement.name.replace('_', ' ').capitalize()}: {quantity_words(measurement.quantity)}", soft_wrap=True)
    if findings.placebo is not None:
        placebo = findings.placebo
        number, pairs = len(placebo.earlier_ids), placebo.pairs
        pictures = f" (from {number} earlier picture{'s' * (number != 1)} too, {pairs} pair{'s' * (pairs != 1)})" if number else ""
        console.print(
            f"Chance is told from {len(placebo.scores)} places where nothing is known to have happened{pictures}; "
            f"no p under {placebo.smallest_p:.3f} can be had.",
            soft_wrap=True,
        )
    for reason in (*findings.reasons, *(findings.placebo.reasons if findings.placebo is not None else ())):
        console.print(f"– {reason.words}", soft_wrap=True)
