"""Screens of the travailleur social: caseload, profiles, suggestions, propositions, engagements, cards."""
