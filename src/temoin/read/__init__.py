"""Bytes to nouns: the only door in."""

from temoin.read.building import read_buildings
from temoin.read.facts import SceneFacts
from temoin.read.localmodel import LocalModel
from temoin.read.pair import read_pair
from temoin.read.rasterfile import RasterBounds
from temoin.read.report import read_report, read_reports
from temoin.read.report_facts import ReportFacts
from temoin.read.scene import read_scene
from temoin.read.sidecar import read_sidecar
from temoin.read.site import read_site
from temoin.read.stack import quiet_pairs, read_earlier
from temoin.read.stamps import packed_stamps, read_stamps, stamps_beside
from temoin.read.ties import tie_names
from temoin.read.when import parse_when

__all__ = [
    "LocalModel",
    "RasterBounds",
    "ReportFacts",
    "SceneFacts",
    "packed_stamps",
    "parse_when",
    "quiet_pairs",
    "read_buildings",
    "read_earlier",
    "read_pair",
    "read_report",
    "read_reports",
    "read_scene",
    "read_sidecar",
    "read_site",
    "read_stamps",
    "stamps_beside",
    "tie_names",
]
