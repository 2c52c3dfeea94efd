"""La personne : carte, pages simples, papier, téléphone, ses données."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVENTS = (
    "'sign_in', 'sign_in_failed', 'sign_out', 'password_changed', 'second_factor_changed', "
    "'account_invited', 'account_changed', 'account_disabled', 'profile_read', 'profile_written', "
    "'card_issued', 'card_revoked', 'card_refused', 'hours_retained', 'export_made', 'export_read', "
    "'import_done', 'thesaurus_edited', 'record_closed', 'presence_confirmed', 'bilan_written', 'bilan_read', "
    "'words_written', 'contract_reviewed', 'document_made', 'job_launched', 'retention_visa', 'profile_erased'"
)
TEXT_EVENTS = "'text_asked', 'text_received', 'letter_made'"
DATA_EVENTS = "'request_made', 'request_answered', 'data_handed', 'notice_given'"
LINK_EVENTS = "'presence_contested'"
MORE_EVENTS = f"{TEXT_EVENTS}, {DATA_EVENTS}, {LINK_EVENTS}"
ACTORS = "'association', 'travailleur_social', 'departement', 'allocataire', 'system'"

CHANNELS = "'screen', 'paper', 'phone', 'oral'"
MORE_CHANNELS = "'text'"
CHANNEL_COLUMNS = (
    ("agreements", "channel", "channel"),
    ("proposition_events", "channel", "channel"),
    ("bilans", "read_channel", "read_channel"),
    ("bilans", "words_channel", "words_channel"),
)

AGREEMENTS = "'volunteering', 'transmission', 'review'"
MORE_AGREEMENTS = "'texts'"
WORK = "'contract_review', 'review_pack'"
MORE_WORK = "'letters'"

SESSION_STATUSES = "'drafted', 'declared', 'confirmed', 'contested'"
WITHDRAWN = "status <> 'withdrawn' OR (replaces_id IS NOT NULL AND replaced_at IS NOT NULL)"

TEXT_KINDS = "'mission', 'call', 'meeting', 'noted', 'unclear', 'stopped'"
MEANINGS = "'yes', 'no', 'talk', 'stop', 'unclear'"


def closed_list(table: str, name: str, column: str, listed: str) -> None:
    """Let a column hold these codes and no other."""
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({listed})")


def make_calendar_links() -> None:
    """Addresses that a calendar reads by itself."""
    op.create_table(
        "calendar_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(profile_id IS NULL) <> (membership_id IS NULL)", name=op.f("ck_calendar_links_owner")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_calendar_links_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["memberships.id"],
            name=op.f("fk_calendar_links_membership_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )
    for owner in ("profile", "membership"):
        op.create_index(
            f"uq_calendar_links_{owner}",
            "calendar_links",
            [f"{owner}_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )


def upgrade() -> None:
    """Bring the schema to this revision."""
    closed_list("activity_sessions", "sessionstatus", "status", f"{SESSION_STATUSES}, 'withdrawn'")
    make_calendar_links()
    with op.batch_alter_table("activity_sessions") as batch:
        batch.create_check_constraint(op.f("ck_activity_sessions_withdrawn"), WITHDRAWN)
    closed_list("journal", "journalevent", "event", f"{EVENTS}, {MORE_EVENTS}")
    for table, name, column in CHANNEL_COLUMNS:
        closed_list(table, name, column, f"{CHANNELS}, {MORE_CHANNELS}")
    closed_list("agreements", "agreementkind", "kind", f"{AGREEMENTS}, {MORE_AGREEMENTS}")
    closed_list("work_orders", "workkind", "kind", f"{WORK}, {MORE_WORK}")
    paper_and_telephone()
    data_rights()
    with op.batch_alter_table("cards") as batch:
        batch.add_column(sa.Column("name_tries", sa.Integer(), server_default="0", nullable=False))
        batch.create_check_constraint(op.f("ck_cards_name_tries"), "name_tries BETWEEN 0 AND 5")


def paper_and_telephone() -> None:
    """Add the text messages, what is answered to them, and the number written on paper."""
    op.add_column("propositions", sa.Column("reply_code", sa.String(length=2), nullable=True))
    op.create_table(
        "text_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("proposition_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("body", sa.String(length=160), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("maybe_twice", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("gateway_id", sa.String(length=120), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undelivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_text_messages_attempts")),
        sa.CheckConstraint("length(body) <= 160", name=op.f("ck_text_messages_one_message")),
        sa.CheckConstraint(f"kind IN ({TEXT_KINDS})", name=op.f("ck_text_messages_textkind")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_text_messages_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposition_id"],
            ["propositions.id"],
            name=op.f("fk_text_messages_proposition_id_propositions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_text_messages_asked_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_messages")),
    )
    with op.batch_alter_table("text_messages") as batch:
        for column in ("profile_id", "proposition_id", "phone", "gateway_id"):
            batch.create_index(batch.f(f"ix_text_messages_{column}"), [column], unique=False)
        batch.create_index("ix_text_messages_waiting", ["sent_at", "given_up_at", "not_before"], unique=False)
    op.create_table(
        "text_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gateway_id", sa.String(length=120), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("proposition_id", sa.Uuid(), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("meaning", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "profile_id IS NOT NULL OR body = ''", name=op.f("ck_text_replies_words_of_somebody")
        ),
        sa.CheckConstraint(f"meaning IN ({MEANINGS})", name=op.f("ck_text_replies_replymeaning")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_text_replies_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposition_id"],
            ["propositions.id"],
            name=op.f("fk_text_replies_proposition_id_propositions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["accounts.id"], name=op.f("fk_text_replies_read_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_replies")),
        sa.UniqueConstraint("gateway_id", name=op.f("uq_text_replies_gateway_id")),
    )
    with op.batch_alter_table("text_replies") as batch:
        for column in ("profile_id", "proposition_id", "received_at", "read_at"):
            batch.create_index(batch.f(f"ix_text_replies_{column}"), [column], unique=False)


def data_rights() -> None:
    """Requests of people about their data, deliveries of the notice, objection to the matching."""
    op.create_table(
        "data_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_kind", sa.String(length=40), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answer_channel", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('rectify', 'object', 'erase', 'other')", name=op.f("ck_data_requests_requestkind")
        ),
        sa.CheckConstraint(
            f"channel IN ({CHANNELS}, {MORE_CHANNELS})", name=op.f("ck_data_requests_channel")
        ),
        sa.CheckConstraint(f"recorded_by_kind IN ({ACTORS})", name=op.f("ck_data_requests_actorkind")),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'withdrawn')", name=op.f("ck_data_requests_requeststatus")
        ),
        sa.CheckConstraint("outcome IN ('done', 'partly', 'refused')", name=op.f("ck_data_requests_outcome")),
        sa.CheckConstraint(
            f"answer_channel IN ({CHANNELS}, {MORE_CHANNELS})", name=op.f("ck_data_requests_answer_channel")
        ),
        sa.CheckConstraint("due_on > asked_on", name=op.f("ck_data_requests_due_after_asked")),
        sa.CheckConstraint(
            "(status = 'answered') = (answered_at IS NOT NULL AND outcome IS NOT NULL AND answer IS NOT NULL "
            "AND answer_channel IS NOT NULL)",
            name=op.f("ck_data_requests_answered"),
        ),
        sa.CheckConstraint(
            "read_at IS NULL OR answered_at IS NOT NULL", name=op.f("ck_data_requests_read_what_is_answered")
        ),
        sa.CheckConstraint(
            "kind <> 'rectify' OR text IS NOT NULL", name=op.f("ck_data_requests_rectify_says_what")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_data_requests_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["accounts.id"], name=op.f("fk_data_requests_recorded_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_data_requests_answered_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    op.create_index(op.f("ix_data_requests_profile_id"), "data_requests", ["profile_id"])
    op.create_index("ix_data_requests_status_due_on", "data_requests", ["status", "due_on"])
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_kind", sa.String(length=40), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "way IN ('paper', 'screen', 'read_aloud')", name=op.f("ck_notice_deliveries_noticeway")
        ),
        sa.CheckConstraint(f"recorded_by_kind IN ({ACTORS})", name=op.f("ck_notice_deliveries_actorkind")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_notice_deliveries_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["accounts.id"], name=op.f("fk_notice_deliveries_recorded_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
    )
    op.create_index("ix_notice_deliveries_profile_version", "notice_deliveries", ["profile_id", "version"])
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_profiles_objected_is_not_active"), "objected_at IS NULL OR status <> 'active'"
        )


def downgrade() -> None:
    """Take it back. What it adds goes; sessions taken back stay so, without the line that says who did it."""
    op.drop_table("calendar_links")
    with op.batch_alter_table("activity_sessions") as batch:
        batch.drop_constraint(op.f("ck_activity_sessions_withdrawn"), type_="check")
    op.execute("DELETE FROM activity_sessions WHERE status = 'withdrawn'")
    closed_list("activity_sessions", "sessionstatus", "status", SESSION_STATUSES)
    with op.batch_alter_table("cards") as batch:
        batch.drop_constraint(op.f("ck_cards_name_tries"), type_="check")
        batch.drop_column("name_tries")
    drop_data_rights()
    op.drop_table("text_replies")
    op.drop_table("text_messages")
    with op.batch_alter_table("propositions") as batch:
        batch.drop_column("reply_code")
    op.execute(f"DELETE FROM work_orders WHERE kind IN ({MORE_WORK})")  # noqa: S608 - our own words
    closed_list("work_orders", "workkind", "kind", WORK)
    op.execute(f"DELETE FROM agreements WHERE kind IN ({MORE_AGREEMENTS})")  # noqa: S608 - our own words
    closed_list("agreements", "agreementkind", "kind", AGREEMENTS)
    for table, name, column in CHANNEL_COLUMNS:
        op.execute(f"UPDATE {table} SET {column} = 'phone' WHERE {column} IN ({MORE_CHANNELS})")  # noqa: S608 - our own words
        closed_list(table, name, column, CHANNELS)
    op.execute(f"DELETE FROM journal WHERE event IN ({MORE_EVENTS})")  # noqa: S608 - our own words
    closed_list("journal", "journalevent", "event", EVENTS)


def drop_data_rights() -> None:
    """Take them away."""
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_profiles_objected_is_not_active"), type_="check")
        batch_op.drop_column("objected_at")
    op.drop_index("ix_notice_deliveries_profile_version", "notice_deliveries")
    op.drop_table("notice_deliveries")
    op.drop_index("ix_data_requests_status_due_on", "data_requests")
    op.drop_index(op.f("ix_data_requests_profile_id"), "data_requests")
    op.drop_table("data_requests")
