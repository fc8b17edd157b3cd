"""Reference systems that files state: what is taken, and what is not."""

from __future__ import annotations

import pyproj
import pytest

from temoin.errors import CrsError
from temoin.geo.crs import WGS84
from temoin.read.stated import crs_stated


@pytest.mark.parametrize(
    "value",
    [
        "EPSG:32639",
        " epsg:32639\n",
        "urn:ogc:def:crs:EPSG::32639",
        pyproj.CRS("EPSG:32639").to_wkt(),
        pyproj.CRS("EPSG:32639").to_wkt("WKT1_ESRI"),
        pyproj.CRS("EPSG:32639").to_json_dict(),
    ],
)
def test_codes_and_definitions_are_taken(value):
    """Codes, URNs, all kinds of WKT and PROJJSON name the same system."""
    assert crs_stated(value, name="a.prj").equals(pyproj.CRS("EPSG:32639"), ignore_axis_order=True)


def test_web_mercator_with_its_extension_is_taken():
    """The usual WKT of web mercator carries a PROJ string that names no file."""
    assert crs_stated(pyproj.CRS("EPSG:3857").to_wkt("WKT1_GDAL"), name="a.prj").to_epsg() == 3857


@pytest.mark.parametrize("value", ["OGC:CRS84", "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", pyproj.CRS("EPSG:4326").to_wkt("WKT1_GDAL")])
def test_longitude_and_latitude_have_one_name(value):
    """All spellings of WGS 84 in degrees compare equal."""
    assert crs_stated(value, name="a.prj") == WGS84


@pytest.mark.parametrize(
    "value",
    [
        "",
        "no system",
        "EPSG:999999",
        "+proj=utm +zone=39",
        "+init=/etc/passwd:1",
        "init=epsg:4326",
        "proj=longlat nadgrids=/etc/passwd",
        'GEOGCS["x",DATUM["d",SPHEROID["s",6378137,298],EXTENSION["PROJ4_GRIDS","g"]],EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]',
        'BOUNDCRS[SOURCECRS[X],ABRIDGEDTRANSFORMATION["t",METHOD["NTv2"],PARAMETERFILE["Latitude and longitude difference file","/etc/passwd"]]]',
        "EPSG:32639" + " " * 5 + "x" * 200_000,
    ],
)
def test_commands_and_paths_are_not_taken(value):
    """PROJ strings can name files, and so can grids in WKT: neither is taken from a file, and the message names that file."""
    with pytest.raises(CrsError, match=r"a\.prj"):
        crs_stated(value, name="a.prj")
