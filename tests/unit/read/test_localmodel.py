"""A language model on this machine, spoken to on loopback alone."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from temoin.errors import OptionError, UnreadableError
from temoin.model import Report
from temoin.read import LocalModel
from temoin.text import OffsetMap

REPORT = Report(id="r", lang="en", text="Three people died.", sha256="0" * 64, offsets=OffsetMap.identity(18))


@pytest.fixture
def server(socket_enabled):
    """Start a server that gives one answer; its address and what it was asked come back."""
    servers = []

    def start(body, status=200, headers=()):
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                """Nothing is printed."""

        made = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        servers.append(made)
        return f"http://127.0.0.1:{made.server_port}/v1", asked

    yield start
    for one in servers:
        one.shutdown()
        one.server_close()


def test_the_answer_comes_back_as_it_was(server):
    """The report is asked about once, at temperature 0, and the answer's text is given back unread."""
    url, asked = server(json.dumps({"choices": [{"message": {"content": "not even JSON"}}]}).encode())
    assert LocalModel(url=url, model="m").propose(REPORT) == "not even JSON"
    ((path, body),) = asked
    assert (path, body["model"], body["temperature"]) == ("/v1/chat/completions", "m", 0)
    assert body["messages"][1]["content"].endswith("Three people died.")


@pytest.mark.parametrize(
    ("body", "status", "headers"),
    [
        (b"", 200, ()),
        (b"<html>", 200, ()),
        (b"[]", 200, ()),
        (b'{"choices": []}', 200, ()),
        (b'{"choices": [{"message": {"content": 3}}]}', 200, ()),
        (b"[" * 100_000, 200, ()),
        (b"{}", 500, ()),
        (b"", 302, (("Location", "http://192.0.2.1/"),)),
        (b"x" * 4_000_001, 200, ()),
    ],
)
def test_answers_outside_the_protocol_are_an_error(server, body, status, headers):
    """Every answer that is none is one error with a hint; a redirect is not followed."""
    url, _ = server(body, status, headers)
    with pytest.raises(UnreadableError, match="gave no answer that can be read"):
        LocalModel(url=url, model="m").propose(REPORT)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/v1",
        "https://127.0.0.1/v1",
        "http://127.0.0.1.example.org/v1",
        "http://a@127.0.0.1/v1",
        "file:///etc/passwd",
        "",
        "http://10.0.0.1/v1",
    ],
)
def test_other_machines_are_refused(url):
    """No report can be sent to another machine."""
    with pytest.raises(OptionError, match="not a server on this machine"):
        LocalModel(url=url, model="m")


@pytest.mark.parametrize("url", ["http://localhost:8080/v1", "http://127.0.0.1:1/v1", "http://[::1]:8080/v1"])
def test_loopback_is_taken(url):
    """This machine's own addresses are taken."""
    assert LocalModel(url=url, model="m").url == url
