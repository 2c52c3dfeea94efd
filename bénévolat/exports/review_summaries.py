"""One page about a person for the review of their contract: facts only, as PDF and as an editable file (R8, R11).

Months are first days, durations minutes. ``retained`` None: no agent has looked at those hours yet. What was planned
is not there: nothing on the page compares hours done with hours expected (domain §1.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bénévolat.domain.french import duration, long_date, month, month_of, plural, short_date
from bénévolat.exports import typesetting, word_files

MOST_MONTHS = 12
"""Lines of months; earlier ones are added up in one."""
MOST_ENGAGEMENTS = 4
"""Engagements told one by one; the hours of the others are in the months."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The three facts, in minutes, and the number of sessions; adjustments are counted in."""

    declared: int
    confirmed: int
    retained: int | None
    nb_sessions: int


@dataclass(frozen=True, slots=True)
class ReviewedMonth:
    """What a month held. ``in_contract`` False: out of the contract, shown because the person agreed (R6)."""

    month: date
    in_contract: bool
    hours: Hours


@dataclass(frozen=True, slots=True)
class ReviewedEngagement:
    """One engagement; the association's half of the bilan is there only if the person has read it (R11).

    ``mission`` and ``association`` are already masked when the association's name is sensitive.
    """

    mission: str
    association: str
    in_contract: bool
    started_on: date
    ended_on: date | None
    agreed_on: date | None
    hours: Hours
    skills: tuple[str, ...] = ()
    text: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSummary:
    """What a référent finds about one person before the review of one contract."""

    contract_id: UUID
    profile_id: UUID
    person: str
    departement_ref: str
    referent: str
    team: str
    contract_label: str
    contract_kind: str
    reference: str | None
    signed_on: date | None
    starts_on: date
    ends_on: date
    review_on: date | None
    volunteering_included: bool
    period_from: date
    period_to: date
    engagements: tuple[ReviewedEngagement, ...]
    months: tuple[ReviewedMonth, ...]
    made_at: datetime

    @property
    def total(self) -> Hours:
        """Return the sum of the months."""
        return added([one.hours for one in self.months])

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return f"Synthèse du bénévolat\u00a0: {self.person}"

    @property
    def lines(self) -> tuple[tuple[str, Hours], ...]:
        """Return the lines of the table of months: words, hours; the oldest are added up beyond twelve."""
        early, late = self.months[:-MOST_MONTHS], self.months[-MOST_MONTHS:]
        lines = [(_month_words(one), one.hours) for one in late]
        if early:
            first = f"De {month(early[0].month)} à {month(early[-1].month)}"
            lines.insert(0, (first, added([one.hours for one in early])))
        return tuple(lines)


def added(rows: Sequence[Hours]) -> Hours:
    """Return the sum of hours; nothing retained anywhere stays nothing."""
    retained = [row.retained for row in rows if row.retained is not None]
    return Hours(
        sum(row.declared for row in rows),
        sum(row.confirmed for row in rows),
        sum(retained) if retained else None,
        sum(row.nb_sessions for row in rows),
    )


def _month_words(one: ReviewedMonth) -> str:
    words = month(one.month).capitalize()
    return words if one.in_contract else f"{words} (hors contrat)"


def _hours_words(hours: Hours) -> list[str]:
    return [
        duration(hours.declared),
        duration(hours.confirmed),
        duration(hours.retained),
        str(hours.nb_sessions),
    ]


HEADERS = ("Mois", "Heures déclarées", "Heures confirmées", "Heures retenues", "Séances")
KEY = (
    "Déclarées\u00a0: notées par la personne, ou par un agent pour elle. Confirmées\u00a0: par l'association. "
    "Retenues\u00a0: par un agent du Département\u00a0; «\u00a0—\u00a0»\u00a0: pas encore regardées."
)
NO_HOURS = "Aucune heure dans les relevés de cette période."
NO_ENGAGEMENT = "Aucun engagement à montrer pour cette période."


def contract_words(summary: ReviewSummary) -> list[tuple[str, str]]:
    """Return the pairs about the contract, those that are known."""
    dates = f"du {short_date(summary.starts_on)} au {short_date(summary.ends_on)}"
    kind = f"{summary.contract_kind} {dates}"
    pairs = [
        (summary.contract_label, f"{kind} (n°\u00a0{summary.reference})" if summary.reference else kind),
        ("Date de la revue", long_date(summary.review_on) if summary.review_on else ""),
        ("Signé le", short_date(summary.signed_on) if summary.signed_on else ""),
        ("Bénévolat prévu au contrat", "Oui" if summary.volunteering_included else "Non"),
        ("Référent ou référente", f"{summary.referent}, {summary.team}"),
        ("Référence du Département", summary.departement_ref),
    ]
    return [pair for pair in pairs if pair[1]]


def period_words(summary: ReviewSummary) -> str:
    """Return the months the page is about."""
    if summary.period_from == summary.period_to:
        return month(summary.period_from)
    return f"{month_of(summary.period_from)} à {month(summary.period_to)}"


