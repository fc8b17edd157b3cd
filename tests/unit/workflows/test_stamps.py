"""Stamps go into the case as exhibits of their own, each tied to the exhibit that it speaks of, and come back with them."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest

from temoin.custody import CaseStore
from temoin.model import ExhibitRole
from temoin.workflows import ReportGroup, VerifyInputs, rerun_case, verify_event

OTS = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"
PAGE = b"<html lang=en><body><article><p>" + b"A depot burned down in Larnby on Monday, the fire service said. " * 4 + b"</p></article></body></html>"
WARC = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Date: 2025-05-05T10:00:00Z\r\n"


def stamps_of(case):
    """Name of each stamp, and of the exhibit that it is about; the case must be in order."""
    with CaseStore.open(case) as store:
        assert store.verify() == ()
        exhibits = store.case().exhibits
    names = {exhibit.sha256: exhibit.name for exhibit in exhibits}
    return {exhibit.name: names.get(exhibit.provenance.about) for exhibit in exhibits if exhibit.role is ExhibitRole.STAMP}


@pytest.fixture
def page(tmp_path):
    """A report with its proof beside it, and a proof of something else."""
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    path.with_name("page.html.ots").write_bytes(OTS + hashlib.sha256(PAGE).digest())
    path.with_name("other.ots").write_bytes(OTS)
    return path


def test_a_stamp_beside_a_report_is_kept_with_it(page, tmp_path):
    """The proof is an exhibit about the page; doing everything again changes nothing."""
    done = verify_event(VerifyInputs(groups=(ReportGroup(reports=(page,)),)), tmp_path / "case")
    assert stamps_of(done.case) == {"page.html.ots": "page.html"}
    again = rerun_case(done.case)
    assert again.head == done.head
    assert stamps_of(done.case) == {"page.html.ots": "page.html"}


def test_stamps_in_a_folder_are_kept_as_such(page, tmp_path):
    """Of the files of a folder the stamps are told apart; one of no known file is kept as well."""
    folder = tmp_path / "given"
    folder.mkdir()
    for path in (page, page.with_name("page.html.ots"), page.with_name("other.ots")):
        path.rename(folder / path.name)
    done = verify_event(VerifyInputs(groups=(ReportGroup(reports=(folder,)),)), tmp_path / "case")
    assert stamps_of(done.case) == {"given/page.html.ots": "given/page.html", "given/other.ots": None}
    assert rerun_case(done.case).head == done.head


def test_the_signature_of_a_package_is_kept(tmp_path):
    """The digest file of a signed WACZ is an exhibit about the package."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    record = WARC + b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n"
    package = json.dumps({"resources": [{"path": "archive/data.warc", "hash": f"sha256:{hashlib.sha256(record).hexdigest()}"}]}).encode()
    digest = json.dumps({"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}", "signedData": {"signature": "x"}})
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as held:
        held.writestr("archive/data.warc", record)
        held.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://example.org/a"}\n')
        held.writestr("datapackage.json", package)
        held.writestr("datapackage-digest.json", digest)
    done = verify_event(VerifyInputs(groups=(ReportGroup(reports=(tmp_path / "crawl.wacz",)),)), tmp_path / "case")
    assert stamps_of(done.case) == {"crawl.wacz/datapackage-digest.json": "crawl.wacz"}
    with CaseStore.open(done.case) as store:
        (stamp,) = (one for one in store.case().exhibits if one.role is ExhibitRole.STAMP)
        assert (done.case / stamp.path).read_bytes() == digest.encode()
    assert rerun_case(done.case).head == done.head
