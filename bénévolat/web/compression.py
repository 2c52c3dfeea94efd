"""Answers are compressed here, so that a page is light with or without a server in front.

A page holds a CSRF token, and the size of a compressed page could let somebody who makes a browser ask for it many
times guess the token (BREACH). Each page therefore carries up to 100 bytes of chance in the header of its gzip
stream, as Django does since 4.2 (Papadopoulos, Dabrowski, Ullrich, Merzdovnik: «Heal the Breach», 2022). Static
files hold nothing secret: no chance, compressed once.
"""

import gzip
import secrets
from functools import lru_cache
from io import BytesIO

from flask import Flask, Response, request

TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "image/svg+xml",
        "application/json",
        "application/schema+json",
    }
)
LEAST = 500
"""Bytes below which nothing is gained."""
MOST = 4 * 1024 * 1024
"""Bytes above which a text is sent as it is: it would be held in memory twice."""
CHANCE = 100
"""Bytes of chance at most."""


def compressed(text: bytes, chance: int) -> bytes:
    """Return a gzip stream whose header holds ``chance`` random letters as a file name."""
    name = secrets.token_urlsafe(chance)[:chance]
    made = BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=6, fileobj=made, mtime=0) as file:
        file.write(text)
    return made.getvalue()


@lru_cache(maxsize=64)
def _compressed_file(text: bytes) -> bytes:
    return compressed(text, 0)


def _worth_it(response: Response) -> bool:
    """Tell whether an answer is a text of our own that may be compressed for this browser."""
    length = response.content_length
    return (
        response.status_code not in {204, 206, 304}
        and response.mimetype in TEXTS
        and not (response.is_streamed and not response.direct_passthrough)
        and "Content-Encoding" not in response.headers
        and (length is None or LEAST <= length <= MOST)
    )


def init_compression(app: Flask) -> None:
    """Compress texts for the browsers that ask for it. Made last: it sees the answer as it leaves."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not _worth_it(response):
            return response
        response.vary.add("Accept-Encoding")
        if request.method == "HEAD" or not request.accept_encodings["gzip"]:
            return response
        static = request.endpoint == "static"
        response.direct_passthrough = False
        text = response.get_data()
        if len(text) < LEAST:
            return response
        if static:
            response.set_data(_compressed_file(text))
        else:
            response.set_data(compressed(text, 1 + secrets.randbelow(CHANCE)))
        response.headers["Content-Encoding"] = "gzip"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # The same text, other bytes.
        return response
