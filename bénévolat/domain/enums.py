"""Closed lists of the field: stored code and French label on one line.

Sources: domain.md (§1.6 comfort and demands, §2, §3), R16, R21. Codes are part of the
exchange formats of ``matching``: never rename one.
"""

from bénévolat.domain.labels import LabelledEnum


class Domain(LabelledEnum):
    """Field of activity of an offer."""

    FOOD_AID = "food_aid", "Aide alimentaire"
    CLOTHING = "clothing", "Vêtements et recyclerie"
    SOLIDARITY = "solidarity", "Solidarité et accueil"
    ISOLATION = "isolation", "Visites et lien social"
    EDUCATION = "education", "Éducation et aide aux devoirs"
    DIGITAL = "digital", "Aide numérique et administrative"
    CULTURE = "culture", "Culture et loisirs"
    SPORT = "sport", "Sport"
    ENVIRONMENT = "environment", "Environnement et jardins"
    ANIMALS = "animals", "Animaux"
    HERITAGE = "heritage", "Patrimoine"
    REPAIR = "repair", "Bricolage et réparation"
    EVENTS = "events", "Fêtes et évènements"
    HEALTH_SUPPORT = "health_support", "Soutien aux malades et aux familles"
    OTHER = "other", "Autre domaine"


class HalfDay(LabelledEnum):
    """A half-day of the week (evening included)."""

    MON_AM = "mon_am", "lundi matin"
    MON_PM = "mon_pm", "lundi après-midi"
    MON_EVE = "mon_eve", "lundi soir"
    TUE_AM = "tue_am", "mardi matin"
    TUE_PM = "tue_pm", "mardi après-midi"
    TUE_EVE = "tue_eve", "mardi soir"
    WED_AM = "wed_am", "mercredi matin"
    WED_PM = "wed_pm", "mercredi après-midi"
    WED_EVE = "wed_eve", "mercredi soir"
    THU_AM = "thu_am", "jeudi matin"
    THU_PM = "thu_pm", "jeudi après-midi"
    THU_EVE = "thu_eve", "jeudi soir"
    FRI_AM = "fri_am", "vendredi matin"
    FRI_PM = "fri_pm", "vendredi après-midi"
    FRI_EVE = "fri_eve", "vendredi soir"
    SAT_AM = "sat_am", "samedi matin"
    SAT_PM = "sat_pm", "samedi après-midi"
    SAT_EVE = "sat_eve", "samedi soir"
    SUN_AM = "sun_am", "dimanche matin"
    SUN_PM = "sun_pm", "dimanche après-midi"
    SUN_EVE = "sun_eve", "dimanche soir"


class Demand(LabelledEnum):
    """What a mission asks of the person (declared by the association)."""

    HEAVY_LOAD = "heavy_load", "Porter des charges"
    STANDING = "standing", "Rester longtemps debout"
    STAIRS = "stairs", "Monter des escaliers"
    OUTDOOR = "outdoor", "Travailler dehors"
    NOISE = "noise", "Lieu bruyant"
    CROWD = "crowd", "Beaucoup de monde"
    READING = "reading", "Lire des consignes"
    WRITING = "writing", "Écrire"
    DIGITAL = "digital", "Utiliser un ordinateur ou un téléphone"
    PHONE = "phone", "Parler au téléphone"
    DRIVING = "driving", "Conduire (permis B)"
    MINORS = "minors", "Être avec des enfants"
    ANIMALS = "animals", "Être près d'animaux"
    ALONE = "alone", "Travailler seul"


class Constraint(LabelledEnum):
    """A positive wish of the person that excludes a demand: never its cause (domain §1.6, R36)."""

    NO_HEAVY_LOAD = "no_heavy_load", "Sans port de charges"
    NO_STANDING = "no_standing", "Activité assise ou variée"
    NO_STAIRS = "no_stairs", "Sans escaliers"
    NO_OUTDOOR = "no_outdoor", "À l'intérieur"
    NO_NOISE = "no_noise", "Au calme"
    NO_CROWD = "no_crowd", "En petit groupe"
    NO_READING = "no_reading", "Sans lecture"
    NO_WRITING = "no_writing", "Sans écrit"
    NO_DIGITAL = "no_digital", "Sans ordinateur"
    NO_PHONE = "no_phone", "Sans téléphone"
    NO_DRIVING = "no_driving", "Sans conduite"
    NO_MINORS = "no_minors", "Entre adultes"
    NO_ANIMALS = "no_animals", "Sans animaux"
    NO_ALONE = "no_alone", "Jamais seul·e"


