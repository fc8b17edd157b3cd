"""`temoin align`: bring two pictures onto one ground, or say that it cannot be done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from temoin.align import align_pair
from temoin.cli.options import AfterDate, AfterGcp, AsJson, BeforeDate, BeforeGcp, Crs, Dem, Height
from temoin.cli.pictures import read_two
from temoin.cli.terminal import ShownProgress, emit_json, results
from temoin.model import AlignedPair, Fitness, Reason
from temoin.publish import publish_alignment, write_geotiff, write_text
from temoin.read import SceneFacts
from temoin.wire import alignment_document, dumps
from temoin.workflows.material import require_heights_used

__all__ = ["align"]


def align(
    before: Annotated[Path, Parameter(help="The earlier picture, or a folder with its pieces.")],
    after: Annotated[Path, Parameter(help="The later picture, likewise.")],
    *,
    site: Annotated[Path | None, Parameter(help="Crop both to this place first.")] = None,
    before_date: BeforeDate = None,
    after_date: AfterDate = None,
    before_gcp: BeforeGcp = None,
    after_gcp: AfterGcp = None,
    crs: Crs = None,
    dem: Dem = None,
    height: Height = None,
    report: Annotated[Path | None, Parameter(help="Folder for both pictures on one grid (COG), the registration, and a page.")] = None,
    json: AsJson = False,
) -> int:
    """Bring two pictures onto one ground, or say that it cannot be done."""
    with ShownProgress() as progress:
        shared = SceneFacts(crs_where_none=crs, dem=dem, height_m=height)
        pair = read_two((before,), (after,), shared, site=site, dates=(before_date, after_date), gcps=(before_gcp, after_gcp))[0]
        require_heights_used((pair.before, pair.after), dem=dem, height_m=height)
        aligned = align_pair(pair, progress=progress)
    registration = aligned.registration
    document = alignment_document(registration, aligned.radiometry, aligned.reasons, fitness=aligned.fitness)
    if report is not None:
        _write_report(report, aligned, document)
    if json:
        emit_json(document)
        return 0
    rows, cols = registration.shift_px
    console = results()
    console.print(f"{registration.state}: the later picture lies {rows:+.3f}, {cols:+.3f} px (rows, columns) from the earlier one", soft_wrap=True)
    if registration.rmse_px is not None and registration.ce90_px is not None:
        console.print(
            f"rmse {registration.rmse_px:.3f} px, 9 in 10 windows within {registration.ce90_px:.3f} px, {registration.windows} of "
            f"{registration.windows_tried} windows used, {registration.agreement:.0%} agree",
            soft_wrap=True,
        )
    for fit in aligned.radiometry:
        left = "" if fit.residual is None else f", which leaves {fit.residual:.1%} of the range"
        line = f"{fit.role}: earlier ≈ {fit.gain:.3f} × later {fit.offset:+.1f}, R² {fit.r2:.3f} on {fit.pixels} pixels{left}"
        console.print(line, soft_wrap=True)
    for which, blur_px in zip(("earlier", "later"), aligned.radiometry[0].blur_px if aligned.radiometry else (), strict=False):
        if blur_px:
            console.print(f"the {which} picture is sharper; it is compared as if blurred by {blur_px:.2f} px", soft_wrap=True)
    limits: tuple[Reason, ...] = ()
    if aligned.fitness is not None:
        console.print(_fitness_line(aligned.fitness), soft_wrap=True)
        limits = aligned.fitness.reasons
    for reason in dict.fromkeys((*registration.reasons, *aligned.reasons, *limits)):
        console.print(f"– {reason.words}", soft_wrap=True)
    return 0


def _fitness_line(fitness: Fitness) -> str:
    apart = "an unknown time" if fitness.gap_days is None else f"{fitness.gap_days:.0f} days"
    return (
        f"fitness {fitness.grade}: pixels of {fitness.before.gsd_m:.2f} and {fitness.after.gsd_m:.2f} m, {apart} apart, "
        f"{fitness.seen_share:.0%} of the common ground seen in both"
    )


def _write_report(folder: Path, aligned: AlignedPair, document: dict[str, Any]) -> None:
    """Both pictures, the registration and the page; each file whole or not at all."""
    write_geotiff(folder / "before.tif", aligned.before_pixels.read(), acquired=aligned.before.acquired)
    write_geotiff(folder / "after.tif", aligned.after_pixels.read(), acquired=aligned.after.acquired)
    write_text(folder / "registration.json", dumps(document))
    write_text(folder / "index.html", publish_alignment(aligned))
