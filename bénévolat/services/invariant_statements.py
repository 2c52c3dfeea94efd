"""The statements of the invariants: each counts the rows that break one, on both databases.

Braces name what the two databases spell differently: the day, week and month lived in Paris, lengths in minutes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold: its code, its sentence in French, the statement that counts what breaks it.

    ``only`` names the database it is about, None for both.
    """

    code: str
    sentence: str
    statement: str
    only: str | None = None


# Clocks change on the last Sundays of March and October at 01:00 UTC: SQLite knows no time zone.
_SUMMER = (
    "{0} >= date(strftime('%Y', {0}) || '-03-25', 'weekday 0') || ' 01:00:00' "
    "AND {0} < date(strftime('%Y', {0}) || '-10-25', 'weekday 0') || ' 01:00:00'"
)
_PARIS_SQLITE = f"datetime({{0}}, CASE WHEN {_SUMMER} THEN '+2 hours' ELSE '+1 hours' END)"
_S = "s.starts_at"

_SPELLINGS = {
    "sqlite": {
        "month": f"strftime('%Y-%m-01', {_PARIS_SQLITE.format(_S)})",
        "week": f"date({_PARIS_SQLITE.format(_S)}, 'weekday 0', '-6 days')",
        "length": "round((julianday(s.ends_at) - julianday(s.starts_at)) * 1440)",
        "yes": "1",
    },
    "postgresql": {
        "month": "CAST(date_trunc('month', s.starts_at AT TIME ZONE 'Europe/Paris') AS date)",
        "week": "CAST(date_trunc('week', s.starts_at AT TIME ZONE 'Europe/Paris') AS date)",
        "length": "floor(extract(epoch FROM s.ends_at - s.starts_at) / 60)",
        "yes": "true",
    },
}


def spelling(dialect: str) -> dict[str, str]:
    """Return how a database spells what the statements name in braces."""
    return _SPELLINGS[dialect]


# Sessions that took place, as they stand.
_STANDING = "s.replaced_at IS NULL AND s.status <> 'drafted'"
_ADDED_UP = (
    "SELECT s.engagement_id, {month} AS month, sum(s.minutes) AS declared, count(*) AS nb, "
    "sum(CASE WHEN s.status = 'confirmed' THEN s.minutes ELSE 0 END) AS confirmed "
    f"FROM activity_sessions s WHERE {_STANDING} GROUP BY 1, 2"
)
_LATER = (
    "SELECT r.engagement_id, a.about_month AS month, sum(a.minutes_declared) AS declared, "
    "sum(a.minutes_confirmed) AS confirmed, sum(a.nb_sessions) AS nb "
    "FROM cer_adjustments a JOIN cer_records r ON r.id = a.record_id GROUP BY 1, 2"
)

