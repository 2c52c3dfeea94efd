"""What a bilan says and what it never says: refusals, limits, and each savoir-être in plain words (R11)."""

from bénévolat.domain.errors import DomainError
from bénévolat.domain.soft_skills import SoftSkill

MOST_SIGNS = 600
"""Length of the association's text, and of the person's words."""

EXPLANATIONS = {
    SoftSkill.REACTIVITY: "Fait vite face à une demande ou à un imprévu.",
    SoftSkill.STRESS: "Garde son calme quand il y a du monde ou de l'urgence.",
    SoftSkill.TEAMWORK: "Aide les autres et trouve sa place dans le groupe.",
    SoftSkill.COMMUNICATION: "Écoute, et se fait comprendre.",
    SoftSkill.ORGANISATION: "Prépare et range, sait par quoi commencer.",
    SoftSkill.PERSEVERANCE: "Continue même quand c'est difficile.",
    SoftSkill.AUTONOMY: "Avance sans qu'on soit toujours à côté.",
    SoftSkill.FEDERATE: "Donne envie aux autres de participer.",
    SoftSkill.ADAPTATION: "Change de tâche ou de façon de faire sans gêne.",
    SoftSkill.RIGOUR: "Fait les choses avec soin, jusqu'au bout.",
    SoftSkill.INITIATIVE: "Commence sans attendre qu'on le demande.",
    SoftSkill.CURIOSITY: "Pose des questions, aime apprendre.",
    SoftSkill.STEP_BACK: "Prend le temps de réfléchir avant d'agir.",
    SoftSkill.CREATIVITY: "Propose des idées nouvelles.",
}
"""Each savoir-être said simply, for who writes and for who reads."""


class EmptyBilan(DomainError):
    """A bilan says something."""

    sentence = "Cochez au moins un savoir-être, ou écrivez quelques mots."
    field = "skills"


class BilanTooLong(DomainError):
    """A short text (R35)."""

    sentence = f"{MOST_SIGNS}\u00a0caractères au plus. Raccourcissez le texte."
    field = "text"


class NoBilanYet(DomainError):
    """Nothing is there to be read."""

    sentence = "L'association n'a pas écrit de bilan."


class BilanChanged(DomainError):
    """What was read is no longer what is written."""

    sentence = "L'association vient de changer son texte. Lisez le nouveau texte."


class NoWords(DomainError):
    """Empty words are no words."""

    sentence = "Écrivez quelques mots."
    field = "words"


class AlreadyAsked(DomainError):
    """One mail a week is enough."""

    sentence = "Cette demande a déjà été envoyée cette semaine."


class NobodyToAsk(DomainError):
    """Nobody of the association has an account."""

    sentence = "Personne de cette association n'a de compte. Appelez-la."
