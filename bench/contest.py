"""One contestant of one contest, in a process (and, for peers that don't fit our environment, an interpreter) of its own.

`python contest.py CONTEST NAME FOLDER` prints one JSON line: seconds without start-up, and the answer.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

TEXT = (
    "Three people were killed and 12 others were injured on 4 May 2025 when a fire broke out in a depot in Larnby, the fire service said on Monday. "
    "The roof fell in over about 2,400 square metres, and 17 houses nearby were damaged. According to the regional governor, 40 people were taken "
    "to hospital last week; two remain missing. The company, which runs three depots, said that work would go on by 12 June. "
) * 2


def make(folder):
    """A made pair of 1024 × 1024 pixels as plain arrays and as GeoTIFFs, footprints, a report, and the truth."""
    import attrs
    import numpy as np

    from temoin.publish import publish_geojson, write_geotiff, write_text
    from temoin.scenes import demo_spec, make_pair

    spec = attrs.evolve(demo_spec(), rows=1024, cols=1024, halls=12, houses=28, plant_m=400.0)
    made = make_pair(spec, np.random.default_rng(7))
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "pair.npz", before=made.before.array.mean(axis=0), after=made.after.array.mean(axis=0))
    write_geotiff(folder / "before.tif", made.before, acquired=made.before_scene.acquired)
    write_geotiff(folder / "after.tif", made.after, acquired=made.after_scene.acquired)
    write_text(folder / "buildings.geojson", json.dumps(publish_geojson(None, made.buildings)))
    write_text(folder / "report.txt", TEXT)
    write_text(folder / "truth.json", json.dumps({"shift_px": made.truth.shift_px}))


def shift(name, folder):
    """Seconds and error of one global shift."""
    import numpy as np

    truth = json.loads((folder / "truth.json").read_text())["shift_px"]
    if name == "temoin":
        from temoin.align import align_pair
        from temoin.read import read_pair

        pair = read_pair(folder / "before.tif", folder / "after.tif")
        begun = time.perf_counter()
        found = align_pair(pair).registration.shift_px
    else:
        with np.load(folder / "pair.npz") as arrays:
            before, after = arrays["before"].astype("float32"), arrays["after"].astype("float32")
        begun = time.perf_counter()
        found = PEERS[name](before, after, folder)
    seconds = time.perf_counter() - begun
    error = float(np.hypot(found[0] - truth[0], found[1] - truth[1]))
    return {"seconds": seconds, "answer": f"{error:.3f}"}


def _opencv_phase(before, after, _folder):
    import cv2

    (x, y), _ = cv2.phaseCorrelate(before, after, cv2.createHanningWindow(before.shape[::-1], cv2.CV_32F))
    return (y, x)


def _opencv_ecc(before, after, _folder):
    import cv2
    import numpy as np

    warp = np.eye(2, 3, dtype="float32")
    _, warp = cv2.findTransformECC(before, after, warp, cv2.MOTION_TRANSLATION, (3, 100, 1e-5), None, 5)
    return (float(warp[1, 2]), float(warp[0, 2]))


def _scikit_image(before, after, _folder):
    from skimage.registration import phase_cross_correlation

    found = phase_cross_correlation(before, after, upsample_factor=50)[0]
    return (-float(found[0]), -float(found[1]))


def _arosics(_before, _after, folder):
    from arosics import COREG

    found = COREG(str(folder / "before.tif"), str(folder / "after.tif"), q=True, ws=(256, 256), max_shift=25)
    found.calculate_spatial_shifts()
    return (-float(found.y_shift_px), -float(found.x_shift_px))


PEERS = {"opencv-phase": _opencv_phase, "opencv-ecc": _opencv_ecc, "scikit-image": _scikit_image, "arosics": _arosics}


def _spacy():
    """A rule pipeline as one would write it by hand: tokens, sentences, and patterns for counts of people, things, areas and days."""
    import spacy
    from spacy.matcher import Matcher

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    number = {"LIKE_NUM": True}
    hedge = {"LOWER": {"IN": ["about", "some", "nearly", "over", "least"]}, "OP": "?"}
    people = {"LOWER": {"IN": ["people", "others", "persons", "workers"]}, "OP": "?"}
    told = {"LOWER": {"IN": ["killed", "injured", "hurt", "missing", "taken", "remain"]}}
    between = {"IS_ALPHA": True, "OP": "{0,2}"}
    matcher = Matcher(pipeline.vocab)
    matcher.add("PEOPLE", [[hedge, number, people, between, told], [told, hedge, number, people]], greedy="LONGEST")
    matcher.add("THINGS", [[hedge, number, {"LOWER": {"IN": ["houses", "buildings", "flats"]}}]], greedy="LONGEST")
    matcher.add("AREA", [[hedge, number, {"LOWER": "square"}, {"LOWER": "metres"}]], greedy="LONGEST")
    months = {"IN": ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]}
    weekdays = {"IN": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]}
    matcher.add("DAY", [[number, {"LOWER": months}, {"SHAPE": "dddd", "OP": "?"}], [{"LOWER": weekdays}]], greedy="LONGEST")
    return pipeline, matcher


def dates(name, _folder):
    """Seconds and what was found in 100 reports: claims, matches of a rule pipeline, or days alone."""
    texts = [TEXT] * 100
    if name == "temoin":
        from temoin.extract import extract_claims
        from temoin.testing import made_report

        reports = [made_report(text, lang="en", published="2025-05-06") for text in texts]
        extract_claims(reports[0])
        begun = time.perf_counter()
        found = sum(len(extract_claims(report)) for report in reports)
    elif name == "spacy-rules":
        pipeline, matcher = _spacy()
        matcher(pipeline(texts[0]))
        begun = time.perf_counter()
        found = sum(len(matcher(document)) for document in pipeline.pipe(texts))
    else:
        from dateparser.search import search_dates

        search_dates(texts[0], languages=["en"])
        begun = time.perf_counter()
        found = sum(len(search_dates(text, languages=["en"]) or ()) for text in texts)
    return {"seconds": time.perf_counter() - begun, "answer": str(found)}


if __name__ == "__main__":
    contest, contestant, place = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if contest == "make":
        make(place)
    else:
        print(json.dumps({"shift": shift, "dates": dates}[contest](contestant, place)))
