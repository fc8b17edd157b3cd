"""`temoin verify`: reports and pictures of one event in, a case folder with a dossier out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.ending import end_run
from temoin.cli.files import each_once
from temoin.cli.options import (
    After,
    AfterDate,
    AfterGcp,
    AsJson,
    BeforeDate,
    BeforeGcp,
    BufferM,
    Crs,
    Dem,
    Earlier,
    Gcp,
    Height,
    Layer,
    Out,
    Published,
    Received,
    ReceivedFrom,
    Sidecar,
)
from temoin.cli.pictures import given_pictures, points_of
from temoin.cli.terminal import ShownProgress
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, time_of, verify_event
from temoin.workflows.inputs import require_use

__all__ = ["verify"]


def verify(
    *reports: Annotated[Path, Parameter(help="Published texts: plain text, HTML, MHTML, PDF, or a JSON list of reports.")],
    out: Out,
    before: Annotated[
        tuple[Path, ...],
        Parameter(
            help="Picture from before the event: GeoTIFF, PNG or JPEG with its place, or a Planet order; again for further pieces of it.",
            show_default=False,
        ),
    ] = (),
    after: After = (),
    earlier: Earlier = (),
    buildings: Annotated[Path | None, Parameter(help="Building footprints: GeoJSON, GeoPackage, GeoParquet, Shapefile, KML, FileGDB, xBD.")] = None,
    site: Annotated[Path | None, Parameter(help="The place under study, and its named parts; full scenes are cropped to it.")] = None,
    event_date: Annotated[str | None, Parameter(help="When the event was, as you know it; the text's own date is used otherwise.")] = None,
    title: Annotated[str, Parameter(help="Title of the case.")] = "",
    published: Published = None,
    sidecar: Sidecar = None,
    before_date: BeforeDate = None,
    after_date: AfterDate = None,
    before_credit: Annotated[str | None, Parameter(help="Credit to print with the earlier picture.")] = None,
    after_credit: Annotated[str | None, Parameter(help="Credit to print with the later picture.")] = None,
    gcp: Gcp = None,
    before_gcp: BeforeGcp = None,
    after_gcp: AfterGcp = None,
    crs: Crs = None,
    dem: Dem = None,
    height: Height = None,
    layer: Layer = None,
    buffer_m: BufferM = None,
    received_from: ReceivedFrom = "",
    received: Received = None,
    json: AsJson = False,
) -> int:
    """Reports and pictures of one event in, a case folder with a dossier out. Each is optional; one of them is needed.

    The same inputs and options again go on where the last run stopped.
    """
    inputs = VerifyInputs(
        groups=(ReportGroup(reports=each_once(reports), sidecar=sidecar, published=published),) if reports or sidecar else (),
        **given_pictures(before, after),
        earlier=earlier,
        buildings=buildings,
        site=site,
        before_gcps=points_of(before, before_gcp, gcp, crs),
        after_gcps=points_of(after, after_gcp, gcp, crs),
        dem=dem,
        received_from=received_from,
        received=time_of(received, "--received"),
    )
    options = VerifyOptions(
        title=title,
        event_date=event_date,
        before_date=before_date,
        after_date=after_date,
        before_credit=before_credit,
        after_credit=after_credit,
        crs=crs,
        layer=layer,
        buffer_m=buffer_m,
        height_m=height,
    )
    require_use(inputs, options)
    with ShownProgress() as progress:
        verification = verify_event(inputs, out, options, progress=progress)
    return end_run(verification, as_json=json)
