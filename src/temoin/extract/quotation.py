"""Quotations that go on over sentences: whoever is named for one of them is quoted in all."""

from __future__ import annotations

import attrs

from temoin.extract.attribution import carried, pass_back
from temoin.extract.draft import Cue, Reading

__all__ = ["Quotation"]

_QUOTE = '"'
"""All quotation marks of the normal form of a text."""


@attrs.define
class Quotation:
    """Whoever is quoted at a place of a text, as far as it has been read.

    Args:
        paragraph: of the last sentence; a quotation ends with its paragraph.
        is_open: a quotation goes on after the last sentence.
        speaker: the cue of whoever is quoted, or was right before.
        waiting: sentences of an open quotation that nobody has been named for, each with the token from which it is quoted.
    """

    paragraph: int = -1
    is_open: bool = False
    speaker: Cue | None = None
    waiting: list[tuple[Reading, int]] = attrs.Factory(list)

    def follow(self, reading: Reading) -> None:
        """Read on by one sentence, whose own cues have been found.

        A sentence without cues that begins inside a quotation, or with one right after somebody's words, is given the speaker's cue as far as the
        quotation reaches. Where a quotation closes with a cue, the sentences before that it began with are given that.
        """
        sentence = reading.sentence
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.is_open, self.speaker, self.waiting = sentence.paragraph, False, None, []
        marks = [at for at, word in enumerate(sentence.words) if word == _QUOTE]
        was_open, self.is_open = self.is_open, self.is_open ^ (len(marks) % 2 == 1)
        told = next((cue for cue in reversed(reading.cues) if cue.kind in {"said", "denied"}), None)
        if told is not None:
            for waiting, first in self.waiting if was_open else ():
                pass_back(waiting, told, sentence, first)
            self.speaker, self.waiting = told if told.source is not None else told.told_in(sentence), []
        elif not reading.cues and (was_open or marks[:1] == [0]):
            self._go_on(reading, marks[not was_open :])
        else:
            self.speaker = None
            if self.is_open and marks:
                self.waiting = [(reading, marks[-1])]

    def _go_on(self, reading: Reading, closing: list[int]) -> None:
        """A sentence that begins inside a quotation and has no cue of its own."""
        sentence = reading.sentence
        if self.speaker is not None:
            reading.cues.append(attrs.evolve(carried(self.speaker, sentence), scope=(0, closing[0] if closing else sentence.n)))
        elif self.is_open:
            self.waiting.append((reading, 0))
