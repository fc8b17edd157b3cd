"""Text that never loses its place: spans, a normal form with an offset map, languages, and names across scripts and languages."""

from temoin.text.fold import fold_letters
from temoin.text.language import LANGUAGES, detect_language
from temoin.text.names import plain_name, tokens_of
from temoin.text.normal import NormalText, normalise
from temoin.text.offices import OFFICE_WORDS, speaker_words
from temoin.text.offsets import OffsetMap
from temoin.text.span import Span
from temoin.text.transliteration import is_one_name, near_names, soundings_of

__all__ = [
    "LANGUAGES",
    "OFFICE_WORDS",
    "NormalText",
    "OffsetMap",
    "Span",
    "detect_language",
    "fold_letters",
    "is_one_name",
    "near_names",
    "normalise",
    "plain_name",
    "soundings_of",
    "speaker_words",
    "tokens_of",
]
