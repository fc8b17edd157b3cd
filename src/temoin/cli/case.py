"""`temoin case`: look at a case folder, check it, add to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.decisions import decided_table, decisions_table
from temoin.cli.ending import end_run
from temoin.cli.exhibits import exhibits_table
from temoin.cli.files import each_once
from temoin.cli.options import AfterDate, AfterGcp, AsJson, BeforeDate, BeforeGcp, BufferM, Crs, Layer, Published, Received, ReceivedFrom, Sidecar
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.custody import CaseStore, open_case
from temoin.wire import to_document
from temoin.workflows import (
    ReportGroup,
    VerifyInputs,
    VerifyOptions,
    add_to_case,
    changes_since,
    decided_claims_of,
    release_case,
    releases_of,
    time_of,
)

__all__ = ["add", "diff", "find", "log", "release", "show"]

_HEX = re.compile(r"([0-9a-f]{8})[0-9a-f]{56}")
"""A SHA-256, of which eight figures are shown."""
Folder = Annotated[Path, Parameter(help="The case folder.")]


def show(folder: Folder, *, json: AsJson = False) -> int:
    """What a case holds: exhibits with hashes and origins, claims and decisions with what `decide` calls them, and the ledger's head."""
    with CaseStore.open(folder, purpose="show") as store:
        store.require_ledger()
        case = store.case()
        if json:
            emit_json(to_document(case))
            return 0
        (_, decided), decisions, releases = decided_claims_of(store), store.decisions(), releases_of(store)
    console = results()
    console.print(Text(case.title or case.id, style="bold"), soft_wrap=True)
    console.print(f"made {case.created.isoformat(sep=' ', timespec='seconds')}, {len(case.ledger.entries)} ledger entries", soft_wrap=True)
    console.print(exhibits_table(case))
    if decided.keys:
        console.print(decided_table(decided))
    if decisions:
        console.print(decisions_table(decisions))
    for one in releases:
        said = f"by {one.who}, {one.when.isoformat(sep=' ', timespec='minutes')}: {one.why}" + (f", {one.where}" if one.where else "")
        console.print(Text(f"release {one.number}, {said}"), soft_wrap=True)
    console.print(f"ledger head {case.ledger.head}", soft_wrap=True)
    return 0


def log(folder: Folder, *, json: AsJson = False) -> int:
    """The ledger, entry by entry."""
    case = open_case(folder, purpose="log")
    if json:
        emit_json(to_document(case.ledger))
        return 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, width in (("No.", 4), ("Time", 25), ("Action", 11), ("What came out", None), ("Hash", 9)):
        table.add_column(name, width=width, overflow="fold")
    for entry in case.ledger.entries:
        came_out = ", ".join(_HEX.sub(r"\1…", name) for name, _ in entry.outputs)
        when = entry.time.isoformat(sep=" ", timespec="seconds")
        table.add_row(str(entry.number), when, entry.action, Text(came_out), entry.hash[:8] + "…")
    results().print(table)
    results().print(f"ledger head {case.ledger.head}", soft_wrap=True)
    return 0


def find(folder: Folder, *words: Annotated[str, Parameter(help="Words, or beginnings of words, that all stand there.")]) -> int:
    """Where words stand in texts, quotes and names, whatever the case, the accents and (for Cyrillic) the script."""
    with CaseStore.open(folder, purpose="find") as store:
        hits, head = store.find(" ".join(words)), store.head
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("What", 1), ("Where", 3), ("Words", 8)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for hit in hits:
        table.add_row(hit.kind, Text(hit.place), Text(hit.words[:400] + ("…" if len(hit.words) > 400 else "")))  # a screenful
    if hits:
        results().print(table)
    to_people(f"{len(hits)} place{'s' if len(hits) != 1 else ''} found")
    to_people(f"ledger head {head}")
    return 0


def diff(
    folder: Folder,
    *,
    since: Annotated[
        str | None, Parameter(help="Number of a ledger entry, or release, or release:NUMBER; without it, what the newest verdicts changed.")
    ] = None,
    json: AsJson = False,
) -> int:
    """What changed in claims, verdicts, findings and decisions since a release or a ledger entry."""
    changes = changes_since(folder, since)
    if json:
        emit_json(changes.to_document())
        return 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("What", 2), ("Which", 5), ("Was", 4), ("Is", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for line in changes.lines:
        table.add_row(line.what, Text(line.which), Text(line.was), Text(line.now))
    if changes.lines:
        results().print(table)
    to_people(f"{len(changes.lines)} thing{'s' if len(changes.lines) != 1 else ''} changed since ledger entry {changes.since}")
    to_people(f"ledger head {changes.head}")
    return 0


def release(
    folder: Folder,
    *,
    by: Annotated[str, Parameter(help="Who hands it out.")],
    why: Annotated[str, Parameter(help="On what ground, in that person's words.")],
    where: Annotated[str, Parameter(help="Where it can be seen: an address, an issue, a name.")] = "",
    json: AsJson = False,
) -> int:
    """Number the dossier as it is now as handed out; two people must have signed it. Later, case diff --since release tells what changed."""
    made = release_case(folder, who=by, why=why, where=where)
    if json:
        emit_json(made.to_document())
        return 0
    results().print(f"release {made.number}, ledger entry {made.entry}, dossier {made.dossier_sha256}", soft_wrap=True)
    to_people(f"ledger head {made.head}")
    return 0


def add(
    folder: Folder,
    *reports: Annotated[Path, Parameter(help="More published texts.")],
    before: Annotated[Path | None, Parameter(help="Picture from before the event, where the case has none.")] = None,
    after: Annotated[Path | None, Parameter(help="Picture from after the event, where the case has none.")] = None,
    buildings: Annotated[Path | None, Parameter(help="Building footprints, where the case has none.")] = None,
    site: Annotated[Path | None, Parameter(help="The site, where the case has none.")] = None,
    published: Published = None,
    sidecar: Sidecar = None,
    before_date: BeforeDate = None,
    after_date: AfterDate = None,
    before_gcp: BeforeGcp = None,
    after_gcp: AfterGcp = None,
    crs: Crs = None,
    layer: Layer = None,
    buffer_m: BufferM = None,
    received_from: ReceivedFrom = "",
    received: Received = None,
    json: AsJson = False,
) -> int:
    """Add reports, pictures or footprints to a case and run again what depends on them."""
    more = VerifyInputs(
        groups=(ReportGroup(reports=each_once(reports), sidecar=sidecar, published=published),) if reports or sidecar else (),
        before=before,
        after=after,
        buildings=buildings,
        site=site,
        before_gcps=before_gcp,
        after_gcps=after_gcp,
        received_from=received_from,
        received=time_of(received, "--received"),
        is_addition=True,
    )
    options = VerifyOptions(before_date=before_date, after_date=after_date, crs=crs, layer=layer, buffer_m=buffer_m)
    with ShownProgress() as progress:
        verification = add_to_case(folder, more, options=options, progress=progress)
    return end_run(verification, as_json=json)
