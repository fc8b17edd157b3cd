"""Nouns in a notebook: `%load_ext temoin.publish.notebook`, and a report, claim, finding, pair, verdict or case as a cell's last line shows itself.

The nouns know nothing of it: the notebook is told how to show each type. Everything from outside is escaped; nothing is loaded and nothing runs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs

from temoin.errors import NoCoverageError, OptionError
from temoin.model import AlignedPair, Assessment, Case, Change, Claim, Findings, Grade, Measurement, Report
from temoin.publish.amounts import quantity_words, share_words, time_words
from temoin.publish.display import render_image, shrink_pair
from temoin.publish.environment import page_template
from temoin.publish.picture import data_uri, display_size, encode_picture
from temoin.publish.safe import bounded
from temoin.publish.views.claims import claimed_words, sign_of
from temoin.publish.views.findings import GRADE_CSS
from temoin.publish.views.placing import registration_words
from temoin.publish.words import Words

__all__ = ["View", "load_ipython_extension", "register_views", "view"]

_MAX_SIDE = 420
_TEXT_SHOWN = 1500
_ROWS = 200
"""Rows of a list that are shown; the rest is counted."""
_WORDS = Words()
_Noun = AlignedPair | Assessment | Case | Change | Claim | Findings | Grade | Measurement | Report


@attrs.frozen
class View:
    """Something as HTML, which a notebook shows and `str` gives."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


def view(item: _Noun | Sequence[_Noun]) -> View:
    """A noun, or a table of several of one type, as HTML that stands alone.

    Args:
        item: a report, claim, change, grade, measurement, findings, aligned pair, assessment or case; or a tuple of one type of these.

    Raises:
        OptionError: it is nothing of the kind.
    """
    if isinstance(item, tuple | list):
        kinds = {type(one) for one in item}
        if len(kinds) > 1 or not kinds <= set(_VIEWS):
            raise OptionError("only things of one type make a table", hint=f"Give a tuple of one of {_names()}.")
        parts = [_filled(one) for one in item[:_ROWS]]
        return View(_rendered("list", parts=parts, left_out=max(0, len(item) - _ROWS)))
    if type(item) not in _VIEWS:
        raise OptionError(f"{type(item).__name__} has no view", hint=f"Give one of {_names()}.")
    return View(_rendered("one", parts=[_filled(item)], left_out=0))


def register_views(formatter: Any) -> None:  # noqa: ANN401  # of IPython, which is not needed to import this
    """Tell a notebook's HTML formatter how to show each noun.

    Args:
        formatter: `get_ipython().display_formatter.formatters["text/html"]`, or anything with its `for_type`.
    """
    for kind in _VIEWS:
        formatter.for_type(kind, lambda noun: view(noun).html)


def load_ipython_extension(ipython: Any) -> None:  # noqa: ANN401  # of IPython
    """What `%load_ext temoin.publish.notebook` calls: nouns show themselves, and so do figures, which no global state shows."""
    formatters = ipython.display_formatter.formatters
    register_views(formatters["text/html"])
    formatters["image/png"].for_type_by_name("matplotlib.figure", "Figure", _png)


def _png(figure: Any) -> bytes:  # noqa: ANN401  # of matplotlib, which is not needed to import this
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _names() -> str:
    return ", ".join(kind.__name__ for kind in _VIEWS)


def _rendered(form: str, **values: Any) -> str:  # noqa: ANN401  # of the template
    return page_template("notebook.html.j2").render(form=form, _=_WORDS, plural=_WORDS.plural, **values)


def _filled(noun: Any) -> dict[str, Any]:  # noqa: ANN401  # one of many types
    name, make = _VIEWS[type(noun)]
    return {"kind": name, **make(noun)}


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": bounded(report.title or report.id, 200),
        "publisher": bounded(report.publisher or "–", 100),
        "when": time_words(report.published, _WORDS),
        "lang": report.lang or "–",
        "text": bounded(report.text, _TEXT_SHOWN),
        "sha256": report.sha256,
        "notes": report.notes,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "what": _WORDS.name(claim.kind),
        "quote": bounded(claim.quote, 400),
        "lang": claim.lang or "",
        "claimed": claimed_words(claim, _WORDS),
        "sources": [bounded(source.name, 100) for source in claim.attribution.chain],
        "report": claim.report_id,
    }


