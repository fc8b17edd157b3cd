"""`Reason`: why a verdict is what it is, or why there is none; a fixed code, put into words when printed."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """A fixed code. `words` says it in English; other languages are made when a dossier is printed."""

    # What is missing
    NO_PICTURE = "no-picture"
    NO_BEFORE = "no-before"
    NO_AFTER = "no-after"
    NO_BUILDINGS = "no-buildings"
    NO_COVERAGE = "no-coverage"
    NO_TIME = "no-time"
    TIMES_CLASH = "times-clash"
    NO_EVENT_DATE = "no-event-date"
    NO_DATE_FOR_WORDS = "no-date-for-words"
    NO_SUCH_PART = "no-such-part"
    # What hides the ground
    CLOUD = "cloud"
    CLOUD_SHADOW = "cloud-shadow"
    BUILDING_SHADOW = "building-shadow"
    HAZE = "haze"
    SATURATED = "saturated"
    NODATA = "nodata"
    WATER = "water"
    # What the pictures cannot show
    NOT_VISIBLE_FROM_ABOVE = "not-visible-from-above"
    NOT_MEASURED = "not-measured"
    TOO_COARSE = "too-coarse"
    TOO_SMALL = "too-small"
    NOT_ALIGNED = "not-aligned"
    WEAKLY_ALIGNED = "weakly-aligned"
    ROUGH_GROUND = "rough-ground"
    OBLIQUE_VIEW = "oblique-view"
    DIFFERENT_VIEWS = "different-views"
    BANDS_BY_POSITION = "bands-by-position"
    DIFFERENT_SEASONS = "different-seasons"
    LONG_GAP = "long-gap"
    NOT_COMPARABLE = "not-comparable"
    NO_VIEW_ANGLES = "no-view-angles"
    NO_SUN_ANGLES = "no-sun-angles"
    NO_DAYLIGHT = "no-daylight"
    LOW_SUN = "low-sun"
    DIFFERENT_SUN = "different-sun"
    COARSE = "coarse"
    DIFFERENT_DETAIL = "different-detail"
    DIFFERENT_DEPTH = "different-depth"
    DIFFERENT_BANDS = "different-bands"
    FEW_GREY_LEVELS = "few-grey-levels"
    LITTLE_OVERLAP = "little-overlap"
    FEW_CONTROLS = "few-controls"
    NO_SMALL_P = "no-small-p"
    CONTROLS_ONLY = "controls-only"
    CONTROLS_RAISED = "controls-raised"
    EARLIER_LEFT_OUT = "earlier-left-out"
    SCENE_WIDE_CHANGE = "scene-wide-change"
    PICTURE_BEFORE_EVENT = "picture-before-event"
    PICTURE_DURING_EVENT = "picture-during-event"
    SAME_DAY_NO_HOUR = "same-day-no-hour"
    CAUSE_NOT_VISIBLE = "cause-not-visible"
    LIGHT_OR_PAINT = "light-or-paint"
    # What the ground truth on the map cannot give
    FOOTPRINT_REPAIRED = "footprint-repaired"
    FOOTPRINT_OUTSIDE = "footprint-outside"
    FOOTPRINT_NOT_MATCHED = "footprint-not-matched"
    WRONG_FOOTPRINT = "wrong-footprint"
    ID_REPEATED = "id-repeated"
    PLACED_BY_POINTS = "placed-by-points"
    PLACED_BY_CAMERA = "placed-by-camera"
    HEIGHT_ASSUMED = "height-assumed"
    LAID_TOGETHER = "laid-together"
    POINT_ONLY = "point-only"
    OUTSIDE_SITE = "outside-site"
    # What was seen
    CHANGE_SEEN = "change-seen"
    NO_CHANGE_SEEN = "no-change-seen"
    AREA_AGREES = "area-agrees"
    AREA_LARGER = "area-larger"
    AREA_SMALLER = "area-smaller"
    PARTS_UNNAMED = "parts-unnamed"
    COUNT_AGREES = "count-agrees"
    COUNT_DIFFERS = "count-differs"
    # What the reports say
    PERSONS_NOT_VISIBLE = "persons-not-visible"
    ONE_ORIGIN = "one-origin"
    TWO_ORIGINS = "two-origins"
    UNNAMED_SOURCE = "unnamed-source"
    REPORTS_CLASH = "reports-clash"
    TEXT_CLASHES_WITH_ITSELF = "text-clashes-with-itself"
    REPORTS_AGREE = "reports-agree"
    DENIED = "denied"
    CORRECTED_LATER = "corrected-later"
    COPIED = "copied"
    BACKGROUND = "background"
    FORECAST = "forecast"
    HEARSAY = "hearsay"
    STATEMENT_ONLY = "statement-only"
    INFERRED_DATE = "inferred-date"
    OTHER_EVENT = "other-event"
    OTHER_SCOPE = "other-scope"
    IMPLAUSIBLE = "implausible"
    IMAGE_OF_THAT_DAY = "image-of-that-day"
    NO_IMAGE_OF_THAT_DAY = "no-image-of-that-day"
    PLACE_AGREES = "place-agrees"
    PLACE_NOT_COMPARED = "place-not-compared"
    PICTURES_ELSEWHERE = "pictures-elsewhere"

    @property
    def words(self) -> str:
        """The reason in plain English, without a full stop."""
        return _WORDS[self]


_WORDS: dict[Reason, str] = {
    Reason.NO_PICTURE: "no picture was given",
    Reason.NO_BEFORE: "no picture from before the event was given",
    Reason.NO_AFTER: "no picture from after the event was given",
    Reason.NO_BUILDINGS: "no building footprints were given",
    Reason.NO_COVERAGE: "the pictures do not cover this place",
    Reason.NO_TIME: "the time of the picture is not known",
    Reason.TIMES_CLASH: "two sources give the picture different times",
    Reason.NO_EVENT_DATE: "the text does not say when the event was",
    Reason.NO_DATE_FOR_WORDS: "the report's own date is not known, so its relative dates cannot be worked out",
    Reason.NO_SUCH_PART: "the site file ties this name to no building",
    Reason.CLOUD: "cloud hides it",
    Reason.CLOUD_SHADOW: "the shadow of a cloud hides it",
    Reason.BUILDING_SHADOW: "the shadow of a building hides it",
    Reason.HAZE: "haze or thin cloud lies over part of a picture",
    Reason.SATURATED: "part of a picture is overexposed",
    Reason.NODATA: "the picture has no data there",
    Reason.WATER: "water covers it",
    Reason.NOT_VISIBLE_FROM_ABOVE: "it cannot be seen from above",
    Reason.NOT_MEASURED: "this is not measured on pictures yet",
    Reason.TOO_COARSE: "the pictures are too coarse for it",
    Reason.TOO_SMALL: "it is smaller than what these pictures can show",
    Reason.NOT_ALIGNED: "the two pictures could not be brought onto one ground",
    Reason.WEAKLY_ALIGNED: "the two pictures lie on each other only roughly",
    Reason.ROUGH_GROUND: "the ground is rough, so single places may lie further off than most",
    Reason.OBLIQUE_VIEW: "the picture was taken far from straight above",
    Reason.DIFFERENT_VIEWS: "the two pictures were taken from different angles",
    Reason.BANDS_BY_POSITION: "the files do not say what their bands hold, so the bands were compared in their order",
    Reason.DIFFERENT_SEASONS: "the two pictures are from different seasons",
    Reason.LONG_GAP: "a long time lies between the two pictures",
    Reason.NOT_COMPARABLE: "the two pictures cannot be compared",
    Reason.NO_VIEW_ANGLES: "it is not known from which angle a picture was taken",
    Reason.NO_SUN_ANGLES: "it is not known where the sun stood",
    Reason.NO_DAYLIGHT: "a picture was taken without daylight",
    Reason.LOW_SUN: "the sun stood low, so shadows are long",
    Reason.DIFFERENT_SUN: "the sun stood elsewhere, so shadows fall on other ground",
    Reason.COARSE: "the pictures are too coarse for single houses",
    Reason.DIFFERENT_DETAIL: "one picture shows finer detail than the other",
    Reason.DIFFERENT_DEPTH: "one picture was stored with fewer shades than the other",
    Reason.DIFFERENT_BANDS: "the two pictures have no kind of band in common",
    Reason.FEW_GREY_LEVELS: "a picture holds few shades",
    Reason.LITTLE_OVERLAP: "the two pictures share little ground",
    Reason.FEW_CONTROLS: "too little unchanged ground is left to compare with",
    Reason.NO_SMALL_P: "fewer than 99 places serve as a yardstick of chance, so no small chance can be told",
    Reason.CONTROLS_RAISED: "buildings of this pair differ more than other ground does, so that ground is counted as if it differed as much",
    Reason.CONTROLS_ONLY: "with one picture from before, chance is told from other ground of the same pictures alone",
    Reason.EARLIER_LEFT_OUT: "an earlier picture could not be brought onto the others' ground, so chance is told without it",
    Reason.SCENE_WIDE_CHANGE: "nearly the whole picture changed",
    Reason.PICTURE_BEFORE_EVENT: "the picture was taken before the event",
    Reason.PICTURE_DURING_EVENT: "the picture was taken while the event went on",
    Reason.SAME_DAY_NO_HOUR: "picture and event are of the same day and the hour is not known",
    Reason.CAUSE_NOT_VISIBLE: "a picture shows what changed, not what caused it",
    Reason.FOOTPRINT_REPAIRED: "the footprint's outline was not valid and was repaired",
    Reason.ID_REPEATED: "the file gives this id to several footprints, so a number was added",
    Reason.PLACED_BY_POINTS: "the picture was laid on the ground by control points that somebody picked",
    Reason.PLACED_BY_CAMERA: "the picture was laid on the ground by its camera model, which can be metres off",
    Reason.HEIGHT_ASSUMED: "no ground heights were given, so a picture was laid on level ground: what lies higher or lower is out of place",
    Reason.LAID_TOGETHER: "the picture was laid together from several pieces, along whose seams things may be cut or doubled",
    Reason.FOOTPRINT_OUTSIDE: "the footprint lies outside the pictures",
    Reason.FOOTPRINT_NOT_MATCHED: "the earlier picture shows no edges along this footprint",
    Reason.LIGHT_OR_PAINT: "the outline stayed, and new paint, a shadow or another sun on the roof would look the same",
    Reason.WRONG_FOOTPRINT: "a person marked the footprint as wrong, so it was left out",
    Reason.OUTSIDE_SITE: "it lies outside the site under study",
    Reason.POINT_ONLY: "only a point is known, no outline",
    Reason.CHANGE_SEEN: "the pictures show a change there",
    Reason.NO_CHANGE_SEEN: "no change is visible there, which does not mean that nothing happened",
    Reason.AREA_AGREES: "the measured area agrees with the claimed one",
    Reason.AREA_LARGER: "the measured area is larger than the claimed one",
    Reason.AREA_SMALLER: "the measured area is smaller than the claimed one",
    Reason.PARTS_UNNAMED: "the text does not say which building",
    Reason.COUNT_AGREES: "the counted number agrees with the claimed one",
    Reason.COUNT_DIFFERS: "the counted number differs from the claimed one",
    Reason.PERSONS_NOT_VISIBLE: "no satellite picture shows what happened to people",
    Reason.ONE_ORIGIN: "all reports of it go back to one origin",
    Reason.TWO_ORIGINS: "at least two independent origins report it",
    Reason.UNNAMED_SOURCE: "the source is not named",
    Reason.REPORTS_CLASH: "independent reports disagree",
    Reason.TEXT_CLASHES_WITH_ITSELF: "the same text says something else elsewhere",
    Reason.REPORTS_AGREE: "other reports agree",
    Reason.DENIED: "somebody denies it",
    Reason.CORRECTED_LATER: "a later statement corrected it",
    Reason.COPIED: "it was taken over from another report",
    Reason.BACKGROUND: "it is background, not part of this event",
    Reason.FORECAST: "it was expected, not yet observed",
    Reason.HEARSAY: "it is passed on as hearsay",
    Reason.STATEMENT_ONLY: "it is a statement, which a picture cannot show",
    Reason.INFERRED_DATE: "the date is inferred, it is not written in the text",
    Reason.OTHER_EVENT: "it belongs to another event",
    Reason.OTHER_SCOPE: "it counts something else than the event as a whole",
    Reason.IMPLAUSIBLE: "the number cannot be right as it stands",
    Reason.IMAGE_OF_THAT_DAY: "a picture of that day was given",
    Reason.NO_IMAGE_OF_THAT_DAY: "no picture of that day was given",
    Reason.PLACE_AGREES: "the pictures were taken there",
    Reason.PLACE_NOT_COMPARED: "nothing says where that lies: name it in the site file",
    Reason.PICTURES_ELSEWHERE: "the pictures show another place",
}
