"""Files made on the spot and handed over: never kept, never in a cache."""

import re
import unicodedata

from flask import Response

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ICS = "text/calendar; charset=utf-8"


def file_name(*words: str, ending: str) -> str:
    """Return a plain ASCII name from words: «attestation_aide-au-jardin.pdf»."""
    return "_".join(filter(None, (_slug(word) for word in words))) + f".{ending}"


def _slug(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe"))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].rstrip("-")


def handed_over(content: bytes, mimetype: str, name: str) -> Response:
    """Return a file that the browser keeps under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=mimetype, headers=headers)