def _assessment(assessment: Assessment) -> dict[str, Any]:
    return {
        "claim": _claim(assessment.claim),
        "verdict": sign_of(assessment.verdict, _WORDS),
        "pictures": sign_of(assessment.pictures, _WORDS),
        "reports": sign_of(assessment.reports, _WORDS),
        "reasons": list(map(_WORDS.reason, assessment.reasons)),
        "measured": quantity_words(assessment.measured, _WORDS) if assessment.measured is not None else "",
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "area": quantity_words(change.area, _WORDS),
        "score": f"{change.score:.2f}",
        "buildings": ", ".join(change.building_ids) or "–",
        "reasons": list(map(_WORDS.reason, change.reasons)),
    }


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "building": grade.building_id,
        "grade": _WORDS.name(grade.grade),
        "css": GRADE_CSS[grade.grade],
        "area": quantity_words(grade.changed_area, _WORDS) if grade.changed_area is not None else _WORDS("not measured"),
        "score": f"{grade.score:.2f}" if grade.is_assessable else "–",
        "seen": share_words(grade.seen_share),
        "reasons": list(map(_WORDS.reason, grade.reasons)),
    }


def _measurement(measurement: Measurement) -> dict[str, Any]:
    return {"name": measurement.name.replace("_", " "), "quantity": quantity_words(measurement.quantity, _WORDS)}


def _findings(findings: Findings) -> dict[str, Any]:
    return {
        "measurements": [_measurement(one) for one in findings.measurements],
        "changes": len(findings.changes),
        "grades": len(findings.grades),
        "largest": [_change(one) for one in findings.changes[:5]],
    }


def _aligned(aligned: AlignedPair) -> dict[str, Any]:
    scenes = ((aligned.before, _WORDS("Before")), (aligned.after, _WORDS("After")))
    try:
        sources = _pictures(aligned)
    except NoCoverageError:
        # A picture without one usable pixel is said to be one, rather than shown black.
        sources = ["", ""]
    panels = [
        {"word": word, "when": time_words(scene.acquired, _WORDS), "credit": bounded(scene.credit or _WORDS("no credit given"), 100), "src": source}
        for (scene, word), source in zip(scenes, sources, strict=True)
    ]
    return {"panels": panels, "lines": registration_words(aligned, _WORDS)}


def _pictures(aligned: AlignedPair) -> list[str]:
    images, stretches = shrink_pair(aligned, max_side=_MAX_SIDE)
    size = display_size(images[0].grid, max_side=_MAX_SIDE)
    return [data_uri(encode_picture(render_image(image, stretch), size=size)) for image, stretch in zip(images, stretches, strict=True)]


def _case(case: Case) -> dict[str, Any]:
    return {
        "title": case.title or case.id,
        "id": case.id,
        "created": case.created.isoformat(sep=" ", timespec="minutes"),
        "exhibits": [(one.role.value, bounded(one.name, 80), one.size, one.sha256) for one in case.exhibits[:_ROWS]],
        "left_out": max(0, len(case.exhibits) - _ROWS),
        "entries": len(case.ledger.entries),
        "head": case.ledger.head,
    }


_VIEWS: Mapping[type, tuple[str, Callable[[Any], dict[str, Any]]]] = MappingProxyType(
    {
        Report: ("report", _report),
        Claim: ("claim", _claim),
        Assessment: ("assessment", _assessment),
        Change: ("change", _change),
        Grade: ("grade", _grade),
        Measurement: ("measurement", _measurement),
        Findings: ("findings", _findings),
        AlignedPair: ("aligned", _aligned),
        Case: ("case", _case),
    }
)
