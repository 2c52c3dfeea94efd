"""Settings, read once from environment variables that start with ``BENEVOLAT_``."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jours_feries_france import JoursFeries

from bénévolat.domain.accessibility import declaration
from bénévolat.matching.settings import DEFAULT, Settings


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: environment name without its prefix, default as text, what it does (French, for the README)."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "DATA_DIR", "donnees", "Dossier des données : base SQLite, clé secrète, courriels de démonstration"
    ),
    Setting("DATABASE_URL", "", "Base de données ; vide : SQLite dans le dossier des données"),
    Setting("SECRET_KEY", "", "Clé secrète ; vide : tirée au sort et gardée dans le dossier des données"),
    Setting(
        "BASE_URL",
        "http://127.0.0.1:8000",
        "Adresse publique du site, écrite dans les courriels et les cartes",
    ),
    Setting("TRUSTED_HOSTS", "", "Noms d'hôte acceptés, séparés par des virgules ; vide : celui de BASE_URL"),
    Setting("PROXY_HOPS", "0", "Nombre de mandataires (nginx) devant le site ; seul ce saut est cru"),
    Setting("DEPARTEMENT_NAME", "Département de l'Aube", "Nom affiché"),
    Setting(
        "DEPARTEMENT_PHONE", "03 25 42 50 50", "Téléphone donné aux personnes quand leur équipe n'en a pas"
    ),
    Setting(
        "HOLIDAY_ZONE",
        "Métropole",
        "Jours fériés où aucune séance n'est prévue : « Métropole », « Alsace-Moselle », « La Réunion »…",
    ),
    Setting("CONTRACT_LABEL", "CER / contrat d'engagement", "Nom du contrat à l'écran et dans les exports"),
    Setting(
        "SECOND_FACTOR_ROLES", "travailleur_social,departement", "Rôles qui doivent avoir un second facteur"
    ),
    Setting("CARD_DAYS", "183", "Durée de vie de la carte d'une personne, en jours"),
    Setting("INVITATION_DAYS", "14", "Durée de vie d'une invitation, en jours"),
    Setting("RESET_HOURS", "2", "Durée de vie d'un lien de nouveau mot de passe, en heures"),
    Setting("LINK_DAYS", "8", "Durée de vie du lien qui confirme un mois de présences sans compte, en jours"),
    Setting("CLOSE_DAYS", "20", "Jours après la fin d'un mois au bout desquels ses relevés sont clos"),
    Setting("EXPORT_HOURS", "48", "Durée de vie d'un fichier exporté, en heures"),
    Setting(
        "MATCHING_FILE",
        "",
        "Réglages du rapprochement (poids, seuils, vitesses), fichier TOML ; vide : ceux publiés",
    ),
    Setting("MAIL_BACKEND", "file", "Envoi des courriels : « smtp » ou « file » (un fichier par courriel)"),
    Setting("MAIL_FROM", "bénévolat <ne-pas-repondre@benevolat.invalid>", "Expéditeur des courriels"),
    Setting("SMTP_HOST", "127.0.0.1", "Serveur SMTP"),
    Setting("SMTP_PORT", "25", "Port SMTP"),
    Setting("SMTP_USER", "", "Compte SMTP ; vide : sans authentification"),
    Setting("SMTP_PASSWORD", "", "Mot de passe SMTP"),
    Setting("SMTP_STARTTLS", "1", "1 : chiffrer la connexion SMTP"),
    Setting(
        "SMS_BACKEND",
        "off",
        "Envoi des SMS : « off » (non proposé), « http » (passerelle), « file » (un fichier par SMS) ou « console »",
    ),
    Setting("SMS_URL", "", "Adresse de la passerelle SMS (https), appelée par POST en JSON"),
    Setting("SMS_HEADER", "Authorization", "En-tête qui porte le jeton de la passerelle"),
    Setting("SMS_TOKEN", "", "Jeton de la passerelle, tel qu'il est écrit dans l'en-tête (« Bearer … »)"),
    Setting("SMS_SENDER", "", "Expéditeur affiché, si la passerelle le demande"),
    Setting(
        "SMS_BODY",
        '{"to": "{to}", "text": "{text}", "from": "{from}", "id": "{id}"}',
        "JSON envoyé à la passerelle ; {to}, {text}, {from} et {id} y sont remplacés",
    ),
    Setting(
        "SMS_ID_FIELD", "id", "Où la passerelle nomme le SMS dans sa réponse, par exemple « messages.0.id »"
    ),
    Setting("SMS_TIMEOUT", "10", "Attente de la passerelle, en secondes"),
    Setting(
        "SMS_REPLY_SECRET",
        "",
        "Secret (32 signes au moins) qui signe les réponses reçues sur /sms/reponses ; vide : aucune n'est reçue",
    ),
    Setting(
        "SMS_REPLY_FIELDS",
        "id,from,text",
        "Champs d'une réponse reçue : identifiant, numéro, texte",
    ),
    Setting(
        "SMS_REPORT_FIELDS",
        "id,status",
        "Champs d'un compte rendu reçu sur /sms/comptes-rendus : identifiant, état",
    ),
    Setting(
        "SMS_FAILED_STATES",
        "failed,undelivered,undeliverable,rejected",
        "États d'un compte rendu qui disent que le numéro ne reçoit pas",
    ),
    Setting("CONTACT_EMAIL", "", "Adresse de la page Contact"),
    Setting("CONTACT_ADDRESS", "", "Adresse postale de la page Contact et des mentions légales"),
    Setting("DPO_CONTACT", "", "Comment joindre la personne déléguée à la protection des données"),
    Setting(
        "PUBLICATION_DIRECTOR",
        "Président ou présidente du conseil départemental",
        "Directeur ou directrice de la publication (mentions légales)",
    ),
    Setting("HOSTING", "", "Hébergeur : nom, adresse et téléphone (mentions légales)"),
    Setting(
        "ACCESSIBILITY_AUDIT_DATE",
        "",
        "Jour de l'audit d'accessibilité (AAAA-MM-JJ) ; vide : « non conforme » partout",
    ),
    Setting("ACCESSIBILITY_AUDITOR", "", "Qui a fait cet audit"),
    Setting("ACCESSIBILITY_RATE", "", "Part des critères du RGAA respectés à cet audit, de 0 à 100"),
    Setting(
        "ACCESSIBILITY_FAULTS",
        "",
        "Ce que l'audit a trouvé non accessible, phrases séparées par des points-virgules",
    ),
    Setting("ACCESSIBILITY_PLAN_URL", "", "Adresse du schéma pluriannuel d'accessibilité (https://…)"),
    Setting(
        "REMIND_DAYS",
        "3,10",
        "Relances d'une association (réponse, présences à confirmer), en jours ; la seconde est dite au référent",
    ),
    Setting(
        "EXPIRE_DAYS", "30", "Proposition sans réponse de l'association : close après ce nombre de jours"
    ),
    Setting(
        "UNANSWERED_DAYS", "60", "Proposition que la personne laisse de côté : close après ce nombre de jours"
    ),
    Setting("OFFER_STALE_DAYS", "60", "Offre sans mise à jour : signalée à l'association, en jours"),
    Setting("OFFER_UNPUBLISH_DAYS", "90", "Offre sans mise à jour : mise en pause, en jours"),
    Setting(
        "READING_SCORE",
        "60",
        "Facilité de lecture (Kandel–Moles, 0 à 100) sous laquelle l'auteur d'une version simple est averti, "
        "sans blocage",
    ),
    Setting("REVIEW_NOTICE_DAYS", "30", "Revue d'un contrat annoncée au référent ce nombre de jours avant"),
    Setting(
        "RETENTION_ENABLED",
        "0",
        "1 : les dossiers inactifs sont listés, puis effacés ; 0 : comptés, à blanc",
    ),
    Setting(
        "RETENTION_MONTHS", "24", "Mois sans contact après lesquels un dossier est proposé à l'effacement"
    ),
    Setting("RETENTION_NOTICE_DAYS", "30", "Jours entre la liste d'un dossier inactif et son effacement"),
    Setting(
        "JOURNAL_MONTHS", "12", "Durée de vie du journal des accès et des échecs de traitements, en mois"
    ),
    Setting(
        "BACKUP_DIR", "", "Dossier des sauvegardes de chaque nuit ; vide : aucune sauvegarde automatique"
    ),
    Setting("BACKUP_KEEP", "14", "Nombre de sauvegardes gardées dans ce dossier"),
)
"""Every setting, in the order of the README's table."""

