"""Navigation as data: which entries each audience sees, and which one is the present page."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for

from bénévolat.domain.enums import Audience, Right
from bénévolat.web.access import Visitor, home_url, now, visitor
from bénévolat.web.session_clock import SessionClock, clock_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: French label, endpoint, endpoint prefixes under it, right needed."""

    label: str
    endpoint: str
    under: tuple[str, ...]
    right: Right | None = None


ENTRIES: dict[Audience, tuple[Entry, ...]] = {
    Audience.PUBLIC: (
        Entry("Les missions", "public.offers", ("public.offer",)),
        Entry("Règles du rapprochement", "public.matching_rules", ("public.matching_rules",)),
        Entry("J'ai une carte", "allocataire_access.enter", ("allocataire_access.",)),
        Entry("Se connecter", "compte_access.sign_in", ("compte_access.",)),
    ),
    Audience.ASSOCIATION: (
        Entry("Accueil", "association.home", ("association.home",)),
        Entry("Propositions", "association_propositions.index", ("association_propositions.",)),
        Entry(
            "Personnes accueillies",
            "association_engagements.index",
            (
                "association_engagements.",
                "association_presences.",
                "association_bilans.",
                "association_registers.",
                "association_welcomes.",
            ),
        ),
        Entry("Offres", "association_offers.index", ("association_offers.", "association_chips.")),
        Entry("Tuteurs", "association_supervisors.index", ("association_supervisors.",)),
        Entry(
            "Notre association",
            "association_organisation.show",
            ("association_organisation.", "association_members."),
        ),
    ),
    Audience.TRAVAILLEUR_SOCIAL: (
        Entry("Accueil", "travailleur_social.home", ("travailleur_social.home",)),
        Entry(
            "Personnes suivies",
            "travailleur_social_profiles.index",
            (
                "travailleur_social_profiles.",
                "travailleur_social_profile_steps.",
                "travailleur_social_chips.",
                "travailleur_social_contracts.",
                "travailleur_social_cards.",
                "travailleur_social_data_requests.",
                "travailleur_social_texts.",
                "travailleur_social_letters.",
                "travailleur_social_matches.",
                "travailleur_social_reasons.",
                "travailleur_social_misreadings.",
            ),
        ),
        Entry("Propositions", "travailleur_social_propositions.index", ("travailleur_social_propositions.",)),
        Entry(
            "Engagements",
            "travailleur_social_engagements.index",
            (
                "travailleur_social_engagements.",
                "travailleur_social_bilans.",
                "travailleur_social_documents.",
                "travailleur_social_session_drafts.",
            ),
        ),
        Entry(
            "Revues", "travailleur_social_review_summaries.index", ("travailleur_social_review_summaries.",)
        ),
        Entry("Heures", "travailleur_social_hours.index", ("travailleur_social_hours.",), Right.RETAIN_HOURS),
        Entry("Missions", "travailleur_social_offers.index", ("travailleur_social_offers.",)),
    ),
    Audience.ALLOCATAIRE: (
        Entry("Mes missions", "allocataire.home", ("allocataire.home", "allocataire_propositions.")),
        Entry(
            "Mon engagement",
            "allocataire_engagements.index",
            ("allocataire_engagements.",),
        ),
        Entry(
            "Mes papiers",
            "allocataire_documents.index",
            (
                "allocataire_documents.",
                "allocataire_bilans.",
                "allocataire_personal_data.",
                "allocataire_identity.",
            ),
        ),
        Entry("Aide", "allocataire.help", ("allocataire.help",)),
    ),
    Audience.DEPARTEMENT: (
        Entry("Accueil", "departement.home", ("departement.home",)),
        Entry("Associations", "departement_associations.index", ("departement_associations.",)),
        Entry("Offres", "departement_offers.index", ("departement_offers.",)),
        Entry("Heures", "departement_cer.index", ("departement_cer.",), Right.RETAIN_HOURS),
        Entry("Exports", "departement_exports.index", ("departement_exports.",), Right.EXPORT),
        Entry("Comptes", "departement_accounts.index", ("departement_accounts.",), Right.ADMINISTER),
        Entry("Équipes", "departement_teams.index", ("departement_teams.",), Right.ADMINISTER),
        Entry(
            "Thésaurus",
            "departement_thesaurus.index",
            ("departement_thesaurus.", "departement_thesaurus_", "departement_misreadings."),
            Right.ADMINISTER,
        ),
        Entry(
            "Demandes", "departement_data_requests.index", ("departement_data_requests.",), Right.ADMINISTER
        ),
        Entry("Conservation", "departement_retention.index", ("departement_retention.",), Right.ADMINISTER),
        Entry("Traitements", "departement_jobs.index", ("departement_jobs.",), Right.ADMINISTER),
    ),
}


def navigation_for(who: Visitor | None) -> list[dict[str, Any]]:
    """Return the entries of a visitor: ``label``, ``url``, ``active``. Asks the database nothing."""
    entries = ENTRIES[who.audience if who else Audience.PUBLIC]
    rights = who.account.rights if who and who.account else frozenset()
    endpoint = request.endpoint or ""
    return [
        {
            "label": entry.label,
            "url": url_for(entry.endpoint),
            "active": any(endpoint.startswith(prefix) for prefix in entry.under),
        }
        for entry in entries
        if entry.right is None or entry.right in rights
    ]


def _session_clock() -> SessionClock | None:
    """Return what is left of the visitor's session, None for who has none."""
    who = visitor()
    return clock_of(who.login, now()) if who else None


def init_navigation(app: Flask) -> None:
    """Give every template the navigation, the visitor and the site's names."""

    @app.context_processor
    def page_context() -> dict[str, Any]:
        return {
            "departement_name": current_app.config["DEPARTEMENT_NAME"],
            "departement_phone": current_app.config["DEPARTEMENT_PHONE"],
            "contract_label": current_app.config["CONTRACT_LABEL"],
            "visitor": visitor,
            "navigation": lambda: navigation_for(visitor()),
            "home_url": lambda: home_url(visitor()),
            "session_clock": _session_clock,
        }
