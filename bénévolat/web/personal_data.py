"""What the screens about personal data share: who answers for them, the copy handed over, the words of a request."""

from flask import Response, current_app

from bénévolat.domain.data_requests import MOST_SIGNS
from bénévolat.domain.notices import Controller
from bénévolat.exports.personal_data import personal_data_json, personal_data_pdf
from bénévolat.extensions import transaction
from bénévolat.models.profiles import Profile
from bénévolat.services import personal_data
from bénévolat.web.access import actor, now
from bénévolat.web.fields import Form, ShortText
from bénévolat.web.files import PDF, file_name, handed_over

JSON = "application/json"


def controller() -> Controller:
    """Return who answers for the data of this installation, as set."""
    config = current_app.config
    return Controller(
        name=config["DEPARTEMENT_NAME"],
        phone=config["DEPARTEMENT_PHONE"],
        email=config["CONTACT_EMAIL"],
        dpo=config["DPO_CONTACT"],
        months=config["RETENTION_MONTHS"],
        journal_months=config["JOURNAL_MONTHS"],
    )


def copy_handed_over(profile: Profile, ending: str) -> Response:
    """Hand over everything held on a person, as PDF or JSON; written in the journal (R43)."""
    with transaction() as session:
        data = personal_data.copy_of(session, profile, controller=controller().name, by=actor(), now=now())
    name = file_name("mes-informations", ending=ending)
    if ending == "json":
        return handed_over(personal_data_json(data), JSON, name)
    return handed_over(personal_data_pdf(data), PDF, name)


class RequestForm(Form):
    """What the person asks, in their own words."""

    text = ShortText("Ce que vous demandez", max_length=MOST_SIGNS, render_kw={"rows": 4})
