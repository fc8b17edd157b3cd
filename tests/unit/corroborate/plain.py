"""Plain claims files from a short form, so that a made-up event fits on a screen.

One line a claim: `kind OP value @source>relay !certainty #as_of`, where OP is one of `=` (exact), `~` (about), `>=`, `>`, `<=`;
a value `a..b` is a range.
"""

from __future__ import annotations

import re

_LINE = re.compile(
    r"(?P<kind>\w+)\s*(?P<op>>=|<=|=|~|>)\s*(?P<value>[^@!#]+?)\s*(?:@(?P<chain>[^!#]+?))?\s*(?:!(?P<certainty>\w+))?\s*(?:#(?P<as_of>\S+))?"
)
_MODALITY = {"=": "exact", "~": "about", ">=": "at_least", ">": "more_than", "<=": "at_most"}


def claim(number, line):
    """One claim of a plain file."""
    match = _LINE.fullmatch(line.strip())
    assert match, line
    chain = [{"text": name.strip()} for name in (match["chain"] or "").split(">") if name.strip()]
    made = {"id": number, "kind": match["kind"], "modality": _MODALITY[match["op"]], "certainty": match["certainty"] or "asserted", "chain": chain}
    if match["as_of"]:
        made["as_of"] = match["as_of"]
    value = match["value"]
    span = re.fullmatch(r"([\d.]+)\.\.([\d.]+)", value)
    if span:
        return {**made, "modality": "range", "low": float(span[1]), "high": float(span[2])}
    return {**made, "value": float(value) if re.fullmatch(r"[\d.]+", value) else value}


def report(report_id, published, *lines, **facts):
    """One report of a plain file."""
    claims = [claim(f"{report_id}.{number}", line) for number, line in enumerate(lines)]
    return {"id": report_id, "lang": "en", "publisher": f"Paper {report_id}", "published": published, "text": None, "claims": claims, **facts}


def document(head, *reports):
    """A plain file; `head` is "date | place | kind"."""
    date, place, kind = (part.strip() for part in head.split("|"))
    return {"event": "made-up", "title": kind, "kind": kind, "date": date, "place": {"name": place}, "reports": list(reports)}
