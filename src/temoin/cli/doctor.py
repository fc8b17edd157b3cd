"""`temoin doctor`: what this installation can do."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version

from temoin.cli.options import AsJson
from temoin.cli.terminal import emit_json, results
from temoin.extract import is_supported
from temoin.text import LANGUAGES
from temoin.wire import doctor_document

__all__ = ["doctor"]

_ENGINES = ("numpy", "opencv-python-headless", "rasterio", "pyproj", "shapely", "pyogrio", "pyarrow", "lxml", "pydantic", "jinja2", "pillow")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def doctor(*, json: AsJson = False) -> int:
    """Say what this installation can do: versions, picture drivers, languages, free space."""
    import rasterio
    from rasterio.drivers import raster_driver_extensions

    import temoin

    drivers = sorted(set(raster_driver_extensions().values()))
    facts = {
        "temoin": temoin.__version__,
        "python": sys.version.split()[0],
        "system": f"{platform.system()} {platform.machine()}",
        "gdal": rasterio.__gdal_version__,
        "engines": {name: _version(name) for name in _ENGINES},
        "pictures": [name for name in ("GTiff", "COG", "PNG", "JPEG", "JP2OpenJPEG", "BMP") if name in {*drivers, "COG"}],
        "languages": [code for code in LANGUAGES if is_supported(code)],
        "languages_missing": [code for code in LANGUAGES if not is_supported(code)],
        "free_space_gb": round(shutil.disk_usage(".").free / 1e9, 1),
        "browser": next((path for name in _BROWSERS if (path := shutil.which(name))), None),
    }
    missing = [name for name, found in facts["engines"].items() if found is None]
    if json:
        emit_json(doctor_document(facts, missing))
    else:
        _print_facts(facts)
        for name in missing:
            results().print(f"missing: {name}; install temoin again", soft_wrap=True)
    return 1 if missing else 0


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _print_facts(facts: dict[str, object]) -> None:
    for name, value in facts.items():
        words = ", ".join(f"{key} {found}" for key, found in value.items()) if isinstance(value, dict) else value
        words = ", ".join(str(item) for item in words) if isinstance(words, list) else words
        results().print(f"{name.replace('_', ' '):<18} {words if words not in (None, '') else '–'}", soft_wrap=True, markup=False)
