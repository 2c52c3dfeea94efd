"""A first «version simple», proposed from what the association has already written (R62).

Five sentences at most, twelve words each at most, never more than what the fields say: the association rereads it.
"""

import re
from collections.abc import Collection, Sequence

from bénévolat.domain.enums import Comfort, HalfDay
from bénévolat.domain.readability import MAX_SENTENCES, MAX_WORDS, read

_INFINITIVE = re.compile(r"^(?:se |s['’])?[a-zà-öø-ÿœ]+(?:er|ir|re)$", re.IGNORECASE)
_PLACES = (("Les ", "aux "), ("Le ", "au "))
_HERE = {
    Comfort.SEATED: "On peut rester assis.",
    Comfort.PAIRED: "Vous êtes toujours à deux.",
    Comfort.SMALL_GROUP: "Le groupe est petit.",
    Comfort.QUIET: "Le lieu est calme.",
    Comfort.TRIAL: "Vous pouvez venir voir avant de choisir.",
    Comfort.BREAKS: "Vous faites une pause quand vous voulez.",
    Comfort.MEAL: "On mange ou on boit sur place.",
    Comfort.INDOOR: "C'est à l'intérieur.",
    Comfort.OUTDOOR: "C'est en plein air.",
    Comfort.STEP_FREE: "On peut venir en fauteuil roulant.",
}
"""What the place offers, the most useful first."""


def _fits(sentence: str) -> bool:
    reading = read(sentence)
    return reading.sentences == 1 and reading.longest <= MAX_WORDS


def _first_fit(*sentences: str) -> str:
    return next((sentence for sentence in sentences if sentence and _fits(sentence)), "")


def _verbal(task: str) -> str:
    """Return «trier les légumes» when a task starts with an infinitive, nothing otherwise."""
    words = task.strip(" .;,").split()
    start = " ".join(words[:2]) if words and words[0].lower() == "se" else "".join(words[:1])
    if not words or not _INFINITIVE.match(start):
        return ""
    return words[0][:1].lower() + " ".join(words)[1:]


def _reflexive(task: str) -> str:
    return re.sub(r"^s(?=['’])", "v", re.sub(r"^se ", "vous ", task)).replace("v'", "vous ", 1)


def _doing(tasks: Sequence[str], title: str) -> str:
    said = [_reflexive(verb) for verb in map(_verbal, tasks) if verb]
    joint = ", puis " if said and " et " in said[0] else " et "
    both = f"Vous allez {said[0]}{joint}{said[1]}." if len(said) > 1 else ""
    alone = [f"Vous allez {verb}." for verb in said]
    named = _verbal(title)
    return _first_fit(
        both,
        *alone,
        f"Vous allez {_reflexive(named)}." if named else "",
        f"La mission\u00a0: {title.strip(' .!')}.",
    )


def _where(commune: str | None, *, from_home: bool) -> str:
    if from_home:
        return "Vous restez chez vous."
    if not commune:
        return ""
    place = next((to + commune[len(the) :] for the, to in _PLACES if commune.startswith(the)), f"à {commune}")
    return _first_fit(f"La mission est {place}.", f"C'est {place}.")


def _when(half_days: Collection[HalfDay], slots_needed: int) -> str:
    days = [f"le {half_day.label}" for half_day in HalfDay if half_day in half_days]
    if not days:
        return ""
    joint = " et " if slots_needed >= len(days) else " ou "
    return _first_fit(
        f"C'est {', '.join(days[:-1]) + joint if days[1:] else ''}{days[-1]}.", "Vous choisissez vos jours."
    )


def simple_draft(
    *,
    title: str,
    tasks: Sequence[str] = (),
    commune: str | None = None,
    from_home: bool = False,
    half_days: Collection[HalfDay] = (),
    slots_needed: int = 1,
    supervisor: str | None = None,
    comfort: Collection[Comfort] = (),
) -> str:
    """Return a first text: what one does, where, when, with whom (a first name), and one thing the place offers.

    What is not known, or does not fit in a short sentence, is left out; an empty offer gives an empty text.
    """
    with_whom = f"{supervisor} est avec vous." if supervisor else ""
    here = next((sentence for code, sentence in _HERE.items() if code in comfort), "")
    wanted = (
        _doing(tasks, title) if tasks or title.strip() else "",
        _where(commune, from_home=from_home),
        _when(half_days, slots_needed),
        with_whom if with_whom and _fits(with_whom) else "",
        here,
    )
    return " ".join([sentence for sentence in wanted if sentence][:MAX_SENTENCES])
