"""Text that never loses its place: spans, a normal form with an offset map, languages, and names across scripts and languages."""

from temoin.text.fold import fold_letters
from temoin.text.language import LANGUAGES, detect_language
from temoin.text.names import plain_name, tokens_of
from temoin.text.normal import NormalText, normalise
from temoin.text.offices import OFFICE_WORDS, speaker_words
from temoin.text.offsets import OffsetMap
from temoin.text.span import Span

__all__ = [
    "LANGUAGES",
    "OFFICE_WORDS",
    "NormalText",
    "OffsetMap",
    "Span",
    "detect_language",
    "fold_letters",
    "normalise",
    "plain_name",
    "speaker_words",
    "tokens_of",
]
