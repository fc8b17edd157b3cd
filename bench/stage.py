"""One stage in a process of its own: seconds, CPU seconds and peak memory, without what comes before it.

`python stage.py STAGE FOLDER` prints one JSON line.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path


def main(stage, folder):
    prepare, work = STAGES[stage](folder)
    given = prepare()
    begun, cpu = time.perf_counter(), time.process_time()
    note = work(given)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak, "note": note}))


def _nothing():
    return None


def _import(_folder):
    def work(_):
        import temoin

        return temoin.__version__

    return _nothing, work


def _read(folder):
    def work(_):
        from temoin.read import read_buildings, read_pair, read_reports

        pair = read_pair(folder / "before.tif", folder / "after.tif")
        pair.before_pixels.read(), pair.after_pixels.read()
        buildings, reports = read_buildings(folder / "buildings.geojson"), read_reports(folder / "report.txt", published="2025-05-06")
        return f"{len(buildings)} buildings, {len(reports)} report"

    return _nothing, work


def _extract(folder):
    def prepare():
        from temoin.read import read_reports

        return read_reports(folder / "report.txt", published="2025-05-06")

    def work(reports):
        from temoin.extract import extract_claims

        return f"{sum(len(extract_claims(report)) for report in reports)} claims"

    return prepare, work


def _pair(folder):
    from temoin.read import read_pair

    return read_pair(folder / "before.tif", folder / "after.tif")


def _align(folder):
    def work(pair):
        from temoin.align import align_pair

        return align_pair(pair).registration.state

    return lambda: _pair(folder), work


def _measure(folder):
    def prepare():
        from temoin.align import align_pair
        from temoin.read import read_buildings

        return align_pair(_pair(folder)), read_buildings(folder / "buildings.geojson")

    def work(given):
        from temoin.measure import measure_damage

        return f"{len(measure_damage(given[0], buildings=given[1]))} findings"

    return prepare, work


def _corroborate(folder):
    def prepare():
        from temoin.align import align_pair
        from temoin.extract import extract_claims
        from temoin.measure import measure_damage
        from temoin.read import read_buildings, read_reports

        reports = read_reports(folder / "report.txt", published="2025-05-06")
        claims = [claim for report in reports for claim in extract_claims(report)]
        buildings = read_buildings(folder / "buildings.geojson")
        return claims, measure_damage(align_pair(_pair(folder)), buildings=buildings), reports

    def work(given):
        from temoin.corroborate import corroborate_claims

        return f"{len(corroborate_claims(*given))} verdicts"

    return prepare, work


def _publish(folder):
    def prepare():
        from temoin.align import align_pair
        from temoin.measure import measure_damage
        from temoin.publish import DossierContent
        from temoin.read import read_buildings

        aligned, buildings = align_pair(_pair(folder)), read_buildings(folder / "buildings.geojson")
        findings = measure_damage(aligned, buildings=buildings)
        return DossierContent(created=datetime.now(UTC), version="bench", findings=findings, aligned=aligned, buildings=buildings)

    def work(content):
        from temoin.publish import publish_html

        return f"{len(publish_html(content).html) / 1e6:.1f} MB"

    return prepare, work


def _verify(folder):
    def work(_):
        from temoin.workflows import ReportGroup, VerifyInputs, verify_event

        with tempfile.TemporaryDirectory() as out:
            inputs = VerifyInputs(
                groups=(ReportGroup(reports=(folder / "report.txt",), published="2025-05-06"),),
                before=folder / "before.tif",
                after=folder / "after.tif",
                buildings=folder / "buildings.geojson",
            )
            return f"{len(verify_event(inputs, Path(out) / 'case').assessments)} verdicts, all stages"

    return _nothing, work


STAGES = {
    "import": _import,
    "read": _read,
    "extract": _extract,
    "align": _align,
    "measure": _measure,
    "corroborate": _corroborate,
    "publish": _publish,
    "verify": _verify,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
