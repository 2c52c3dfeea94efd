"""Words of the jobs' pages: what a passage did, why it failed, which period it was about. Never a value of anybody."""

import re
from datetime import date, datetime
from typing import Any

from bénévolat.jobs.board import JobView
from bénévolat.models.jobs import JobPass
from bénévolat.web.formats import clock, duration, local, long_date, moment, month, plural

COUNTS: dict[str, tuple[str, str]] = {
    "answers": ("réponse attendue rappelée", "réponses attendues rappelées"),
    "bilans_asked": ("bilan demandé", "bilans demandés"),
    "broken": ("contrôle à corriger", "contrôles à corriger"),
    "cards": ("ancienne carte effacée", "anciennes cartes effacées"),
    "closed": ("relevé clos", "relevés clos"),
    "deleted": ("ligne effacée", "lignes effacées"),
    "drafted": ("séance préparée", "séances préparées"),
    "drafts": ("séance prévue oubliée", "séances prévues oubliées"),
    "erased": ("dossier effacé", "dossiers effacés"),
    "failed": ("à refaire", "à refaire"),
    "failures": ("échec effacé", "échecs effacés"),
    "figures": ("mois gardé sans identité", "mois gardés sans identité"),
    "files": ("sauvegarde faite", "sauvegardes faites"),
    "given_up": ("courriel abandonné", "courriels abandonnés"),
    "journal": ("ligne du journal effacée", "lignes du journal effacées"),
    "links": ("ancien lien effacé", "anciens liens effacés"),
    "listed": ("dossier listé", "dossiers listés"),
    "logins": ("ancienne connexion effacée", "anciennes connexions effacées"),
    "messages": ("ancien courriel effacé", "anciens courriels effacés"),
    "left_aside": ("mission restée sans suite", "missions restées sans suite"),
    "made": ("fichier produit", "fichiers produits"),
    "nb_sessions": ("séance", "séances"),
    "notes": ("changement pris en compte", "changements pris en compte"),
    "offers": ("offre lue", "offres lues"),
    "offers_paused": ("offre mise en pause", "offres mises en pause"),
    "offers_stale": ("offre signalée", "offres signalées"),
    "old_files": ("ancienne sauvegarde effacée", "anciennes sauvegardes effacées"),
    "passes": ("passage effacé", "passages effacés"),
    "presences": ("présence rappelée", "présences rappelées"),
    "profiles": ("personne calculée", "personnes calculées"),
    "proposals": ("mission conseillée", "missions conseillées"),
    "propositions": ("proposition close", "propositions closes"),
    "records": ("relevé établi", "relevés établis"),
    "reviews": ("revue annoncée", "revues annoncées"),
    "rows": ("ligne fautive", "lignes fautives"),
    "sent": ("courriel envoyé", "courriels envoyés"),
    "silent": ("silence dit au référent", "silences dits au référent"),
    "to_make": ("fichier à produire", "fichiers à produire"),
    "to_send": ("courriel à envoyer", "courriels à envoyer"),
    "texts": ("ancien SMS effacé", "anciens SMS effacés"),
    "texts_refused": ("SMS refusé", "SMS refusés"),
    "texts_sent": ("SMS envoyé", "SMS envoyés"),
    "texts_to_send": ("SMS à envoyer", "SMS à envoyer"),
    "told": ("clôture annoncée", "clôtures annoncées"),
    "unanswered": ("association restée sans réponse", "associations restées sans réponse"),
    "unlisted": ("dossier sorti de la liste", "dossiers sortis de la liste"),
    "without_proposal": ("personne sans mission conseillée", "personnes sans mission conseillée"),
    "would_be_listed": ("dossier serait listé", "dossiers seraient listés"),
}
"""What a job counts. A count of minutes is read as hours: «minutes_declared»."""
MINUTES = {
    "minutes_declared": "d'heures déclarées",
    "minutes_confirmed": "d'heures confirmées",
    "minutes_retained": "d'heures retenues",
}
NOTES = {"no_folder": "aucune sauvegarde\u00a0: BENEVOLAT_BACKUP_DIR n'est pas réglé"}
"""What a job says besides its counts."""
ERRORS = {
    "BackupRefused": "La sauvegarde n'a pas pu être faite\u00a0: vérifiez son dossier et les outils de PostgreSQL.",
    "OperationalError": "La base de données n'a pas répondu à temps.",
    "IntegrityError": "Une règle de la base a refusé l'écriture.",
    "DataError": "Une valeur n'entre pas dans la base.",
    "NotEverybody": "Tout le monde n'est pas encore calculé : ce sera repris.",
    "ConnectionRefusedError": "Le serveur de courriel ou de stockage ne répond pas.",
    "SMTPException": "Le serveur de courriel a refusé.",
    "TimeoutError": "Le délai est dépassé.",
    "PermissionError": "Le site n'a pas le droit d'écrire dans ce dossier.",
    "FileNotFoundError": "Un fichier ou une commande manque sur la machine.",
    "OSError": "Le disque ou le réseau a refusé.",
    "MemoryError": "La mémoire de la machine ne suffit pas.",
}


