"""Register of the people my association welcomes, on screen and to print; cover against accidents (R14, A3)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.exports.registers import NAMES, Register, register_pdf
from bénévolat.extensions import db, transaction
from bénévolat.services import registers
from bénévolat.web.access import AudienceBlueprint, my_association, now, today
from bénévolat.web.association.mine import my_engagement
from bénévolat.web.date_fields import read_date
from bénévolat.web.fields import Form, LocalDate, ShortText
from bénévolat.web.files import PDF, file_name, handed_over
from bénévolat.web.lists import paginated_rows

bp = AudienceBlueprint(
    "association_registers",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/registre",
)


class CoverForm(Form):
    """Who confirmed the cover against accidents, and when."""

    confirmed_by = ShortText(
        "Confirmée par", description="Par exemple le nom de votre assureur.", max_length=120
    )
    confirmed_on = LocalDate("Le", description="Laissez les deux vides si personne ne l'a confirmée.")


@dataclass(frozen=True, slots=True)
class Asked:
    """The period as it was typed, and what is wrong with it."""

    typed_from: str
    typed_to: str
    refusal: str | None = None


def _register() -> tuple[Register, Asked]:
    """Return the register of the period asked for; this year when nothing, or nothing readable, is asked."""
    this_year = (date(today().year, 1, 1), today())
    asked = Asked(
        request.args.get("du", this_year[0].isoformat())[:20],
        request.args.get("au", this_year[1].isoformat())[:20],
    )
    try:
        return _between(read_date(asked.typed_from), read_date(asked.typed_to)), asked
    except (ValueError, registers.BadRegisterPeriod) as error:
        words = error.sentence if isinstance(error, DomainError) else str(error)
        return _between(*this_year), Asked(asked.typed_from, asked.typed_to, words)


def _between(first: date, last: date) -> Register:
    return registers.of_association(
        db.session(), my_association(), period_from=first, period_to=last, now=now()
    )


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the register of a period."""
    register, asked = _register()
    page = paginated_rows(register.lines)
    template = "association/registers/index.html"
    return render_template(template, register=register, asked=asked, page=page, names=NAMES)


@bp.get("/registre.pdf")
def pdf() -> ResponseReturnValue:
    """Hand the register of a period over, to print."""
    register, asked = _register()
    if asked.refusal:
        return redirect(url_for(".index", du=asked.typed_from, au=asked.typed_to), 303)
    name = file_name("registre", f"{register.period_from}", f"{register.period_to}", ending="pdf")
    return handed_over(register_pdf(register), PDF, name)


@bp.route("/<uuid:engagement_id>/couverture", methods=["GET", "POST"])
def cover(engagement_id: UUID) -> ResponseReturnValue:
    """Write who confirmed the cover of one person against accidents."""
    engagement = my_engagement(engagement_id)
    known = engagement.cover_confirmed_on is not None
    form = CoverForm(
        data={
            "confirmed_by": engagement.cover_confirmed_by,
            "confirmed_on": engagement.cover_confirmed_on,
        }
    )
    if form.validate_on_submit():
        try:
            with transaction() as session:
                registers.confirm_cover(
                    session,
                    engagement,
                    confirmed_by=form.confirmed_by.data or "",
                    confirmed_on=form.confirmed_on.data,
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            if engagement.cover_confirmed_on is not None:
                flash("C'est noté dans le registre.", "success")
            elif known:
                flash("La confirmation est effacée du registre.", "success")
            else:
                flash("Rien n'était rempli\u00a0: le registre reste sans confirmation.", "warning")
            return redirect(url_for("association_engagements.show", engagement_id=engagement_id), 303)
    page = render_template(
        "association/registers/cover.html",
        form=form,
        engagement_id=engagement.id,
        first_name=engagement.profile.first_name,
        mission=engagement.offer.title,
    )
    return page, 422 if form.is_submitted() else 200
