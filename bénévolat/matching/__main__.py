"""The relevance protocol: JSON lines on standard input and output, the text part alone.

``{"op":"index","docs":[{"id","title","description"}]}`` answers ``{"ok":true}``; then each
``{"op":"score","query":"…"}`` answers ``{"scores":[…]}``, one number a document in their order, per mille;
0 means «not proposed» (nothing to quote, or the text says what the note wants to avoid).
"""

import io
import json
import sys
from collections.abc import Iterable, Iterator

import numpy as np

from bénévolat.matching.answers import Answers
from bénévolat.matching.documents import Documents
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.lexicon import default_lexicon


def index(docs: Iterable[dict[str, str | None]]) -> Answers:
    """Read the documents: a title, and maybe a description."""
    offers = [
        Offer(str(number), doc.get("title") or "", description=doc.get("description") or "")
        for number, doc in enumerate(docs)
    ]
    return Answers(*Documents.of(offers, default_lexicon()))


def scores(questions: Answers, note: str) -> list[int]:
    """Return the text score of a free note for every document, 0 to 1000."""
    chips, avoided = questions.of_profile(Profile("note", wishes=(note,)), 1000)
    found: list[int] = questions.text(chips).tolist()
    for row in np.flatnonzero(questions.avoided(avoided)).tolist() if avoided else ():
        found[row] = 0
    return found


def serve(lines: Iterable[str]) -> Iterator[str]:
    """Answer each request line; a line that is not understood gets ``{"error": …}`` in French."""
    questions = index([])
    for line in lines:
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            operation = request.get("op")
            if operation == "index":
                questions = index(request["docs"])
                answer: dict[str, object] = {"ok": True}
            elif operation == "score":
                answer = {"scores": scores(questions, str(request.get("query") or ""))}
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