def error_words(error: str) -> str:
    """Return a sentence for the class of an error; an unknown one gives its name, to tell to who maintains the site.

    What is a sentence already (a check of the data) is left as it is.
    """
    if " " in error:
        return error
    return ERRORS.get(error, f"Erreur technique ({error}).")


def period_words(period: str) -> str:
    """Return «octobre 2026», «dimanche 22 novembre 2026», «… à 14 h»; any other period as it is."""
    if period == "-":
        return "Le traitement entier"
    if re.fullmatch(r"\d{4}-\d\d", period):
        return month(date.fromisoformat(f"{period}-01"))
    if re.fullmatch(r"\d{4}-W\d\d", period):
        return f"semaine du {long_date(date.fromisoformat(f'{period}-1'))}"
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d).*)?", period):
        day = long_date(date.fromisoformat(found[1]))
        return f"{day} à {int(found[2])}\u00a0h" if found[2] else day
    return period


def count_words(detail: dict[str, Any]) -> list[str]:
    """Return the counts of a passage in words; zeros are left out."""
    said = []
    said += [NOTES[key] for key in detail if key in NOTES]
    for key, value in detail.items():
        if not value or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if key in MINUTES:
            said.append(f"{duration(int(value))} {MINUTES[key]}")
        elif key in COUNTS:
            said.append(plural(int(value), *COUNTS[key]))
        else:
            said.append(f"{key.replace('_', ' ')}\u00a0: {value}")
    return said


def pass_words(row: JobPass) -> str:
    """Return what a passage that is over did, or would do."""
    said = count_words(row.detail)
    if row.done and not row.detail:  # A job that counts says more than its number of batches.
        said = [plural(row.done, "élément traité", "éléments traités")]
    if row.failed:
        said.append(plural(row.failed, "échec"))
    if row.stopped:
        said.append("arrêté avant la fin, le reste sera repris")
    if said:
        return ", ".join(said)
    return (
        "Rien ne serait fait\u00a0: tout est à jour"
        if row.dry_run
        else "Rien à faire\u00a0: tout était à jour"
    )


def state_words(view: JobView, *, silent: bool) -> str | None:
    """Return what a job does at this instant in two words, for a badge; None when it rests."""
    if view.running is not None:
        if silent:
            return "Sans nouvelles"
        return "Essai en cours" if view.running.dry_run else "En cours"
    return "Demandé" if view.waiting or view.dry_waiting else None


def now_words(view: JobView, *, silent: bool) -> str | None:
    """Return what a job does at this instant, and how far it is; None when it rests."""
    row = view.running
    if row is not None and row.started_at is not None:
        what = "Essai en cours" if row.dry_run else "En cours"
        far = f"\u00a0: {thousands(row.progress)} sur {thousands(row.total)}" if row.total else ""
        if silent:
            return f"{what}{far}, mais sans nouvelles depuis le {moment(row.seen_at)}"
        return f"{what} depuis {clock(row.started_at)}{far}"
    waiting = view.waiting or view.dry_waiting
    if waiting is not None:
        return f"Demandé à {clock(waiting.asked_at)}, va commencer"
    return None


def thousands(count: int) -> str:
    """Return «12 000»."""
    return f"{count:,}".replace(",", "\u202f")


def near(instant: datetime, now: datetime) -> str:
    """Return «aujourd'hui à 14 h 30», «demain à 4 h», «hier…», or the whole date further away."""
    days = (local(instant).date() - local(now).date()).days
    word = {-1: "hier", 0: "aujourd'hui", 1: "demain"}.get(days)
    return f"{word} à {clock(instant)}" if word else f"le {moment(instant)}"
