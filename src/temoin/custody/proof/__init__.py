"""Proof that needs no trust in us: a case sealed as a bag, signed and stamped, and checked with or without temoin."""

from temoin.custody.proof.checking import SealReport, check_sealed, is_sealed_bag, withheld_words
from temoin.custody.proof.keys import Signer, fingerprint, load_signer, new_key
from temoin.custody.proof.sealing import SealedCase, SealOptions, seal_case
from temoin.custody.proof.stamp import Stamp, read_certificates
from temoin.custody.proof.zipped import zip_sealed

__all__ = [
    "SealOptions",
    "SealReport",
    "SealedCase",
    "Signer",
    "Stamp",
    "check_sealed",
    "fingerprint",
    "is_sealed_bag",
    "load_signer",
    "new_key",
    "read_certificates",
    "seal_case",
    "withheld_words",
    "zip_sealed",
]
