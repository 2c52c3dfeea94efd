"""Premier schéma : toutes les tables, leurs contraintes nommées et leurs index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, with its named constraints."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"], unique=False)
    op.create_index(op.f("ix_attempts_kind_key_at"), "attempts", ["kind", "key_hash", "at"], unique=False)
    op.create_table(
        "epci",
        sa.Column("siren", sa.String(9), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("siren", name=op.f("pk_epci")),
    )
    op.create_table(
        "job_failures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_failures")),
    )
    op.create_index(op.f("ix_job_failures_job"), "job_failures", ["job"], unique=False)
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job", "period", "unit", name=op.f("uq_job_runs_job_period_unit")),
    )
    op.create_index(op.f("ix_job_runs_done_at"), "job_runs", ["done_at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("motive", sa.String(300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.CheckConstraint(
            "actor_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_journal_actorkind"),
        ),
        sa.CheckConstraint(
            "event IN ('sign_in', 'sign_in_failed', 'sign_out', 'password_changed', "
            "'second_factor_changed', 'account_invited', 'account_changed', 'account_disabled', "
            "'profile_read', 'profile_written', 'card_issued', 'card_revoked', 'card_refused', "
            "'hours_retained', 'export_made', 'export_read', 'import_done')",
            name=op.f("ck_journal_journalevent"),
        ),
    )
    op.create_index(op.f("ix_journal_account_id"), "journal", ["account_id"], unique=False)
    op.create_index(op.f("ix_journal_at"), "journal", ["at"], unique=False)
    op.create_index(op.f("ix_journal_event"), "journal", ["event"], unique=False)
    op.create_index(op.f("ix_journal_profile_id"), "journal", ["profile_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(300), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
    )
    op.create_index(
        op.f("ix_outbox_waiting"), "outbox", ["sent_at", "given_up_at", "not_before"], unique=False
    )
    op.create_table(
        "scheduler_leases",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(120), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduler_leases")),
    )
    op.create_table(
        "sectors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sectors")),
        sa.UniqueConstraint("name", name=op.f("uq_sectors_name")),
    )
    op.create_table(
        "communes",
        sa.Column("insee", sa.String(5), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("search_key", sa.String(200), nullable=False),
        sa.Column("departement", sa.String(3), nullable=False),
        sa.Column("epci_siren", sa.String(9), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("insee", name=op.f("pk_communes")),
        sa.ForeignKeyConstraint(["epci_siren"], ["epci.siren"], name=op.f("fk_communes_epci_siren_epci")),
        sa.CheckConstraint("length(insee) = 5", name=op.f("ck_communes_insee_length")),
        sa.CheckConstraint(
            "(lat IS NULL AND lon IS NULL) OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)",
            name=op.f("ck_communes_point"),
        ),
    )
    op.create_index(op.f("ix_communes_departement"), "communes", ["departement"], unique=False)
    op.create_index(op.f("ix_communes_epci_siren"), "communes", ["epci_siren"], unique=False)
    op.create_index(op.f("ix_communes_search_key"), "communes", ["search_key"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("sector_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.ForeignKeyConstraint(["sector_id"], ["sectors.id"], name=op.f("fk_teams_sector_id_sectors")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("can_validate", sa.Boolean(), nullable=False),
        sa.Column("can_retain_hours", sa.Boolean(), nullable=False),
        sa.Column("can_export", sa.Boolean(), nullable=False),
        sa.Column("can_administer", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_secret", sa.String(64), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_accounts_team_id_teams")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.CheckConstraint(
            "NOT can_administer OR role = 'departement'", name=op.f("ck_accounts_administer_of_departement")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_lower")),
        sa.CheckConstraint(
            "NOT can_export OR role = 'departement'", name=op.f("ck_accounts_export_of_departement")
        ),
        sa.CheckConstraint(
            "NOT can_retain_hours OR role <> 'association'", name=op.f("ck_accounts_retain_of_agents")
        ),
        sa.CheckConstraint(
            "role IN ('association', 'travailleur_social', 'departement')", name=op.f("ck_accounts_role")
        ),
        sa.CheckConstraint(
            "team_id IS NULL OR role = 'travailleur_social'",
            name=op.f("ck_accounts_team_of_travailleur_social"),
        ),
        sa.CheckConstraint(
            "NOT can_validate OR role = 'departement'", name=op.f("ck_accounts_validate_of_departement")
        ),
    )
    op.create_index(op.f("ix_accounts_team_id"), "accounts", ["team_id"], unique=False)
    op.create_table(
        "postal_codes",
        sa.Column("insee", sa.String(5), nullable=False),
        sa.Column("code", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("insee", "code", name=op.f("pk_postal_codes")),
        sa.ForeignKeyConstraint(
            ["insee"], ["communes.insee"], name=op.f("fk_postal_codes_insee_communes"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_postal_codes_code"), "postal_codes", ["code"], unique=False)
    op.create_table(
        "sector_communes",
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("insee", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("sector_id", "insee", name=op.f("pk_sector_communes")),
        sa.ForeignKeyConstraint(
            ["insee"], ["communes.insee"], name=op.f("fk_sector_communes_insee_communes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sector_id"],
            ["sectors.id"],
            name=op.f("fk_sector_communes_sector_id_sectors"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_sector_communes_insee"), "sector_communes", ["insee"], unique=False)
    op.create_table(
        "associations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("search_key", sa.String(200), nullable=False),
        sa.Column("rna", sa.String(10), nullable=True),
        sa.Column("local_law", sa.Boolean(), nullable=False),
        sa.Column("siret", sa.String(14), nullable=True),
        sa.Column("purpose", sa.String(1000), nullable=True),
        sa.Column("address", sa.String(300), nullable=True),
        sa.Column("commune_insee", sa.String(5), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("website", sa.String(300), nullable=True),
        sa.Column("insured", sa.Boolean(), nullable=False),
        sa.Column("insurer", sa.String(200), nullable=True),
        sa.Column("insured_until", sa.Date(), nullable=True),
        sa.Column("charter_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("charter_accepted_by_id", sa.Uuid(), nullable=True),
        sa.Column("sensitive_name", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("refusal_reason", sa.String(40), nullable=True),
        sa.Column("refusal_note", sa.String(1000), nullable=True),
        sa.Column("source_ref", sa.String(300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_associations")),
        sa.ForeignKeyConstraint(
            ["charter_accepted_by_id"],
            ["accounts.id"],
            name=op.f("fk_associations_charter_accepted_by_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["communes.insee"], name=op.f("fk_associations_commune_insee_communes")
        ),
        sa.UniqueConstraint("source_ref", name=op.f("uq_associations_source_ref")),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'validated', 'refused')",
            name=op.f("ck_associations_associationstatus"),
        ),
        sa.CheckConstraint(
            "refusal_reason IN ('incomplete', 'paid_job', 'supervision', 'insurance', "
            "'unreachable', 'other')",
            name=op.f("ck_associations_refusalreason"),
        ),
        sa.CheckConstraint(
            "status <> 'validated' OR (validated_at IS NOT NULL AND insured AND "
            "charter_accepted_at IS NOT NULL)",
            name=op.f("ck_associations_validated_complete"),
        ),
    )
    op.create_index(op.f("ix_associations_rna"), "associations", ["rna"], unique=False)
    op.create_index(op.f("ix_associations_search_key"), "associations", ["search_key"], unique=False)
    op.create_index(op.f("ix_associations_status"), "associations", ["status"], unique=False)
    op.create_table(
        "backup_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_codes")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_backup_codes_account_id_accounts"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_backup_codes_account_id"), "backup_codes", ["account_id"], unique=False)
    op.create_table(
        "export_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("motive", sa.String(300), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("file_format", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("nb_lines", sa.Integer(), nullable=False),
        sa.Column("nb_transliterated", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_files")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_export_files_account_id_accounts")
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_export_files_lasts")),
        sa.CheckConstraint("period_to >= period_from", name=op.f("ck_export_files_period")),
    )
    op.create_index(op.f("ix_export_files_account_id"), "export_files", ["account_id"], unique=False)
    op.create_index(op.f("ix_export_files_expires_at"), "export_files", ["expires_at"], unique=False)
    op.create_table(
        "link_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_tokens")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_link_tokens_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_tokens_token_hash")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_link_tokens_lasts")),
        sa.CheckConstraint("kind IN ('invitation', 'password_reset')", name=op.f("ck_link_tokens_linkkind")),
    )
    op.create_index(op.f("ix_link_tokens_account_id"), "link_tokens", ["account_id"], unique=False)
    op.create_table(
        "profiles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("departement_ref", sa.String(40), nullable=False),
        sa.Column("allocataire_number", sa.String(40), nullable=True),
        sa.Column("household_role", sa.String(40), nullable=True),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("search_key", sa.String(240), nullable=False),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("contact_choice", sa.String(40), nullable=False),
        sa.Column("referent_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("avoid", sa.JSON(), nullable=False),
        sa.Column("constraints", sa.JSON(), nullable=False),
        sa.Column("comfort", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("french_level", sa.String(40), nullable=True),
        sa.Column("supervision_need", sa.String(40), nullable=True),
        sa.Column("commune_insee", sa.String(5), nullable=True),
        sa.Column("travel", sa.JSON(), nullable=False),
        sa.Column("half_days", sa.JSON(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["communes.insee"], name=op.f("fk_profiles_commune_insee_communes")
        ),
        sa.ForeignKeyConstraint(
            ["referent_id"], ["accounts.id"], name=op.f("fk_profiles_referent_id_accounts")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_profiles_team_id_teams")),
        sa.UniqueConstraint("departement_ref", name=op.f("uq_profiles_departement_ref")),
        sa.CheckConstraint(
            "status <> 'active' OR commune_insee IS NOT NULL", name=op.f("ck_profiles_active_has_commune")
        ),
        sa.CheckConstraint(
            "contact_choice <> 'email' OR email IS NOT NULL", name=op.f("ck_profiles_contact_email")
        ),
        sa.CheckConstraint(
            "contact_choice <> 'phone' OR phone IS NOT NULL", name=op.f("ck_profiles_contact_phone")
        ),
        sa.CheckConstraint(
            "contact_choice IN ('via_referent', 'phone', 'email')", name=op.f("ck_profiles_contactchoice")
        ),
        sa.CheckConstraint("household_role IN ('DEM', 'CJT')", name=op.f("ck_profiles_householdrole")),
        sa.CheckConstraint("french_level IN ('0', '1', '2', '3')", name=op.f("ck_profiles_level")),
        sa.CheckConstraint(
            "allocataire_number IS NULL OR household_role IS NOT NULL",
            name=op.f("ck_profiles_number_needs_household_role"),
        ),
        sa.CheckConstraint("status IN ('draft', 'active', 'paused')", name=op.f("ck_profiles_profilestatus")),
        sa.CheckConstraint("supervision_need IN ('0', '1', '2')", name=op.f("ck_profiles_supervisionlevel")),
    )
    op.create_index(op.f("ix_profiles_commune_insee"), "profiles", ["commune_insee"], unique=False)
    op.create_index(op.f("ix_profiles_referent_id"), "profiles", ["referent_id"], unique=False)
    op.create_index(op.f("ix_profiles_search_key"), "profiles", ["search_key"], unique=False)
    op.create_index(op.f("ix_profiles_status"), "profiles", ["status"], unique=False)
    op.create_index(op.f("ix_profiles_team_id"), "profiles", ["team_id"], unique=False)
    op.create_table(
        "association_events",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=True),
        sa.Column("to_status", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor_account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_profile_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association_events")),
        sa.ForeignKeyConstraint(
            ["actor_account_id"],
            ["accounts.id"],
            name=op.f("fk_association_events_actor_account_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_profile_id"],
            ["profiles.id"],
            name=op.f("fk_association_events_actor_profile_id_profiles"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["associations.id"],
            name=op.f("fk_association_events_association_id_associations"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "actor_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_association_events_actorkind"),
        ),
    )
    op.create_index(
        op.f("ix_association_events_association_id"), "association_events", ["association_id"], unique=False
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.String(4), nullable=False),
        sa.Column("secret_hash", sa.String(200), nullable=False),
        sa.Column("failed_tries", sa.Integer(), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["accounts.id"], name=op.f("fk_cards_issued_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_cards_profile_id_profiles"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("handle", name=op.f("uq_cards_handle")),
        sa.CheckConstraint("failed_tries BETWEEN 0 AND 5", name=op.f("ck_cards_failed_tries")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_cards_lasts")),
    )
    op.create_index(op.f("ix_cards_profile_id"), "cards", ["profile_id"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("weekly_hours_target", sa.Integer(), nullable=True),
        sa.Column("volunteering_included", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_contracts_profile_id_profiles"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("kind IN ('cer', 'engagement')", name=op.f("ck_contracts_contractkind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contracts_dates")),
        sa.CheckConstraint("review_on IS NULL OR review_on >= starts_on", name=op.f("ck_contracts_review")),
        sa.CheckConstraint(
            "weekly_hours_target IS NULL OR weekly_hours_target BETWEEN 1 AND 35",
            name=op.f("ck_contracts_weekly_hours_target"),
        ),
    )
    op.create_index(op.f("ix_contracts_profile_id"), "contracts", ["profile_id"], unique=False)
    op.create_index(op.f("ix_contracts_review_on"), "contracts", ["review_on"], unique=False)
    op.create_table(
        "exclusions",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("profile_id", "association_id", name=op.f("pk_exclusions")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["associations.id"], name=op.f("fk_exclusions_association_id_associations")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_exclusions_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("kind IN ('wish', 'former_employer')", name=op.f("ck_exclusions_exclusionkind")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_memberships_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["associations.id"], name=op.f("fk_memberships_association_id_associations")
        ),
        sa.UniqueConstraint(
            "association_id", "account_id", name=op.f("uq_memberships_association_id_account_id")
        ),
        sa.CheckConstraint("role IN ('member', 'administrator')", name=op.f("ck_memberships_membershiprole")),
    )
    op.create_index(op.f("ix_memberships_account_id"), "memberships", ["account_id"], unique=False)
    op.create_index(op.f("ix_memberships_association_id"), "memberships", ["association_id"], unique=False)
    op.create_index(
        op.f("uq_memberships_active_account"),
        "memberships",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "supervisors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("function", sa.String(120), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("half_days", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisors")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["associations.id"], name=op.f("fk_supervisors_association_id_associations")
        ),
    )
    op.create_index(op.f("ix_supervisors_association_id"), "supervisors", ["association_id"], unique=False)
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reauthenticated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_login_sessions_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_login_sessions_card_id_cards"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_login_sessions_lasts")),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (card_id IS NULL)", name=op.f("ck_login_sessions_one_owner")
        ),
    )
    op.create_index(op.f("ix_login_sessions_account_id"), "login_sessions", ["account_id"], unique=False)
    op.create_index(op.f("ix_login_sessions_card_id"), "login_sessions", ["card_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(4000), nullable=False),
        sa.Column("simple_text", sa.String(1000), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("domain", sa.String(40), nullable=False),
        sa.Column("commune_insee", sa.String(5), nullable=True),
        sa.Column("unresolved_place", sa.String(300), nullable=True),
        sa.Column("address", sa.String(300), nullable=True),
        sa.Column("access_notes", sa.String(300), nullable=True),
        sa.Column("remote", sa.String(40), nullable=False),
        sa.Column("transit", sa.String(40), nullable=False),
        sa.Column("transit_notes", sa.String(300), nullable=True),
        sa.Column("wheelchair", sa.Boolean(), nullable=True),
        sa.Column("half_days", sa.JSON(), nullable=False),
        sa.Column("slots_needed", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(40), nullable=False),
        sa.Column("sessions_per_period", sa.Integer(), nullable=False),
        sa.Column("session_minutes", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("backup_supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("supervision_capacity", sa.Integer(), nullable=False),
        sa.Column("supervision_level", sa.String(40), nullable=False),
        sa.Column("supervision_half_days", sa.JSON(), nullable=False),
        sa.Column("pause_from", sa.Date(), nullable=True),
        sa.Column("pause_to", sa.Date(), nullable=True),
        sa.Column("monthly_cap", sa.Integer(), nullable=True),
        sa.Column("demands", sa.JSON(), nullable=False),
        sa.Column("comfort", sa.JSON(), nullable=False),
        sa.Column("french_level", sa.String(40), nullable=False),
        sa.Column("group_size", sa.Integer(), nullable=True),
        sa.Column("expenses", sa.String(40), nullable=False),
        sa.Column("insured", sa.Boolean(), nullable=False),
        sa.Column("vulnerable_public", sa.Boolean(), nullable=False),
        sa.Column("background_check", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("refusal_reason", sa.String(40), nullable=True),
        sa.Column("refusal_note", sa.String(1000), nullable=True),
        sa.Column("source_ref", sa.String(300), nullable=True),
        sa.Column("source_name", sa.String(40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["associations.id"], name=op.f("fk_offers_association_id_associations")
        ),
        sa.ForeignKeyConstraint(
            ["backup_supervisor_id"],
            ["supervisors.id"],
            name=op.f("fk_offers_backup_supervisor_id_supervisors"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_insee"], ["communes.insee"], name=op.f("fk_offers_commune_insee_communes")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisors.id"], name=op.f("fk_offers_supervisor_id_supervisors")
        ),
        sa.UniqueConstraint("source_ref", name=op.f("uq_offers_source_ref")),
        sa.CheckConstraint(
            "background_check IN ('none', 'b3', 'attestation', 'fijais')",
            name=op.f("ck_offers_backgroundcheck"),
        ),
        sa.CheckConstraint("places_taken <= supervision_capacity", name=op.f("ck_offers_capacity")),
        sa.CheckConstraint(
            "supervision_capacity >= 0 AND supervision_capacity <= 100", name=op.f("ck_offers_capacity_range")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_offers_dates")
        ),
        sa.CheckConstraint(
            "domain IN ('food_aid', 'clothing', 'solidarity', 'isolation', 'education', "
            "'digital', 'culture', 'sport', 'environment', 'animals', 'heritage', 'repair', "
            "'events', 'health_support', 'other')",
            name=op.f("ck_offers_domain"),
        ),
        sa.CheckConstraint(
            "expenses IN ('unknown', 'none', 'travel', 'travel_meals', 'on_receipt')",
            name=op.f("ck_offers_expensespolicy"),
        ),
        sa.CheckConstraint("group_size IS NULL OR group_size >= 1", name=op.f("ck_offers_group_size")),
        sa.CheckConstraint("french_level IN ('0', '1', '2', '3')", name=op.f("ck_offers_level")),
        sa.CheckConstraint("monthly_cap IS NULL OR monthly_cap >= 1", name=op.f("ck_offers_monthly_cap")),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'published', 'paused', 'refused', 'closed')",
            name=op.f("ck_offers_offerstatus"),
        ),
        sa.CheckConstraint(
            "(pause_from IS NULL) = (pause_to IS NULL) AND (pause_from IS NULL OR pause_to >= pause_from)",
            name=op.f("ck_offers_pause"),
        ),
        sa.CheckConstraint("places_taken <= places", name=op.f("ck_offers_places")),
        sa.CheckConstraint("places_taken >= 0", name=op.f("ck_offers_places_not_negative")),
        sa.CheckConstraint("places >= 0 AND places <= 1000", name=op.f("ck_offers_places_range")),
        sa.CheckConstraint(
            "status <> 'published' OR (supervisor_id IS NOT NULL AND supervision_capacity >= 1 "
            "AND places >= 1 AND session_minutes IS NOT NULL AND (commune_insee IS NOT NULL OR "
            "remote = 'full') AND insured)",
            name=op.f("ck_offers_published_complete"),
        ),
        sa.CheckConstraint(
            "refusal_reason IN ('incomplete', 'paid_job', 'supervision', 'insurance', "
            "'unreachable', 'other')",
            name=op.f("ck_offers_refusalreason"),
        ),
        sa.CheckConstraint("remote IN ('no', 'possible', 'full')", name=op.f("ck_offers_remote")),
        sa.CheckConstraint(
            "rhythm IN ('weekly', 'fortnightly', 'monthly', 'one_off')", name=op.f("ck_offers_rhythm")
        ),
        sa.CheckConstraint(
            "session_minutes IS NULL OR session_minutes BETWEEN 15 AND 720",
            name=op.f("ck_offers_session_minutes"),
        ),
        sa.CheckConstraint(
            "sessions_per_period BETWEEN 1 AND 14", name=op.f("ck_offers_sessions_per_period")
        ),
        sa.CheckConstraint("slots_needed BETWEEN 1 AND 21", name=op.f("ck_offers_slots_needed")),
        sa.CheckConstraint("supervision_level IN ('0', '1', '2')", name=op.f("ck_offers_supervisionlevel")),
        sa.CheckConstraint(
            "transit IN ('unknown', 'none', 'declared', 'on_demand')", name=op.f("ck_offers_transit")
        ),
    )
    op.create_index(
        op.f("ix_offers_association_status"), "offers", ["association_id", "status"], unique=False
    )
    op.create_index(op.f("ix_offers_commune_insee"), "offers", ["commune_insee"], unique=False)
    op.create_index(op.f("ix_offers_status_published_at"), "offers", ["status", "published_at"], unique=False)
    op.create_table(
        "matches",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("near_miss", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("to_check", sa.JSON(), nullable=False),
        sa.Column("blocked_by", sa.JSON(), nullable=False),
        sa.Column("unlock", sa.String(1000), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("profile_id", "offer_id", name=op.f("pk_matches")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_matches_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_matches_profile_id_profiles"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_matches_score")),
    )
    op.create_index(op.f("ix_matches_offer_id"), "matches", ["offer_id"], unique=False)
    op.create_index(
        op.f("ix_matches_profile_rank"), "matches", ["profile_id", "near_miss", "rank"], unique=False
    )
    op.create_table(
        "offer_events",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=True),
        sa.Column("to_status", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor_account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_profile_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_events")),
        sa.ForeignKeyConstraint(
            ["actor_account_id"], ["accounts.id"], name=op.f("fk_offer_events_actor_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["actor_profile_id"],
            ["profiles.id"],
            name=op.f("fk_offer_events_actor_profile_id_profiles"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_events_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "actor_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_offer_events_actorkind"),
        ),
    )
    op.create_index(op.f("ix_offer_events_offer_id"), "offer_events", ["offer_id"], unique=False)
    op.create_table(
        "propositions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("pseudonym", sa.String(40), nullable=False),
        sa.Column("former_employee", sa.Boolean(), nullable=False),
        sa.Column("presentation", sa.String(300), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meeting_note", sa.String(300), nullable=True),
        sa.Column("answer_reason", sa.String(40), nullable=True),
        sa.Column("answer_reason_shared", sa.Boolean(), nullable=False),
        sa.Column("referent_note", sa.String(1000), nullable=True),
        sa.Column("match_version", sa.String(40), nullable=False),
        sa.Column("match_score", sa.Integer(), nullable=True),
        sa.Column("match_parts", sa.JSON(), nullable=False),
        sa.Column("match_reasons", sa.JSON(), nullable=False),
        sa.Column("match_gates", sa.JSON(), nullable=False),
        sa.Column("match_inputs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_propositions")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_propositions_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_propositions_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["accounts.id"], name=op.f("fk_propositions_proposed_by_id_accounts")
        ),
        sa.CheckConstraint(
            "answer_reason IN ('no_place', 'supervisor_away', 'schedule', 'mission_changed', "
            "'skills', 'not_enough_information', 'other')",
            name=op.f("ck_propositions_answerreason"),
        ),
        sa.CheckConstraint("NOT former_employee", name=op.f("ck_propositions_no_former_employee")),
        sa.CheckConstraint(
            "status IN ('proposed', 'agreed', 'talk_first', 'declined', 'submitted', 'meeting', "
            "'accepted', 'refused', 'withdrawn', 'expired')",
            name=op.f("ck_propositions_propositionstatus"),
        ),
        sa.CheckConstraint(
            "status <> 'refused' OR answer_reason IS NOT NULL", name=op.f("ck_propositions_refused_reason")
        ),
        sa.CheckConstraint(
            "status NOT IN ('submitted', 'meeting', 'accepted', 'refused') OR submitted_at IS NOT NULL",
            name=op.f("ck_propositions_submitted_at"),
        ),
    )
    op.create_index(
        op.f("ix_propositions_offer_status"), "propositions", ["offer_id", "status"], unique=False
    )
    op.create_index(
        op.f("ix_propositions_profile_status"), "propositions", ["profile_id", "status"], unique=False
    )
    op.create_index(op.f("ix_propositions_submitted_at"), "propositions", ["submitted_at"], unique=False)
    op.create_index(
        op.f("uq_propositions_live"),
        "propositions",
        ["profile_id", "offer_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('agreed', 'meeting', 'proposed', 'submitted', 'talk_first')"),
        postgresql_where=sa.text("status IN ('agreed', 'meeting', 'proposed', 'submitted', 'talk_first')"),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("proposition_id", sa.Uuid(), nullable=True),
        sa.Column("engagement_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_kind", sa.String(40), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        # PostgreSQL gets this one at the end: the two tables refer to each other.
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_agreements_engagement_id_engagements"),
            ondelete="CASCADE",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_agreements_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposition_id"],
            ["propositions.id"],
            name=op.f("fk_agreements_proposition_id_propositions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["accounts.id"], name=op.f("fk_agreements_recorded_by_id_accounts")
        ),
        sa.CheckConstraint(
            "recorded_by_kind IN ('association', 'travailleur_social', 'departement', "
            "'allocataire', 'system')",
            name=op.f("ck_agreements_actorkind"),
        ),
        sa.CheckConstraint(
            "kind IN ('volunteering', 'transmission', 'review')", name=op.f("ck_agreements_agreementkind")
        ),
        sa.CheckConstraint(
            "channel IN ('screen', 'paper', 'phone', 'oral')", name=op.f("ck_agreements_channel")
        ),
        sa.CheckConstraint(
            "kind <> 'review' OR engagement_id IS NOT NULL",
            name=op.f("ck_agreements_review_of_an_engagement"),
        ),
        sa.CheckConstraint(
            "kind <> 'transmission' OR proposition_id IS NOT NULL",
            name=op.f("ck_agreements_transmission_of_a_proposition"),
        ),
    )
    op.create_index(op.f("ix_agreements_engagement_id"), "agreements", ["engagement_id"], unique=False)
    op.create_index(op.f("ix_agreements_profile_id"), "agreements", ["profile_id"], unique=False)
    op.create_index(op.f("ix_agreements_proposition_id"), "agreements", ["proposition_id"], unique=False)
    op.create_table(
        "proposition_events",
        sa.Column("proposition_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=True),
        sa.Column("to_status", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor_account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_profile_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposition_events")),
        sa.ForeignKeyConstraint(
            ["actor_account_id"],
            ["accounts.id"],
            name=op.f("fk_proposition_events_actor_account_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_profile_id"],
            ["profiles.id"],
            name=op.f("fk_proposition_events_actor_profile_id_profiles"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["proposition_id"],
            ["propositions.id"],
            name=op.f("fk_proposition_events_proposition_id_propositions"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "actor_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_proposition_events_actorkind"),
        ),
        sa.CheckConstraint(
            "channel IN ('screen', 'paper', 'phone', 'oral')", name=op.f("ck_proposition_events_channel")
        ),
    )
    op.create_index(
        op.f("ix_proposition_events_proposition_id"), "proposition_events", ["proposition_id"], unique=False
    )
    op.create_table(
        "engagements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposition_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("nature", sa.String(40), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_kind", sa.String(40), nullable=True),
        sa.Column("rhythm", sa.String(40), nullable=False),
        sa.Column("sessions_per_period", sa.Integer(), nullable=False),
        sa.Column("session_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagements")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_engagements_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_engagements_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_engagements_offer_id_offers")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_engagements_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["propositions.id"], name=op.f("fk_engagements_proposition_id_propositions")
        ),
        sa.UniqueConstraint("proposition_id", name=op.f("uq_engagements_proposition_id")),
        sa.CheckConstraint(
            "nature <> 'in_contract' OR contract_id IS NOT NULL", name=op.f("ck_engagements_contract")
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_engagements_dates")),
        sa.CheckConstraint(
            "(status = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_engagements_ended_on")
        ),
        sa.CheckConstraint(
            "end_kind IN ('completed', 'person_stops', 'new_project', 'association_side', "
            "'place_change', 'other')",
            name=op.f("ck_engagements_endkind"),
        ),
        sa.CheckConstraint(
            "nature IN ('in_contract', 'personal')", name=op.f("ck_engagements_engagementnature")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'paused', 'ended')", name=op.f("ck_engagements_engagementstatus")
        ),
        sa.CheckConstraint(
            "rhythm IN ('weekly', 'fortnightly', 'monthly', 'one_off')", name=op.f("ck_engagements_rhythm")
        ),
        sa.CheckConstraint("session_minutes BETWEEN 15 AND 720", name=op.f("ck_engagements_session_minutes")),
    )
    op.create_index(op.f("ix_engagements_offer_id"), "engagements", ["offer_id"], unique=False)
    op.create_index(op.f("ix_engagements_profile_id"), "engagements", ["profile_id"], unique=False)
    op.create_index(op.f("ix_engagements_status"), "engagements", ["status"], unique=False)
    op.create_table(
        "activity_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declared_by_kind", sa.String(40), nullable=True),
        sa.Column("declared_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest_note", sa.String(300), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_sessions")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_activity_sessions_confirmed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["accounts.id"], name=op.f("fk_activity_sessions_declared_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_activity_sessions_engagement_id_engagements"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_activity_sessions_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["activity_sessions.id"],
            name=op.f("fk_activity_sessions_replaces_id_activity_sessions"),
        ),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_activity_sessions_replaces_id")),
        sa.CheckConstraint(
            "declared_by_kind IN ('association', 'travailleur_social', 'departement', "
            "'allocataire', 'system')",
            name=op.f("ck_activity_sessions_actorkind"),
        ),
        sa.CheckConstraint(
            "status <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_activity_sessions_confirmed")
        ),
        sa.CheckConstraint(
            "status = 'drafted' OR declared_at IS NOT NULL", name=op.f("ck_activity_sessions_declared")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 720", name=op.f("ck_activity_sessions_minutes")),
        sa.CheckConstraint(
            "replaces_id IS NULL OR replaces_id <> id", name=op.f("ck_activity_sessions_replaces_other")
        ),
        sa.CheckConstraint(
            "status IN ('drafted', 'declared', 'confirmed', 'contested')",
            name=op.f("ck_activity_sessions_sessionstatus"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_activity_sessions_times")),
    )
    op.create_index(
        op.f("ix_activity_sessions_engagement_starts"),
        "activity_sessions",
        ["engagement_id", "starts_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_activity_sessions_profile_starts"),
        "activity_sessions",
        ["profile_id", "starts_at"],
        unique=False,
    )
    op.create_index(op.f("ix_activity_sessions_status"), "activity_sessions", ["status"], unique=False)
    op.create_table(
        "cer_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("minutes_declared", sa.Integer(), nullable=False),
        sa.Column("minutes_confirmed", sa.Integer(), nullable=False),
        sa.Column("minutes_retained", sa.Integer(), nullable=True),
        sa.Column("nb_sessions", sa.Integer(), nullable=False),
        sa.Column("retained_by_id", sa.Uuid(), nullable=True),
        sa.Column("retained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cer_records")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_cer_records_engagement_id_engagements"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["retained_by_id"], ["accounts.id"], name=op.f("fk_cer_records_retained_by_id_accounts")
        ),
        sa.UniqueConstraint("engagement_id", "month", name=op.f("uq_cer_records_engagement_id_month")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_cer_records_cerrecordstatus")),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_cer_records_closed_at")
        ),
        sa.CheckConstraint(
            "minutes_confirmed <= minutes_declared", name=op.f("ck_cer_records_confirmed_within_declared")
        ),
        sa.CheckConstraint(
            "minutes_declared >= 0 AND minutes_confirmed >= 0", name=op.f("ck_cer_records_not_negative")
        ),
        sa.CheckConstraint(
            "(minutes_retained IS NULL) = (retained_by_id IS NULL) AND (minutes_retained IS NULL) "
            "= (retained_at IS NULL)",
            name=op.f("ck_cer_records_retained_signed"),
        ),
        sa.CheckConstraint(
            "minutes_retained IS NULL OR minutes_retained BETWEEN 0 AND minutes_declared",
            name=op.f("ck_cer_records_retained_within_declared"),
        ),
    )
    op.create_index(op.f("ix_cer_records_month"), "cer_records", ["month"], unique=False)
    op.create_table(
        "engagement_events",
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=True),
        sa.Column("to_status", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor_account_id", sa.Uuid(), nullable=True),
        sa.Column("actor_profile_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_events")),
        sa.ForeignKeyConstraint(
            ["actor_account_id"], ["accounts.id"], name=op.f("fk_engagement_events_actor_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["actor_profile_id"],
            ["profiles.id"],
            name=op.f("fk_engagement_events_actor_profile_id_profiles"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_engagement_events_engagement_id_engagements"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "actor_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_engagement_events_actorkind"),
        ),
    )
    op.create_index(
        op.f("ix_engagement_events_engagement_id"), "engagement_events", ["engagement_id"], unique=False
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(
            op.f("fk_agreements_engagement_id_engagements"),
            "agreements",
            "engagements",
            ["engagement_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    """Remove every table."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_agreements_engagement_id_engagements"), "agreements", type_="foreignkey")
    op.drop_table("engagement_events")
    op.drop_table("cer_records")
    op.drop_table("activity_sessions")
    op.drop_table("engagements")
    op.drop_table("proposition_events")
    op.drop_table("agreements")
    op.drop_table("propositions")
    op.drop_table("offer_events")
    op.drop_table("matches")
    op.drop_table("offers")
    op.drop_table("login_sessions")
    op.drop_table("supervisors")
    op.drop_table("memberships")
    op.drop_table("exclusions")
    op.drop_table("contracts")
    op.drop_table("cards")
    op.drop_table("association_events")
    op.drop_table("profiles")
    op.drop_table("link_tokens")
    op.drop_table("export_files")
    op.drop_table("backup_codes")
    op.drop_table("associations")
    op.drop_table("sector_communes")
    op.drop_table("postal_codes")
    op.drop_table("accounts")
    op.drop_table("teams")
    op.drop_table("communes")
    op.drop_table("sectors")
    op.drop_table("scheduler_leases")
    op.drop_table("outbox")
    op.drop_table("journal")
    op.drop_table("job_runs")
    op.drop_table("job_failures")
    op.drop_table("epci")
    op.drop_table("attempts")
