"""Made-up reports with their claims marked in the text, read into the form of the gold files.

A file holds the reports of one language. A report begins with a line `= event | publisher | published | title`; its text follows, `~` standing
for a no-break space. A claim is `{KIND value unit words|the words of its span}`, a source is `{@name|its words}`; both may be nested. The words
after the kind, in any order: a number, `low..high`, `low..` or ISO days; a unit (`ha` is written out in m²); modality; certainty; effect; `neg`;
`bg`; `#name` names a claim, `^name` makes it a part of the one so named, `<name<name` is its chain.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).with_name("reports")
KINDS = {
    "K": "killed",
    "I": "injured",
    "H": "hospitalised",
    "M": "missing",
    "D": "displaced",
    "R": "rescued",
    "DC": "damaged_count",
    "XC": "destroyed_count",
    "EX": "damage_extent",
    "OB": "damaged_object",
    "MC": "means_count",
    "ED": "event_date",
    "ID": "image_date",
    "SD": "statement_date",
    "PL": "place",
    "FA": "facility",
    "DI": "distance",
    "BG": "background_quantity",
}
PERSONS = {"killed", "injured", "hospitalised", "missing", "displaced", "rescued"}
MODALITIES = {"about", "at_least", "more_than", "at_most", "nearly", "range", "several"}
CERTAINTIES = {"reported", "possible", "expected", "denied"}
EFFECTS = {"hit", "damaged", "destroyed", "burned", "collapsed", "flooded", "none"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
RANGE = re.compile(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)?")
DAYS = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")


def read_marked(folder: Path = FOLDER) -> list[dict]:
    """All reports of the folder, in the form of `data/claims/GUIDE.md`."""
    return [report for path in sorted(folder.glob("*.txt")) for report in _reports(path)]


def _reports(path):
    for part in re.split(r"(?m)^= ", path.read_text("utf-8"))[1:]:
        head, _, body = part.partition("\n")
        event, publisher, published, title = (field.strip() for field in head.split("|"))
        text, marks = _unmark(body.strip().replace("~", "\u00a0"))
        yield {
            "id": f"{path.stem}-{event}",
            "lang": path.stem,
            "publisher": publisher,
            "published": published,
            "title": title,
            "text": text,
            "event": f"{path.stem}-{event}",
            "derives_from": None,
            "claims": _claims(text, marks),
        }


def _unmark(body):
    """The text without marks, and (header, start, end) of every mark, by start."""
    text, marks, opened = [], [], []
    length, at = 0, 0
    while at < len(body):
        if body[at] == "{":
            bar = body.index("|", at)
            opened.append((body[at + 1 : bar], length))
            at = bar
        elif body[at] == "}":
            header, start = opened.pop()
            marks.append((header, start, length))
        else:
            text.append(body[at])
            length += 1
        at += 1
    if opened:
        message = f"a mark is not closed: {opened[-1][0]}"
        raise ValueError(message)
    return "".join(text), sorted(marks, key=lambda mark: (mark[1], -mark[2]))


def _claims(text, marks):
    sources = {
        header[1:]: {"start": start, "end": end, "text": text[start:end], "class": "official"} for header, start, end in marks if header[0] == "@"
    }
    claims, names, parents = [], {}, {}
    for header, start, end in marks:
        if header[0] == "@":
            continue
        claim, name, parent = _claim(header, sources)
        claim.update(id=f"c{len(claims) + 1}", start=start, end=end, text=text[start:end])
        if name:
            names[name] = claim["id"]
        if parent:
            parents[claim["id"]] = parent
        claims.append(claim)
    for claim in claims:
        claim["subset_of"] = names[parents[claim["id"]]] if claim["id"] in parents else None
    return claims


def _claim(header, sources):
    mark, *words = header.split()
    kind = KINDS[mark]
    claim = dict.fromkeys(("value", "low", "high", "unit", "object", "effect", "as_of", "said_on"))
    claim.update(kind=kind, modality="exact", certainty="asserted", polarity="positive", chain=[])
    claim["role"] = "background" if kind == "background_quantity" else "main"
    names = {"#": None, "^": None}
    for word in words:
        if word[0] in names:
            names[word[0]] = word[1:]
        elif word[0] == "<":
            claim["chain"] = [sources[link] for link in word[1:].split("<")]
        else:
            claim.update(_field(word))
    if kind in PERSONS:
        claim["unit"] = "person"
    if claim["unit"] == "ha":
        claim.update(unit="m2", **{side: claim[side] and claim[side] * 10_000 for side in ("value", "low", "high")})
    return claim, names["#"], names["^"]


def _field(word):
    """The fields that one word of a header sets."""
    between = RANGE.fullmatch(word)
    if between:
        return {"low": float(between[1]), "high": float(between[2]) if between[2] else None}
    if NUMBER.fullmatch(word) or DAYS.fullmatch(word):
        return {"value": float(word) if NUMBER.fullmatch(word) else word}
    known = {"neg": {"polarity": "negative"}, "bg": {"role": "background"}}
    known |= {level: {"modality": level} for level in MODALITIES} | {stance: {"certainty": stance} for stance in CERTAINTIES}
    known |= {effect: {"effect": effect} for effect in EFFECTS}
    return known.get(word, {"unit": word})
