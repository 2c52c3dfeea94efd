"""Databases that could rank texts instead of the engine: SQLite FTS5, PostgreSQL full text and pg_trgm.

The mask is given in SQL, as one byte a mission. Words that say nothing («j'aime», «de») are taken out of the queries:
without that each of these is several times dearer. For PostgreSQL the CPU is ours and that of its process, the memory
that of its process.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from bénévolat.matching.text import content, is_soft
from tests.benchmarks.peers import Answer, Mask, Peer, Text, full, short, stemmed_full

_WORDS = re.compile(r"\w+")


def _telling(text: str) -> str:
    """Return the words of a query that say something, as written."""
    return " ".join(token.surface for token in content(text) if not is_soft(token))


class Fts5(Peer):
    """SQLite FTS5, bm25, one word or another; accents removed by its tokenizer."""

    def index(self, texts: Sequence[Text]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(body, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._db.executemany(
            "INSERT INTO texts(rowid, body) VALUES (?, ?)",
            ((place, self.read(text)) for place, text in enumerate(texts, start=1)),
        )
        self._db.execute("INSERT INTO texts(texts) VALUES ('optimize')")

    def query(self, said: str) -> str:
        return super().query(_telling(said))

    def answer(self, query: str, allowed: Mask, most: int) -> Answer:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORDS.findall(query)))
        if not words:
            return []
        found = self._db.execute(
            "SELECT rowid - 1, -bm25(texts) AS score FROM texts"
            " WHERE texts MATCH ? AND substr(?, rowid, 1) = x'01' ORDER BY score DESC, rowid LIMIT ?",
            (words, allowed.tobytes(), most),
        )
        return found.fetchall()


class Postgres(Peer):
    """What the three PostgreSQL peers share: a table of texts, one connection, and the cost of its backend."""

    create = ""
    select = ""

    def __init__(self, read: Callable[[Text], str]) -> None:
        super().__init__(read)
        import psycopg

        self._connection = psycopg.connect(os.environ["BENCHMARK_POSTGRES"], autocommit=True)
        self._process = Path("/proc") / str(self._connection.info.backend_pid)
        for setting in (
            "max_parallel_workers_per_gather = 0",
            "max_parallel_maintenance_workers = 0",
            "jit = off",
        ):
            self._connection.execute(f"SET {setting}")

    def index(self, texts: Sequence[Text]) -> None:
        db = self._connection
        db.execute("CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        db.execute("DROP TABLE IF EXISTS missions; CREATE TABLE missions (id integer PRIMARY KEY, body text)")
        with db.cursor() as cursor, cursor.copy("COPY missions FROM STDIN") as copy:
            for place, text in enumerate(texts):
                copy.write_row((place, self.read(text)))
        db.execute(self.create)
        db.execute("ANALYZE missions")

    def query(self, said: str) -> str:
        return super().query(_telling(said))

    def answer(self, query: str, allowed: Mask, most: int) -> Answer:
        values = {"said": query, "allowed": allowed.tobytes(), "most": most}
        return [
            (place, float(score))
            for place, score in self._connection.execute(self.select, values, binary=True)
        ]

    def other_cpu(self) -> float:
        fields = (self._process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def other_peak_mb(self) -> float | None:
        return peak_mb(self._process)


class FullText(Postgres):
    """French stems, accents removed, one word or another, ts_rank, GIN index."""

    create = """
        DROP TEXT SEARCH CONFIGURATION IF EXISTS plain_french CASCADE;
        CREATE TEXT SEARCH CONFIGURATION plain_french (COPY = french);
        ALTER TEXT SEARCH CONFIGURATION plain_french
            ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
        ALTER TABLE missions ADD COLUMN words tsvector;
        UPDATE missions SET words = to_tsvector('plain_french', body);
        CREATE INDEX missions_words ON missions USING gin (words)
    """
    select = """
        WITH said AS (SELECT replace(plainto_tsquery('plain_french', %(said)s)::text, '&', '|')::tsquery AS words)
        SELECT id, ts_rank(missions.words, said.words) AS score FROM missions, said
        WHERE missions.words @@ said.words AND get_byte(%(allowed)s, id) = 1
        ORDER BY score DESC, id LIMIT %(most)s
    """


class Trigrams(Postgres):
    """pg_trgm similarity of every mission that is allowed."""

    create = "UPDATE missions SET body = lower(unaccent(body))"
    select = """
        SELECT id, similarity(body, lower(unaccent(%(said)s))) AS score FROM missions
        WHERE get_byte(%(allowed)s, id) = 1 ORDER BY score DESC, id LIMIT %(most)s
    """


class NearestTrigrams(Postgres):
    """pg_trgm, nearest first through a GiST index."""

    create = """
        UPDATE missions SET body = lower(unaccent(body));
        CREATE INDEX missions_body ON missions USING gist (body gist_trgm_ops);
        SET enable_seqscan = off; SET enable_bitmapscan = off
    """
    select = """
        SELECT id, 1 - (body <-> lower(unaccent(%(said)s))) AS score FROM missions
        WHERE get_byte(%(allowed)s, id) = 1 ORDER BY body <-> lower(unaccent(%(said)s)) LIMIT %(most)s
    """


def peak_mb(process: Path = Path("/proc/self")) -> float:
    """Return the most memory a process ever held, in MB (Linux)."""
    status = (process / "status").read_text()
    return round(int(status.partition("VmHWM:")[2].split()[0]) / 1024, 1)


SQLITE: dict[str, tuple[Callable[[], Peer], int]] = {
    "SQLite FTS5 bm25": (lambda: Fts5(full), 1500),
    "SQLite FTS5 bm25, our stems": (lambda: Fts5(stemmed_full), 1500),
}
POSTGRESQL: dict[str, tuple[Callable[[], Peer], int]] = {
    "PostgreSQL full text, french + unaccent": (lambda: FullText(full), 300),
    "pg_trgm <-> GiST, short": (lambda: NearestTrigrams(short), 60),
    "pg_trgm similarity(), short": (lambda: Trigrams(short), 60),
}
