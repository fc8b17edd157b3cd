"""`publishable`: a case's content with everything left out that the policy keeps at the desk, and the count of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

import attrs

from temoin.model import (
    AlignedPair,
    Assessment,
    Attribution,
    Building,
    Case,
    Claim,
    ClaimKind,
    Decision,
    Evidence,
    Finding,
    Findings,
    Lineage,
    Measurement,
    Report,
    Scene,
    Site,
    SourceClass,
)
from temoin.publish.coarse import coarse_footprint
from temoin.publish.content import CountHistory, DossierContent, ReleaseFacts, ShownScene
from temoin.publish.persons import Names, gather_names, has_given_name
from temoin.publish.policy import SMALLEST_COUNT, Precision, censor, find_withheld, is_readable
from temoin.publish.safe import without_folders
from temoin.publish.withheld import MARK, LeftOut, Piece, Tally, Withheld
from temoin.text import Span

__all__ = ["leaks_in", "public_layers", "publishable"]

_SUBGROUP_UNITS = frozenset({"child", "woman", "man", "girl", "boy", "family", "journalist", "firefighter", "pensioner", "soldier"})
_INSTITUTIONS = frozenset({SourceClass.MEDIA, SourceClass.NGO, SourceClass.COMPANY, SourceClass.IMAGERY})
_PLACES = frozenset({ClaimKind.PLACE, ClaimKind.FACILITY})
_FILE = re.compile(
    r"(?<![\w\-.+])[\w\-.+]{1,120}\.(?:html?|mhtml?|txt|pdf|json|csv|tiff?|png|jpe?g|warc(?:\.gz)?|wacz|geojson|gpkg|kml|shp|zip)(?!\w)",
    re.IGNORECASE,
)
_Shift = Callable[..., int]
"""Where a place of a report's text lies in its public form."""
_KEPT_ROLES = frozenset({"machine", "analyst"})


def publishable(content: DossierContent) -> tuple[DossierContent, LeftOut]:
    """What may leave the desk of a case, under the content's own policy.

    Nothing passes that is not named here: texts with their private words withheld, claims without small sub-groups, pictures without file names
    and orders, buildings without the file's own attributes, salted hashes of files in place of plain ones; no file names, options, notes of file
    names, or names of those who worked on it.

    Args:
        content: all that the desk sees.

    Returns:
        The same content for the public, and what was left out of it.
    """
    return _Public(content).made()


def public_layers(content: DossierContent) -> tuple[Findings | None, tuple[Building, ...]]:
    """Findings and buildings for products with coordinates: GeoJSON and all others of its kind, under the same policy as the page.

    Names and the file's own attributes go as in the page. Where places are coarser than a building, each outline becomes the square that holds
    its centre, and its id a number: an id of a map would lead back to the place.

    Args:
        content: all that the desk sees.
    """
    step = content.policy.precision.step_m
    if step is None:
        public, _ = publishable(content)
        return public.findings, public.buildings
    ids = {building.id: f"b{number}" for number, building in enumerate(content.buildings, start=1)}
    buildings = tuple(
        attrs.evolve(one, id=ids[one.id], name=None, attributes=(), footprint=coarse_footprint(one.footprint, step)) for one in content.buildings
    )
    return content.findings and _coarse_findings(content.findings, ids, step), buildings


def _coarse_findings(findings: Findings, ids: Mapping[str, str], step_m: float) -> Findings:
    items: list[Finding] = [attrs.evolve(one, building_id=ids.get(one.building_id, "")) for one in findings.grades]
    items += [
        attrs.evolve(
            one, footprint=coarse_footprint(one.footprint, step_m), building_ids=tuple(ids[name] for name in one.building_ids if name in ids)
        )
        for one in findings.changes
    ]
    return attrs.evolve(findings, items=(*items, *findings.measurements))


def leaks_in(page: str, left_out: LeftOut) -> tuple[str, ...]:
    """Withheld words that a finished page holds all the same; the last look before it is written.

    Args:
        page: the whole file; pictures and scripts in it are not read.
        left_out: what was to be withheld.
    """
    text = " ".join(html.unescape(_UNREAD.sub("", page)).casefold().split())
    sharp = (words for kind, words in left_out.words if kind in _SHARP and (kind is not Withheld.NAME or " " in words))
    return tuple(words for words in sharp if re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text))


_UNREAD = re.compile(r"<script.*?</script>|data:image/[a-z]+;base64,[A-Za-z0-9+/=]+", re.DOTALL)
_SHARP = frozenset({Withheld.NAME, Withheld.PHONE, Withheld.EMAIL, Withheld.HANDLE, Withheld.ADDRESS})


