"""Information pages: rules of the matching, accessibility, help, contact, legal pages (R28, R57, R59)."""

import json

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from bénévolat.domain.notices import normal, simple
from bénévolat.exports.contract_review import schema
from bénévolat.exports.notices import notice_pdf
from bénévolat.exports.personal_data import schema as schema_of_copy
from bénévolat.extensions import db
from bénévolat.matching import public_rules
from bénévolat.services import matching_epochs
from bénévolat.services import personal_data as held
from bénévolat.web.access import now, visitor
from bénévolat.web.files import PDF, handed_over
from bénévolat.web.personal_data import controller
from bénévolat.web.public.blueprint import bp
from bénévolat.web.site_plan import plan_for


@bp.get("/regles-du-rapprochement")
def matching_rules() -> ResponseReturnValue:
    """Publish the rules and weights in force (R28)."""
    session = db.session()
    settings, thesaurus = matching_epochs.settings(session), matching_epochs.lexicon(session).thesaurus
    return render_template(
        "public/matching_rules.html",
        parts=settings.as_public_rules(),
        filters=public_rules.public_filters(),
        ways=public_rules.ways(settings),
        thresholds=public_rules.thresholds(settings),
        sharing=public_rules.sharing(settings),
        read=public_rules.READ,
        concepts=len(thesaurus.concepts),
        version=settings.version(thesaurus.version),
    )


@bp.get("/schemas/revue-contrats-1.json")
def review_schema() -> ResponseReturnValue:
    """Publish the JSON Schema of the contract-review export (R72)."""
    return Response(schema(), mimetype="application/schema+json")


@bp.get("/accessibilite")
def accessibility() -> ResponseReturnValue:
    """Say how accessible the site is (R57): «non conforme» until an audit is set."""
    return render_template("public/accessibility.html", **_contact())


@bp.get("/plan-du-site")
def site_map() -> ResponseReturnValue:
    """List the pages of the site that this visitor may reach, by part of the site."""
    return render_template("public/site_map.html", sections=plan_for(visitor()))


@bp.get("/aide")
def help() -> ResponseReturnValue:  # noqa: A001 - the word of the page
    """Answer the usual questions."""
    return render_template("public/help.html", **_contact())


@bp.get("/contact")
def contact() -> ResponseReturnValue:
    """Say how to reach the Département."""
    return render_template("public/contact.html", **_contact())


@bp.get("/mentions-legales")
def legal() -> ResponseReturnValue:
    """Say who publishes the site."""
    return render_template("public/legal.html", **_contact())


@bp.get("/donnees-personnelles")
def personal_data() -> ResponseReturnValue:
    """Say what is done with personal data, in a normal and a simple version (R42)."""
    held_by = controller()
    return render_template(
        "public/personal_data.html", simple=simple(held_by), normal=normal(held_by), **_contact()
    )


@bp.get('/donnees-personnelles/<any(information, "version-simple"):word>.pdf')
def notice(word: str) -> ResponseReturnValue:
    """Hand over the notice, to be printed (R42)."""
    large = word != "information"
    text = simple(controller()) if large else normal(controller())
    return handed_over(notice_pdf(text, made_at=now(), large=large), PDF, f"donnees-{word}.pdf")


@bp.get("/schemas/mes-informations-1.json")
def personal_data_schema() -> ResponseReturnValue:
    """Publish the JSON Schema of the copy that a person takes of their data (R43)."""
    content = json.dumps(schema_of_copy(held.shape()), ensure_ascii=False, indent=1)
    return Response(content, mimetype="application/schema+json")


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Tell robots to read public pages only."""
    private = (
        "association",
        "travailleur-social",
        "departement",
        "mon-espace",
        "acces",
        "compte",
        "invitation",
    )
    lines = ["User-agent: *", *(f"Disallow: /{prefix}" for prefix in private)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _contact() -> dict[str, str]:
    """Return what the pages of information say of the publisher: names, addresses, durations in months."""
    config = current_app.config
    return {
        "contact_email": config["CONTACT_EMAIL"],
        "contact_address": config["CONTACT_ADDRESS"],
        "dpo_contact": config["DPO_CONTACT"],
        "publication_director": config["PUBLICATION_DIRECTOR"],
        "hosting": config["HOSTING"],
        "departement_phone": config["DEPARTEMENT_PHONE"],
        "retention_months": str(config["RETENTION_MONTHS"]),
        "journal_months": str(config["JOURNAL_MONTHS"]),
    }