STATEMENTS = (
    Invariant(
        "places",
        "les places prises d'une offre sont celles des propositions envoyées et des engagements ouverts.",
        "SELECT count(*) FROM offers o WHERE o.places_taken <> "
        "(SELECT count(*) FROM propositions p WHERE p.offer_id = o.id AND p.status IN ('submitted', 'meeting')) + "
        "(SELECT count(*) FROM engagements e WHERE e.offer_id = o.id AND e.status <> 'ended')",
    ),
    Invariant(
        "capacity",
        "aucune offre n'a plus de places prises que de places ou de capacité d'accompagnement.",
        "SELECT count(*) FROM offers WHERE places_taken > places OR places_taken > supervision_capacity "
        "OR places_taken < 0",
    ),
    Invariant(
        "live-propositions",
        "une mission n'est proposée qu'une fois en même temps à la même personne.",
        "SELECT count(*) FROM (SELECT profile_id, offer_id FROM propositions "
        "WHERE status IN ('proposed', 'agreed', 'talk_first', 'submitted', 'meeting') "
        "GROUP BY profile_id, offer_id HAVING count(*) > 1) doubles",
    ),
    Invariant(
        "agreement-sent",
        "rien n'est envoyé à une association sans l'accord enregistré de la personne.",
        "SELECT count(*) FROM propositions p WHERE p.status IN ('submitted', 'meeting') AND NOT EXISTS "
        "(SELECT 1 FROM agreements a WHERE a.proposition_id = p.id AND a.kind = 'transmission' "
        "AND a.withdrawn_at IS NULL)",
    ),
    Invariant(
        "accepted-engaged",
        "une proposition acceptée a son engagement, et un engagement vient d'une proposition acceptée.",
        "SELECT count(*) FROM propositions p LEFT JOIN engagements e ON e.proposition_id = p.id "
        "WHERE (p.status = 'accepted') <> (e.id IS NOT NULL)",
    ),
    Invariant(
        "same-person",
        "un engagement, sa proposition, son contrat et ses séances sont de la même personne.",
        "SELECT (SELECT count(*) FROM engagements e JOIN propositions p ON p.id = e.proposition_id "
        "WHERE p.profile_id <> e.profile_id OR p.offer_id <> e.offer_id) + "
        "(SELECT count(*) FROM engagements e JOIN contracts c ON c.id = e.contract_id "
        "WHERE c.profile_id <> e.profile_id) + "
        "(SELECT count(*) FROM activity_sessions s JOIN engagements e ON e.id = s.engagement_id "
        "WHERE s.profile_id <> e.profile_id)",
    ),
    Invariant(
        "session-length",
        "la durée d'une séance est celle qui sépare son début de sa fin.",
        "SELECT count(*) FROM activity_sessions s WHERE s.minutes <> {length}",
    ),
    Invariant(
        "session-states",
        "une séance confirmée ou déclarée porte sa date, une séance corrigée ou retirée a laissé la place.",
        "SELECT (SELECT count(*) FROM activity_sessions s WHERE (s.status = 'confirmed' AND s.confirmed_at IS NULL) "
        "OR (s.status <> 'drafted' AND s.declared_at IS NULL)) + "
        "(SELECT count(*) FROM activity_sessions s JOIN activity_sessions old ON old.id = s.replaces_id "
        "WHERE old.replaced_at IS NULL OR old.engagement_id <> s.engagement_id) + "
        "(SELECT count(*) FROM activity_sessions s LEFT JOIN activity_sessions old ON old.id = s.replaces_id "
        "WHERE s.status = 'withdrawn' AND (s.replaced_at IS NULL OR old.id IS NULL OR old.status = 'withdrawn'))",
    ),
    Invariant(
        "overlap",
        "personne n'est à deux endroits au même moment.",
        "SELECT count(*) FROM activity_sessions s JOIN activity_sessions t ON t.profile_id = s.profile_id "
        "AND t.id <> s.id AND t.starts_at >= s.starts_at AND t.starts_at < s.ends_at "
        f"WHERE {_STANDING} AND t.replaced_at IS NULL AND t.status <> 'drafted'",
    ),
    Invariant(
        "week",
        "aucune semaine ne dépasse 35 heures pour une personne.",
        "SELECT count(*) FROM (SELECT s.profile_id, {week} AS week FROM activity_sessions s "
        f"WHERE {_STANDING} GROUP BY 1, 2 HAVING sum(s.minutes) > 2100) weeks",
    ),
    Invariant(
        "open-records",
        "un relevé ouvert est la somme des séances de son mois.",
        f"SELECT count(*) FROM cer_records r LEFT JOIN ({_ADDED_UP}) x "
        "ON x.engagement_id = r.engagement_id AND x.month = r.month WHERE r.status = 'open' AND "
        "(r.minutes_declared <> coalesce(x.declared, 0) OR r.minutes_confirmed <> coalesce(x.confirmed, 0) "
        "OR r.nb_sessions <> coalesce(x.nb, 0))",
    ),
    Invariant(
        "closed-records",
        "un relevé clos et ses corrections donnent la somme des séances de son mois.",
        f"SELECT count(*) FROM cer_records r LEFT JOIN ({_ADDED_UP}) x "
        f"ON x.engagement_id = r.engagement_id AND x.month = r.month LEFT JOIN ({_LATER}) y "
        "ON y.engagement_id = r.engagement_id AND y.month = r.month WHERE r.status = 'closed' AND "
        "(r.minutes_declared + coalesce(y.declared, 0) <> coalesce(x.declared, 0) "
        "OR r.minutes_confirmed + coalesce(y.confirmed, 0) <> coalesce(x.confirmed, 0) "
        "OR r.nb_sessions + coalesce(y.nb, 0) <> coalesce(x.nb, 0))",
    ),
    Invariant(
        "adjustments",
        "les corrections portées par un relevé sont la somme de ses lignes, toutes sur des mois clos avant lui.",
        "SELECT (SELECT count(*) FROM cer_records r LEFT JOIN (SELECT record_id, sum(minutes_declared) AS declared, "
        "sum(minutes_confirmed) AS confirmed, sum(minutes_retained) AS retained, sum(nb_sessions) AS nb "
        "FROM cer_adjustments GROUP BY record_id) a ON a.record_id = r.id "
        "WHERE r.minutes_declared_adjusted <> coalesce(a.declared, 0) "
        "OR r.minutes_confirmed_adjusted <> coalesce(a.confirmed, 0) "
        "OR r.minutes_retained_adjusted <> coalesce(a.retained, 0) "
        "OR r.nb_sessions_adjusted <> coalesce(a.nb, 0)) + "
        "(SELECT count(*) FROM cer_adjustments a JOIN cer_records r ON r.id = a.record_id "
        "LEFT JOIN cer_records about ON about.engagement_id = r.engagement_id AND about.month = a.about_month "
        "WHERE a.about_month >= r.month OR coalesce(about.status, 'open') <> 'closed')",
    ),
    Invariant(
        "published",
        "une offre publiée nomme, pour accompagner, une personne de son association.",
        "SELECT count(*) FROM offers o LEFT JOIN supervisors v ON v.id = o.supervisor_id "
        "WHERE o.status = 'published' AND (v.id IS NULL OR v.association_id <> o.association_id)",
    ),
    Invariant(
        "members",
        "un compte d'association n'agit que pour une association à la fois.",
        "SELECT count(*) FROM (SELECT account_id FROM memberships WHERE ended_at IS NULL "
        "GROUP BY account_id HAVING count(*) > 1) doubles",
    ),
    Invariant(
        "exports",
        "un export effacé ne garde aucun morceau de son contenu.",
        "SELECT count(*) FROM export_pieces c JOIN export_files f ON f.id = c.export_id "
        "WHERE f.purged_at IS NOT NULL",
    ),
    Invariant(
        "foreign-keys",
        "aucune ligne n'en désigne une qui n'existe pas.",
        "SELECT count(*) FROM pragma_foreign_key_check",
        only="sqlite",
    ),
    Invariant(
        "file",
        "le fichier de la base est entier.",
        "SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'",
        only="sqlite",
    ),
    Invariant(
        "constraints",
        "toutes les contraintes de la base sont en vigueur.",
        "SELECT count(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace "
        "WHERE n.nspname = 'public' AND NOT c.convalidated",
        only="postgresql",
    ),
)
"""Every invariant, in the order they are told."""
