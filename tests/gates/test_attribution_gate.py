"""Who said what against PolNeAR's development part: tokens of sources, cues and contents (Newell et al. 2018).

PolNeAR marks far more than statements: wishes, findings, reactions. It is measured as it is, with nothing left out. The word lists were written
from general knowledge and worked on with this part and half of the training part in sight.
"""

from __future__ import annotations

import re
import tarfile

import pytest

from temoin.extract import find_attributions

pytestmark = [pytest.mark.data, pytest.mark.gate]
ROLES = ("Source", "Cue", "Content")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def _articles(path, part):
    """(text, {role: [(start, end)]}) of each article, by its first annotator."""
    with tarfile.open(path) as archive:
        names = archive.getnames()
        marks = {}
        for name in sorted(names):
            if f"/{part}/attributions/" in f"/{name}" and name.endswith(".ann"):
                marks.setdefault(name.rsplit("/", 1)[1].rsplit("_", 1)[0], name)
        for name in sorted(names):
            if f"/{part}/text/" in f"/{name}" and name.endswith(".txt"):
                text = archive.extractfile(name).read().decode("utf-8")
                known = marks.get(name.rsplit("/", 1)[1][: -len(".txt")])
                spans = {role: [] for role in ROLES}
                for line in archive.extractfile(known).read().decode("utf-8").splitlines() if known else ():
                    role, _, places = line.split("\t")[1].partition(" ")
                    if line.startswith("T") and role in spans:
                        spans[role] += [tuple(map(int, place.split())) for place in places.split(";")]
                yield text, spans


def _found(text):
    spans = {role: [] for role in ROLES}
    for one in find_attributions(text, "en"):
        spans["Cue"] += [(one.cue.start, one.cue.end)] if one.cue else []
        spans["Source"] += [(one.source.start, one.source.end)] if one.source else []
        spans["Content"] += [(part.start, part.end) for part in one.content]
    return spans


def _tokens(text, spans):
    return {match.start() for start, end in spans for match in _TOKEN.finditer(text, start, end)}


def test_tokens_of_sources_cues_and_contents(data_dir, hold):
    """Token F1 of each role over all articles."""
    right, given, gold = (dict.fromkeys(ROLES, 0) for _ in range(3))
    for text, marked in _articles(data_dir / "attribution" / "polnear_train_dev.tar.xz", "dev"):
        read = _found(text)
        for role in ROLES:
            theirs, ours = _tokens(text, marked[role]), _tokens(text, read[role])
            right[role] += len(theirs & ours)
            given[role] += len(ours)
            gold[role] += len(theirs)
    assert min(gold.values()) > 1000
    hold("attribution_polnear", {role.lower(): 2 * right[role] / (given[role] + gold[role]) for role in ROLES})
