"""The reasons of a proposal: a French sentence a part, quoting both sides, and what is to check (R27).

The same words are written many times in a batch: each sentence, or each half of one, is remembered by what it says,
never by whom.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Generic, TypeVar

from bénévolat.matching.answer_lines import Form, Objects
from bénévolat.matching.checks import to_checks
from bénévolat.matching.formats import Match, NearMiss, Pair, Part, Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.misses import Misses
from bénévolat.matching.part_words import comfort_reason
from bénévolat.matching.parts import Parts, Told, column, points_of
from bénévolat.matching.questions import Chip
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking, Shown
from bénévolat.matching.reasons import Reasons
from bénévolat.matching.sentences import Remembered, french
from bénévolat.matching.sides import PersonSide, Sides

PartForm = TypeVar("PartForm")
MatchForm = TypeVar("MatchForm")
MissForm = TypeVar("MissForm")

_COMFORT = Remembered(comfort_reason, 5_000)


class Explainer(Generic[PartForm, MatchForm, MissForm]):
    """Turns the numbers of an engine into proposals and near misses, in a form.

    The pairs of a block of people are told together, column by column.
    """

    def __init__(self, engine: Ranker, form: Form[PartForm, MatchForm, MissForm]) -> None:
        self._engine, self._form = engine, form
        self._sides = Sides(engine, form)
        self._reasons = Reasons(engine, self._sides, form)
        self._parts = Parts(engine, form)
        self._misses = Misses(engine, self._sides, form)

    def forget(self) -> None:
        """Give back the memory of all that was told."""
        for part in (self._sides, self._reasons, self._parts, self._misses):
            part.forget()

    def answers(
        self, profiles: Sequence[Profile], rankings: Sequence[Ranking]
    ) -> list[tuple[list[MatchForm], list[MissForm]]]:
        """Return the proposals and the near misses of some people."""
        told = [
            Told(
                PersonSide(profile, ranking.chips, self._engine),
                ranking.chips,
                ranking.avoid,
                ranking.rows.tolist(),
                ranking.shown,
                ranking.start,
            )
            for profile, ranking in zip(profiles, rankings, strict=True)
        ]
        matches = iter(self.matches(told))
        return [
            ([next(matches) for _ in one.rows], self._misses.of(one.person, ranking))
            for one, ranking in zip(told, rankings, strict=True)
        ]

    def matches(self, told: Sequence[Told]) -> list[MatchForm]:
        """Return the pairs told as proposals, end to end."""
        rows = [row for one in told for row in one.rows]
        people = [one.person for one in told for _ in one.rows]
        sides = list(map(self._sides.offer, rows))
        reasons = self._reasons.of([one.chips for one in told], rows, [len(one.rows) for one in told], sides)
        mentioned = chain.from_iterable([self._mentioned(one.avoid, one.rows) for one in told])
        checked = to_checks(people, sides, column(told, "metres"), column(told, "unsure"), mentioned)
        wanted = zip(*points_of(told, "wishes"), strict=True)
        parts = self._parts.of(told, people, sides)
        form, found = self._form, []
        for person, side, said, total, (got, of), told_parts, asked in zip(
            people, sides, reasons, column(told, "total"), wanted, parts, checked, strict=True
        ):
            wishes = form.part(got, of, " ".join(said[:2]))
            supervision, (travel, journey), (hours, common), renewal = told_parts
            if journey:
                said.append(journey)
            if common:
                said.append(common)
            wished, offered = person.profile.comfort, side.offer.comfort
            if wished and offered and (comfort := _COMFORT[wished, offered]):
                said.append(form.words(comfort))
            found.append(
                form.match(side.id, total, (wishes, supervision, travel, hours, renewal), said, asked)
            )
        return found

    def _mentioned(self, avoid: Sequence[str], rows: Sequence[int]) -> list[tuple[str, str] | None]:
        """Return (what the person avoids, words of the offer) for each offer that speaks of it."""
        if not avoid:
            return [None] * len(rows)
        questions = self._engine.questions
        spoken = questions.avoided(avoid)[rows].tolist()
        return [
            questions.avoided_words(avoid, row) if said else None
            for row, said in zip(rows, spoken, strict=True)
        ]


class ObjectsExplainer(Explainer[Part, Match, NearMiss]):
    """Answers as objects, and the explanation of any pair."""

    def __init__(self, engine: Ranker) -> None:
        super().__init__(engine, Objects())

    def pair(
        self,
        profile: Profile,
        chips: Sequence[Chip],
        avoid: Sequence[str],
        row: int,
        shown: Shown,
        blocked: Sequence[str],
        text: int,
    ) -> Pair:
        """Return everything about one pair: parts, reasons, every filter passed or not, the threshold."""
        engine = self._engine
        case = engine.case(profile, row, shown, 0, avoid)
        gates = []
        for gate in GATES:
            stopped = gate.code in blocked
            why, unlock = gate.said(case) if stopped else ("", "")
            gates.append((gate.code, french(gate.rule), not stopped, french(why), french(unlock)))
        person = PersonSide(profile, chips, engine)
        match = self.matches([Told(person, chips, avoid, [row], shown, 0)])[0]
        return Pair(
            match.offer,
            engine.version,
            match.score,
            match.parts,
            match.reasons,
            match.to_check,
            tuple(gates),
            self._below(text, match.score),
        )

    def _below(self, text: int, total: int) -> str | None:
        settings = self._engine.settings
        if not text:
            return "Rien, dans les mots de la mission, ne répond aux envies et aux savoir-faire notés."
        if text < settings.min_text:
            return "Le lien avec les envies et les savoir-faire notés est trop faible pour la proposer."
        if total < settings.min_score:
            return f"{total} points : au-dessous de {settings.min_score}, une mission n'est pas proposée."
        return None
