"""Inner loops as machine code; imported only by modules of such loops, since the compiler is heavy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled"]

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop, *, fastmath: frozenset[str] = frozenset()) -> Loop:
    """A loop over arrays as machine code, without Python's lock, made when it is first called.

    The code is kept for the next process beside the module or in the user's own cache folder. Where neither can be written to (a package
    that the superuser installed, run by an account without a home), it is made anew in each process: slower to start, never an error.

    Args:
        loop: the function, in the part of Python that the compiler knows.
        fastmath: liberties with the order of sums, by LLVM's names.
    """
    try:
        return cast("Loop", njit(nogil=True, cache=True, fastmath=set(fastmath))(loop))
    except RuntimeError:  # the compiler's word for "there is no folder to keep it in"
        return cast("Loop", njit(nogil=True, fastmath=set(fastmath))(loop))
