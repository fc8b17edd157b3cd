"""Short forms of the United States' states, as American news write them after a town."""

from __future__ import annotations

__all__ = ["state_of"]

_STATES = {
    "Alabama": "ala al",
    "Alaska": "ak",
    "Arizona": "ariz az",
    "Arkansas": "ark ar",
    "California": "calif ca",
    "Colorado": "colo co",
    "Connecticut": "conn ct",
    "Delaware": "del de",
    "Florida": "fla fl",
    "Georgia": "ga",
    "Idaho": "id",
    "Illinois": "ill il",
    "Indiana": "ind in",
    "Iowa": "ia",
    "Kansas": "kan ks",
    "Kentucky": "ky",
    "Louisiana": "la",
    "Maine": "me",
    "Maryland": "md",
    "Massachusetts": "mass ma",
    "Michigan": "mich mi",
    "Minnesota": "minn mn",
    "Mississippi": "miss ms",
    "Missouri": "mo",
    "Montana": "mont mt",
    "Nebraska": "neb ne",
    "Nevada": "nev nv",
    "New Hampshire": "nh",
    "New Jersey": "nj",
    "New Mexico": "nm",
    "New York": "ny",
    "North Carolina": "nc",
    "North Dakota": "nd",
    "Ohio": "oh",
    "Oklahoma": "okla ok",
    "Oregon": "ore or",
    "Pennsylvania": "pa",
    "Rhode Island": "ri",
    "South Carolina": "sc",
    "South Dakota": "sd",
    "Tennessee": "tenn tn",
    "Texas": "tex tx",
    "Utah": "ut",
    "Vermont": "vt",
    "Virginia": "va",
    "Washington": "wash wa",
    "West Virginia": "wva wv",
    "Wisconsin": "wis wi",
    "Wyoming": "wyo wy",
}
"""State to its forms in the Associated Press's style and the postal service's, without full stops."""
_STATE_OF = {short: state for state, shorts in _STATES.items() for short in shorts.split()}


def state_of(words: str) -> str | None:
    """The state that a short form stands for, or `None`.

    >>> state_of("La."), state_of("N.M."), state_of("PA"), state_of("Paris")
    ('Louisiana', 'New Mexico', 'Pennsylvania', None)
    """
    return _STATE_OF.get(words.replace(".", "").replace(" ", "").lower()) if len(words) <= 6 and words[:1].isupper() else None