class Comfort(LabelledEnum):
    """What the place offers (offer) and what the person likes (profile)."""

    SEATED = "seated", "Possible assis"
    QUIET = "quiet", "Lieu calme"
    SMALL_GROUP = "small_group", "Petit groupe"
    STEP_FREE = "step_free", "Accessible en fauteuil roulant"
    INDOOR = "indoor", "À l'intérieur"
    OUTDOOR = "outdoor_place", "En plein air"
    BREAKS = "breaks", "Pauses possibles à tout moment"
    MEAL = "meal", "Repas ou collation sur place"
    PAIRED = "paired", "Toujours à deux"
    TRIAL = "trial", "Première visite sans engagement"


class TravelMeans(LabelledEnum):
    """Way of travelling that the person has."""

    WALK = "walk", "À pied"
    BIKE = "bike", "À vélo"
    MOPED = "moped", "En deux-roues motorisé"
    BUS = "bus", "En bus"
    ON_DEMAND = "on_demand", "Transport à la demande"
    CAR = "car", "En voiture"
    LIFT = "lift", "En voiture, avec quelqu'un"


class Transit(LabelledEnum):
    """Public transport near the place of the mission; a declared fact, never guessed (R69)."""

    UNKNOWN = "unknown", "Non renseigné"
    NONE = "none", "Pas de transport en commun"
    DECLARED = "declared", "Desservi par un bus"
    ON_DEMAND = "on_demand", "Transport à la demande"


class OffHours(LabelledEnum):
    """When the bus near a mission passes besides the day of the week; declared, never guessed (R69)."""

    EVENING = "evening", "le soir"
    SUNDAY = "sunday", "le dimanche"


class Level(LabelledEnum):
    """Four steps from none to easy: French and reading asked or held."""

    NONE = "0", "Aucun besoin"
    SOME = "1", "Quelques mots"
    ENOUGH = "2", "Se faire comprendre"
    EASY = "3", "À l'aise"


class SupervisionLevel(LabelledEnum):
    """How closely a person is accompanied."""

    LIGHT = "0", "Autonome après l'accueil"
    REGULAR = "1", "Accompagnement régulier"
    CLOSE = "2", "Toujours accompagné·e"


class EndKind(LabelledEnum):
    """How an engagement ends: neutral words, none is a fault of the person (R9)."""

    COMPLETED = "completed", "La mission est arrivée à son terme"
    PERSON_STOPS = "person_stops", "La personne a choisi d'arrêter"
    NEW_PROJECT = "new_project", "Nouveau projet (emploi, formation, autre mission)"
    ASSOCIATION_SIDE = "association_side", "Côté association"
    PLACE_CHANGE = "place_change", "Changement de lieu ou d'horaires"
    OTHER = "other", "Autre, sans précision"


class Channel(LabelledEnum):
    """How an answer or an agreement was given (R10)."""

    SCREEN = "screen", "Sur écran, par la personne"
    PAPER = "paper", "Sur papier"
    PHONE = "phone", "Par téléphone"
    ORAL = "oral", "De vive voix, avec un agent"
    TEXT = "text", "Par SMS, par la personne"


class AnswerReason(LabelledEnum):
    """Reason an association gives when it cannot welcome someone: about itself, not the person."""

    NO_PLACE = "no_place", "Plus de place pour accompagner"
    SUPERVISOR_AWAY = "supervisor_away", "Tuteur ou tutrice indisponible"
    SCHEDULE = "schedule", "Les horaires ne correspondent pas"
    MISSION_CHANGED = "mission_changed", "La mission a changé"
    SKILLS = "skills", "La mission demande un savoir-faire précis"
    NOT_ENOUGH_INFORMATION = "not_enough_information", "Pas assez d'informations"
    OTHER = "other", "Autre raison"


