"""What was understood of a text, in a form: concepts to confirm, correct, remove or add.

Everything is done by posting the page; ``static/js/chips.js`` only spares round trips. Concepts are boxes: unticked,
a concept is removed. A typed word adds the concept of that very name, or asks which one is meant.
"""

from collections.abc import Sequence
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from wtforms import Field

from bénévolat.domain.chips import MAX_CONCEPTS, TooManyConcepts
from bénévolat.matching.completion import LONGEST, Completion, complete, exact
from bénévolat.matching.lexicon import Lexicon
from bénévolat.services.chips import Chip, Idea, standing
from bénévolat.web.fields import Form, HiddenField, StrippedString

CHANGED = "Le texte a changé entre-temps. Relisez ce qui est compris maintenant."
MOST_READ = 60
RELATED_SHOWN = 4


class ConceptBoxes(Field):  # type: ignore[misc]
    """Ticked concepts, each once; a code that is no more is followed to where it was merged, or left out."""

    lexicon: Lexicon

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the codes; no box ticked is an empty list."""
        self.data = list(standing(valuelist[:MOST_READ], self.lexicon))


class ShownIdea:
    """One text of the page: its idea, its fields, and the concepts that may be meant by what is typed."""

    def __init__(self, form: "ChipsForm", number: int, idea: Idea) -> None:
        self.form, self.number, self.idea = form, number, idea
        self.lexicon = form.lexicon
        self.key, self.boxes = form[f"key_{number}"], form[f"concepts_{number}"]
        self.typed, self.asked = form[f"add_{number}"], form[f"asked_{number}"]
        self.maybe: list[Completion] = []

    @property
    def chips(self) -> list[Chip]:
        """Return the concepts to show, ticked or not: those read, those confirmed, those just added."""
        ticked: list[str] = self.boxes.data or []
        known = [Chip(chip.code, chip.label, chip.said, chip.code in ticked) for chip in self.idea.chips]
        shown = {chip.code for chip in known} | {found.code for found in self.maybe}
        labels = self.lexicon.labels
        return known + [Chip(code, labels[code], None) for code in ticked if code not in shown]

    @property
    def proposed(self) -> list[tuple[Completion, bool]]:
        """Return the concepts that may be meant and are not shown already, ticked or not."""
        known = {chip.code for chip in self.idea.chips}
        ticked = self.boxes.data or []
        return [(found, found.code in ticked) for found in self.maybe if found.code not in known]

    def is_answered(self) -> bool:
        """Add what is typed, or ask which concept is meant; tell whether nothing is left to ask."""
        if len(self.boxes.data) > MAX_CONCEPTS:
            self.form.add_error(self.boxes.name, TooManyConcepts.sentence)
            return False
        return not self.typed.data or self._is_found(self.typed.data)

    def _is_found(self, typed: str) -> bool:
        self.maybe = complete(typed, self.lexicon)
        was_asked = self.asked.data == typed
        code = exact(typed, self.lexicon)
        if was_asked and any(found.code in self.boxes.data for found in self.maybe):
            self._empty()
        elif code is not None:
            self.boxes.data = list(dict.fromkeys([*self.boxes.data, code]))
            self._empty()
        elif self.maybe:
            self.asked.data = typed
            self.form.add_error(
                self.typed.name,
                f"Que veut dire «\u00a0{typed}\u00a0»\u00a0? Cochez le bon concept, ou videz ce champ.",
            )
            return False
        else:
            self.form.add_error(
                self.typed.name,
                f"Aucun concept ne ressemble à «\u00a0{typed}\u00a0». Essayez un autre mot, ou videz ce champ.",
            )
            return False
        return True

    def ask_again(self) -> None:
        """Show once more the concepts that may be meant, while the question stands."""
        if self.typed.data and self.typed.data == self.asked.data:
            self.maybe = complete(self.typed.data, self.lexicon)

    def _empty(self) -> None:
        self.typed.data, self.asked.data, self.maybe = "", "", []

    def look_up(self) -> None:
        """Answer the button «Ajouter»: add the concept of that very name, or show those that may be meant."""
        if not self.typed.data:
            self.form.add_error(
                self.typed.name, "Écrivez d'abord un mot\u00a0: une activité, un métier, un lieu."
            )
        elif not self._is_found(self.typed.data) and self.maybe:
            self.typed.errors = []  # A question, not a mistake.

    def replace(self, code: str) -> None:
        """Answer the button «Remplacer»: untick a concept and show those close to it."""
        said = next((chip.said or chip.label for chip in self.chips if chip.code == code), "")
        self.boxes.data = [other for other in self.boxes.data if other != code]
        related = sorted(self.lexicon.related.get(code, ()), key=lambda pair: (-pair[1], pair[0]))
        labels = self.lexicon.labels
        close = [Completion(other, labels[other], labels[other]) for other, _ in related[:RELATED_SHOWN]]
        once = {found.code: found for found in (*complete(said, self.lexicon, RELATED_SHOWN + 1), *close)}
        self.maybe = [found for found in once.values() if found.code != code]


class ChipsForm(Form):
    """The concepts of one or several texts."""

    lexicon: Lexicon
    ideas: list[ShownIdea]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then do what the pressed button asks; only «Confirmer» may leave the page."""
        if not super().validate(extra_validators):
            return False
        if any(shown.key.data != shown.idea.key for shown in self.ideas):
            self.add_error(None, CHANGED)
            return False
        act, _, rest = request.form.get("act", "").partition("-")
        number, _, code = rest.partition("-")
        asked = [shown for shown in self.ideas if str(shown.number) == number]
        if act in {"add", "replace"} and asked:
            for shown in self.ideas:
                shown.ask_again()
            if act == "add":
                asked[0].look_up()
            else:
                asked[0].replace(code)
            return False
        waiting = [shown for shown in self.ideas if not shown.is_answered()]
        return not waiting

    def confirmed(self) -> dict[str, list[str]]:
        """Return the concepts of each text."""
        return {shown.idea.text: shown.boxes.data for shown in self.ideas}


def chips_form(ideas: Sequence[Idea], lexicon: Lexicon) -> ChipsForm:
    """Return a form over some texts, filled with what is confirmed or read."""
    fields: dict[str, Any] = {"lexicon": lexicon}
    data: dict[str, Any] = {}
    for number, idea in enumerate(ideas):
        boxes = type("Boxes", (ConceptBoxes,), {"lexicon": lexicon})
        fields[f"key_{number}"] = HiddenField()
        fields[f"concepts_{number}"] = boxes(idea.text)
        fields[f"add_{number}"] = StrippedString("Ajouter un concept", max_length=LONGEST)
        fields[f"asked_{number}"] = HiddenField()
        data[f"key_{number}"] = idea.key
        data[f"concepts_{number}"] = [chip.code for chip in idea.kept]
    form: ChipsForm = type("TheseChips", (ChipsForm,), fields)(data=data)
    form.ideas = [ShownIdea(form, number, idea) for number, idea in enumerate(ideas)]
    return form


def concepts_as_json(lexicon: Lexicon) -> ResponseReturnValue:
    """Answer the letters typed in «Ajouter un concept»: labels and aliases, nothing about anybody."""
    found = complete(request.args.get("q", "")[:LONGEST], lexicon)
    return jsonify(concepts=[{"code": one.code, "label": one.label, "alias": one.alias} for one in found])
