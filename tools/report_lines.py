"""All that the validation report rests on: lines of made scenes and open pairs, and the code and files that each hangs on."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from alignment_runs import BARE, HARD_SEED, MADE_SEED, PLACES_SEED, bare_record, made_record, open_names, permuted_record, places_record
from damage_runs import JOPLIN, chip_names, chip_record, pair_names, pair_record
from kept_records import ROOT, Item, Line, code_digest, file_digest
from measure_sites import CLASSES, REPORT_SEED, STREET_SEED, record_of, sites_of
from spectral_runs import CHANGE_KINDS, CHANGE_SEED, KINDS, RADIOMETRY_SEED, SEASONS, change_record, landsat_record, radiometry_record
from tie_point_runs import POINTS, pointed_pairs, tie_point_record
from validation_runs import PREDICTED_SCENES, SETTINGS, destroyed_names, measured_record, open_record, predicted_record

__all__ = ["SECTIONS", "Size", "lines_of", "slug"]

SECTIONS = ("alignment", "measurement", "validation", "speed")
_ALIGN = ("geo", "raster", "model", "scenes", "read", "align")
_MEASURE = (*_ALIGN, "measure")
_VALIDATE = (*_MEASURE, "workflows/validate.py", "workflows/validate_round.py")
_SEED_STEP = 100
"""A site whose halls do not fit its plant is replaced by the next seed's: the sites of one line stay so far apart."""
_BARE_EACH = 8
_SPECTRAL_EACH = 6
_CHIPS = 60
_BENCHES = ("align", "measure", "validation")


class Size:
    """How much is measured: the numbers of made pairs, of made sites of each class, and of scenes and rounds of validation."""

    def __init__(self, *, pairs: int, sites: int, scenes: int, rounds: int) -> None:
        self.pairs, self.sites, self.scenes, self.rounds = pairs, sites, scenes, rounds


def slug(name: str) -> str:
    """A setting's name in the name of a file."""
    return name.replace(", ", "-").replace(" ", "-")


def lines_of(section: str, size: Size, imagery: Path) -> dict[str, Line]:
    """The lines of a section by their names; those of open pairs are empty where the measuring data are not there."""
    made = {"alignment": _alignment, "measurement": _measurement, "validation": _validation, "speed": lambda *_: _speed()}[section](size, imagery)
    return {line.name: line for line in made}


def _alignment(size: Size, imagery: Path) -> list[Line]:
    runs, spectral = code_digest(*_ALIGN, "alignment_runs.py"), code_digest(*_MEASURE, "spectral_runs.py", "made_spectral.py")
    xbd, landsat = imagery / "xbd-json", imagery / "landsat-arrnorm"
    names = open_names(xbd)
    corpus = file_digest(*(path for name in names for path in _xbd_files(xbd, name)))
    pairs = [(kind, MADE_SEED if kind == "made" else HARD_SEED) for kind in ("made", "hard")]
    lines = [
        Line(
            f"align-{kind}", [Item(str(seed), partial(made_record, seed, is_hard=kind == "hard")) for seed in range(first, first + size.pairs)], runs
        )
        for kind, first in pairs
    ]
    lines += [
        Line("flagged-places", [Item(str(seed), partial(places_record, seed)) for seed in range(PLACES_SEED, PLACES_SEED + size.pairs)], runs),
        Line("flagged-bare", [Item(f"{kind}-{number}", partial(bare_record, kind, number)) for kind in BARE for number in range(_BARE_EACH)], runs),
        Line("flagged-open", [Item(name, partial(permuted_record, xbd, name), corpus) for name in names], runs),
        _tie_points(imagery),
    ]
    for season in SEASONS:
        seeds = range(RADIOMETRY_SEED, RADIOMETRY_SEED + _SPECTRAL_EACH)
        items = [Item(f"{kind}-{seed}", partial(radiometry_record, kind, seed, season)) for seed in seeds for kind in KINDS]
        lines.append(Line(f"radiometry-{season}", items, spectral))
    files = [path for path in (landsat / "ref.tif", landsat / "target.tif") if path.exists()]
    lines.append(Line("radiometry-landsat", [Item("pair", partial(landsat_record, landsat), file_digest(*files))] if files else [], spectral))
    return lines


