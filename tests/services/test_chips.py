"""What is understood of a profile or an offer, and what becomes of a confirmation when words or concepts change."""

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.chips import MAX_CONCEPTS, TooManyConcepts
from bénévolat.domain.enums import Constraint
from bénévolat.domain.offers import NotEditable
from bénévolat.domain.profiles import Wishes
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.thesaurus import parse
from bénévolat.matching.thesaurus_edits import Edit, EditKind, apply_edits
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import chips, offer_drafts, profiles
from bénévolat.services.matching_inputs import offer_record, profile_record
from tests.clock import Clock
from tests.factories import Factory

THESAURUS = parse(
    """
    version = "essai"
    [concept.cooking]
    label = "cuisine"
    aliases = "cuisine, cuisiner"
    [concept.baking]
    label = "pâtisserie"
    aliases = "gâteaux"
    [concept.gardening]
    label = "jardinage"
    aliases = "jardin, jardiner"
    weak = "légumes"
    """
)
LEXICON = Lexicon(THESAURUS)


def person(**values: object) -> Profile:
    given = {"wishes": [], "skills": [], "avoid": [], "constraints": [], "understood": {}}
    return Profile(**{**given, **values})


def test_before_any_confirmation_what_is_read_counts() -> None:
    (idea,) = chips.ideas_of(person(wishes=["cuisiner et zorblique"]), LEXICON)
    assert [(chip.code, chip.said, chip.kept) for chip in idea.chips] == [("cooking", "cuisiner", True)]
    assert idea.words == ("zorblique",)
    assert not idea.confirmed


def test_what_is_confirmed_counts_and_what_is_read_besides_is_shown_without_counting() -> None:
    (idea,) = chips.ideas_of(person(wishes=["cuisiner"], understood={"cuisiner": ["gardening"]}), LEXICON)
    assert [(chip.code, chip.said, chip.kept) for chip in idea.chips] == [
        ("cooking", "cuisiner", False),
        ("gardening", None, True),
    ]
    assert [chip.code for chip in idea.kept] == ["gardening"]
    assert idea.confirmed


def test_the_same_words_as_a_wish_and_as_a_skill_are_asked_about_once() -> None:
    assert chips.texts_of(person(wishes=["cuisiner"], skills=["cuisiner", "jardin"])) == (
        "cuisiner",
        "jardin",
    )


def test_a_merged_concept_is_followed_and_one_that_is_no_more_is_left_out() -> None:
    merged = Lexicon(apply_edits(THESAURUS, [Edit(EditKind.MERGE, "baking", into="cooking")]))
    profile = person(wishes=["gâteaux"], understood={"gâteaux": ["baking", "cooking", "gone"]})
    (idea,) = chips.ideas_of(profile, merged)
    assert [chip.code for chip in idea.kept] == ["cooking"]


def test_negations_and_things_to_avoid_suggest_constraints_until_they_are_ticked(make: Factory) -> None:
    from bénévolat.matching.lexicon import default_lexicon

    profile = person(wishes=["jardin mais pas de port de charges"], avoid=["la foule"])
    found = chips.suggested_constraints(profile, default_lexicon())
    assert [(one.constraint, one.said) for one in found] == [
        (Constraint.NO_HEAVY_LOAD, "jardin mais pas de port de charges"),
        (Constraint.NO_CROWD, "la foule"),
    ]
    profile.constraints = [Constraint.NO_CROWD]
    assert [one.constraint for one in chips.suggested_constraints(profile, default_lexicon())] == [
        Constraint.NO_HEAVY_LOAD
    ]


def test_a_confirmation_stays_with_its_words(make: Factory, session: Session, clock: Clock) -> None:
    profile = make.active_profile(wishes=["cuisiner"], skills=["jardin"])
    by = Actor.system()
    profiles.confirm_understood(
        session, profile, {"cuisiner": ["cooking"], "jardin": [], "autre": ["x"]}, by=by, now=clock()
    )
    assert profile.understood == {"cuisiner": ["cooking"], "jardin": []}
    profiles.edit_wishes(
        session, profile, Wishes(wishes=("cuisiner",), skills=("jardiner",)), by=by, now=clock()
    )
    session.commit()
    session.expire_all()
    assert profile.understood == {"cuisiner": ["cooking"]}
    assert chips.unconfirmed(profile)
    assert profile_record(profile)["understood"] == {"cuisiner": ["cooking"]}


def test_a_list_of_everything_is_refused(make: Factory, session: Session, clock: Clock) -> None:
    profile, offer = make.active_profile(wishes=["cuisiner"]), make.offer()
    codes = [f"c{number}" for number in range(MAX_CONCEPTS + 1)]
    with pytest.raises(TooManyConcepts):
        profiles.confirm_understood(session, profile, {"cuisiner": codes}, by=Actor.system(), now=clock())
    with pytest.raises(TooManyConcepts):
        offer_drafts.confirm_concepts(session, offer, codes, now=clock())


def test_an_offer_is_read_by_the_matcher_until_its_association_says(
    make: Factory, session: Session, clock: Clock
) -> None:
    offer = make.published_offer(title="Jardin")
    assert offer_record(offer)["concepts"] is None
    before = offer.updated_at
    clock.advance(minutes=1)
    offer_drafts.confirm_concepts(session, offer, ["gardening"], now=clock())
    session.commit()
    session.expire_all()
    assert offer_record(offer)["concepts"] == ["gardening"]
    assert offer.updated_at > before


def test_a_word_that_may_mean_something_else_is_shown_without_counting() -> None:
    offer = Offer(title="Cuisine", tasks=["trier les légumes"], skills=[], description="")
    assert [(chip.code, chip.kept) for chip in chips.idea_of(offer, LEXICON).chips] == [
        ("cooking", True),
        ("gardening", False),
    ]


def test_a_closed_offer_is_about_what_it_was(make: Factory, session: Session, clock: Clock) -> None:
    offer = make.submitted_offer()
    with pytest.raises(NotEditable):
        offer_drafts.confirm_concepts(session, offer, ["gardening"], now=clock())


def test_new_words_propose_what_was_confirmed_and_what_is_newly_read(make: Factory) -> None:
    offer = make.offer(title="Jardin et cuisine", tasks=[], skills=[], description="")
    offer.concepts = ["gardening"]
    before = chips.idea_of(offer, LEXICON)
    offer.title, offer.concepts = "Jardin, cuisine et gâteaux", None
    assert chips.carried_over(before, chips.idea_of(offer, LEXICON)) == ["gardening", "baking"]
