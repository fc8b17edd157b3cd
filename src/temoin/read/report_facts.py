"""`ReportFacts`: what a person, a side-car file or the page itself says about a report."""

from __future__ import annotations

import attrs

from temoin.model import TimeRange

__all__ = ["ReportFacts"]


@attrs.frozen(kw_only=True)
class ReportFacts:
    """What is known about a report besides its text; whatever is `None` is not known.

    Args:
        publisher: who published it.
        url: where it was published.
        published: when it was published.
        lang: its language, as an ISO 639-1 code.
        title: its headline.
        id: the short name it shall bear.
    """

    publisher: str | None = None
    url: str | None = None
    published: TimeRange | None = None
    lang: str | None = None
    title: str | None = None
    id: str | None = None

    def over(self, other: ReportFacts) -> ReportFacts:
        """These facts, completed from `other` where they are silent.

        >>> ReportFacts(lang="fr").over(ReportFacts(lang="en", publisher="Continental Wire"))
        ReportFacts(publisher='Continental Wire', url=None, published=None, lang='fr', title=None, id=None)
        """
        own = attrs.asdict(self, recurse=False)
        return attrs.evolve(other, **{name: value for name, value in own.items() if value is not None})
