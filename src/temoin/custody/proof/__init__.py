"""Proof that needs no trust in us: a case sealed as a bag, signed and stamped, and checked with or without temoin."""

from temoin.custody.proof.checking import SealReport, check_sealed, is_sealed_bag, withheld_words
from temoin.custody.proof.keys import Signer, fingerprint, load_signer, new_key
from temoin.custody.proof.proving import SealedCase, SealOptions, require_free
from temoin.custody.proof.publiccopy import PublicCopy, commitment, seal_public_copy
from temoin.custody.proof.sealing import seal_case
from temoin.custody.proof.stamp import Stamp, read_certificates
from temoin.custody.proof.zipped import zip_sealed

__all__ = [
    "PublicCopy",
    "SealOptions",
    "SealReport",
    "SealedCase",
    "Signer",
    "Stamp",
    "check_sealed",
    "commitment",
    "fingerprint",
    "is_sealed_bag",
    "load_signer",
    "new_key",
    "read_certificates",
    "require_free",
    "seal_case",
    "seal_public_copy",
    "withheld_words",
    "zip_sealed",
]