def _tie_points(imagery: Path) -> Line:
    items = []
    for pointed in pointed_pairs(imagery):
        if all(path.exists() for path in pointed.files):
            corpus = file_digest(*pointed.files, POINTS / pointed.kind / f"{pointed.name}.json")
            items.append(Item(f"{pointed.kind}-{pointed.name}", partial(tie_point_record, pointed), corpus))
    return Line("tie-points", items, code_digest(*_ALIGN, "tie_point_runs.py"))


def _measurement(size: Size, imagery: Path) -> list[Line]:
    code, chips = code_digest(*_MEASURE, "damage_runs.py"), imagery / "harvey-chips"
    names = pair_names(imagery) if imagery.is_dir() else []
    some = chip_names(chips)[:: max(len(chip_names(chips)) // _CHIPS, 1)][:_CHIPS]
    sides = ("before", "after")
    lines = [
        Line("open-damage", [Item(name, partial(pair_record, imagery, name), file_digest(*_labelled_files(imagery, name))) for name in names], code),
        Line("chips", [Item(f, partial(chip_record, chips, f), file_digest(*(chips / side / f"{f}.jpeg" for side in sides))) for f in some], code),
        *(_sites(name, size.sites) for name in CLASSES),
    ]
    seeds = range(CHANGE_SEED, CHANGE_SEED + _SPECTRAL_EACH)
    items = [Item(f"{kind}-{seed}", partial(change_record, kind, seed)) for seed in seeds for kind in CHANGE_KINDS]
    return [*lines, Line("spectral-change", items, code_digest(*_MEASURE, "spectral_runs.py", "made_spectral.py"))]


def _sites(name: str, count: int) -> Line:
    first = REPORT_SEED + (STREET_SEED if name == "street" else 0)
    items = [Item(str(seed), partial(_site_record, name, seed)) for seed in range(first, first + _SEED_STEP * count, _SEED_STEP)]
    return Line(f"sites-{name}", items, code_digest(*_MEASURE, "made_sites.py"))


def _site_record(name: str, seed: int) -> dict[str, Any]:
    return record_of(*next(sites_of(name, seed)))


def _validation(size: Size, imagery: Path) -> list[Line]:
    code, xbd = code_digest(*_VALIDATE, "validation_runs.py"), imagery / "xbd-json"
    predicted = [(name, number) for number in range(PREDICTED_SCENES) for name in SETTINGS]
    measured = [(name, number) for number in range(size.scenes) for name in SETTINGS]
    return [
        Line("predicted", [Item(f"{slug(name)}-{at}", partial(predicted_record, name, at, rounds=size.rounds)) for name, at in predicted], code),
        Line("measured", [Item(f"{slug(name)}-{at}", partial(measured_record, name, at)) for name, at in measured], code),
        Line(
            "open-validated",
            [Item(f, partial(open_record, xbd, f, rounds=size.rounds // 2), file_digest(*_labelled_files(imagery, f))) for f in destroyed_names(xbd)],
            code,
        ),
    ]


def _speed() -> list[Line]:
    """The bench takes an hour and wants a quiet machine: what its last run said is kept, whatever code has come since."""
    return [Line("speed", [Item(name, partial(_bench, name)) for name in _BENCHES], "as it was run")]


def _bench(name: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, str(ROOT / "bench" / f"{name}.py")], capture_output=True, text=True, check=True)  # noqa: S603  # our own
    return {"name": name, "printed": done.stdout.strip()}


def _xbd_files(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}_{side}_disaster.png" for side in ("pre", "post")]


def _labelled_files(imagery: Path, name: str) -> list[Path]:
    if name == JOPLIN:
        folder = imagery / "joplin-geotiff"
        return [*sorted((folder / "pre").glob("*.tif")), *sorted((folder / "post").glob("*.tif")), folder / "labels_west.geojson"]
    folder = imagery / "xbd-json"
    return [*_xbd_files(folder, name), *(folder / f"{name}_{side}_disaster.json" for side in ("pre", "post"))]
