"""Every blueprint of the site, one line each: there is no other way in."""

from flask import Flask

from bénévolat.web import public
from bénévolat.web.access import AudienceBlueprint
from bénévolat.web.allocataire import access as allocataire_access
from bénévolat.web.allocataire import bilans as allocataire_bilans
from bénévolat.web.allocataire import documents as allocataire_documents
from bénévolat.web.allocataire import engagements as allocataire_engagements
from bénévolat.web.allocataire import home as allocataire
from bénévolat.web.allocataire import identity as allocataire_identity
from bénévolat.web.allocataire import personal_data as allocataire_personal_data
from bénévolat.web.allocataire import propositions as allocataire_propositions
from bénévolat.web.allocataire import traces as allocataire_traces
from bénévolat.web.association import bilans as association_bilans
from bénévolat.web.association import chips as association_chips
from bénévolat.web.association import documents as association_documents
from bénévolat.web.association import engagements as association_engagements
from bénévolat.web.association import home as association
from bénévolat.web.association import members as association_members
from bénévolat.web.association import offers as association_offers
from bénévolat.web.association import organisation as association_organisation
from bénévolat.web.association import presences as association_presences
from bénévolat.web.association import propositions as association_propositions
from bénévolat.web.association import registers as association_registers
from bénévolat.web.association import supervisors as association_supervisors
from bénévolat.web.association import welcomes as association_welcomes
from bénévolat.web.compte import links as compte_access
from bénévolat.web.compte import second_factor as compte
from bénévolat.web.departement import accounts as departement_accounts
from bénévolat.web.departement import associations as departement_associations
from bénévolat.web.departement import cer as departement_cer
from bénévolat.web.departement import data_requests as departement_data_requests
from bénévolat.web.departement import exports as departement_exports
from bénévolat.web.departement import home as departement
from bénévolat.web.departement import jobs as departement_jobs
from bénévolat.web.departement import misreadings as departement_misreadings
from bénévolat.web.departement import offers as departement_offers
from bénévolat.web.departement import retention as departement_retention
from bénévolat.web.departement import teams as departement_teams
from bénévolat.web.departement import thesaurus as departement_thesaurus
from bénévolat.web.departement import thesaurus_phrases as departement_thesaurus_phrases
from bénévolat.web.departement import thesaurus_trials as departement_thesaurus_trials
from bénévolat.web.public import calendars as public_calendars
from bénévolat.web.public import presences as public_presences
from bénévolat.web.public import texts as public_texts
from bénévolat.web.travailleur_social import bilans as travailleur_social_bilans
from bénévolat.web.travailleur_social import cards as travailleur_social_cards
from bénévolat.web.travailleur_social import chips as travailleur_social_chips
from bénévolat.web.travailleur_social import contracts as travailleur_social_contracts
from bénévolat.web.travailleur_social import data_requests as travailleur_social_data_requests
from bénévolat.web.travailleur_social import documents as travailleur_social_documents
from bénévolat.web.travailleur_social import engagements as travailleur_social_engagements
from bénévolat.web.travailleur_social import home as travailleur_social
from bénévolat.web.travailleur_social import hours as travailleur_social_hours
from bénévolat.web.travailleur_social import letters as travailleur_social_letters
from bénévolat.web.travailleur_social import matches as travailleur_social_matches
from bénévolat.web.travailleur_social import misreadings as travailleur_social_misreadings
from bénévolat.web.travailleur_social import offers as travailleur_social_offers
from bénévolat.web.travailleur_social import profile_steps as travailleur_social_profile_steps
from bénévolat.web.travailleur_social import profiles as travailleur_social_profiles
from bénévolat.web.travailleur_social import propositions as travailleur_social_propositions
from bénévolat.web.travailleur_social import reasons as travailleur_social_reasons
from bénévolat.web.travailleur_social import review_packs as travailleur_social_review_packs
from bénévolat.web.travailleur_social import review_summaries as travailleur_social_review_summaries
from bénévolat.web.travailleur_social import session_drafts as travailleur_social_session_drafts
from bénévolat.web.travailleur_social import texts as travailleur_social_texts

BLUEPRINTS: tuple[AudienceBlueprint, ...] = (
    public.bp,
    public_calendars.bp,
    public_presences.bp,
    public_texts.bp,
    compte_access.bp,
    compte.bp,
    allocataire_access.bp,
    allocataire_traces.bp,
    allocataire.bp,
    allocataire_identity.bp,
    allocataire_propositions.bp,
    allocataire_engagements.bp,
    allocataire_bilans.bp,
    allocataire_documents.bp,
    allocataire_personal_data.bp,
    association.bp,
    association_propositions.bp,
    association_engagements.bp,
    association_documents.bp,
    association_registers.bp,
    association_welcomes.bp,
    association_presences.bp,
    association_bilans.bp,
    association_offers.bp,
    association_chips.bp,
    association_supervisors.bp,
    association_organisation.bp,
    association_members.bp,
    departement.bp,
    departement_associations.bp,
    departement_offers.bp,
    departement_accounts.bp,
    departement_teams.bp,
    departement_cer.bp,
    departement_exports.bp,
    departement_jobs.bp,
    departement_retention.bp,
    departement_data_requests.bp,
    departement_thesaurus.bp,
    departement_thesaurus_trials.bp,
    departement_thesaurus_phrases.bp,
    departement_misreadings.bp,
    travailleur_social.bp,
    travailleur_social_profiles.bp,
    travailleur_social_profile_steps.bp,
    travailleur_social_chips.bp,
    travailleur_social_contracts.bp,
    travailleur_social_matches.bp,
    travailleur_social_reasons.bp,
    travailleur_social_offers.bp,
    travailleur_social_misreadings.bp,
    travailleur_social_propositions.bp,
    travailleur_social_engagements.bp,
    travailleur_social_bilans.bp,
    travailleur_social_documents.bp,
    travailleur_social_review_summaries.bp,
    travailleur_social_review_packs.bp,
    travailleur_social_session_drafts.bp,
    travailleur_social_hours.bp,
    travailleur_social_cards.bp,
    travailleur_social_texts.bp,
    travailleur_social_data_requests.bp,
    travailleur_social_letters.bp,
)


def init_blueprints(app: Flask) -> None:
    """Register the blueprints."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
