"""How long work tells its caller where it stands; silent unless somebody listens."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

__all__ = ["SILENT", "Progress", "Silent"]


@runtime_checkable
class Progress(Protocol):
    """What a caller may pass as `progress=` to any long function."""

    def start(self, stage: str, total: int | None = None) -> None:
        """A stage begins; `total` is the number of steps where it is known."""

    def advance(self, steps: int = 1) -> None:
        """Some steps of the running stage are done."""

    def finish(self, note: str = "") -> None:
        """The running stage is done; `note` is a few words on what came out."""


class Silent:
    """A `Progress` that says nothing."""

    def start(self, stage: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""

    def finish(self, note: str = "") -> None:
        """Say nothing."""


SILENT: Progress = Silent()
