"""Report to Claims: what a text says, with the exact words it says it in."""

from temoin.extract.byhand import HandReading, edit_claim, find_quote, quote_claim, reading_of, rename_in_claim
from temoin.extract.claims import ExtractOptions, extract_claims
from temoin.extract.grammar import is_supported
from temoin.extract.grounding import Grounding, GroundingPolicy, ground_claims
from temoin.extract.proposals import Proposal, Proposer, Refusal, RejectedProposal, read_proposals
from temoin.extract.speech import FoundAttribution, find_attributions
from temoin.extract.toponyms import FoundPlace, find_places

__all__ = [
    "ExtractOptions",
    "FoundAttribution",
    "FoundPlace",
    "Grounding",
    "GroundingPolicy",
    "HandReading",
    "Proposal",
    "Proposer",
    "Refusal",
    "RejectedProposal",
    "edit_claim",
    "extract_claims",
    "find_attributions",
    "find_places",
    "find_quote",
    "ground_claims",
    "is_supported",
    "quote_claim",
    "read_proposals",
    "reading_of",
    "rename_in_claim",
]
