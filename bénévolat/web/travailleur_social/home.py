"""First page of the travailleur social: the worklist, most urgent first."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.domain.worklist import TaskKind
from bénévolat.extensions import db
from bénévolat.services import worklist
from bénévolat.web.access import AudienceBlueprint, me, now

bp = AudienceBlueprint(
    "travailleur_social",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social",
)

_PROPOSITION = ("travailleur_social_propositions.show", "proposition_id")
_ENGAGEMENT = ("travailleur_social_engagements.show", "engagement_id")
_TEXTS = ("travailleur_social_texts.index", "profile_id")
_PROFILE = ("travailleur_social_profiles.show", "profile_id")

ACTIONS = {
    TaskKind.REQUEST: ("Répondre", "travailleur_social_data_requests.show", "request_id"),
    TaskKind.TALK: ("En parler, puis noter sa réponse", *_PROPOSITION),
    TaskKind.TEXT_READ: ("Lire le message", *_TEXTS),
    TaskKind.SEND: ("Envoyer à l'association", *_PROPOSITION),
    TaskKind.MEETING: ("Voir la rencontre", *_PROPOSITION),
    TaskKind.SILENT: ("Relancer ou retirer", *_PROPOSITION),
    TaskKind.TEXT_LOST: ("Vérifier le numéro", *_TEXTS),
    TaskKind.TEXT_SILENT: ("L'appeler, puis noter sa réponse", *_PROPOSITION),
    TaskKind.CONTESTED: ("Revoir la séance", *_ENGAGEMENT),
    TaskKind.BILAN: ("Le lire ensemble", "travailleur_social_bilans.show", "engagement_id"),
    TaskKind.REVIEW: ("Préparer la revue", "travailleur_social_review_summaries.show", "contract_id"),
    TaskKind.UNCONFIRMED: ("Voir les séances", *_ENGAGEMENT),
    TaskKind.TO_NOTE: ("Noter ou retirer", *_ENGAGEMENT),
    TaskKind.PROPOSE: ("Voir l'ordre conseillé", "travailleur_social_matches.index", "profile_id"),
    TaskKind.NO_MATCH: ("Voir ce qui débloquerait", "travailleur_social_matches.index", "profile_id"),
    TaskKind.SESSIONS: ("Noter une séance", *_ENGAGEMENT),
    TaskKind.NOTICE: ("La donner", "travailleur_social_data_requests.index", "profile_id"),
    TaskKind.DRAFT: ("Continuer la saisie", *_PROFILE),
}
"""What to do for each kind: words of the link, endpoint, name of its identifier."""


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show what waits for me."""
    groups = worklist.of_account(
        db.session(),
        me(),
        now=now(),
        review_days=current_app.config["REVIEW_NOTICE_DAYS"],
        unconfirmed_days=current_app.config["REMIND_DAYS"][-1],
    )
    return render_template("travailleur_social/home.html", groups=groups, actions=ACTIONS)