_NUMBERS = (
    "PROXY_HOPS",
    "CARD_DAYS",
    "INVITATION_DAYS",
    "RESET_HOURS",
    "LINK_DAYS",
    "CLOSE_DAYS",
    "EXPORT_HOURS",
    "SMTP_PORT",
    "SMS_TIMEOUT",
    "EXPIRE_DAYS",
    "UNANSWERED_DAYS",
    "OFFER_STALE_DAYS",
    "OFFER_UNPUBLISH_DAYS",
    "READING_SCORE",
    "REVIEW_NOTICE_DAYS",
    "RETENTION_MONTHS",
    "RETENTION_NOTICE_DAYS",
    "JOURNAL_MONTHS",
    "BACKUP_KEEP",
)
"""Settings that are whole numbers."""


def _values(environ: Mapping[str, str]) -> dict[str, str]:
    return {setting.name: environ.get(f"BENEVOLAT_{setting.name}", setting.default) for setting in SETTINGS}


def _secret_key(typed: str, data_dir: Path) -> str:
    """Return the typed key, or the one kept in the data folder, made at the first start."""
    if typed:
        return typed
    kept = data_dir / "secret_key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # Another process made it at the same instant.
            return kept.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text()


_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def _texts(config: dict[str, Any]) -> dict[str, Any]:
    """Read the settings of text messages. Raises ValueError (French sentence) for what cannot work."""
    if config["SMS_BACKEND"] not in {"off", "http", "file", "console"}:
        raise ValueError("BENEVOLAT_SMS_BACKEND : choisissez « off », « http », « file » ou « console ».")
    url = str(config["SMS_URL"])
    if config["SMS_BACKEND"] == "http" and not url.startswith(("https://", *_LOOPBACK)):
        raise ValueError("BENEVOLAT_SMS_URL : donnez l'adresse de la passerelle, en https.")
    secret = str(config["SMS_REPLY_SECRET"])
    if secret and len(secret) < 32:
        raise ValueError("BENEVOLAT_SMS_REPLY_SECRET : 32 signes au moins.")
    try:
        body = json.loads(str(config["SMS_BODY"]))
    except ValueError as error:
        raise ValueError("BENEVOLAT_SMS_BODY : ce n'est pas du JSON.") from error
    lists = {
        name: tuple(one.strip() for one in str(config[name]).split(",") if one.strip())
        for name in ("SMS_REPLY_FIELDS", "SMS_REPORT_FIELDS", "SMS_FAILED_STATES")
    }
    if len(lists["SMS_REPLY_FIELDS"]) != 3 or len(lists["SMS_REPORT_FIELDS"]) != 2:
        raise ValueError("BENEVOLAT_SMS_REPLY_FIELDS : trois champs ; BENEVOLAT_SMS_REPORT_FIELDS : deux.")
    return {"SMS_BODY": body, **lists}


