"""`publish_case`: the public form of a case, behind a gate: what is missing is said, all of it at once, before anything goes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Store, utc_now
from temoin.errors import CaseError, OptionError
from temoin.model import DecisionKind, Scene, standing_decisions
from temoin.progress import SILENT, Progress
from temoin.publish import (
    ChangedLine,
    DossierContent,
    Policy,
    ReleaseFacts,
    earliest_release,
    public_layers,
    publish_geojson,
    publish_html,
    write_text,
)
from temoin.read import read_buildings
from temoin.wire import dumps
from temoin.workflows.changes import lines_between, state_of
from temoin.workflows.material import read_material
from temoin.workflows.release import PUBLIC, Release, release_case, releases_of
from temoin.workflows.reopen import restored_inputs
from temoin.workflows.run import run_case
from temoin.workflows.salts import Salt, exhibit_rows, fresh_salt, keep_salts
from temoin.workflows.signing import ENOUGH, is_current, is_signed_off, signed_state
from temoin.workflows.verify import require_whole

__all__ = ["LAYER", "HandedOut", "PublicForm", "hand_out", "publish_case", "read_names"]

LAYER = "public.geojson"


@attrs.frozen(kw_only=True)
class PublicForm:
    """How a case goes out.

    Args:
        language: of the page's own words: `en`, `fr` or `uk`.
        policy: what may be public.
        who: who hands it out; where it is "", the last person who signed.
        why: on what ground, in that person's words.
        where: where it can be seen.
        credits: of the earlier and the later picture, where the pictures do not say; `None` keeps what they say.
        licences: likewise.
        hide: a file with outlines of what is covered in the pictures, or `None`.
    """

    language: str = "en"
    policy: Policy = attrs.field(factory=Policy)
    who: str = ""
    why: str = ""
    where: str = ""
    credits: tuple[str | None, str | None] = (None, None)
    licences: tuple[str | None, str | None] = (None, None)
    hide: Path | None = None


@attrs.frozen(kw_only=True, eq=False)
class HandedOut:
    """A case that passed the gate.

    Args:
        release: under which it went out.
        content: what the desk sees, with the policy under which it went out.
        path: of the page in the case.
    """

    release: Release
    content: DossierContent
    path: Path


def publish_case(
    folder: Path | str, form: PublicForm, *, out: Path | None = None, progress: Progress = SILENT, now: Callable[[], datetime] = utc_now
) -> tuple[Release, Path]:
    """Print the public form of a case, and number it as a release.

    Args:
        folder: the case.
        form: how it goes out.
        out: where to leave a copy of the page; the case keeps its own.
        progress: told of each stage.
        now: the clock, with a zone.

    Returns:
        The release, and where the page lies.

    Raises:
        CaseError: something is missing: a dated picture from before, a credit or licence, a second signature, the delay after the event.
        OptionError: nothing changed since the last release, or a withheld word would stand in a title or name.
        CustodyError: the case was altered.
    """
    handed = hand_out(folder, form, may_be_same=False, progress=progress, now=now)
    return handed.release, handed.path if out is None else write_text(out, handed.path.read_text("utf-8"))


def hand_out(
    folder: Path | str, form: PublicForm, *, may_be_same: bool, progress: Progress, now: Callable[[], datetime], salt: Salt = fresh_salt
) -> HandedOut:
    """Pass the gate, print the public form into the case, and number it as a release; see `publish_case`.

    Args:
        folder: the case.
        form: how it goes out.
        may_be_same: where nothing changed since the last release, that one is given; else it is an error.
        progress: told of each stage.
        now: the clock, with a zone.
        salt: gives the salt of each exhibit's hash.
    """
    folder = Path(folder)
    with CaseStore.open(folder, write=True, now=now) as store, restored_inputs(store, folder) as (inputs, options):
        require_whole(store, folder)
        form = _with_hidden(form)
        shown: list[DossierContent] = []
        material = read_material(inputs, options, progress)
        run_case(store, folder, material, title=options.title, progress=progress, now=now, beside=shown.append)
        content = _credited(shown[0], form)
        missing = _missing(store, content, form.policy, now())
        if missing:
            lines = "".join(f"\n- {line}" for line in missing)
            raise CaseError(f"{folder} cannot go public yet:{lines}", hint="The draft (temoin publish without --public) can be printed at any time.")
        text = json.dumps(_options(form), ensure_ascii=False, sort_keys=True)
        same = _same_release(store, text)
        if same is not None and not may_be_same:
            raise OptionError(f"this is release {same.number} already", hint="Nothing changed since; temoin case log shows it.")
        who, why = form.who or _last_signer(store), form.why or f"public form in {form.language}"
        facts = _facts(store, form, same)
        rows = exhibit_rows(store, facts.number, salt)
        public = attrs.evolve(
            content,
            is_draft=False,
            policy=form.policy,
            language=form.language,
            release=facts,
            head=store.head,
            commitments={row["sha256"]: row["commitment"] for row in rows},
        )
        if same is not None:
            return HandedOut(release=same, content=public, path=store.artefact_path(PUBLIC) or folder)
        page = publish_html(public).html
        found, buildings = public_layers(public)
        layer = dumps(publish_geojson(found, buildings)).encode()
        given = tuple(sorted(signed_state(store).values()))
        with store.batch():
            store.put_artefact(PUBLIC, page.encode(), "text/html", action="publish", options_json=text, inputs=given, role=who)
            store.put_artefact(LAYER, layer, "application/geo+json", action="publish", options_json=text, inputs=given, role=who)
            keep_salts(store, facts.number, rows)
        path = store.artefact_path(PUBLIC) or folder
    release = release_case(folder, who=who, why=why, where=form.where, artefact=PUBLIC, now=now)
    return HandedOut(release=release, content=public, path=path)


def read_names(path: Path | None) -> tuple[str, ...]:
    """Names from a text file, one a line; lines that begin with # are left out.

    Raises:
        OptionError: it cannot be read as UTF-8 text.
    """
    if path is None:
        return ()
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"{path} cannot be read: {error}", hint="Give a text file in UTF-8 with one name a line.") from error
    return tuple(" ".join(line.split()) for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _with_hidden(form: PublicForm) -> PublicForm:
    if form.hide is None:
        return form
    hidden = tuple(building.footprint for building in read_buildings(form.hide))
    return attrs.evolve(form, policy=attrs.evolve(form.policy, hidden=(*form.policy.hidden, *hidden)))


def _scenes(content: DossierContent) -> list[tuple[int, Scene]]:
    """The shown pictures: 0 for the earlier, 1 for the later."""
    if content.aligned is not None:
        return [(0, content.aligned.before), (1, content.aligned.after)]
    alone = ((0, content.before_only), (1, content.after_only))
    return [(place, one.scene) for place, one in alone if one is not None]


def _credited(content: DossierContent, form: PublicForm) -> DossierContent:
    """Credits and licences that the desk gives, in place of what the pictures say."""

    def told(place: int, scene: Scene) -> Scene:
        return attrs.evolve(scene, credit=form.credits[place] or scene.credit, licence=form.licences[place] or scene.licence)

    if content.aligned is not None:
        pair = content.aligned
        return attrs.evolve(content, aligned=attrs.evolve(pair, before=told(0, pair.before), after=told(1, pair.after)))
    before, after = content.before_only, content.after_only
    return attrs.evolve(
        content,
        before_only=before and attrs.evolve(before, scene=told(0, before.scene)),
        after_only=after and attrs.evolve(after, scene=told(1, after.scene)),
    )


def _missing(store: Store, content: DossierContent, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Everything that stands between the case and the public, in words that say what to do."""
    scenes = dict(_scenes(content))
    lines = []
    if 0 not in scenes:
        lines.append("a picture from before the event: add one with temoin case add --before")
    elif scenes[0].acquired is None:
        lines.append("the date of the picture from before: give it with --before-date")
    for place, scene in scenes.items():
        name = ("before", "after")[place]
        if not (scene.credit or "").strip():
            lines.append(f"a credit for the picture from {name}: give it with --{name}-credit")
        if not (scene.licence or "").strip():
            lines.append(f"the licence of the picture from {name}: give it with --{name}-licence")
    standing = standing_decisions(store.decisions())
    if not is_signed_off(store, standing):
        signed = len(_signers(store))
        lines.append(f"signatures of {ENOUGH} people on what the case says now ({signed} signed): temoin case decide sign")
    if not policy.lifted.strip():
        due = earliest_release(policy, content.event)
        if due is None:
            lines.append(
                "the date of the event, from which the delay of 24 hours counts: give it with --event-date, or lift the delay with --lift-delay"
            )
        elif due > now:
            lines.append(f"time: the delay after the event ends on {due:%Y-%m-%d %H:%M} UTC; --lift-delay with a reason lifts it")
    return tuple(lines)


