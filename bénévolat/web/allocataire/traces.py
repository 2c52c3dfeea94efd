"""After «Quitter et effacer mes traces»: what was erased on this device, what stays, how to erase it too (R55)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.web.access import AudienceBlueprint

bp = AudienceBlueprint("allocataire_traces", __name__, audience=Audience.PUBLIC, url_prefix="/acces")


@bp.get("/traces-effacees")
def erased() -> ResponseReturnValue:
    """Say what was erased. Nothing in the page tells who was there."""
    return render_template("allocataire/traces.html")
