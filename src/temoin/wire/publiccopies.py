"""What is said of a bag that was handed over, what stands in a public copy, and what the case keeps to prove what stays out of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from temoin import model
from temoin.wire.record import QuantityRecord, Sha256

__all__ = ["PUBLIC_BODIES", "BagBody", "PublicCopyBody", "PublicVerdictRow", "PublicVerdictsBody", "SaltRow", "SaltsBody", "WithheldRow"]

_CONFIG = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class PublicVerdictRow(BaseModel):
    """One claim and what was made of it, as the public may read it: fields by an allow-list, reports by number."""

    model_config = _CONFIG
    report: Annotated[int, Field(ge=1)]
    kind: model.ClaimKind
    quote: str
    quantity: QuantityRecord | None
    verdict: model.Verdict
    pictures: model.Verdict
    reports: model.Verdict
    reasons: tuple[model.Reason, ...]
    measured: QuantityRecord | None


class PublicVerdictsBody(BaseModel):
    """The verdicts of a public copy."""

    model_config = _CONFIG
    verdicts: tuple[PublicVerdictRow, ...]


class WithheldRow(BaseModel):
    """One thing that a public copy leaves out, as a commitment: the SHA-256 of its salt followed by its bytes."""

    model_config = _CONFIG
    kind: Annotated[str, Field(min_length=1)]
    commitment: Sha256


class PublicCopyBody(BaseModel):
    """What a public copy says of the case that it was made from, and of all that it leaves out."""

    model_config = _CONFIG
    case: Annotated[str, Field(min_length=1)]
    title: str
    release: Annotated[int, Field(ge=1)]
    entries: Annotated[int, Field(ge=1)]
    head: Sha256
    made: Annotated[str, Field(min_length=1)]
    withheld: tuple[WithheldRow, ...]


class SaltRow(WithheldRow):
    """What it takes to prove one withheld thing later: its salt, and the words, or the hash of the file."""

    salt: Sha256
    words: str | None = None
    sha256: Sha256 | None = None


class SaltsBody(BaseModel):
    """The salts of a public copy; they never leave the case, unless somebody proves a withheld thing with one of them."""

    model_config = _CONFIG
    release: Annotated[int, Field(ge=1)]
    rows: tuple[SaltRow, ...]


class BagBody(BaseModel):
    """A bag as it was handed over: of the whole case, or its public copy, which has a release and withholds things."""

    model_config = _CONFIG
    path: Annotated[str, Field(min_length=1)]
    head: Sha256
    entries: Annotated[int, Field(ge=1)]
    tag_manifest_sha256: Sha256
    fingerprint: str
    stamped: str | None
    release: Annotated[int, Field(ge=1)] | None
    withheld: Annotated[int, Field(ge=0)] | None


PUBLIC_BODIES: dict[str, type[BaseModel]] = {
    "bag": BagBody,
    "public-copy": PublicCopyBody,
    "public-verdicts": PublicVerdictsBody,
    "salts": SaltsBody,
}
"""Format name to what stands beside the envelope."""