class RefusalReason(LabelledEnum):
    """Reason the Département returns an offer or an association to its author (R15)."""

    INCOMPLETE = "incomplete", "Informations à compléter"
    PAID_JOB = "paid_job", "La mission ressemble à un emploi"
    SUPERVISION = "supervision", "L'encadrement n'est pas assuré"
    INSURANCE = "insurance", "L'assurance n'est pas déclarée"
    UNREACHABLE = "unreachable", "Le lieu n'est pas assez précis"
    OTHER = "other", "Autre raison"


class ExpensesPolicy(LabelledEnum):
    """What the association pays back."""

    UNKNOWN = "unknown", "Non renseigné"
    NONE = "none", "Pas de remboursement"
    TRAVEL = "travel", "Trajets remboursés"
    TRAVEL_MEALS = "travel_meals", "Trajets et repas remboursés"
    ON_RECEIPT = "on_receipt", "Frais remboursés sur justificatif"


class BackgroundCheck(LabelledEnum):
    """Contrôle d'honorabilité asked on an offer: kind only (R21)."""

    NONE = "none", "Aucun contrôle exigé"
    B3 = "b3", "Bulletin n° 3 présenté à l'association"
    ATTESTATION = "attestation", "Attestation d'honorabilité"
    FIJAIS = "fijais", "Contrôle par un fichier officiel"


class Remote(LabelledEnum):
    """Whether the mission can be done from home."""

    NO = "no", "Sur place"
    POSSIBLE = "possible", "En partie à distance"
    FULL = "full", "Entièrement à distance"


class Role(LabelledEnum):
    """Role of an account."""

    ASSOCIATION = "association", "Association"
    TRAVAILLEUR_SOCIAL = "travailleur_social", "Travailleur social"
    DEPARTEMENT = "departement", "Département"


class Audience(LabelledEnum):
    """Who an endpoint is for (A1)."""

    PUBLIC = "public", "Tout le monde"
    COMPTE = "compte", "Toute personne connectée"
    ASSOCIATION = "association", "Association"
    TRAVAILLEUR_SOCIAL = "travailleur_social", "Travailleur social"
    ALLOCATAIRE = "allocataire", "La personne"
    DEPARTEMENT = "departement", "Département"


class Right(LabelledEnum):
    """Right held by an agent, on top of the role."""

    VALIDATE = "validate", "Valider les associations et les offres"
    RETAIN_HOURS = "retain_hours", "Retenir les heures"
    EXPORT = "export", "Exporter"
    ADMINISTER = "administer", "Administrer"


class MembershipRole(LabelledEnum):
    """Role inside an association."""

    MEMBER = "member", "Membre"
    ADMINISTRATOR = "administrator", "Administrateur ou administratrice"


class ContractKind(LabelledEnum):
    """Kind of contract (domain §1.1)."""

    CER = "cer", "CER"
    ENGAGEMENT = "engagement", "Contrat d'engagement"


class EngagementNature(LabelledEnum):
    """Whether the engagement belongs to the contract in force (R6)."""

    IN_CONTRACT = "in_contract", "Dans le contrat"
    PERSONAL = "personal", "Hors contrat"


class HouseholdRole(LabelledEnum):
    """Role in the household, needed beside a numéro allocataire (domain §1.7)."""

    DEM = "DEM", "Demandeur"
    CJT = "CJT", "Conjoint"


class AgreementKind(LabelledEnum):
    """What the person agreed to (domain §1.10)."""

    VOLUNTEERING = "volunteering", "Faire du bénévolat et figurer dans la plateforme"
    TRANSMISSION = "transmission", "Transmettre la proposition à l'association"
    REVIEW = "review", "Faire figurer un engagement personnel dans la revue du contrat"
    TEXTS = "texts", "Recevoir des SMS"


