"""Names of places to where they lie: offline, from GeoNames, in seven languages and their declined forms."""

from temoin.gazetteer.keys import name_key
from temoin.gazetteer.locate import PlaceName, is_wide_place, known_people, locate_names, place_names
from temoin.gazetteer.weigh import Placing

__all__ = ["PlaceName", "Placing", "is_wide_place", "known_people", "locate_names", "name_key", "place_names"]