class _Public:
    """One pass over a case's content."""

    def __init__(self, content: DossierContent) -> None:
        self.content, self.policy, self.tally = content, content.policy, Tally()
        self.names = self._gather()
        self.report_names = {report.id: _name_of(report, number) for number, report in enumerate(content.reports, start=1)}
        longest_first = sorted(self.report_names, key=len, reverse=True)
        self.report_ids = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
        self.dropped = frozenset(claim.id for claim in self._all_claims() if self._is_small(claim))
        self.workers: dict[str, str] = {}
        self.shifts: dict[str, _Shift | None] = {}
        self.texts: dict[str, str] = {}

    def made(self) -> tuple[DossierContent, LeftOut]:
        content = self.content
        for decision in content.decisions:
            self._worker(decision.who)
        reports = tuple(self._report(report, number) for number, report in enumerate(content.reports, start=1))
        self.tally.add(Withheld.SMALL_COUNT, times=len(self.dropped))
        self.tally.add(Withheld.REGION, times=len(self.policy.hidden))
        buildings, findings = self._places()
        public = attrs.evolve(
            content,
            title=self._words(content.title),
            reports=reports,
            claims=self._claims(content.claims),
            rejected=self._claims(content.rejected),
            assessments=tuple(map(self._assessment, (one for one in content.assessments if one.claim.id not in self.dropped))),
            event=content.event and attrs.evolve(content.event, place=self._maybe(content.event.place), facility=self._maybe(content.event.facility)),
            lineage=content.lineage and self._lineage(content.lineage),
            site=content.site and self._site(content.site),
            aligned=content.aligned and self._aligned(content.aligned),
            before_only=self._shown(content.before_only),
            after_only=self._shown(content.after_only),
            counts=tuple(filter(None, map(self._history, content.counts))),
            notes=tuple(map(self._note, content.notes)),
            decisions=tuple(map(self._decision, content.decisions)),
            case=content.case and self._case(content.case),
            buildings=buildings,
            findings=findings,
            release=content.release and self._release(content.release),
        )
        return public, self.tally.total()

    # ---------------------------------------------------------------- names

    def _all_claims(self) -> list[Claim]:
        content = self.content
        every = (*content.claims, *content.rejected, *(one.claim for one in content.assessments))
        return list({claim.id: claim for claim in every}.values())

    def _gather(self) -> Names:
        """Names of the case: publishers, places and institutions stay, unless they hold a person's given name."""
        content = self.content
        given = [*self.policy.public_names, *(report.publisher or "" for report in content.reports)]
        said = [content.event.place or "", content.event.facility or ""] if content.event is not None else []
        said += [content.site.name] if content.site is not None else []
        for claim in self._all_claims():
            said += [claim.quote] if claim.kind in _PLACES else []
            said += [source.name for source in claim.attribution.chain if source.kind in _INSTITUTIONS and source.is_named]
        texts = [(report.text, report.lang) for report in content.reports if is_readable(report.lang)]
        texts += [(report.title, report.lang) for report in content.reports]
        names = gather_names(texts, [*given, *(name for name in said if not has_given_name(name))])
        forced = frozenset(" ".join(name.lower().split()) for name in self.policy.private_names)
        return attrs.evolve(names, private=names.private | forced, public=names.public - forced)

    def _worker(self, who: str) -> str:
        key = who.casefold()
        if key not in self.workers:
            self.workers[key] = _letter(len(self.workers))
            self.tally.add(Withheld.WORKER, who)
        return self.workers[key]

    # ---------------------------------------------------------------- texts

    def _words(self, text: str, lang: str | None = None) -> str:
        """A short text from outside, with what is private withheld."""
        if not text:
            return text
        return self._censored(text, find_withheld(text, self.names, lang, precision=self.policy.precision))

    def _censored(self, text: str, pieces: Sequence[Piece]) -> str:
        for piece in pieces:
            self.tally.add(piece.kind, text[piece.start : piece.end])
        return censor(text, pieces)

    def _maybe(self, text: str | None) -> str | None:
        return None if text is None else self._words(text)

    def _note(self, text: str) -> str:
        """A sentence of the machine's own, which may quote texts and name files and reports."""
        text = _FILE.sub(MARK, without_folders(text))
        text = self.report_ids.sub(lambda found: self.report_names[found[0]], text)
        for who, letter in self.workers.items():
            text = re.sub(rf"(?<!\w){re.escape(who)}(?!\w)", letter, text, flags=re.IGNORECASE)
        return self._words(text)

    def _report(self, report: Report, number: int) -> Report:
        text, shift = self._text(report)
        self.shifts[report.id], self.texts[report.id] = shift, text
        return attrs.evolve(
            report,
            publisher=self._words(report.publisher or "") or _name_of(report, number),
            title=self._words(report.title, report.lang),
            url=self._address(report.url),
            sha256=self.content.commitments.get(report.sha256, ""),
            text=text,
            paragraphs=tuple((shift(start), shift(end, is_end=True)) for start, end in report.paragraphs) if shift is not None else (),
            notes=tuple(map(self._note, report.notes)),
        )

    def _text(self, report: Report) -> tuple[str, _Shift | None]:
        if not is_readable(report.lang):
            self.tally.add(Withheld.TEXT)
            return "", None
        small = [
            Piece(start=claim.span.start, end=claim.span.end, kind=Withheld.SMALL_COUNT)
            for claim in self._all_claims()
            if claim.id in self.dropped and claim.report_id == report.id and claim.span is not None
        ]
        pieces = find_withheld(report.text, self.names, report.lang, precision=self.policy.precision, also=small)
        return self._censored(report.text, pieces), partial(_shifted, pieces)

    def _address(self, url: str | None) -> str | None:
        """An address without user, query and fragment; none of a person's page in a network, or with a withheld name in it."""
        if not url:
            return url
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        plain = f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.scheme in {"http", "https"} else ""
        spoken = re.sub(r"[\W_]+", " ", parts.path.lower())
        has_name = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", spoken) for name in self.names.private)
        if not plain or has_name or self._words(plain) != plain:
            self.tally.add(Withheld.HANDLE, times=int(bool(plain)))
            return None
        return plain

    # --------------------------------------------------------------- claims

    def _is_small(self, claim: Claim) -> bool:
        """Whether a claim counts so few of a sub-group of victims that it points to persons, itself or by what is left of the whole."""
        quantity = claim.quantity
        if not claim.kind.is_casualty or quantity is None or quantity.value is None:
            return False
        if quantity.unit not in _SUBGROUP_UNITS and claim.subset_of is None:
            return False
        if quantity.value < SMALLEST_COUNT:
            return True
        whole = next((one.quantity for one in self._all_claims() if one.id == claim.subset_of), None)
        return whole is not None and whole.value is not None and 0 < whole.value - quantity.value < SMALLEST_COUNT

    def _claims(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        return tuple(self._claim(claim) for claim in claims if claim.id not in self.dropped)

    def _claim(self, claim: Claim) -> Claim:
        span, words = self._span(claim)
        thing = claim.thing
        return attrs.evolve(
            claim,
            span=span,
            words=words,
            subset_of=None if claim.subset_of in self.dropped else claim.subset_of,
            basis=self._note(claim.basis),
            thing=thing and attrs.evolve(thing, name=self._maybe(thing.name), words=self._words(thing.words, claim.lang)),
            checks=tuple(attrs.evolve(check, detail=self._note(check.detail)) for check in claim.checks),
            attribution=self._attribution(claim.attribution, claim.lang),
        )

    def _span(self, claim: Claim) -> tuple[Span | None, str]:
        shift = self.shifts.get(claim.report_id)
        if claim.span is None or shift is None:
            is_hidden = claim.report_id in self.shifts and shift is None
            return None, MARK if is_hidden and claim.quote else self._words(claim.quote, claim.lang)
        text = next(report.text for report in self.content.reports if report.id == claim.report_id)
        if text[claim.span.start : claim.span.end] != claim.span.text:
            return None, self._words(claim.quote, claim.lang)
        start, end = shift(claim.span.start), shift(claim.span.end, is_end=True)
        return Span.of(self.texts[claim.report_id], start, end), ""

    def _attribution(self, attribution: Attribution, lang: str | None) -> Attribution:
        chain = tuple(attrs.evolve(source, name=self._words(source.name, lang), span=None) for source in attribution.chain)
        return attrs.evolve(attribution, chain=chain, cue=None)

    def _assessment(self, one: Assessment) -> Assessment:
        return attrs.evolve(
            one,
            claim=self._claim(one.claim),
            machine_claim=one.machine_claim and self._claim(one.machine_claim),
            supported_part=self._note(one.supported_part),
            evidence=tuple(map(self._evidence, (item for item in one.evidence if item.claim_id not in self.dropped))),
            decisions=tuple(map(self._decision, one.decisions)),
        )

    def _evidence(self, item: Evidence) -> Evidence:
        return item if self.policy.precision is Precision.EXACT else attrs.evolve(item, finding_id=None)

    def _history(self, history: CountHistory) -> CountHistory | None:
        entries = tuple(one for one in history.entries if one.claim_id not in self.dropped)
        if not entries:
            return None
        return attrs.evolve(history, entries=entries, clash=self._note(history.clash), outcome=self._note(history.outcome))

    def _decision(self, decision: Decision) -> Decision:
        return attrs.evolve(
            decision,
            who=self._worker(decision.who),
            why=self._note(decision.why),
            subject=self._words(decision.subject),
            value=json.dumps(_each_text(json.loads(decision.value), self._words), sort_keys=True, ensure_ascii=False),
        )

    def _unquoted(self, text: str) -> str:
        """Without quotes from texts that are left out whole."""
        for claim in self._all_claims():
            if claim.quote and self.shifts.get(claim.report_id, _shifted) is None:
                text = text.replace(f"“{claim.quote}”", f"“{MARK}”")
        return text

    def _release(self, release: ReleaseFacts) -> ReleaseFacts:
        """What changed, without the claims that are left out."""
        small = [claim.quote for claim in self._all_claims() if claim.id in self.dropped and claim.quote]
        kept = (one for one in release.changes if not any(f"“{quote}”" in one.which for quote in small))
        changes = tuple(
            attrs.evolve(one, which=self._note(self._unquoted(one.which)), was=self._note(one.was), now=self._note(one.now)) for one in kept
        )
        return attrs.evolve(release, changes=changes, lifted=self._note(release.lifted))

    # ------------------------------------------------------ pictures, places

    def _scene(self, scene: Scene) -> Scene:
        """A picture's facts by an allow-list: what is printed on it, and its hash."""
        self.tally.add(Withheld.FILE_NAME, scene.name)
        credit = self._contact(scene.credit)
        return attrs.evolve(scene, name="", order_id=None, sources=(), credit=credit, licence=self._contact(scene.licence))

    def _contact(self, text: str | None) -> str | None:
        """A credit keeps the photographer's name, as its licence asks; telephone numbers, addresses and handles go."""
        return None if text is None else self._censored(text, [one for one in find_withheld(text, Names(), None) if one.kind is not Withheld.NAME])

    def _aligned(self, aligned: AlignedPair) -> AlignedPair:
        return attrs.evolve(aligned, before=self._scene(aligned.before), after=self._scene(aligned.after))

    def _site(self, site: Site) -> Site:
        is_exact = self.policy.precision is Precision.EXACT
        parts = tuple(attrs.evolve(part, name=self._words(part.name)) for part in site.parts) if is_exact else ()
        return attrs.evolve(site, name=self._words(site.name), parts=parts)

    def _lineage(self, lineage: Lineage) -> Lineage:
        return attrs.evolve(lineage, edges=tuple(attrs.evolve(one, evidence=self._note(one.evidence)) for one in lineage.edges))

    def _shown(self, shown: ShownScene | None) -> ShownScene | None:
        return shown and attrs.evolve(shown, scene=self._scene(shown.scene))

    def _places(self) -> tuple[tuple[Building, ...], Findings | None]:
        """Buildings and findings; where places are coarser than a building, only numbers of the whole site."""
        content, found = self.content, self.content.findings
        if self.policy.precision is Precision.EXACT:
            return tuple(attrs.evolve(one, attributes=(), name=self._maybe(one.name)) for one in content.buildings), found
        self.tally.add(Withheld.OUTLINE, times=len(content.buildings) + (len(found.changes) if found is not None else 0))
        return (), found and attrs.evolve(found, items=tuple(one for one in found.items if isinstance(one, Measurement)))

    def _role(self, role: str) -> str:
        return role if role in _KEPT_ROLES else self._worker(role)

    def _case(self, case: Case) -> Case:
        for exhibit in case.exhibits:
            self.tally.add(Withheld.FILE_NAME, exhibit.name)
        self.tally.add(Withheld.OPTIONS, times=int(case.options != "{}"))
        entries = tuple(attrs.evolve(one, role=self._role(one.role), options="{}") for one in case.ledger.entries)
        return attrs.evolve(
            case,
            title=self._words(case.title),
            options="{}",
            exhibits=tuple(
                attrs.evolve(one, name=f"{number}", sha256=self.content.commitments.get(one.sha256, ""))
                for number, one in enumerate(case.exhibits, start=1)
            ),
            ledger=attrs.evolve(case.ledger, entries=entries),
        )


def _letter(number: int) -> str:
    """A, B, …, Z, A1, B1, …: what a person who worked on the case is called."""
    return chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")


def _name_of(report: Report, number: int) -> str:
    return report.publisher or f"№ {number}"


def _shifted(pieces: Sequence[Piece], place: int, *, is_end: bool = False) -> int:
    """Where a place of a text lies once its withheld words are marks; inside a mark, its beginning, or its end for the end of a range."""
    moved = 0
    for piece in pieces:
        if place <= piece.start:
            break
        if place < piece.end:
            return piece.start + moved + (len(MARK) if is_end else 0)
        moved += len(MARK) - (piece.end - piece.start)
    return place + moved


def _each_text(value: object, change: Callable[[str], str]) -> object:
    match value:
        case str():
            return change(value)
        case list():
            return [_each_text(item, change) for item in value]
        case dict():
            return {key: _each_text(item, change) for key, item in value.items()}
        case _:
            return value
