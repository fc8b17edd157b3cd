"""Report to Claims: what a text says, with the exact words it says it in."""

from temoin.extract.byhand import HandReading, edit_claim, find_quote, quote_claim, reading_of
from temoin.extract.claims import ExtractOptions, extract_claims
from temoin.extract.grammar import is_supported

__all__ = ["ExtractOptions", "HandReading", "edit_claim", "extract_claims", "find_quote", "is_supported", "quote_claim", "reading_of"]
