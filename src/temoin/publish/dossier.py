"""The dossier: one HTML file that needs no other file and no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from temoin.errors import NoCoverageError, OptionError
from temoin.model import Claim, Dossier, Reason, Verdict
from temoin.publish.amounts import event_words
from temoin.publish.content import DossierContent
from temoin.publish.engines import ENGINES
from temoin.publish.environment import page_asset, page_template
from temoin.publish.public import leaks_in, publishable
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.claims import ClaimRow, claim_rows, group_rows, legend_rows
from temoin.publish.views.counts import arrange_counts, count_views
from temoin.publish.views.decisions import decision_rows
from temoin.publish.views.families import family_trees
from temoin.publish.views.findings import BLANK_ROW, FindingTables, finding_tables, truth_views
from temoin.publish.views.locator import locator_view
from temoin.publish.views.method import limit_lines, method_view
from temoin.publish.views.pictures import PictureView, pair_view, single_view
from temoin.publish.views.placebo import placebo_view
from temoin.publish.views.released import left_out_view, release_view
from temoin.publish.views.sheet import packed, sheet_text
from temoin.publish.views.texts import contexts_of, report_views
from temoin.publish.views.validated import validation_view
from temoin.publish.withheld import LeftOut
from temoin.publish.words import Words

__all__ = ["page_parts", "publish_html", "require_no_leaks"]

TITLE_LIMIT = 200
_SCRIPTS = ("buildings.js", "dossier.js", "map.js")
"""The page's own, in the order in which they run."""


def publish_html(content: DossierContent) -> Dossier:
    """Print a dossier: the same content always gives the same bytes. What is no draft holds only what the content's policy lets out.

    Everything from outside is escaped; the page's own Content-Security-Policy forbids all scripts and styles but its own (by hash), all
    requests, forms and frames. It works from `file://` with no network, and its pictures and texts without script.

    Args:
        content: all that is printed; what is missing is said to be missing.

    Returns:
        A `Dossier`, to be written with `write_text`.

    Raises:
        OptionError: words that are withheld in one place would stand in another; or there is no such language.
    """
    parts, left_out = page_parts(content)
    sheet = str(parts["sheet"])
    style = page_asset("dossier.css")
    engines = ENGINES if any(view.zoom is not None for view in parts["pictures"]) else ()
    scripts = [*(engine.script for engine in engines), *map(page_asset, _SCRIPTS)]
    html = page_template("dossier.html.j2").render(
        parts,
        csp=_policy(style, scripts, has_map=bool(engines)),
        style=Markup(style),  # noqa: S704  # our own file, not a word from outside
        scripts=[Markup(script) for script in scripts],  # noqa: S704  # our own files, not words from outside
        engines=engines,
        data=packed(sheet),
    )
    if not content.is_draft:
        require_no_leaks(html + sheet, left_out)
    return Dossier(html=html, is_draft=content.is_draft, language=content.language)


def page_parts(content: DossierContent, *, is_paper: bool = False) -> tuple[dict[str, Any], LeftOut]:
    """Everything that the dossier's templates are filled in with, on a page or on paper; what is no draft is cut down to what may be public.

    Returns:
        The templates' values, and what was left out.

    Raises:
        OptionError: there is no such language.
    """
    words = Words(language=content.language)
    public, left_out = publishable(content)
    content = content if content.is_draft else public
    claims = _all_claims(content)
    anchors = Anchors.of(content.reports, claims, content.findings)
    rows = claim_rows(claims, content.assessments, anchors, words, contexts=contexts_of(content.reports, claims))
    parts = {
        "_": words,
        "plural": words.plural,
        "language": words.language,
        "blank_row": BLANK_ROW,
        "unit_m": words.unit("m"),
        "unit_km": words.unit("km"),
        "decimal": words.decimal,
        "is_draft": content.is_draft,
        "title": bounded(content.title or _default_title(content, words), TITLE_LIMIT),
        "event": content.event,
        "event_when": event_words(content.event, words) if content.event is not None else "",
        **_claim_parts(content, claims, rows, anchors, words),
        **_picture_parts(content, anchors, words, is_paper=is_paper),
        "method": method_view(content, words),
        "limits": limit_lines(content, words),
        "left_out": left_out_view(left_out, content.policy, words, is_draft=content.is_draft),
        "locator": locator_view(content, words),
        "placebo": placebo_view(content.findings, words),
        "release": release_view(content.release, words),
        "decisions": decision_rows(content, anchors, words),
        "truth": truth_views(content.truth, words),
        "validation": validation_view(content.validation, words),
    }
    return parts, left_out


