"""How far two pictures can be compared, as the dossier says it."""

import attrs
import pytest

from temoin.model import Fitness, FitnessGrade, HeightEffect, PictureFitness, Reason
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.fitness import fitness_words
from temoin.publish.views.pictures import pair_view
from temoin.publish.words import Words

PICTURE = PictureFitness(gsd_m=0.5, bits=8, grey_levels=150)
HALL = HeightEffect(
    height_m=10.0,
    parallax_m=3.64,
    parallax_px=7.28,
    shadow_before_m=5.8,
    shadow_before_px=11.6,
    shadow_after_m=17.3,
    shadow_after_px=34.6,
    shadows_apart_m=12.04,
    shadows_apart_px=24.1,
)
FITNESS = Fitness(
    grade=FitnessGrade.LIMITED,
    reasons=(Reason.LOW_SUN,),
    gsd_m=0.5,
    gsd_ratio=1.0,
    overlap_share=1.0,
    seen_share=1.0,
    gap_days=21.0,
    season_days=21.0,
    views_apart=0.364,
    suns_apart=1.2,
    before=PICTURE,
    after=PICTURE,
    heights=(attrs.evolve(HALL, height_m=3.0), HALL),
)


def test_the_dossier_tells_the_grade_and_what_a_hall_does():
    """One sentence for the grade, one for roofs, one for shadows, with the numbers of ten metres."""
    grade, roof, shadow = fitness_words(FITNESS, Words(language="en"))
    assert grade == "The two pictures can be compared, within limits that are named below."
    assert "10 m up lies 3.6 m (7.3 pixels) apart" in roof
    assert "5.8 m long before and 17 m after; the two tips lie 12 m apart" in shadow


@pytest.mark.parametrize("language", ["fr", "uk"])
def test_other_languages_have_their_own_words(language):
    """No sentence of the page falls back to English."""
    for english, other in zip(fitness_words(FITNESS, Words(language="en")), fitness_words(FITNESS, Words(language=language)), strict=True):
        assert english != other
        assert "{" not in other


def test_what_is_not_known_is_not_told():
    """Without angles only the grade is said; without a judgement nothing."""
    unknown = HeightEffect(**{field.name: 10.0 if field.name == "height_m" else None for field in attrs.fields(HeightEffect)})
    bare = attrs.evolve(FITNESS, heights=(unknown,), grade=FitnessGrade.NOT_COMPARABLE)
    assert len(fitness_words(bare, Words(language="en"))) == 1
    assert "nothing was measured" in fitness_words(bare, Words(language="en"))[0]
    assert fitness_words(None, Words(language="en")) == ()


def test_limits_stand_beside_the_pictures(made):
    """What limits the pair is one line each under the pictures, each once."""
    aligned = attrs.evolve(made.make_aligned(), fitness=FITNESS, reasons=(Reason.LOW_SUN,))
    lines = pair_view(aligned, None, (), Anchors.of((), (), None), Words(language="en")).lines
    assert lines.count("The sun stood low, so shadows are long.") == 1
    assert any("within limits" in line for line in lines)
