"""Engagement : ajustements, bilans, liens des associations, traitements, fichiers par morceaux, conservation.

Rebuilding ``cer_records`` or ``cer_adjustments`` on SQLite (batch mode) drops their triggers: make them again then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EVENTS = (
    "'sign_in', 'sign_in_failed', 'sign_out', 'password_changed', 'second_factor_changed', "
    "'account_invited', 'account_changed', 'account_disabled', 'profile_read', 'profile_written', "
    "'card_issued', 'card_revoked', 'card_refused', 'hours_retained', 'export_made', 'export_read', "
    "'import_done', 'thesaurus_edited'"
)
MORE_EVENTS = (
    "'record_closed', 'presence_confirmed', 'bilan_written', 'bilan_read', 'words_written', 'contract_reviewed', "
    "'document_made', 'job_launched', 'retention_visa', 'profile_erased'"
)
RETAINED_BEFORE = "minutes_retained IS NULL OR minutes_retained BETWEEN 0 AND minutes_declared"
RETAINED_NOW = (
    "minutes_retained IS NULL OR minutes_retained = 0 OR (minutes_retained > 0 "
    "AND minutes_retained <= minutes_declared + minutes_declared_adjusted)"
)
RECORD_CLOSED = "this month is closed"
# Erasing a person (retention) takes the engagement away first: then only do its closed months go.
ENGAGEMENT_STAYS = "EXISTS (SELECT 1 FROM engagements WHERE engagements.id = OLD.engagement_id)"
CARRIED_BY_CLOSED = (
    "EXISTS (SELECT 1 FROM cer_records WHERE cer_records.id = {row}.record_id AND status = 'closed')"
)
TRIGGERS = (
    ("cer_records_closed_update", "UPDATE", "cer_records", "OLD.status = 'closed'"),
    ("cer_records_closed_delete", "DELETE", "cer_records", f"OLD.status = 'closed' AND {ENGAGEMENT_STAYS}"),
    ("cer_adjustments_closed_insert", "INSERT", "cer_adjustments", CARRIED_BY_CLOSED.format(row="NEW")),
    (
        "cer_adjustments_closed_update",
        "UPDATE",
        "cer_adjustments",
        f"{CARRIED_BY_CLOSED.format(row='OLD')} OR {CARRIED_BY_CLOSED.format(row='NEW')}",
    ),
    ("cer_adjustments_closed_delete", "DELETE", "cer_adjustments", CARRIED_BY_CLOSED.format(row="OLD")),
)


def journal_events(listed: str) -> None:
    """Let the journal hold these events."""
    with op.batch_alter_table("journal") as batch:
        batch.drop_constraint(op.f("ck_journal_journalevent"), type_="check")
        batch.create_check_constraint(op.f("ck_journal_journalevent"), f"event IN ({listed})")


def make_triggers() -> None:
    """Have the database refuse any change of a closed month."""
    if op.get_bind().dialect.name == "sqlite":
        for name, act, table, when in TRIGGERS:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{RECORD_CLOSED}'); END"
            )
        return
    for name, act, table, when in TRIGGERS:
        kept = "NEW" if act != "DELETE" else "OLD"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{RECORD_CLOSED}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {kept}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def drop_triggers() -> None:
    """Take the triggers away, and their functions on PostgreSQL."""
    for name, _, table, _ in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def upgrade() -> None:
    """Add the tables and columns, with their named constraints and triggers."""
    journal_events(f"{EVENTS}, {MORE_EVENTS}")
    op.create_table(
        "job_states",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_states")),
    )
    op.create_table(
        "retained_figures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("epci_code", sa.String(length=40), nullable=True),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("minutes_declared", sa.Integer(), nullable=False),
        sa.Column("minutes_confirmed", sa.Integer(), nullable=False),
        sa.Column("minutes_retained", sa.Integer(), nullable=False),
        sa.Column("nb_sessions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retained_figures")),
    )
    with op.batch_alter_table("retained_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retained_figures_month"), ["month"], unique=False)

    op.create_table(
        "job_passes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint("done >= 0 AND failed >= 0 AND progress >= 0", name=op.f("ck_job_passes_counts")),
        sa.CheckConstraint(
            "started_at IS NOT NULL OR asked_by_id IS NOT NULL", name=op.f("ck_job_passes_asked_or_started")
        ),
        sa.CheckConstraint(
            "finished_at IS NULL OR started_at IS NOT NULL",
            name=op.f("ck_job_passes_started_before_finished"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_job_passes_asked_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_passes")),
    )
    with op.batch_alter_table("job_passes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_passes_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index("ix_job_passes_job_asked_at", ["job", "asked_at"], unique=False)
        batch_op.create_index(
            "uq_job_passes_waiting",
            ["job", "dry_run"],
            unique=True,
            sqlite_where=sa.text("started_at IS NULL"),
            postgresql_where=sa.text("started_at IS NULL"),
        )

    op.create_table(
        "association_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_association_links_lasts")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["associations.id"],
            name=op.f("fk_association_links_association_id_associations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_association_links_token_hash")),
    )
    with op.batch_alter_table("association_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_association_links_association_id"), ["association_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_association_links_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "export_pieces",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"],
            ["export_files.id"],
            name=op.f("fk_export_pieces_export_id_export_files"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("export_id", "number", name=op.f("pk_export_pieces")),
    )
    op.create_table(
        "retention_listings",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("visa_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visa_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(visa_at IS NULL) = (visa_by_id IS NULL)", name=op.f("ck_retention_listings_visa")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_retention_listings_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visa_by_id"], ["accounts.id"], name=op.f("fk_retention_listings_visa_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_retention_listings")),
    )
    op.create_table(
        "work_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=300), nullable=True),
        sa.Column("export_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('contract_review', 'review_pack')", name=op.f("ck_work_orders_workkind")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_work_orders_workstatus")
        ),
        sa.CheckConstraint(
            "(status IN ('done', 'failed')) = (finished_at IS NOT NULL)", name=op.f("ck_work_orders_finished")
        ),
        sa.CheckConstraint(
            "status <> 'done' OR export_id IS NOT NULL", name=op.f("ck_work_orders_done_has_file")
        ),
        sa.CheckConstraint(
            "progress >= 0 AND (total IS NULL OR total >= 0)", name=op.f("ck_work_orders_progress")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_work_orders_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["export_id"], ["export_files.id"], name=op.f("fk_work_orders_export_id_export_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
    )
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_orders_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_orders_status"), ["status"], unique=False)

    op.create_table(
        "bilans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_kind", sa.String(40), nullable=True),
        sa.Column("read_by_id", sa.Uuid(), nullable=True),
        sa.Column("read_channel", sa.String(40), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.Column("words_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words_by_kind", sa.String(40), nullable=True),
        sa.Column("words_by_id", sa.Uuid(), nullable=True),
        sa.Column("words_channel", sa.String(40), nullable=True),
        sa.CheckConstraint(
            "read_by_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_bilans_read_by_kind"),
        ),
        sa.CheckConstraint(
            "read_channel IN ('screen', 'paper', 'phone', 'oral')", name=op.f("ck_bilans_read_channel")
        ),
        sa.CheckConstraint(
            "words_by_kind IN ('association', 'travailleur_social', 'departement', 'allocataire', 'system')",
            name=op.f("ck_bilans_words_by_kind"),
        ),
        sa.CheckConstraint(
            "words_channel IN ('screen', 'paper', 'phone', 'oral')", name=op.f("ck_bilans_words_channel")
        ),
        sa.CheckConstraint("(read_at IS NULL) = (read_by_kind IS NULL)", name=op.f("ck_bilans_read_by")),
        sa.CheckConstraint("(words_at IS NULL) = (words IS NULL)", name=op.f("ck_bilans_words")),
        sa.CheckConstraint("(words_at IS NULL) = (words_by_kind IS NULL)", name=op.f("ck_bilans_words_by")),
        sa.CheckConstraint("(written_at IS NULL) = (written_by_id IS NULL)", name=op.f("ck_bilans_written")),
        sa.CheckConstraint(
            "read_at IS NULL OR written_at IS NOT NULL", name=op.f("ck_bilans_read_what_is_written")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_bilans_engagement_id_engagements"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["read_by_id"], ["accounts.id"], name=op.f("fk_bilans_read_by_id_accounts")),
        sa.ForeignKeyConstraint(
            ["words_by_id"], ["accounts.id"], name=op.f("fk_bilans_words_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["accounts.id"], name=op.f("fk_bilans_written_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bilans")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_bilans_engagement_id")),
    )
    op.create_table(
        "cer_adjustments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("about_month", sa.Date(), nullable=False),
        sa.Column("minutes_declared", sa.Integer(), nullable=False),
        sa.Column("minutes_confirmed", sa.Integer(), nullable=False),
        sa.Column("minutes_retained", sa.Integer(), nullable=False),
        sa.Column("nb_sessions", sa.Integer(), nullable=False),
        sa.Column("retained_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "minutes_declared <> 0 OR minutes_confirmed <> 0 OR minutes_retained <> 0 OR nb_sessions <> 0",
            name=op.f("ck_cer_adjustments_not_empty"),
        ),
        sa.CheckConstraint(
            "minutes_retained = 0 OR retained_by_id IS NOT NULL",
            name=op.f("ck_cer_adjustments_retained_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["cer_records.id"],
            name=op.f("fk_cer_adjustments_record_id_cer_records"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["retained_by_id"], ["accounts.id"], name=op.f("fk_cer_adjustments_retained_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cer_adjustments")),
    )
    with op.batch_alter_table("cer_adjustments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cer_adjustments_record_id"), ["record_id"], unique=False)

    with op.batch_alter_table("activity_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_link_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            "uq_activity_sessions_moment",
            ["engagement_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_activity_sessions_confirmed_link_id_association_links"),
            "association_links",
            ["confirmed_link_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("cer_records", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("minutes_declared_adjusted", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("minutes_confirmed_adjusted", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("minutes_retained_adjusted", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("nb_sessions_adjusted", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.drop_constraint(op.f("ck_cer_records_retained_within_declared"), type_="check")
        batch_op.create_check_constraint(op.f("ck_cer_records_retained_within_declared"), RETAINED_NOW)

    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("review_months", sa.Integer(), server_default="6", nullable=False))
        batch_op.add_column(sa.Column("last_reviewed_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_contracts_review_months"), "review_months IN (6, 12)")

    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed_slots", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(
            sa.Column("leads_volunteers", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("background_checked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("cover_confirmed_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("cover_confirmed_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_engagements_cover_confirmed"),
            "(cover_confirmed_on IS NULL) = (cover_confirmed_by IS NULL)",
        )

    with op.batch_alter_table("export_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("size", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(
        "INSERT INTO export_pieces (export_id, number, content) "
        "SELECT id, 0, content FROM export_files WHERE content IS NOT NULL"
    )
    op.execute("UPDATE export_files SET size = length(content) WHERE content IS NOT NULL")
    with op.batch_alter_table("export_files", schema=None) as batch_op:
        batch_op.drop_column("content")
    make_triggers()


def downgrade() -> None:
    """Take them away again; files made since are not kept."""
    drop_triggers()
    op.execute("DELETE FROM journal WHERE event IN (" + MORE_EVENTS + ")")  # noqa: S608 - a constant of ours
    journal_events(EVENTS)
    with op.batch_alter_table("export_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.LargeBinary(), nullable=True))
        batch_op.drop_column("size")

    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_engagements_cover_confirmed"), type_="check")
        batch_op.drop_column("cover_confirmed_on")
        batch_op.drop_column("cover_confirmed_by")
        batch_op.drop_column("background_checked_on")
        batch_op.drop_column("leads_volunteers")
        batch_op.drop_column("agreed_slots")

    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_contracts_review_months"), type_="check")
        batch_op.drop_column("last_reviewed_on")
        batch_op.drop_column("review_months")
        batch_op.drop_column("signed_on")

    with op.batch_alter_table("cer_records", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_cer_records_retained_within_declared"), type_="check")
        batch_op.create_check_constraint(op.f("ck_cer_records_retained_within_declared"), RETAINED_BEFORE)
        batch_op.drop_column("nb_sessions_adjusted")
        batch_op.drop_column("minutes_retained_adjusted")
        batch_op.drop_column("minutes_confirmed_adjusted")
        batch_op.drop_column("minutes_declared_adjusted")

    with op.batch_alter_table("activity_sessions", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_activity_sessions_confirmed_link_id_association_links"), type_="foreignkey"
        )
        batch_op.drop_index(
            "uq_activity_sessions_moment",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_column("confirmed_link_id")

    with op.batch_alter_table("cer_adjustments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cer_adjustments_record_id"))

    op.drop_table("cer_adjustments")
    op.drop_table("bilans")
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_orders_status"))
        batch_op.drop_index(batch_op.f("ix_work_orders_account_id"))

    op.drop_table("work_orders")
    op.drop_table("retention_listings")
    op.drop_table("export_pieces")
    with op.batch_alter_table("association_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_association_links_expires_at"))
        batch_op.drop_index(batch_op.f("ix_association_links_association_id"))

    op.drop_table("association_links")
    with op.batch_alter_table("job_passes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_passes_waiting",
            sqlite_where=sa.text("started_at IS NULL"),
            postgresql_where=sa.text("started_at IS NULL"),
        )
        batch_op.drop_index("ix_job_passes_job_asked_at")
        batch_op.drop_index(batch_op.f("ix_job_passes_asked_at"))

    op.drop_table("job_passes")
    with op.batch_alter_table("retained_figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retained_figures_month"))

    op.drop_table("retained_figures")
    op.drop_table("job_states")
