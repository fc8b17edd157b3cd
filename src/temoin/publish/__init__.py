"""What people get to see: the dossier and every other written product; the only door out."""

from temoin.publish.alignment import publish_alignment
from temoin.publish.certificate import CertificateContent, publish_certificate
from temoin.publish.content import CountEntry, CountHistory, DossierContent, ShownScene, TruthRow
from temoin.publish.display import Stretch, make_stretch, render_image
from temoin.publish.dossier import publish_html
from temoin.publish.drawings import FigureMark, draw_families, draw_history
from temoin.publish.files import write_bytes, write_text
from temoin.publish.geojson import publish_geojson
from temoin.publish.geotiff import write_geotiff
from temoin.publish.gradepicture import draw_grades
from temoin.publish.mapfiles import write_geopackage, write_geoparquet, write_shapefile
from temoin.publish.picture import encode_picture
from temoin.publish.stac import publish_stac_item

__all__ = [
    "CertificateContent",
    "CountEntry",
    "CountHistory",
    "DossierContent",
    "FigureMark",
    "ShownScene",
    "Stretch",
    "TruthRow",
    "draw_families",
    "draw_grades",
    "draw_history",
    "encode_picture",
    "make_stretch",
    "publish_alignment",
    "publish_certificate",
    "publish_geojson",
    "publish_html",
    "publish_stac_item",
    "render_image",
    "write_bytes",
    "write_geopackage",
    "write_geoparquet",
    "write_geotiff",
    "write_shapefile",
    "write_text",
]
