"""The savoir-être that an association may recognise in a person (R11)."""

from bénévolat.domain.labels import LabelledEnum


class SoftSkill(LabelledEnum):
    """The 14 savoir-être professionnels of France Travail (R11)."""

    REACTIVITY = "reactivite", "Réactivité"
    STRESS = "gestion_stress", "Gestion du stress"
    TEAMWORK = "travail_equipe", "Travail en équipe"
    COMMUNICATION = "communication", "Sens de la communication"
    ORGANISATION = "organisation", "Sens de l'organisation"
    PERSEVERANCE = "perseverance", "Persévérance"
    AUTONOMY = "autonomie", "Autonomie"
    FEDERATE = "federer", "Capacité à fédérer"
    ADAPTATION = "adaptation", "Capacité d'adaptation"
    RIGOUR = "rigueur", "Rigueur"
    INITIATIVE = "initiative", "Prise d'initiative"
    CURIOSITY = "curiosite", "Curiosité"
    STEP_BACK = "prise_de_recul", "Prise de recul"
    CREATIVITY = "creativite", "Force de proposition"