def _matching(path: str) -> Settings:
    """Read the settings of the matching. Raises ValueError (French sentence) when there are none to read."""
    if not path:
        return DEFAULT
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"BENEVOLAT_MATCHING_FILE : « {path} » ne peut pas être lu. Vérifiez le nom du fichier, ses droits, "
            "et qu'il est en UTF-8."
        ) from error
    return Settings.from_toml(text)


def load_config(environ: Mapping[str, str] | None = None, **overrides: Any) -> dict[str, Any]:
    """Return the Flask configuration from the environment, then ``overrides``.

    Raises ValueError when a number is not one, or when the settings of the matching make no sense.
    """
    values: dict[str, Any] = {**_values(os.environ if environ is None else environ)}
    values.update({key: value for key, value in overrides.items() if key in values})
    data_dir = Path(str(values["DATA_DIR"])).absolute()
    url = str(values["DATABASE_URL"]) or f"sqlite:///{data_dir / 'benevolat.db'}"
    base_url = str(values["BASE_URL"]).rstrip("/")
    config: dict[str, Any] = {
        **values,
        "DATA_DIR": data_dir,
        "BASE_URL": base_url,
        "SECRET_KEY": _secret_key(str(values["SECRET_KEY"]), data_dir),
        "SQLALCHEMY_DATABASE_URI": url,
        "SECOND_FACTOR_ROLES": frozenset(filter(None, str(values["SECOND_FACTOR_ROLES"]).split(","))),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,  # web.access checks it, after the audience.
        "WTF_I18N_ENABLED": False,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SEND_FILE_MAX_AGE_DEFAULT": 7 * 24 * 3600,
        "BACKGROUND": True,  # Work begun by a click goes on after the answer (jobs.background).
    }
    for name in _NUMBERS:
        config[name] = int(config[name])
    if config["HOLIDAY_ZONE"] not in JoursFeries.ZONES:
        raise ValueError(f"BENEVOLAT_HOLIDAY_ZONE : choisissez parmi {', '.join(JoursFeries.ZONES)}.")
    config["REMIND_DAYS"] = tuple(sorted(int(days) for days in str(config["REMIND_DAYS"]).split(",")))
    config["RETENTION_ENABLED"] = str(config["RETENTION_ENABLED"]) == "1"
    if config["CLOSE_DAYS"] < 1:
        raise ValueError("BENEVOLAT_CLOSE_DAYS : un mois se clôt un jour au moins après sa fin.")
    config.update(_texts(config))
    config["ACCESSIBILITY"] = declaration(
        *(
            str(config[f"ACCESSIBILITY_{name}"])
            for name in ("AUDIT_DATE", "AUDITOR", "RATE", "FAULTS", "PLAN_URL")
        )
    )
    config["MATCHING_SETTINGS"] = _matching(str(config["MATCHING_FILE"]))
    config["SMTP_STARTTLS"] = str(config["SMTP_STARTTLS"]) == "1"
    secure = base_url.startswith("https://")
    # The __Host- prefix asks for Secure, Path=/ and no Domain; plain name on http loopback (S1).
    config["SESSION_COOKIE_NAME"] = "__Host-benevolat" if secure else "benevolat"
    config["SESSION_COOKIE_SECURE"] = secure
    config["SESSION_COOKIE_HTTPONLY"] = True
    config["SESSION_COOKIE_SAMESITE"] = "Lax"
    hosts = [host.strip() for host in str(config["TRUSTED_HOSTS"]).split(",") if host.strip()]
    config["TRUSTED_HOSTS"] = hosts or [base_url.split("//", 1)[-1].split("/")[0].split(":")[0], "localhost"]
    config.update({key: value for key, value in overrides.items() if key not in values})
    return config
