"""The README of a sealed case: how to check it without temoin."""

from __future__ import annotations

from temoin.custody.proof.bag import MANIFEST, TAG_MANIFEST
from temoin.custody.proof.names import ENVELOPE, SIGNER, STAMP

__all__ = ["GUIDE", "guide_text", "public_guide_text"]

GUIDE = "README.txt"

_HEAD = """\
A sealed case of temoin
=======================

Case      {case_id}
Title     {title}
Sealed    {sealed}
Ledger    {entries} entries, head {head}
Made by   temoin {version}

What lies here
--------------
data/                      the case: unaltered copies of all inputs (exhibits/), what was worked out (products/), and case.gpkg, a GeoPackage
                           (SQLite) with the ledger, the claims, the verdicts and people's decisions
data/view.gpkg             where there is one: the layers and tables alone, read-only, to look at in QGIS
data/ro-crate-metadata.json, data/provenance.jsonld
                           what each file is and how it came to be, as RO-Crate and PROV-O
{manifest}        the SHA-256 of every file below data/ (BagIt, RFC 8493)
{tags}     the SHA-256 of the other files, of that list too
{envelope}
                           the statement that was signed (in-toto, in a DSSE envelope): it names the SHA-256 of both lists
{signer}            the public key of the signer
{stamp}             where there is one: an authority's time stamp over that statement (RFC 3161)

Open any of these files from a COPY. A program that writes into a file of this folder breaks its seal (QGIS writes into a GeoPackage that it may
write into, even when it only looks).
"""

_WHOLE = """
Check that no byte was altered
------------------------------
With the shell of Linux or macOS, in this folder:

    sha256sum -c {tags}
    sha256sum -c {manifest}

(macOS: shasum -a 256 -c.) On Windows, file by file, and compare with the list:

    certutil -hashfile data\\{example} SHA256
"""

_PUBLIC_HEAD = """\
The public copy of a case of temoin
===================================

Case      {case_id}
Title     {title}
Made      {sealed}
Ledger    {entries} entries, head {head}
Made by   temoin {version}

What lies here
--------------
data/dossier.html          the dossier in its public form
data/public.geojson        buildings and findings, as exactly as may be public
data/verdicts.json         every public claim with its verdicts and reasons
data/withheld.json         one line for each of the {count} things that stay at the desk: its kind and a commitment
{manifest}        the SHA-256 of every file below data/ (BagIt, RFC 8493)
{tags}     the SHA-256 of the other files, of that list too
{envelope}, {signer}, {stamp}
                           where there are some: signature, public key and time stamp

What a commitment is
--------------------
Each is the SHA-256 of 32 random bytes (the salt) followed by the bytes of what is withheld. It tells nothing by itself, and cannot be fitted to
other bytes later. Whoever holds the case can show you one withheld thing with its salt, and you check it against data/withheld.json:

    ( printf SALT-IN-HEX | xxd -r -p; cat FILE-WITH-THE-WITHHELD-BYTES ) | sha256sum
"""

_SIGNED = """
Check who sealed it
-------------------
The signature is of the type Ed25519 over the encoding that DSSE lays down. With a shell and OpenSSL 3:

    sed -n 's/.*"payload": "\\([^"]*\\)".*/\\1/p' {envelope} | base64 -d > payload.json
    sed -n 's/.*"sig": "\\([^"]*\\)".*/\\1/p' {envelope} | base64 -d > signature
    ( printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c < payload.json | tr -d ' ')"; cat payload.json ) > signed
    openssl pkeyutl -verify -pubin -inkey {signer} -rawin -in signed -sigfile signature

payload.json then says which SHA-256 {manifest} and {tags} must have:

    sha256sum {manifest} {tags}

Anybody can make a key. That it is the signer's own you learn from the signer, by another way than this folder. Its fingerprint here is

    {fingerprint}

and you compute it with

    openssl pkey -pubin -in {signer} -outform DER | sha256sum

(Write these three files outside of this folder, or remove them afterwards.)
"""

_STAMPED = """
Check when it was sealed
------------------------
    openssl ts -verify -data {stamped} -in {stamp} -CAfile AUTHORITY.pem

AUTHORITY.pem is the certificate of the time-stamp authority's root, from the authority. Where its certificate has run out since, add
-attime SECONDS with the stamp's own time.
"""

_UNSIGNED = """
Nobody signed this case
-----------------------
The lists show that it is whole. They do not show who made it, since anybody could have written them.
"""

_UNSTAMPED = """
No authority stamped this case
------------------------------
The time above is what the machine's clock said, and nothing more.
"""

_FOOT = """
With temoin: temoin case check THIS-FOLDER --signer FINGERPRINT
"""


def guide_text(facts: dict[str, str], *, is_signed: bool, is_stamped: bool) -> bytes:
    """The README.

    Args:
        facts: `case_id`, `title`, `sealed`, `entries`, `head`, `version`; `fingerprint` where it is signed; where it is stamped, nothing more: the
            stamp comes after this text was written and is described by how it is checked.
        is_signed: whether a signature will lie beside.
        is_stamped: whether a stamp will.
    """
    return _filled(_HEAD, facts, is_signed=is_signed, is_stamped=is_stamped, example="case.gpkg")


def public_guide_text(facts: dict[str, str], *, is_signed: bool, is_stamped: bool) -> bytes:
    """The README of a public copy; arguments as for `guide_text`, and `count` of what is withheld among the facts."""
    return _filled(_PUBLIC_HEAD, facts, is_signed=is_signed, is_stamped=is_stamped, example="dossier.html")


def _filled(head: str, facts: dict[str, str], *, is_signed: bool, is_stamped: bool, example: str) -> bytes:
    names = {"manifest": MANIFEST, "tags": TAG_MANIFEST, "envelope": ENVELOPE, "signer": SIGNER, "stamp": STAMP}
    names |= {"stamped": ENVELOPE if is_signed else TAG_MANIFEST, "example": example}
    parts = [head, _WHOLE, _SIGNED if is_signed else _UNSIGNED, _STAMPED if is_stamped else _UNSTAMPED, _FOOT]
    return "".join(parts).format(**names, **facts).encode()
