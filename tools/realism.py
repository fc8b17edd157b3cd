"""How alike made pictures and real ones are: `python tools/realism.py [--data FOLDER] [--json FILE] [--plot FILE]`.

Only summary figures leave the pictures: the slope of the power spectrum, noise against signal, the width of straight edges, contrast, local
texture, the length of shadows where the sun's place is known, and how heaps of rubble stand out. The same code measures both sides, so a bias of a
method is on both.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from realism_figures import Sample, figures, heap, spectrum
from realism_pictures import made_samples, planted_heaps, real_heaps, real_samples
from realism_plot import draw

from temoin.errors import NoCoverageError

ROOT = Path(__file__).resolve().parents[1]
KEYS = (
    *("slope_low", "slope_high", "fine_power", "edge_rise_px", "edge_rise_median_px"),
    *("noise_floor", "noise_slope", "noise_sigma_mid", "noise_share", "noise_correlation"),
    *("texture_p10", "texture_p50", "texture_p90", "roof_grain", "ground_grain"),
    *("mean", "std", "relative_std", "p1", "p50", "p99", "saturated"),
    *("shadow_px", "shadow_height_m", "shadow_error_px"),
    *("contrast", "detail", "detail_share", "level", "level_ring"),
)
Rows = list[dict[str, Any]]


def summary(rows: Rows) -> dict[str, dict[str, Any]]:
    """10th percentile, median and 90th percentile of every figure, by kind and over all."""
    out: dict[str, dict[str, Any]] = {}
    for kind in ["all", *sorted({row["kind"] for row in rows})]:
        own = [row for row in rows if kind in {"all", row["kind"]}]
        out[kind] = {"count": len(own)}
        for key in KEYS:
            values = [row[key] for row in own if row.get(key) is not None]
            if values:
                out[kind][key] = [round(float(value), 4) for value in np.percentile(values, [10, 50, 90])]
    return out


def measure(samples: Iterator[Sample], say: Callable[[str], None] = print) -> tuple[Rows, list[np.ndarray]]:
    """The figures and the spectrum of each picture; one that holds too little is named and left out."""
    rows, spectra = [], []
    for sample in samples:
        try:
            rows.append(figures(sample))
        except NoCoverageError as error:
            say(f"left out: {sample.name}: {error}")
            continue
        spectra.append(np.stack(spectrum(sample)))
    return rows, spectra


def measure_heaps(pictures: Iterator[tuple[Sample, list[shapely.Polygon]]]) -> Rows:
    """The figures of each heap that is large enough."""
    return [{"kind": sample.kind, **found} for sample, shapes in pictures for shape in shapes if (found := heap(sample, shape)) is not None]


def compare(data: Path, say: Callable[[str], None] = print) -> tuple[dict[str, Any], dict[str, list[np.ndarray]]]:
    """All summaries, and the spectra behind them."""
    (real, real_spectra), (made, made_spectra) = measure(real_samples(data), say), measure(made_samples(), say)
    table = {
        "real": summary(real),
        "made": summary(made),
        "real heaps": summary(measure_heaps(real_heaps(data)))["all"],
        "planted heaps": summary(measure_heaps(planted_heaps(data)))["all"],
    }
    return table, {"real": real_spectra, "made": made_spectra}


def _show(table: dict[str, Any]) -> Iterator[str]:
    def cell(values: list[float] | None) -> str:
        return "–" if values is None else f"{values[1]:.3g} ({values[0]:.3g} to {values[2]:.3g})"

    for first, second in ((table["real"]["all"], table["made"]["all"]), (table["real heaps"], table["planted heaps"])):
        yield f"| figure | real, n = {first['count']} | made, n = {second['count']} |"
        yield "|---|---|---|"
        yield from (f"| {key} | {cell(first.get(key))} | {cell(second.get(key))} |" for key in KEYS if key in first or key in second)
        yield ""


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TEMOIN_DATA", ROOT.parent / "shared" / "data")))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    table, spectra = compare(given.data)
    print("\n".join(_show(table)))
    if given.json:
        given.json.write_text(json.dumps(table, indent=1), "utf-8")
    if given.plot:
        given.plot.write_text(draw(table, spectra), "utf-8")


if __name__ == "__main__":
    main()
