"""A gateway of text messages in the test's own process: it keeps what it receives and answers what it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Gateway:
    """``status`` and ``answer`` are what it says; ``silent`` takes a message and hangs up."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], Any]] = []
        self.status = 201
        self.answer: bytes | None = None
        self.silent = False
        self.url = ""

    @property
    def names(self) -> list[str]:
        """Return the identifier of each message received."""
        return [headers["Idempotency-Key"] for headers, _ in self.received]


@contextmanager
def running() -> Iterator[Gateway]:
    """Run a gateway on a free port of this machine."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.received.append((dict(self.headers), body))
            if gateway.silent:
                self.close_connection = True
                return
            said = gateway.answer or json.dumps({"data": [{"id": f"g-{len(gateway.received)}"}]}).encode()
            self.send_response(gateway.status)
            if 300 <= gateway.status < 400:
                self.send_header("Location", f"{gateway.url}/elsewhere")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
