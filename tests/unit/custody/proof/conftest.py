"""A small case with a key, and a time-stamp authority of our own on loopback."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from temoin.custody import CaseStore
from temoin.custody.proof import Signer, new_key
from temoin.model import ExhibitRole

PASSPHRASE = "an old grey heron"  # noqa: S105  # of a key that is made for a test and thrown away

OPENSSL = """\
[policy]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority(NamedTuple):
    """A time-stamp authority: its address, and the certificate of its root."""

    url: str
    root: Path


@pytest.fixture(scope="session")
def signer(tmp_path_factory) -> Signer:
    """A key."""
    return new_key(tmp_path_factory.mktemp("key") / "signer.key", PASSPHRASE)


@pytest.fixture
def case(tmp_path) -> Path:
    """A case with two exhibits and a product of two versions."""
    folder = tmp_path / "case"
    with CaseStore.create(folder, title="Depot of Larnby") as store:
        store.add_exhibit(b"Three people were killed in Larnby.", ExhibitRole.REPORT, name="first.txt", media_type="text/plain")
        store.add_exhibit(b"II*\x00 not much of a picture", ExhibitRole.AFTER, name="after.tif", media_type="image/tiff")
        for data in (b"{}", b'{"claims": []}'):
            store.put_artefact("claims.json", data, "application/json", action="extract")
    return folder


def _openssl(*words: object, given: bytes | None = None) -> bytes:
    done = subprocess.run(["openssl", *map(str, words)], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def make_authority(folder: Path, *, lasts: timedelta = timedelta(days=30)) -> None:
    """Keys and certificates of a time-stamp authority and of the root above it, for `openssl ts`."""
    folder.mkdir(exist_ok=True)
    (folder / "openssl.cnf").write_text(OPENSSL.format(folder=folder), "utf-8")
    (folder / "serial").write_text("01\n", "utf-8")
    keys = {name: rsa.generate_private_key(65537, 2048) for name in ("root", "tsa")}
    names = {name: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Our own {name}")]) for name in keys}
    begun = datetime.now(UTC) - timedelta(seconds=60)
    for number, name in enumerate(keys, 1):
        builder = x509.CertificateBuilder(names["root"], names[name], keys[name].public_key(), number, begun, datetime.now(UTC) + lasts)
        builder = builder.add_extension(x509.BasicConstraints(ca=name == "root", path_length=None), critical=True)
        if name == "tsa":
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        certificate = builder.sign(keys["root"], hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (folder / f"{name}.key").write_bytes(keys[name].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    # The root first: real authorities send their certificates in any order.
    (folder / "chain.pem").write_bytes((folder / "root.pem").read_bytes() + (folder / "tsa.pem").read_bytes())


def _handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query.tsq").write_bytes(query)
            reply = _openssl("ts", "-reply", "-config", folder / "openssl.cnf", "-section", "policy", "-queryfile", folder / "query.tsq")
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture(scope="session")
def authority_folder(tmp_path_factory) -> Path:
    """Keys and certificates of an authority, made with openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so no authority of our own can be made")
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder)
    return folder


@contextmanager
def answering(folder: Path) -> Iterator[Authority]:
    """An authority that answers on loopback."""
    server = HTTPServer(("127.0.0.1", 0), _handler(folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Authority(f"http://127.0.0.1:{server.server_port}/", folder / "root.pem")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority(authority_folder, socket_enabled) -> Iterator[Authority]:
    """The authority, answering."""
    with answering(authority_folder) as found:
        yield found


@pytest.fixture
def brief_authority(authority_folder, tmp_path, socket_enabled) -> Iterator[Authority]:
    """An authority whose certificates run out within seconds."""
    make_authority(tmp_path / "brief", lasts=timedelta(seconds=8))
    with answering(tmp_path / "brief") as found:
        yield found
