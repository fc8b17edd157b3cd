"""Maps between the code points of two texts."""

from __future__ import annotations

import pytest

from temoin.text import OffsetMap

HTML = "<p>45&nbsp;dead</p>"
MAP = OffsetMap.from_pieces([(0, 3, 2), (2, 5, 6), (3, 11, 4)], length=7)


def test_one_to_one_pieces_map_point_by_point() -> None:
    """Inside a piece as long as its source, each code point has its own place."""
    assert HTML[slice(*MAP.to_source(0, 2))] == "45"
    assert HTML[slice(*MAP.to_source(4, 6))] == "ea"


def test_blocks_come_whole() -> None:
    """A character made from an entity maps to the whole entity, and any part of the entity to the character."""
    assert HTML[slice(*MAP.to_source(2, 3))] == "&nbsp;"
    assert MAP.to_derived(7, 8) == (2, 3)


def test_ranges_over_several_pieces() -> None:
    """A range that covers pieces maps from the first one's start to the last one's end."""
    assert HTML[slice(*MAP.to_source(1, 5))] == "5&nbsp;de"
    assert MAP.to_derived(4, 13) == (1, 5)


def test_dropped_source_has_no_place() -> None:
    """Tags derive nothing, and an empty range has no place either."""
    assert MAP.to_derived(0, 3) is None
    assert MAP.to_derived(15, 19) is None
    assert MAP.to_derived(5, 5) is None
    assert MAP.to_derived(40, 50) is None


def test_dropped_source_beside_kept_source() -> None:
    """A source range that begins or ends in dropped text maps to what is kept of it."""
    assert MAP.to_derived(0, 4) == (0, 1)
    assert MAP.to_derived(13, 19) == (5, 7)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 8)])
def test_ranges_outside_the_text_are_refused(start: int, end: int) -> None:
    """An empty or outlying derived range is an error, not a guess."""
    with pytest.raises(ValueError, match="is empty or outside"):
        MAP.to_source(start, end)


@pytest.mark.parametrize(
    ("pieces", "length"),
    [
        ([(1, 0, 2)], 3),
        ([(0, 0, 2), (0, 2, 2)], 4),
        ([(0, 4, 2), (2, 5, 2)], 4),
        ([(0, 4, 0)], 1),
        ([(0, 0, 2), (2, 2, 1)], 2),
        ([], 1),
        ([(0, 0, 1)], 0),
        ([(0, -1, 1)], 1),
    ],
)
def test_unsound_pieces_are_refused(pieces: list[tuple[int, int, int]], length: int) -> None:
    """Pieces that do not start at 0, overlap, come from nowhere or go past the end make no map."""
    with pytest.raises(ValueError, match="pieces of an offset map"):
        OffsetMap.from_pieces(pieces, length=length)


def test_identity_and_the_empty_text() -> None:
    """A text maps onto itself; of an empty one nothing can be asked."""
    assert OffsetMap.identity(9).to_source(2, 5) == (2, 5)
    assert OffsetMap.identity(9).to_derived(2, 50) == (2, 9)
    assert OffsetMap.identity(0) == OffsetMap.from_pieces([], length=0)
    assert OffsetMap.identity(0).to_derived(0, 3) is None


def test_maps_compose() -> None:
    """The words of a text of a page lead back to the page."""
    words = OffsetMap.from_pieces([(0, 0, 2), (2, 3, 4)], length=6)
    through = words.then(MAP)
    assert HTML[slice(*through.to_source(0, 2))] == "45"
    assert HTML[slice(*through.to_source(2, 6))] == "dead"
    assert OffsetMap.identity(7).then(MAP) == MAP


def test_composing_keeps_a_cut_block_whole() -> None:
    """Where the outer map made several characters of one entity and the inner one drops one of them, the entity stays one block."""
    outer = OffsetMap.from_pieces([(0, 0, 1), (1, 1, 8), (4, 9, 1)], length=5)
    inner = OffsetMap.from_pieces([(0, 0, 2), (2, 3, 2)], length=4)
    through = inner.then(outer)
    assert through.to_source(1, 2) == (1, 9)
    assert through.to_source(2, 3) == (1, 9)
    assert through.to_source(3, 4) == (9, 10)
