"""`validate_case`: self-validation of a case's own pictures, kept in the case, and the case run again with what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody import CaseStore, canonical, utc_now
from temoin.errors import CaseError
from temoin.model import standing_decisions
from temoin.progress import SILENT, Progress
from temoin.publish import write_text
from temoin.wire import dumps
from temoin.workflows.decided import decide_places
from temoin.workflows.material import read_material
from temoin.workflows.reopen import restored_inputs
from temoin.workflows.run import ground_hashes
from temoin.workflows.validate import ValidateOptions, Validation, validate_site
from temoin.workflows.validated import VALIDATION, held_validation, step_key_of
from temoin.workflows.verification import Verification
from temoin.workflows.verify import require_whole, run_again

__all__ = ["ValidatedCase", "validate_case"]


@attrs.frozen(kw_only=True, eq=False)
class ValidatedCase:
    """What came of validating a case.

    Args:
        validation: how good the answer is there.
        verification: of the run with it.
    """

    validation: Validation
    verification: Verification


def validate_case(
    folder: Path | str, *, options: ValidateOptions | None = None, progress: Progress = SILENT, now: Callable[[], datetime] = utc_now
) -> ValidatedCase:
    """Validate a case on its own pictures, keep every trial in it, and run it again: findings and verdicts then know what would have been seen.

    Rounds that are done lie in a file beside the case until the last one; the same command goes on from there, and from those that the case holds.

    Args:
        folder: the case.
        options: how long and how much.
        progress: told of each round.
        now: the clock, with a zone.

    Raises:
        CaseError: no case, sealed, held by another writer, or without two pictures.
        NoCoverageError: the pictures cannot be compared.
        CustodyError: the case was altered.
    """
    folder = Path(folder)
    state = folder.absolute().with_name(f"{folder.absolute().name}.validation.json")
    with CaseStore.open(folder, write=True, now=now) as store, restored_inputs(store, folder) as (inputs, run_options):
        require_whole(store, folder)
        material = read_material(inputs, run_options, progress)
        if material.pair is None:
            raise CaseError(f"{folder} has no two pictures to validate on", hint="Add them with temoin case add --before --after.")
        places = decide_places(material.site, material.buildings, standing_decisions(store.decisions()))
        hashes = ground_hashes(material, places)
        held = held_validation(store, hashes)
        if held is not None and not state.exists():
            write_text(state, dumps(held.to_document()))
        validation = validate_site(material.pair, buildings=places.measured, site=material.site, options=options, state=state, progress=progress)
        if held != validation:
            told = canonical({"rounds": validation.rounds, "key": validation.key})
            data = dumps(validation.to_document()).encode()
            store.put_artefact(VALIDATION, data, "application/json", action="validate", options_json=told, inputs=hashes, key=step_key_of(hashes))
        state.unlink(missing_ok=True)
        return ValidatedCase(validation=validation, verification=run_again(store, folder, inputs, run_options, progress=progress, now=now))