def require_no_leaks(text: str, left_out: LeftOut) -> None:
    """The last look before something public is written.

    Raises:
        OptionError: a withheld word stands in it.
    """
    if found := leaks_in(text, left_out):
        hint = "Name it as private or public (--private-names, --public-names), or take it out of the title, the credit or the names of buildings."
        raise OptionError(f"the public page would still hold what is withheld elsewhere: {', '.join(found[:3])}", hint=hint)


def _all_claims(content: DossierContent) -> tuple[Claim, ...]:
    known = {claim.id: claim for claim in (*content.claims, *(assessment.claim for assessment in content.assessments))}
    return tuple(known.values())


def _default_title(content: DossierContent, words: Words) -> str:
    event = content.event
    place = ", ".join(filter(None, (event.facility, event.place))) if event is not None else ""
    if not place and content.site is not None:
        place = content.site.name
    return place or (content.case.title if content.case is not None else "") or _plain_title(content, words)


def _plain_title(content: DossierContent, words: Words) -> str:
    has_picture = any(item is not None for item in (content.aligned, content.before_only, content.after_only))
    if has_picture and not content.reports:
        return words("What the pictures show")
    return words("Reported damage, checked against pictures and other reports") if has_picture else words("What the reports say")


def _claim_parts(
    content: DossierContent, claims: Sequence[Claim], rows: Sequence[tuple[Verdict, ClaimRow]], anchors: Anchors, words: Words
) -> dict[str, object]:
    ids = {number: claim_id for claim_id, number in anchors.claims.items()}
    looks = {ids[row.number]: (row.verdict.css, row.verdict.word) for _, row in rows}
    checked, unchecked = group_rows(rows, words)
    histories = content.counts or arrange_counts(claims, content.reports, words)
    return {
        "claim_count": len(rows),
        "legend": legend_rows(rows, words),
        "checked": checked,
        "unchecked": unchecked,
        "counts": count_views(histories, anchors, words),
        "reports": report_views(content.reports, claims, looks, anchors, words),
        "families": family_trees(content.lineage, anchors, words) if content.lineage is not None else (),
    }


def _picture_parts(content: DossierContent, anchors: Anchors, words: Words, *, is_paper: bool) -> dict[str, Any]:
    hidden = () if content.is_draft else content.policy.hidden
    pictures: list[PictureView] = []
    troubles: list[str] = []
    missing: list[Reason] = []
    try:
        if content.aligned is not None:
            pictures.append(pair_view(content.aligned, content.findings, content.buildings, anchors, words, hidden=hidden, is_paper=is_paper))
        for shown, is_before in ((content.before_only, True), (content.after_only, False)):
            if shown is not None:
                pictures.append(single_view(shown, content.buildings, anchors, words, is_before=is_before, hidden=hidden, is_paper=is_paper))
                missing.append(Reason.NO_AFTER if is_before else Reason.NO_BEFORE)
    except NoCoverageError:
        # A picture that holds no usable pixel is said to, rather than shown as a black square.
        troubles.append(words("One of the pictures holds not one usable pixel and is not shown."))
    if len(pictures) == 1:
        troubles += [words("Nothing could be compared: {reason}.", reason=words.reason(reason)) for reason in missing]
    tables = finding_tables(content.findings, content.buildings, content.site, anchors, words) if content.findings is not None else FindingTables()
    zoom = next((view.zoom for view in pictures if view.zoom is not None), None)
    sheet = sheet_text(tables, content.buildings, content.findings, zoom, anchors)
    return {"pictures": pictures, "picture_troubles": troubles, "tables": tables, "has_findings": content.findings is not None, "sheet": sheet}


def _policy(style: str, scripts: Sequence[str], *, has_map: bool) -> str:
    """Nothing may be loaded or run but what is in the file (Content Security Policy Level 3, W3C).

    A map cuts up its shapes in a worker, which its script makes of itself (`blob:`); the worker is bound by the same policy.
    """
    hashes = " ".join(f"'{_hash(script)}'" for script in scripts)
    worker = "; worker-src blob:" if has_map else ""
    return f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src {hashes}{worker}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
