"""The dossier: one HTML file that needs no other file and no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from markupsafe import Markup

from temoin.errors import NoCoverageError, OptionError
from temoin.model import Claim, Dossier, Reason, Verdict
from temoin.publish.content import DossierContent
from temoin.publish.environment import page_asset, page_template
from temoin.publish.figures import event_words
from temoin.publish.public import leaks_in, publishable
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.claims import ClaimRow, claim_rows, group_rows, legend_rows
from temoin.publish.views.counts import arrange_counts, count_views
from temoin.publish.views.decisions import decision_rows
from temoin.publish.views.families import family_trees
from temoin.publish.views.findings import FindingTables, finding_tables, truth_views
from temoin.publish.views.method import limit_lines, method_view
from temoin.publish.views.pictures import PictureView, pair_view, single_view
from temoin.publish.views.released import left_out_view, release_view
from temoin.publish.views.texts import contexts_of, report_views
from temoin.publish.words import Words

__all__ = ["publish_html"]

TITLE_LIMIT = 200


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
    words = Words(language=content.language)
    public, left_out = publishable(content)
    content = content if content.is_draft else public
    claims = _all_claims(content)
    anchors = Anchors.of(content.reports, claims, content.findings)
    rows = claim_rows(claims, content.assessments, anchors, words, contexts=contexts_of(content.reports, claims))
    style, script = page_asset("dossier.css"), page_asset("dossier.js")
    html = page_template("dossier.html.j2").render(
        _=words,
        plural=words.plural,
        language=words.language,
        csp=_policy(style, script),
        style=Markup(style),  # noqa: S704  # our own file, not a word from outside
        script=Markup(script),  # noqa: S704  # our own file, not a word from outside
        is_draft=content.is_draft,
        title=bounded(content.title or _default_title(content, words), TITLE_LIMIT),
        event=content.event,
        event_when=event_words(content.event, words) if content.event is not None else "",
        **_claim_parts(content, claims, rows, anchors, words),
        **_picture_parts(content, anchors, words),
        method=method_view(content, words),
        limits=limit_lines(content, words),
        left_out=left_out_view(left_out, content.policy, words, is_draft=content.is_draft),
        release=release_view(content.release, words),
        decisions=decision_rows(content, anchors, words),
        truth=truth_views(content.truth, words),
    )
    found = () if content.is_draft else leaks_in(html, left_out)
    if found:
        hint = "Name it as private or public (--private-names, --public-names), or take it out of the title, the credit or the names of buildings."
        raise OptionError(f"the public page would still hold what is withheld elsewhere: {', '.join(found[:3])}", hint=hint)
    return Dossier(html=html, is_draft=content.is_draft, language=words.language)


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


def _picture_parts(content: DossierContent, anchors: Anchors, words: Words) -> dict[str, object]:
    hidden = () if content.is_draft else content.policy.hidden
    pictures: list[PictureView] = []
    troubles: list[str] = []
    missing: list[Reason] = []
    try:
        if content.aligned is not None:
            pictures.append(pair_view(content.aligned, content.findings, content.buildings, anchors, words, hidden=hidden))
        for shown, is_before in ((content.before_only, True), (content.after_only, False)):
            if shown is not None:
                pictures.append(single_view(shown, content.buildings, anchors, words, is_before=is_before, hidden=hidden))
                missing.append(Reason.NO_AFTER if is_before else Reason.NO_BEFORE)
    except NoCoverageError:
        # A picture that holds no usable pixel is said to, rather than shown as a black square.
        troubles.append(words("One of the pictures holds not one usable pixel and is not shown."))
    if len(pictures) == 1:
        troubles += [words("Nothing could be compared: {reason}.", reason=words.reason(reason)) for reason in missing]
    tables = finding_tables(content.findings, content.buildings, content.site, anchors, words) if content.findings is not None else FindingTables()
    return {"pictures": pictures, "picture_troubles": troubles, "tables": tables, "has_findings": content.findings is not None}


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded or run but what is in the file (Content Security Policy Level 3, W3C)."""
    return f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
