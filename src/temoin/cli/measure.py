"""`temoin measure`: what changed between two pictures, in which buildings, over how many square metres."""

from __future__ import annotations

import json as jsontext
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.align import align_pair
from temoin.cli.figures import quantity_words
from temoin.cli.options import AfterDate, AfterGcp, AsJson, BeforeDate, BeforeGcp, BufferM, Crs, Layer
from temoin.cli.pictures import read_two
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.errors import OptionError
from temoin.measure import measure_damage
from temoin.model import Findings
from temoin.publish import publish_geojson, write_geotiff, write_text
from temoin.read import read_buildings
from temoin.wire import dumps, to_document

__all__ = ["measure"]


def measure(
    *,
    before: Annotated[Path, Parameter(help="The earlier picture.")],
    after: Annotated[Path, Parameter(help="The later picture.")],
    buildings: Annotated[Path | None, Parameter(help="Building footprints.")] = None,
    site: Annotated[Path | None, Parameter(help="Only this place counts.")] = None,
    out: Annotated[Path | None, Parameter(help="Folder for findings.json, findings.geojson and score.tif; made if it is not there.")] = None,
    before_date: BeforeDate = None,
    after_date: AfterDate = None,
    before_gcp: BeforeGcp = None,
    after_gcp: AfterGcp = None,
    crs: Crs = None,
    layer: Layer = None,
    buffer_m: BufferM = None,
    json: AsJson = False,
) -> int:
    """What changed between two pictures, in which buildings, over how many square metres."""
    if out is not None and out.exists() and not out.is_dir():
        raise OptionError(f"{out} is a file, so nothing can be written into it", hint="Name a folder with --out.")
    with ShownProgress() as progress:
        pair, place = read_two(before, after, site=site, dates=(before_date, after_date), gcps=(before_gcp, after_gcp), crs=crs)
        footprints = read_buildings(buildings, layer=layer, buffer_m=buffer_m) if buildings else ()
        findings = measure_damage(align_pair(pair, progress=progress), buildings=footprints, site=place, progress=progress)
    layer_document = publish_geojson(findings, footprints)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_text(out / "findings.json", dumps(to_document(findings)))
        write_text(out / "findings.geojson", jsontext.dumps(layer_document, ensure_ascii=False, indent=1) + "\n")
        if findings.score is not None:
            write_geotiff(out / "score.tif", findings.score)
        to_people(f"written to {out}")
    if json:
        emit_json(layer_document)
    else:
        _print_findings(findings)
    return 0


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
    for reason in findings.reasons:
        console.print(f"– {reason.words}", soft_wrap=True)
