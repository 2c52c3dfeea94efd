"""Addresses of our own static files: they name the content, so a browser keeps them a year and never asks again.

The hash is part of the address (``?v=``): a new version of a file has a new address. On a slow line the second page
then costs its own text only. Fonts and drawings named by a stylesheet carry theirs too (tests/house/test_stylesheet).
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def _version(path: Path, _written_ns: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


def version(app: Flask, filename: str) -> str | None:
    """Return ten hexadecimal digits of a static file's content; None when there is no such file."""
    path = Path(str(app.static_folder), filename)
    try:
        return _version(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


def init_static_files(app: Flask) -> None:
    """Write the version in each address made by ``url_for``, and let browsers keep what answers to it."""

    @app.url_defaults
    def name_the_content(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            found = version(app, values.get("filename", ""))
            if found is not None:
                values["v"] = found

    @app.after_request
    def keep_for_ever(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in {200, 304}:
            asked = request.args.get("v")
            if asked and asked == version(app, str((request.view_args or {}).get("filename", ""))):
                response.headers["Cache-Control"] = FOR_EVER
        return response
