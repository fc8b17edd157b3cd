"""Two pictures brought onto one ground, with a state that says how far this can be trusted."""

from temoin.align.options import AlignOptions
from temoin.align.pair import align_pair

__all__ = ["AlignOptions", "align_pair"]
