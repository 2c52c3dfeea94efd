"""The relevance protocol: JSON lines on standard input and output, the text part alone.

``{"op":"index","docs":[{"id","title","description"}]}`` answers ``{"ok":true}``; then each
``{"op":"score","query":"…"}`` answers ``{"scores":[…]}``, one number a document in their order, per mille;
0 means «not proposed» (nothing to quote, or the text says what the note wants to avoid).
"""

import io
import json
import sys
from collections.abc import Iterable, Iterator

from bénévolat.matching.index import DESCRIPTION, TITLE, Field, TextIndex
from bénévolat.matching.scoring import text_points


def scores(index: TextIndex, note: str) -> list[int]:
    """Return the text score of a free note for every document, 0 to 1000."""
    chips = index.chips(note)
    points = text_points([(index.score(chip), 1000) for chip in chips.wanted], index.size)
    points[list(index.avoided(chips.avoided, range(index.size)))] = 0
    return [int(value) for value in points]


def serve(lines: Iterable[str]) -> Iterator[str]:
    """Answer each request line; a line that is not understood gets ``{"error": …}`` in French."""
    index = TextIndex([])
    for line in lines:
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            operation = request.get("op")
            if operation == "index":
                index = TextIndex(
                    [
                        [
                            Field(TITLE, doc.get("title") or ""),
                            Field(DESCRIPTION, doc.get("description") or ""),
                        ]
                        for doc in request["docs"]
                    ]
                )
                answer: dict[str, object] = {"ok": True}
            elif operation == "score":
                answer = {"scores": scores(index, str(request.get("query") or ""))}
            else:
                answer = {"error": "Demande inconnue : écrire « op » : « index » ou « score »."}
        except (ValueError, KeyError, TypeError, AttributeError):
            answer = {"error": "Ligne illisible : une demande est un objet JSON avec « op »."}
        yield json.dumps(answer, ensure_ascii=False)


def main() -> None:
    """Speak the protocol until the end of the input."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    for answer in serve(sys.stdin):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
