"""Report to Claims: what a text says, with the exact words it says it in."""

from temoin.extract.claims import ExtractOptions, extract_claims
from temoin.extract.grammar import is_supported

__all__ = ["ExtractOptions", "extract_claims", "is_supported"]
