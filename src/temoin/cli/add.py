"""`temoin case add`: more reports, pictures or footprints, and what depends on them again."""

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
    Height,
    Layer,
    Published,
    Received,
    ReceivedFrom,
    Sidecar,
)
from temoin.cli.pictures import given_pictures
from temoin.cli.terminal import ShownProgress
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, add_to_case, time_of

__all__ = ["add"]


def add(
    folder: Annotated[Path, Parameter(help="The case folder.")],
    *reports: Annotated[Path, Parameter(help="More published texts.")],
    before: Annotated[
        tuple[Path, ...],
        Parameter(help="Picture from before the event, where the case has none; again for further pieces of it.", show_default=False),
    ] = (),
    after: After = (),
    earlier: Earlier = (),
    buildings: Annotated[Path | None, Parameter(help="Building footprints, where the case has none.")] = None,
    site: Annotated[Path | None, Parameter(help="The site, where the case has none.")] = None,
    published: Published = None,
    sidecar: Sidecar = None,
    before_date: BeforeDate = None,
    after_date: AfterDate = None,
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
    """Add reports, pictures or footprints to a case and run again what depends on them."""
    more = VerifyInputs(
        groups=(ReportGroup(reports=each_once(reports), sidecar=sidecar, published=published),) if reports or sidecar else (),
        **given_pictures(before, after),
        earlier=earlier,
        buildings=buildings,
        site=site,
        before_gcps=before_gcp,
        after_gcps=after_gcp,
        dem=dem,
        received_from=received_from,
        received=time_of(received, "--received"),
        is_addition=True,
    )
    options = VerifyOptions(before_date=before_date, after_date=after_date, crs=crs, layer=layer, buffer_m=buffer_m, height_m=height)
    with ShownProgress() as progress:
        verification = add_to_case(folder, more, options=options, progress=progress)
    return end_run(verification, as_json=json)