def engagement_words(one: ReviewedEngagement) -> str:
    """Return dates, hours and agreement of an engagement in one sentence each."""
    dates = f"Du {short_date(one.started_on)} au {short_date(one.ended_on)}"
    if one.ended_on is None:
        dates = f"Depuis le {short_date(one.started_on)}"
    said = [dates, plural(one.hours.nb_sessions, "séance"), f"{duration(one.hours.declared)} déclarées"]
    said += [f"{duration(one.hours.confirmed)} confirmées"] if one.hours.declared else []
    if not one.in_contract:
        said.insert(0, "Hors contrat, avec l'accord de la personne")
    if one.agreed_on is not None:
        said.append(f"accord de la personne le {short_date(one.agreed_on)}")
    return "\u00a0· ".join(said)


def _facts(summary: ReviewSummary) -> dict[str, Any]:
    left = len(summary.engagements) - MOST_ENGAGEMENTS
    return {
        "title": summary.title,
        "subtitle": f"Pour la revue de son contrat. Relevés {period_words(summary)}.",
        "pairs": contract_words(summary),
        "headers": HEADERS,
        "lines": [[words, *_hours_words(hours)] for words, hours in summary.lines],
        "total": ["Total", *_hours_words(summary.total)],
        "key": KEY,
        "no_hours": NO_HOURS,
        "no_engagement": NO_ENGAGEMENT,
        "others": f"{plural(left, 'autre engagement', 'autres engagements')}, à l'écran." if left > 0 else "",
        "engagements": [
            {
                "title": one.mission,
                "association": one.association,
                "line": engagement_words(one),
                "skills": ", ".join(one.skills),
                "text": one.text or "",
                "words": one.words or "",
            }
            for one in summary.engagements[:MOST_ENGAGEMENTS]
        ],
        "foot": f"Établi le {long_date(summary.made_at)}. Des faits seulement. "
        "L'association n'a pas accès à ce document.",
    }


LEVELS = ((10.5, 4.5), (9.5, 3.5), (9.0, 2.5), (8.5, 2.0))
"""Letters and space in the rows of the table, in points: the first levels of the template, where no text is cut."""
ROOM = 742.0
WIDTH = 493.0
"""What an A4 page holds inside its margins, in points."""


def _height(facts: dict[str, Any], size: float, inset: float) -> float:
    """Return about how high the page is at a level, in points: the truth, or up to a fifth above."""

    def lines(text: str, scale: float = 1.0) -> float:
        return -(-len(text) * 0.5 * scale * size // WIDTH) * scale * size * tall if text else 0.0

    tall = 1.22 if size > 10 else 1.1  # The template brings the lines of small letters closer.
    high = (
        lines(facts["title"], 1.7) + size * 3 * tall + -(-len(facts["pairs"]) // 2) * (size * 1.9 * tall + 7)
    )
    high += (len(facts["lines"]) + 2) * (size * 0.72 + 2 * inset) + size * 5.5 * tall
    for one in facts["engagements"]:
        high += lines(f"{one['title']}, {one['association']}", 1.08) + lines(one["line"]) + size * 1.3 * tall
        for name, start in (("skills", 42), ("text", 22), ("words", 22)):
            high += lines(one[name] + " " * start) + size * 0.4 if one[name] else 0
    return high


def _level(facts: dict[str, Any]) -> tuple[int, bool]:
    """Return the first level that may fit, and whether it surely does: measuring a page costs as much as making it."""
    for number, (size, inset) in enumerate(LEVELS):
        high = _height(facts, size, inset)
        if high < ROOM * 1.1:
            return number, high < ROOM * 0.97
    return len(LEVELS) - 1, False


def _page(summary: ReviewSummary) -> dict[str, Any]:
    facts = _facts(summary)
    start, surely = _level(facts)
    return {**facts, "start": start, "surely": surely}


def review_pdf(summary: ReviewSummary) -> bytes:
    """Return one A4 page, tagged (PDF/UA-1). The letters, then the long texts, shrink so that it stays one page."""
    return typesetting.pdf("review_summary", _page(summary), made_at=summary.made_at)


def review_pictures(summary: ReviewSummary) -> Sequence[bytes]:
    """Return the page as it is seen, as PNG."""
    return typesetting.pictures("review_summary", _page(summary), made_at=summary.made_at)


def review_docx(summary: ReviewSummary) -> bytes:
    """Return the same facts as a DOCX that the référent completes; texts are whole, it may take more pages."""
    facts = _facts(summary)
    paper = word_files.WordFile(summary.title, made_at=summary.made_at)
    paper.text(facts["subtitle"])
    paper.pairs(facts["pairs"])
    paper.heading("Heures par mois")
    if summary.months:
        paper.table("Heures par mois", HEADERS, [*facts["lines"], facts["total"]], last_is_total=True)
        paper.text(KEY, quiet=True)
    else:
        paper.text(NO_HOURS)
    paper.heading("Engagements")
    for one in summary.engagements:
        paper.heading(f"{one.mission}, {one.association}", level=2)
        paper.text(engagement_words(one))
        if one.skills:
            paper.text(", ".join(one.skills), start="Savoir-être reconnus par l'association\u00a0: ")
        if one.text:
            paper.text(one.text, start="L'association écrit\u00a0: ")
        if one.words:
            paper.text(one.words, start="La personne dit\u00a0: ")
    if not summary.engagements:
        paper.text(NO_ENGAGEMENT)
    paper.heading("Échange lors de la revue")
    paper.text("À compléter ensemble.", quiet=True)
    paper.text(facts["foot"], quiet=True)
    return paper.content()