def _signers(store: Store) -> list[str]:
    state = signed_state(store)
    return list(dict.fromkeys(one.who for one in standing_decisions(store.decisions()) if is_current(one, state)))


def _last_signer(store: Store) -> str:
    state = signed_state(store)
    return next(one.who for one in reversed(store.decisions()) if one.kind is DecisionKind.SIGN_OFF and is_current(one, state))


def _facts(store: Store, form: PublicForm, same: Release | None) -> ReleaseFacts:
    """What the page says of itself: under the next number, or as it was said under the number that it has."""
    earlier = tuple(one for one in releases_of(store) if same is None or one.number < same.number)
    lines = lines_between(state_of(store, earlier[-1].entry), state_of(store)) if earlier else ()
    return ReleaseFacts(
        number=len(earlier) + 1,
        earlier=tuple((one.number, one.when) for one in earlier),
        changes=tuple(ChangedLine(what=one.what, which=one.which, was=one.was, now=one.now) for one in lines),
        signed_by=len(_signers(store)),
        lifted=form.policy.lifted,
    )


def _options(form: PublicForm) -> dict[str, Any]:
    """What the ledger keeps of the choices: the hidden parts as outlines, since their file is no exhibit."""
    policy = form.policy
    return {
        "language": form.language,
        "precision": policy.precision.value,
        "delay_h": policy.delay.total_seconds() / 3600,
        "delay_lifted": policy.lifted,
        "public_names": list(policy.public_names),
        "private_names": list(policy.private_names),
        "hidden": [{"crs": footprint.crs.to_string(), "wkt": footprint.shape.wkt} for footprint in policy.hidden],
        "credits": list(form.credits),
        "licences": list(form.licences),
    }


def _same_release(store: Store, options_json: str) -> Release | None:
    """The newest release, where it has these words in this form already."""
    earlier, printed = releases_of(store), store.artefact_entries(PUBLIC)
    if not earlier or not printed or earlier[-1].entry < printed[-1]:
        return None
    same_options = json.loads(store.case().ledger.entries[printed[-1] - 1].options) == json.loads(options_json)
    return earlier[-1] if same_options and earlier[-1].state == signed_state(store) else None
