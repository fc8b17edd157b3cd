"""Stamps are told by what is in them, tied to what they speak of, and never taken for verified."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import zipfile

import pytest

from temoin.read import packed_stamps, read_report, read_reports, read_stamps, stamps_beside

OTS = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"
TST = b"\x30\x82\x01\x00" + bytes.fromhex("060b2a864886f70d0109100104")
PAGE = b"<html lang=en><body><article><p>" + b"A depot burned down in Larnby on Monday, the fire service said. " * 4 + b"</p></article></body></html>"


def lay(folder, **files):
    """Files of a folder; `__` in a name stands for a dot."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return sorted(folder.iterdir())


def told(files):
    """Name, kind, what it is about, and whether by its hash."""
    return [(one.path.name, one.kind.value, one.about.name if one.about else None, one.holds_hash) for one in read_stamps(files)]


@pytest.mark.parametrize("algorithm", ["sha256", "sha512", "sha1"])
def test_a_stamp_is_about_the_file_whose_hash_it_holds(tmp_path, algorithm):
    """The hash decides, whatever the names say."""
    digest = hashlib.new(algorithm, b"two", usedforsecurity=False).digest()
    files = lay(tmp_path / "f", a__html=b"one", b__html=b"two", a__html__tsr=TST + digest, x__ots=OTS + digest)
    assert told(files) == [("a.html.tsr", "rfc3161", "b.html", True), ("x.ots", "opentimestamps", "b.html", True)]


def test_without_a_hash_the_name_decides_or_nothing(tmp_path):
    """A stamp of a file that is not there, or of several of one stem, is kept as one of no file that is known."""
    files = lay(tmp_path / "f", a__html=b"one", b__html=b"2", b__txt=b"3", a__html__tsr=TST, a__tst=TST, b__tsr=TST, c__ots=OTS)
    assert told(files) == [
        ("a.html.tsr", "rfc3161", "a.html", False),
        ("a.tst", "rfc3161", "a.html", False),
        ("b.tsr", "rfc3161", None, False),
        ("c.ots", "opentimestamps", None, False),
    ]


@pytest.mark.parametrize("data", [b"", b"not a stamp", OTS[1:], b"\x30\x82", TST + b"x" * 2_000_000])
def test_an_ending_alone_makes_no_stamp(tmp_path, data):
    """A file that is only named like a stamp, or is far too long for one, is none."""
    assert told(lay(tmp_path / "f", a__html=b"one", a__html__tsr=data)) == []


def test_stamps_of_other_folders_are_not_mixed_up(tmp_path):
    """Two folders with files of one name keep their stamps apart."""
    first = lay(tmp_path / "1", a__html=b"one", a__html__ots=OTS)
    second = lay(tmp_path / "2", a__html=b"one", a__html__ots=OTS)
    assert [one.about for one in read_stamps([*first, *second])] == [tmp_path / "1" / "a.html", tmp_path / "2" / "a.html"]


def test_stamps_beside_a_single_file(tmp_path):
    """Those of its own name that are about it, and no other."""
    other = hashlib.sha256(b"two").digest()
    lay(tmp_path / "f", a__html=b"one", a__txt=b"two", a__html__ots=OTS, a__tsr=TST + other, b__tsr=TST)
    assert [path.name for path in stamps_beside(tmp_path / "f" / "a.html")] == ["a.html.ots"]
    assert [path.name for path in stamps_beside(tmp_path / "f" / "a.txt")] == ["a.tsr"]
    assert stamps_beside(tmp_path / "gone" / "a.txt") == ()


def test_a_folder_says_what_stamps_it_has(tmp_path):
    """The reader names them as kept and not verified, and not among what was left aside."""
    digest = hashlib.sha256(PAGE).digest()
    lay(tmp_path / "f", a__html=PAGE, a__html__tsr=TST + digest, b__ots=b"no stamp")
    (report,) = read_reports(tmp_path / "f")
    assert "Stamps in the folder, kept and not verified: a.html.tsr (RFC 3161, of a.html)." in report.notes
    assert "Not read in the folder: b.ots." in report.notes


def test_the_folder_of_auto_archiver_says_so_too(tmp_path):
    """A proof beside an archived page is named."""
    digest = hashlib.sha256(PAGE).digest()
    row = {
        "status": "ok",
        "metadata": {"url": "https://example.org/a", "_processed_at": "2025-05-05T10:00:00+00:00"},
        "media": [{"filename": "a.html", "_key": "a.html", "urls": [], "properties": {"hash": f"SHA-256:{digest.hex()}"}}],
    }
    lay(tmp_path / "f", a__html=PAGE, row__json=json.dumps(row).encode(), a__html__ots=OTS + digest)
    assert "Stamps in the folder, kept and not verified: a.html.ots (OpenTimestamps, of a.html)." in read_reports(tmp_path / "f")[0].notes


def pack(path, digest_file):
    """A ZIP with a digest file."""
    with zipfile.ZipFile(path, "w") as held:
        held.writestr("datapackage-digest.json", digest_file)
    return path


@pytest.mark.parametrize(
    ("content", "count"), [('{"hash": "x", "signedData": {"signature": "s"}}', 1), ('{"hash": "x"}', 0), ("[" * 100_000, 0), ("{", 0), ("[]", 0)]
)
def test_a_signed_package_gives_its_digest_file(tmp_path, content, count):
    """Only one with a signature is a stamp; what is no sound JSON is none."""
    found = packed_stamps(pack(tmp_path / "a.wacz", content))
    assert len(found) == count
    assert all(one.data == content.encode() for one in found)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"plain"])
def test_what_is_no_package_has_no_stamp(tmp_path, data):
    """Damage is for the reader to say."""
    (tmp_path / "a.wacz").write_bytes(data)
    assert packed_stamps(tmp_path / "a.wacz") == ()
    assert packed_stamps(tmp_path / "gone.wacz") == ()


_AUTHORITY = """
[tsa]
default_tsa = it
[it]
serial = {place}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[ext]
extendedKeyUsage = critical,timeStamping
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl, to make a real stamp")
def test_a_real_stamp_is_known(tmp_path):
    """A response that a local authority made with openssl is told and tied by its hash."""
    place = tmp_path / "authority"
    (page,) = lay(tmp_path / "f", page__html=PAGE)
    (config,) = lay(place, tsa__cnf=_AUTHORITY.format(place=place).encode())
    commands = (
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out tsa.pem -subj /CN=Test -days 2 -config tsa.cnf -extensions ext",
        f"ts -query -data {page} -sha256 -cert -out query.tsq",
        f"ts -reply -config tsa.cnf -queryfile query.tsq -signer tsa.pem -inkey key.pem -out {page}.tsr",
    )
    config.write_text("[req]\ndistinguished_name = dn\n[dn]\n" + config.read_text())
    for command in commands:
        done = subprocess.run(["openssl", *command.split()], cwd=place, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert told(sorted((tmp_path / "f").iterdir())) == [("page.html.tsr", "rfc3161", "page.html", True)]
    assert read_report(page).text
