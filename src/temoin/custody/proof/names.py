"""Where the proofs of a sealed case lie: beside its payload, in no manifest, since they are over the manifests."""

from __future__ import annotations

from temoin.custody.seal import SEAL

__all__ = ["ENVELOPE", "PROOFS", "SIGNER", "STAMP"]

ENVELOPE = f"{SEAL}/statement.dsse.json"
SIGNER = f"{SEAL}/signer.pem"
STAMP = f"{SEAL}/stamp.tsr"
PROOFS = frozenset({ENVELOPE, SIGNER, STAMP})
