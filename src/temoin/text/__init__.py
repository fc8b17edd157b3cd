"""Text that never loses its place: spans, a normal form with an offset map both ways, and the language of a text."""

from temoin.text.fold import fold_letters
from temoin.text.language import LANGUAGES, detect_language
from temoin.text.normal import NormalText, normalise
from temoin.text.offsets import OffsetMap
from temoin.text.span import Span

__all__ = ["LANGUAGES", "NormalText", "OffsetMap", "Span", "detect_language", "fold_letters", "normalise"]
