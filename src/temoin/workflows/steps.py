"""The steps of a run, each kept in the case under a key: what was done with the same inputs and options is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs

from temoin.custody import Store, step_key
from temoin.progress import Progress
from temoin.wire import dumps, from_document, loads

__all__ = ["Steps"]

JSON = "application/json"


class Steps:
    """Does steps or takes them over from the case.

    Args:
        store: the open case.
        version: of temoin: another version does every step again.
        progress: told of each stage.
    """

    def __init__(self, store: Store, *, version: str, progress: Progress) -> None:
        self.store, self.progress = store, progress
        self._version = version
        self.reused: list[str] = []

    def key(self, inputs: tuple[str, ...], options: str = "{}") -> str:
        """What decides whether a step must be done again."""
        return step_key(inputs, options, version=self._version)

    def do(
        self,
        stage: str,
        name: str,
        make: Callable[[], tuple[dict[str, Any], str]],
        *,
        action: str,
        inputs: tuple[str, ...],
        options: attrs.AttrsInstance | None = None,
    ) -> dict[str, Any]:
        """Do one step, or take its document over from the case.

        Args:
            stage: what the terminal calls it.
            name: of the artefact.
            make: gives the document and a few words on what came out.
            action: the ledger's word.
            inputs: SHA-256 of what goes in.
            options: the stage's own frozen options class.

        Returns:
            The document.
        """
        said = json.dumps(attrs.asdict(options), sort_keys=True) if options is not None else "{}"
        key = self.key(inputs, said)
        kept = self.store.step(name, key)
        if kept is not None:
            self.reused.append(stage)
            self.progress.start(stage)
            self.progress.finish("taken over from the earlier run")
            return loads(kept, name=name, max_bytes=len(kept))
        self.progress.start(stage)
        document, note = make()
        self.store.put_artefact(name, dumps(document).encode(), JSON, action=action, options_json=said, inputs=inputs, key=key)
        self.progress.finish(note)
        return document

    @staticmethod
    def noun(document: dict[str, Any], name: str) -> Any:  # noqa: ANN401  # whatever noun the document holds
        """The noun or nouns of a document."""
        return from_document(document, name=name)
