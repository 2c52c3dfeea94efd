"""One sample of each document, rich in facts; ``everywhere`` puts a text in every place a text may come from."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bénévolat.domain.enums import ExpensesPolicy
from bénévolat.domain.letters import LetterKind
from bénévolat.domain.notices import Controller, normal
from bénévolat.exports.calendars import Meeting, calendar_ics
from bénévolat.exports.cards import CardSheet, Paper, card_pdf
from bénévolat.exports.certificates import Certificate, ReferentCopy, Tally, certificate_pdf
from bénévolat.exports.conventions import Convention, convention_docx, convention_pdf
from bénévolat.exports.letters import Letter, Letters, letters_pdf
from bénévolat.exports.map_sketches import Spot
from bénévolat.exports.mission_sheets import Fact, Mission, MissionSheet, Way, mission_sheet_pdf
from bénévolat.exports.notices import notice_pdf
from bénévolat.exports.personal_data import Field, PersonalData, Rubric, personal_data_pdf
from bénévolat.exports.pictograms import Picture
from bénévolat.exports.registers import Register, RegisterLine, register_pdf
from bénévolat.exports.review_summaries import (
    Hours,
    ReviewedEngagement,
    ReviewedMonth,
    ReviewSummary,
    review_docx,
    review_pdf,
)

MADE_AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
HOURS = Hours(600, 450, None, 4)
SAID = "J'ai appris à tenir la caisse et à parler aux gens."

ENGAGEMENT = ReviewedEngagement(
    mission="Aide à la distribution alimentaire",
    association="Les Paniers de l'Aube",
    in_contract=True,
    started_on=date(2026, 9, 3),
    ended_on=None,
    agreed_on=date(2026, 8, 30),
    hours=HOURS,
    skills=("Travail en équipe", "Rigueur"),
    text="Une aide précieuse.",
    words=SAID,
)

CERTIFICATE = Certificate(
    person="Andréa PETIT",
    association="Les Paniers de l'Aube",
    mission="Aide à la distribution alimentaire",
    place="Troyes",
    started_on=date(2026, 3, 3),
    ended_on=None,
    confirmed=Tally(750, 5),
    waiting=Tally(180, 1),
    skills=("Travail en équipe", "Rigueur"),
    made_at=MADE_AT,
)

COPY = replace(
    CERTIFICATE,
    referent=ReferentCopy(
        "D10-00012", "Camille DURAND", "CER / contrat d'engagement", "CER du 01/07/2026 au 30/06/2027"
    ),
)

LETTERS = Letters(
    letters=(
        Letter(
            kind=LetterKind.WAITING,
            first_name="Andréa",
            full_name="Andréa PETIT",
            codes=("27", "31"),
            phone="03 53 01 01 01",
            by_text=True,
            by_card=True,
        ),
    ),
    made_at=MADE_AT,
)

TROYES = Spot("Troyes", 48.2973, 4.0744, 62_000)
MISSION = Mission(
    title="Trier des vêtements à la recyclerie",
    association="Les Paniers de l'Aube",
    facts=(
        Fact(Picture.TASKS, "Ce que vous ferez", ("Vous triez les vêtements.", "Vous pliez et vous rangez.")),
        Fact(Picture.DAYS, "Quand", ("Le mardi matin.", "Chaque semaine.", "2 h à chaque fois.")),
        Fact(Picture.PLACE, "Où", ("12 rue du Moulin, Romilly-sur-Seine",)),
        Fact(Picture.BUS, "Comment venir", ("En bus : 35 minutes environ.",)),
        Fact(Picture.HOST, "Avec qui", ("Demandez Paulette, responsable de la boutique.",)),
    ),
    way=Way(
        TROYES,
        Spot("Romilly-sur-Seine", 48.5157, 3.7267, 14_000),
        (Spot("Méry-sur-Seine", 48.512, 3.888, 1_300), Spot("Arcis-sur-Aube", 48.535, 4.14, 2_800)),
    ),
    code="27",
)
SHEET = MissionSheet(
    first_name="Andréa",
    missions=(MISSION,),
    phone="03 53 01 01 01",
    by_text=True,
    by_card=True,
    made_at=MADE_AT,
)

REGISTER = Register(
    association="Les Paniers de l'Aube",
    period_from=date(2026, 1, 1),
    period_to=date(2026, 12, 31),
    lines=(
        RegisterLine("Andréa", "Distribution", date(2026, 3, 3), None, 4, 600, 450, "MAIF", date(2026, 3, 1)),
        RegisterLine("Samir", "Accueil", date(2026, 2, 1), date(2026, 5, 4), 0, 0, 0, None, None),
    ),
    made_at=MADE_AT,
)

CONVENTION = Convention(
    association="Les Paniers de l'Aube",
    association_lines=("12 rue des Jardins, Troyes", "RNA W101234567"),
    first_name="Andréa",
    mission="Aide à la distribution alimentaire",
    tasks=("Ranger les produits", "Accueillir les familles"),
    place="Troyes, 12 rue des Jardins",
    moments="chaque semaine, 1 fois 2 h 30",
    started_on=date(2026, 3, 3),
    supervisor="Paul MARTIN, responsable de l'accueil",
    backup="Léa BLANC",
    insurer="MAIF",
    insured_until=date(2027, 1, 1),
    cover="non renseigné",
    expenses=ExpensesPolicy.TRAVEL,
    background_check="Attestation d'honorabilité",
    made_at=MADE_AT,
)

CARD = CardSheet(
    first_name="Andréa",
    handle="G3FB",
    secret="RQ7USVN6",
    address="https://benevolat.example/acces",
    phone="03 53 01 01 01",
    expires_at=datetime(2027, 5, 27, 10, tzinfo=UTC),
    made_at=MADE_AT,
)

COPIED = PersonalData(
    person="Andréa PETIT",
    controller="Département",
    made_at=MADE_AT,
    by=None,
    rubrics=(
        Rubric(
            "Qui je suis",
            "personne",
            (
                Field("Prénom", "prenom", "texte", {"type": "string"}),
                Field("Né ou née le", "naissance", "date", {"type": "string"}),
            ),
            (("Andréa", date(1980, 3, 3)),),
            "Ce que vous avez dit.",
        ),
        Rubric("Mes cartes", "cartes", (Field("Faite le", "faite_le", "moment", {"type": "string"}),)),
    ),
)

MEETING = Meeting(UUID(int=7), MADE_AT, MADE_AT + timedelta(hours=2), "Bénévolat", "Troyes", True)


def summary(*, months: int = 3, engagements: int = 1, **values: Any) -> ReviewSummary:
    """Return the summary of a review, with as many months and engagements as asked."""
    given = ReviewSummary(
        contract_id=UUID(int=1),
        profile_id=UUID(int=2),
        person="Andréa PETIT",
        departement_ref="D10-00012",
        referent="Camille DURAND",
        team="CMS de Troyes",
        contract_label="CER / contrat d'engagement",
        contract_kind="CER",
        reference="CER-2026-117",
        signed_on=date(2026, 7, 1),
        starts_on=date(2026, 7, 1),
        ends_on=date(2027, 6, 30),
        review_on=date(2026, 12, 25),
        volunteering_included=True,
        period_from=date(2026, 7, 1),
        period_to=date(2026, 10, 1),
        engagements=(ENGAGEMENT,) * engagements,
        months=tuple(
            ReviewedMonth(date(2025 + (6 + one) // 12, 1 + (6 + one) % 12, 1), True, HOURS)
            for one in range(months)
        ),
        made_at=MADE_AT,
    )
    return replace(given, **values)


def everywhere(facts: Any, text: str) -> Any:
    """Return facts where every text is this one."""
    if isinstance(facts, str) and not hasattr(facts, "label"):
        return text
    if isinstance(facts, tuple):
        return tuple(everywhere(one, text) for one in facts)
    if is_dataclass(facts) and not isinstance(facts, type):
        changed = {one.name: everywhere(getattr(facts, one.name), text) for one in fields(facts)}
        return replace(facts, **changed)
    return facts


def _calendar(facts: tuple[Meeting, ...]) -> bytes:
    return calendar_ics("Bénévolat", facts, made_at=MADE_AT)


def _card(facts: CardSheet) -> bytes:
    return card_pdf(facts, Paper.A5)


@dataclass(frozen=True)
class Informed:
    """What an installation may write in the information, whose text is ours."""

    controller: Controller

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return normal(self.controller).title


def _notice(facts: Informed) -> bytes:
    return notice_pdf(normal(facts.controller), made_at=MADE_AT)


@dataclass(frozen=True)
class Sample:
    """A document: its maker, its facts, who reads it.

    ``association`` and ``person`` never read «RSA» (R38);
    ``informed`` is the person told of the file itself (R42, R43).
    """

    maker: str
    render: Callable[[Any], bytes]
    facts: Any
    read_by: str

    @property
    def content(self) -> bytes:
        """Return the document."""
        return self.render(self.facts)

    def saying(self, text: str) -> bytes:
        """Return the document with a text in every place."""
        return self.render(everywhere(self.facts, text))


SAMPLES = {
    "review.pdf": Sample("review_pdf", review_pdf, summary(), "referent"),
    "review.docx": Sample("review_docx", review_docx, summary(), "referent"),
    "certificate.pdf": Sample("certificate_pdf", certificate_pdf, CERTIFICATE, "person"),
    "copy.pdf": Sample("certificate_pdf", certificate_pdf, COPY, "referent"),
    "register.pdf": Sample("register_pdf", register_pdf, REGISTER, "association"),
    "convention.pdf": Sample("convention_pdf", convention_pdf, CONVENTION, "association"),
    "convention.docx": Sample("convention_docx", convention_docx, CONVENTION, "association"),
    "letters.pdf": Sample("letters_pdf", letters_pdf, LETTERS, "person"),
    "mission_sheet.pdf": Sample("mission_sheet_pdf", mission_sheet_pdf, SHEET, "person"),
    "card.pdf": Sample("card_pdf", _card, CARD, "person"),
    "notice.pdf": Sample(
        "notice_pdf", _notice, Informed(Controller("Département", "0353010101")), "informed"
    ),
    "copy_of_data.pdf": Sample("personal_data_pdf", personal_data_pdf, COPIED, "informed"),
    "calendar.ics": Sample("calendar_ics", _calendar, (MEETING,), "person"),
}
