"""The certificate of a sealed case: one page to print, with what a reader needs to recognise the case and to check it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from temoin.model import Case
from temoin.publish.environment import page_template

__all__ = ["CertificateContent", "publish_certificate"]

_SHOWN_EXHIBITS = 14
"""Rows that fit on one A4 page beside the rest; more are counted, and all stand in the case."""


@attrs.frozen(kw_only=True)
class CertificateContent:
    """What a certificate is printed from.

    Args:
        case: as it was sealed.
        name: of the sealed folder or file.
        tag_manifest_sha256: of the bag's tag manifest: it stands for every byte of the case.
        checked: when the case was checked for this certificate, with a zone.
        version: of temoin, which checked it.
        fingerprint: of the signer's public key, or "".
        is_known: the key was the one that was asked for.
        stamped: the authority's time, or `None`.
        authority: its name, or "".
        is_trusted: the stamp goes back to a certificate that was named.
        assurances: what the proofs are worth, one sentence each.
    """

    case: Case
    name: str
    tag_manifest_sha256: str
    checked: datetime
    version: str
    fingerprint: str = ""
    is_known: bool = False
    stamped: datetime | None = None
    authority: str = ""
    is_trusted: bool = False
    assurances: Sequence[str] = ()


def publish_certificate(content: CertificateContent) -> str:
    """The certificate as one HTML page that loads nothing and prints on one side of A4 or Letter.

    Args:
        content: what it says; everything in it is escaped.
    """
    exhibits = content.case.exhibits
    return page_template("certificate.html.j2").render(
        content=content,
        case=content.case,
        entries=len(content.case.ledger.entries),
        exhibits=exhibits[:_SHOWN_EXHIBITS],
        left_out=max(0, len(exhibits) - _SHOWN_EXHIBITS),
        when=_when,
        blocks=_blocks,
    )


def _when(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def _blocks(digest: str) -> str:
    """A hash in groups of eight, for comparing by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
