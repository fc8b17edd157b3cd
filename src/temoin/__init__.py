"""temoin holds what was reported about a damaging event against what satellite pictures show and against the other reports.

>>> import temoin
>>> report = temoin.read_report("report.html")                                  # doctest: +SKIP
>>> claims = temoin.extract_claims(report)                                      # doctest: +SKIP
>>> pair = temoin.read_pair("before.tif", "after.tif")                          # doctest: +SKIP
>>> findings = temoin.measure_damage(temoin.align_pair(pair))                   # doctest: +SKIP
>>> for assessment in temoin.corroborate_claims(claims, findings, [report]):    # doctest: +SKIP
...     print(assessment.verdict, assessment.claim.quote, *assessment.reasons)

The names below are loaded when they are first used, so `import temoin` loads nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from temoin.firstuse import on_first_use

if TYPE_CHECKING:
    from temoin.align import align_pair
    from temoin.corroborate import corroborate_claims
    from temoin.custody import open_case
    from temoin.errors import TemoinError
    from temoin.extract import extract_claims
    from temoin.geo import Footprint, Grid
    from temoin.measure import measure_damage
    from temoin.model import AlignedPair, Assessment, Building, Claim, Findings, Reason, Report, Scene, ScenePair, Site, Verdict
    from temoin.publish import publish_html
    from temoin.quantity import Quantity
    from temoin.raster import Image
    from temoin.read import read_buildings, read_pair, read_report, read_scene, read_site
    from temoin.text import Span
    from temoin.workflows import verify_event

__all__ = [
    "AlignedPair",
    "Assessment",
    "Building",
    "Claim",
    "Findings",
    "Footprint",
    "Grid",
    "Image",
    "Quantity",
    "Reason",
    "Report",
    "Scene",
    "ScenePair",
    "Site",
    "Span",
    "TemoinError",
    "Verdict",
    "__version__",
    "align_pair",
    "corroborate_claims",
    "extract_claims",
    "measure_damage",
    "open_case",
    "publish_html",
    "read_buildings",
    "read_pair",
    "read_report",
    "read_scene",
    "read_site",
    "verify_event",
]

__version__ = "0.1.0"

__getattr__ = on_first_use(
    __name__,
    {
        "align": ("align_pair",),
        "corroborate": ("corroborate_claims",),
        "custody": ("open_case",),
        "errors": ("TemoinError",),
        "extract": ("extract_claims",),
        "geo": ("Footprint", "Grid"),
        "measure": ("measure_damage",),
        "model": ("AlignedPair", "Assessment", "Building", "Claim", "Findings", "Reason", "Report", "Scene", "ScenePair", "Site", "Verdict"),
        "publish": ("publish_html",),
        "quantity": ("Quantity",),
        "raster": ("Image",),
        "read": ("read_buildings", "read_pair", "read_report", "read_scene", "read_site"),
        "text": ("Span",),
        "workflows": ("verify_event",),
    },
)


def __dir__() -> list[str]:
    return sorted(__all__)
