"""What people get to see: the dossier and every other written product; the only door out."""

from temoin.publish.alignment import publish_alignment
from temoin.publish.certificate import CertificateContent, publish_certificate
from temoin.publish.content import ChangedLine, CountEntry, CountHistory, DossierContent, ReleaseFacts, ShownScene, TruthRow
from temoin.publish.detection import ShownRate, ShownValidation, draw_detection
from temoin.publish.display import Stretch, make_stretch, render_image
from temoin.publish.dossier import publish_html
from temoin.publish.drawings import FigureMark, draw_families, draw_history
from temoin.publish.export import DataExport, DataFile, export_data
from temoin.publish.files import write_bytes, write_text
from temoin.publish.geojson import publish_geojson
from temoin.publish.geotiff import write_geotiff
from temoin.publish.gradepicture import draw_grades
from temoin.publish.mapfiles import write_geopackage, write_geoparquet, write_shapefile
from temoin.publish.pdf import PDF_VARIANTS, publish_pdf
from temoin.publish.picture import encode_picture
from temoin.publish.policy import Policy, Precision, earliest_release
from temoin.publish.public import public_layers, publishable
from temoin.publish.stac import publish_stac_item, write_scene
from temoin.publish.words import PAGE_LANGUAGES

__all__ = [
    "PAGE_LANGUAGES",
    "PDF_VARIANTS",
    "CertificateContent",
    "ChangedLine",
    "CountEntry",
    "CountHistory",
    "DataExport",
    "DataFile",
    "DossierContent",
    "FigureMark",
    "Policy",
    "Precision",
    "ReleaseFacts",
    "ShownRate",
    "ShownScene",
    "ShownValidation",
    "Stretch",
    "TruthRow",
    "draw_detection",
    "draw_families",
    "draw_grades",
    "draw_history",
    "earliest_release",
    "encode_picture",
    "export_data",
    "make_stretch",
    "public_layers",
    "publish_alignment",
    "publish_certificate",
    "publish_geojson",
    "publish_html",
    "publish_pdf",
    "publish_stac_item",
    "publishable",
    "render_image",
    "write_bytes",
    "write_geopackage",
    "write_geoparquet",
    "write_geotiff",
    "write_scene",
    "write_shapefile",
    "write_text",
]
