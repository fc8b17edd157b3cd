"""The exhibits of a case, and where they came from, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from temoin.model import Case, Exhibit, ExhibitRole

__all__ = ["exhibits_table"]


def exhibits_table(case: Case) -> Table:
    """One row an exhibit; what is not known of its provenance is left out."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("Given as", 2), ("Name", 4), ("Bytes", 2), ("SHA-256", 3), ("From", 6)):
        table.add_column(name, ratio=ratio, overflow="fold", justify="right" if name == "Bytes" else "left")
    names = {exhibit.sha256: exhibit.name for exhibit in case.exhibits}
    for exhibit in case.exhibits:
        size = f"{exhibit.size:,}".replace(",", "\u202f")
        told = "; ".join(_provenance_words(exhibit, names))
        table.add_row(str(exhibit.role), Text(exhibit.name), size, exhibit.sha256[:16] + "…", Text(told))
    return table


def _provenance_words(exhibit: Exhibit, names: dict[str, str]) -> Iterator[str]:
    provenance = exhibit.provenance
    if exhibit.role is ExhibitRole.STAMP:
        yield f"kept, not verified; stamp of {names.get(provenance.about, 'no exhibit that is known')}"
    yield from (text for text in (provenance.publisher, provenance.url, provenance.credit) if text)
    told = {
        "received from": provenance.received_from,
        "order": provenance.order_id,
        "licence": provenance.licence,
        **dict(provenance.other),
        "given as": provenance.path,
    }
    yield from (f"{name} {text}" for name, text in told.items() if text)
    if provenance.retrieved is not None:
        yield f"retrieved {provenance.retrieved.isoformat(sep=' ', timespec='minutes')}"
