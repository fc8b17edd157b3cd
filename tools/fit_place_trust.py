"""Fit the weights of `extract.place_trust` on the Local-Global Lexicon: a logistic regression, and what it gives on outlets that it did not see.

    TEMOIN_DATA=../shared/data python tools/fit_place_trust.py

prints the weights to be written into the module, and for five parts of the Lexicon, each weighed by what was fitted on the other four, the
precision at some recalls. The parts are runs of 30 articles: articles of one paper stand together. The Lexicon itself is not shipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import attrs
import numpy as np
from lxml import etree
from numpy.typing import NDArray

from temoin.extract.place_trust import Signs
from temoin.extract.toponyms import read_places
from temoin.geo import great_circle_km
from temoin.model import Precision

NEAR_KM = 161.0
PARTS, RUN = 5, 30
RIDGE = 3.0
SIGNS = [field.name for field in attrs.fields(Signs) if field.name != "best"]


def examples(path: Path) -> tuple[list[tuple[int, list[float], bool, bool]], int]:
    """One row a name that was taken for a town: its article, its signs, whether it is right, and whether a town of the gold is found by it."""
    rows, towns = [], 0
    for number, article in enumerate(etree.parse(path).getroot().iter("article")):
        marks = []
        for mark in article.iter("toponym"):
            tag = mark.find("gaztag")
            point = None if tag is None else (float(tag.findtext("lat")), float(tag.findtext("lon")))
            marks.append((int(mark.findtext("start")), int(mark.findtext("end")), point, tag is not None and tag.findtext("fclass") == "P"))
        towns += sum(is_town for *_, is_town in marks)
        for span, _, placing, signs in read_places(article.findtext("text"), "en"):
            place = placing.location
            beside = [(point, is_town) for start, end, point, is_town in marks if span.start < end and start < span.end][:1]
            if place.precision is not Precision.TOWN or (beside and beside[0][0] is None):
                continue
            is_right = any(point and great_circle_km(place.lat, place.lon, *point) < NEAR_KM + place.radius_km for point, _ in beside)
            rows.append((number, [getattr(signs, sign) for sign in SIGNS], is_right, is_right and beside[0][1]))
    return rows, towns


def fit(signs: NDArray[np.float64], is_right: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of a logistic regression with a ridge on standardised signs, by Newton's method; in the signs' own units."""
    mean, spread = signs.mean(0), signs.std(0) + 1e-9
    x = np.column_stack([(signs - mean) / spread, np.ones(len(signs))])
    ridge = np.diag([RIDGE] * signs.shape[1] + [0.0])
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (is_right - chance) - ridge @ weights
        weights += np.linalg.solve((x * (chance * (1 - chance))[:, None]).T @ x + ridge, slope)
    own = weights[:-1] / spread
    return own, float(weights[-1] - own @ mean)


def curve(chance: NDArray[np.float64], is_right: NDArray[np.float64], is_found: NDArray[np.float64], towns: int) -> None:
    """(recall, precision, chance from which) at some recalls."""
    for recall in (0.60, 0.65, 0.68, 0.70, 0.72):
        kept = max((floor for floor in np.unique(chance) if is_found[chance >= floor].sum() / towns >= recall), default=None)
        if kept is not None:
            print(f"  recall {recall:.2f}: precision {is_right[chance >= kept].mean():.3f} from a chance of {kept:.3f}")


def main() -> None:
    """Print weights, and precision at some recalls on parts that were not seen and on all."""
    rows, towns = examples(Path(os.environ.get("TEMOIN_DATA", "../shared/data")) / "geoparsing" / "lgl.xml")
    number = np.array([row[0] for row in rows])
    signs, is_right, is_found = (np.array([row[at] for row in rows], float) for at in (1, 2, 3))
    unseen = np.zeros(len(rows))
    for part in range(PARTS):
        held = (number // RUN) % PARTS == part
        weights, bias = fit(signs[~held], is_right[~held])
        unseen[held] = 1 / (1 + np.exp(-(signs[held] @ weights + bias)))
    print("on parts that were not seen:")
    curve(unseen, is_right, is_found, towns)
    weights, bias = fit(signs, is_right)
    print("on all:")
    curve(1 / (1 + np.exp(-(signs @ weights + bias))), is_right, is_found, towns)
    print(f"_BIAS = {bias:.3f}")
    print("_WEIGHTS = {")
    for sign, weight in zip(SIGNS, weights, strict=True):
        print(f'    "{sign}": {weight:.3f},')
    print("}")


if __name__ == "__main__":
    main()