class ContactChoice(LabelledEnum):
    """How the association may reach the person once both have agreed (R37)."""

    VIA_REFERENT = "via_referent", "Par son référent ou sa référente"
    PHONE = "phone", "Par téléphone"
    EMAIL = "email", "Par courriel"


class Rhythm(LabelledEnum):
    """How often the sessions of a mission come back."""

    WEEKLY = "weekly", "Chaque semaine"
    FORTNIGHTLY = "fortnightly", "Une semaine sur deux"
    MONTHLY = "monthly", "Chaque mois"
    ONE_OFF = "one_off", "Ponctuel"


class ProfileStatus(LabelledEnum):
    """Status of a volunteer profile."""

    DRAFT = "draft", "En cours de saisie"
    ACTIVE = "active", "Actif"
    PAUSED = "paused", "En pause"


class ExclusionKind(LabelledEnum):
    """Why an association is left out for a person: R19 or the person's own wish."""

    WISH = "wish", "La personne préfère une autre association"
    FORMER_EMPLOYER = "former_employer", "Ancien employeur"


class LinkKind(LabelledEnum):
    """What a mailed link opens."""

    INVITATION = "invitation", "Invitation"
    PASSWORD_RESET = "password_reset", "Nouveau mot de passe"


class JournalEvent(LabelledEnum):
    """Closed list of journal events (G1, R40): who, what, when, never a value."""

    SIGN_IN = "sign_in", "Connexion"
    SIGN_IN_FAILED = "sign_in_failed", "Connexion refusée"
    SIGN_OUT = "sign_out", "Déconnexion"
    PASSWORD_CHANGED = "password_changed", "Mot de passe changé"
    SECOND_FACTOR_CHANGED = "second_factor_changed", "Second facteur changé"
    ACCOUNT_INVITED = "account_invited", "Compte invité"
    ACCOUNT_CHANGED = "account_changed", "Compte modifié"
    ACCOUNT_DISABLED = "account_disabled", "Compte désactivé"
    PROFILE_READ = "profile_read", "Dossier consulté"
    PROFILE_WRITTEN = "profile_written", "Dossier modifié"
    CARD_ISSUED = "card_issued", "Carte remise"
    CARD_REVOKED = "card_revoked", "Carte annulée"
    CARD_REFUSED = "card_refused", "Code de carte refusé"
    HOURS_RETAINED = "hours_retained", "Heures retenues"
    EXPORT_MADE = "export_made", "Export produit"
    EXPORT_READ = "export_read", "Export téléchargé"
    IMPORT_DONE = "import_done", "Import effectué"
    THESAURUS_EDITED = "thesaurus_edited", "Thésaurus corrigé"
    RECORD_CLOSED = "record_closed", "Relevé clos"
    PRESENCE_CONFIRMED = "presence_confirmed", "Présences confirmées par un lien"
    BILAN_WRITTEN = "bilan_written", "Bilan écrit"
    BILAN_READ = "bilan_read", "Bilan lu par la personne"
    WORDS_WRITTEN = "words_written", "Parole de la personne notée"
    CONTRACT_REVIEWED = "contract_reviewed", "Revue de contrat faite"
    DOCUMENT_MADE = "document_made", "Document produit"
    JOB_LAUNCHED = "job_launched", "Traitement lancé"
    RETENTION_VISA = "retention_visa", "Visa d'élimination donné"
    PROFILE_ERASED = "profile_erased", "Dossier effacé"
    TEXT_ASKED = "text_asked", "SMS demandé"
    TEXT_RECEIVED = "text_received", "SMS reçu de la personne"
    LETTER_MADE = "letter_made", "Courrier ou fiche produits"
    REQUEST_MADE = "request_made", "Demande sur ses données"
    REQUEST_ANSWERED = "request_answered", "Réponse à une demande sur ses données"
    DATA_HANDED = "data_handed", "Données remises à la personne"
    NOTICE_GIVEN = "notice_given", "Information sur les données remise"
    PRESENCE_CONTESTED = "presence_contested", "Différence signalée par un lien"
