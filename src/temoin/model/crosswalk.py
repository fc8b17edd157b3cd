"""What a `GradeClass` is called on other scales of damage, and what is lost on the way; and the way back from their words."""

from __future__ import annotations

from enum import StrEnum

import attrs

from temoin.model.finding import GradeClass

__all__ = ["LOSSES", "Scale", "class_of_word", "on_scale"]


class Scale(StrEnum):
    """Scales of damage that people use."""

    XBD = "xbd"
    COPERNICUS_EMS = "copernicus_ems"
    UNOSAT = "unosat"
    EMS_98 = "ems_98"


@attrs.frozen(kw_only=True)
class _Row:
    """One class on each scale."""

    xbd: str
    copernicus_ems: str
    unosat: str
    ems_98: str


_TABLE: dict[GradeClass, _Row] = {
    GradeClass.NO_VISIBLE_DAMAGE: _Row(xbd="no-damage", copernicus_ems="No visible damage", unosat="No Visible Damage", ems_98="0-2"),
    GradeClass.POSSIBLE: _Row(xbd="minor-damage", copernicus_ems="Possibly damaged", unosat="Possible Damage", ems_98="0-3"),
    GradeClass.DAMAGED: _Row(xbd="major-damage", copernicus_ems="Damaged", unosat="Severe Damage", ems_98="3-4"),
    GradeClass.DESTROYED: _Row(xbd="destroyed", copernicus_ems="Destroyed", unosat="Destroyed", ems_98="4-5"),
    GradeClass.NOT_ASSESSABLE: _Row(xbd="un-classified", copernicus_ems="Not analysed", unosat="Not assessed", ems_98=""),
}

LOSSES: dict[Scale, str] = {
    Scale.XBD: "xBD's minor damage (missing shingles, partly burnt, water around it) is not told by this class: 'possible' means that no damage and "
    "damage cannot be told apart. Flooded buildings are 'major' there with their roofs intact.",
    Scale.COPERNICUS_EMS: "The classes of Copernicus EMS since 2020 are told in the same words; its older 'negligible to slight', 'moderately' and "
    "'highly damaged' are not told apart.",
    Scale.UNOSAT: "UNOSAT's 'Moderate Damage' and 'Severe Damage' are not told apart from straight above: both are 'damaged', written as 'Severe'.",
    Scale.EMS_98: "EMS-98 grades walls and structure, which a view from above does not show: a range of grades, never one. Grade 2 and much "
    "of grade 3 leave the roof as it was, and a roof that stands may cover floors that fell.",
}
"""What is lost when a class is written on a scale, in plain words."""

_WORDS: dict[str, GradeClass] = {
    **{getattr(row, scale.value).lower(): grade for grade, row in _TABLE.items() for scale in Scale if scale is not Scale.EMS_98},
    **{grade.value: grade for grade in GradeClass},
    "moderate damage": GradeClass.DAMAGED,
    "highly damaged": GradeClass.DAMAGED,
    "moderately damaged": GradeClass.DAMAGED,
    "negligible to slight damage": GradeClass.POSSIBLE,
    "completely destroyed": GradeClass.DESTROYED,
    "no damage": GradeClass.NO_VISIBLE_DAMAGE,
    "undamaged": GradeClass.NO_VISIBLE_DAMAGE,
    "minor damage": GradeClass.POSSIBLE,
    "major damage": GradeClass.DAMAGED,
    "possibly": GradeClass.POSSIBLE,
    "not assessed": GradeClass.NOT_ASSESSABLE,
    "unclassified": GradeClass.NOT_ASSESSABLE,
}


def on_scale(grade: GradeClass, scale: Scale) -> str:
    """A class in the words of another scale; "" where it has none. `LOSSES` says what is lost.

    >>> on_scale(GradeClass.DAMAGED, Scale.EMS_98)
    '3-4'
    """
    word: str = getattr(_TABLE[grade], scale.value)
    return word


def class_of_word(word: str) -> GradeClass | None:
    """The class that a word of any of these scales stands for, whatever its capitals, or `None`.

    >>> class_of_word("Major-Damage"), class_of_word("green")
    (<GradeClass.DAMAGED: 'damaged'>, None)
    """
    plain = " ".join(word.replace("_", " ").split()).lower()
    return _WORDS.get(plain) or _WORDS.get(plain.replace(" ", "-")) or _WORDS.get(plain.replace("-", " "))
