"""Words that are never written, on a page or in a file (R8), and those an association never reads (domain §1.8)."""

import re

from tests.exports import documents

ASSOCIATION_NEVER_READS = re.compile(
    r"\b(RSA|CER|allocataires?|r[ée]f[ée]rente?s? unique|orientation sociale|sanctions?)\b"
    r"|contrats?[ \u00a0]d[’']engagement",
    re.IGNORECASE,
)
"""Domain §1.8. «CER» is matched as a word: «certain» and «concert» are innocent."""
NEVER_WRITTEN = re.compile(
    r"\b(sanction\w*|injustifi\w*|manquement\w*|assiduit\w*|absentéis\w*|radiation\w*|RQTH|AAH)\b"
    r"|\babsences?\b(?! de)",
    re.IGNORECASE,
)
"""R8: words no screen, job, mail or export contains."""
FILES = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/calendar",
        "text/csv",
    }
)
"""Documents that are read like pages, whatever test asks for them."""
NEVER_TAKEN_AWAY = re.compile(r"/(association|mon-espace)/")
"""Where documents leave with an association or the person: no «RSA» in them (R13, R38)."""


def file_faults(content: bytes, read_by_association: bool) -> list[str]:
    """Return the forbidden words of a document: R8 everywhere, domain §1.8 for the person and an association."""
    said = documents.words(content)
    faults = [f"R8, word never written: «{found[0]}»" for found in NEVER_WRITTEN.finditer(said)]
    if read_by_association:
        faults += [f"never taken away: «{found[0]}»" for found in ASSOCIATION_NEVER_READS.finditer(said)]
    return faults
