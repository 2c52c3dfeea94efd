"""The map of the site: every page that needs no object, by audience (R59); a test compares it with the routes."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from bénévolat.domain.enums import Audience, Right
from bénévolat.web.access import Visitor


@dataclass(frozen=True, slots=True)
class Place:
    """One page: French words of its link, endpoint, right needed."""

    label: str
    endpoint: str
    right: Right | None = None


PLAN: dict[Audience, tuple[tuple[str, tuple[Place, ...]], ...]] = {
    Audience.PUBLIC: (
        (
            "Pour tout le monde",
            (
                Place("Accueil", "public.home"),
                Place("Les missions", "public.offers"),
                Place("Règles du rapprochement", "public.matching_rules"),
                Place("Aide", "public.help"),
                Place("Contact", "public.contact"),
            ),
        ),
        (
            "Entrer",
            (
                Place("J'ai une carte", "allocataire_access.enter"),
                Place("Se connecter avec un compte", "compte_access.sign_in"),
                Place("Mot de passe oublié", "compte_access.forgotten"),
            ),
        ),
        (
            "Informations légales",
            (
                Place("Accessibilité", "public.accessibility"),
                Place("Mentions légales", "public.legal"),
                Place("Données personnelles", "public.personal_data"),
                Place("Plan du site", "public.site_map"),
            ),
        ),
    ),
    Audience.ALLOCATAIRE: (
        (
            "Mon espace",
            (
                Place("Mes missions", "allocataire.home"),
                Place("Mon engagement", "allocataire_engagements.index"),
                Place("Mes papiers", "allocataire_documents.index"),
                Place("Mes données", "allocataire_personal_data.index"),
                Place("Qui a regardé mon dossier", "allocataire_personal_data.looked"),
                Place("Mes informations et mes droits", "allocataire_personal_data.notice"),
                Place("Aide de mon espace", "allocataire.help"),
            ),
        ),
    ),
    Audience.ASSOCIATION: (
        (
            "Espace de l'association",
            (
                Place("Accueil de l'association", "association.home"),
                Place("Propositions reçues", "association_propositions.index"),
                Place("Personnes accueillies", "association_engagements.index"),
                Place("Présences à confirmer", "association_presences.index"),
                Place("Registre des bénévoles", "association_registers.index"),
                Place("Calendrier des séances", "association_documents.calendar_page"),
            ),
        ),
        (
            "Offres et tuteurs",
            (
                Place("Nos offres", "association_offers.index"),
                Place("Écrire une offre", "association_offers.create"),
                Place("Nos tuteurs", "association_supervisors.index"),
                Place("Ajouter un tuteur", "association_supervisors.create"),
            ),
        ),
        (
            "Notre association",
            (
                Place("Fiche de l'association", "association_organisation.show"),
                Place("Modifier la fiche", "association_organisation.edit"),
                Place("Charte d'accueil", "association_organisation.charter"),
                Place("Inviter un membre", "association_members.invite"),
            ),
        ),
    ),
    Audience.TRAVAILLEUR_SOCIAL: (
        (
            "Personnes suivies",
            (
                Place("Accueil du travailleur social", "travailleur_social.home"),
                Place("Personnes suivies", "travailleur_social_profiles.index"),
                Place("Inscrire une personne", "travailleur_social_profile_steps.new"),
                Place("Propositions", "travailleur_social_propositions.index"),
                Place("Courriers à préparer", "travailleur_social_letters.index"),
                Place("Mes courriers", "travailleur_social_letters.orders"),
                Place("Missions ouvertes", "travailleur_social_offers.index"),
            ),
        ),
        (
            "Engagements et revues",
            (
                Place("Engagements", "travailleur_social_engagements.index"),
                Place("Séances à noter", "travailleur_social_session_drafts.index"),
                Place("Heures", "travailleur_social_hours.index", Right.RETAIN_HOURS),
                Place("Revues", "travailleur_social_review_summaries.index"),
                Place("Dossiers de revue", "travailleur_social_review_packs.index"),
            ),
        ),
    ),
    Audience.DEPARTEMENT: (
        (
            "Associations et missions",
            (
                Place("Accueil du Département", "departement.home"),
                Place("Associations", "departement_associations.index"),
                Place("Offres", "departement_offers.index"),
                Place("Heures", "departement_cer.index", Right.RETAIN_HOURS),
                Place("Exports", "departement_exports.index", Right.EXPORT),
            ),
        ),
        (
            "Comptes et équipes",
            (
                Place("Comptes", "departement_accounts.index", Right.ADMINISTER),
                Place("Inviter un agent", "departement_accounts.invite", Right.ADMINISTER),
                Place("Inviter une association", "departement_accounts.invite_member", Right.ADMINISTER),
                Place("Équipes et secteurs", "departement_teams.index", Right.ADMINISTER),
                Place("Nouvelle équipe", "departement_teams.create", Right.ADMINISTER),
                Place("Nouveau secteur", "departement_teams.create_sector", Right.ADMINISTER),
            ),
        ),
        (
            "Thésaurus",
            (
                Place("Thésaurus", "departement_thesaurus.index", Right.ADMINISTER),
                Place("Historique du thésaurus", "departement_thesaurus.history", Right.ADMINISTER),
                Place("Mal compris", "departement_misreadings.index", Right.ADMINISTER),
                Place("Phrases d'essai", "departement_thesaurus_phrases.index", Right.ADMINISTER),
                Place("Nouvelle phrase d'essai", "departement_thesaurus_phrases.create", Right.ADMINISTER),
                Place("Essayer une phrase", "departement_thesaurus_trials.read_phrase", Right.ADMINISTER),
            ),
        ),
        (
            "Fonctionnement",
            (
                Place("Demandes sur les données", "departement_data_requests.index", Right.ADMINISTER),
                Place("Conservation des dossiers", "departement_retention.index", Right.ADMINISTER),
                Place("Visas des archives", "departement_retention.visas", Right.ADMINISTER),
                Place("Traitements", "departement_jobs.index", Right.ADMINISTER),
            ),
        ),
    ),
    Audience.COMPTE: (
        (
            "Mon compte",
            (
                Place("Mon compte", "compte.home"),
                Place("Changer de mot de passe", "compte.password"),
                Place("Second facteur", "compte.second_factor_setup"),
                Place("Codes de secours", "compte.backup_codes"),
            ),
        ),
    ),
}
"""Sections of each audience, with their pages in the order of the menus."""


def plan_for(who: Visitor | None) -> list[dict[str, Any]]:
    """Return the sections that a visitor may reach: ``title`` and ``pages`` (``label``, ``url``)."""
    audiences = [Audience.PUBLIC]
    rights = who.account.rights if who and who.account else frozenset()
    if who is not None:
        audiences = [who.audience, *([Audience.COMPTE] if who.account else []), Audience.PUBLIC]
    return [
        {
            "title": title,
            "pages": [
                {"label": place.label, "url": url_for(place.endpoint)}
                for place in places
                if place.right is None or place.right in rights
            ],
        }
        for audience in audiences
        for title, places in PLAN[audience]
    ]
