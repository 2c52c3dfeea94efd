"""Corrections du thésaurus, phrases d'essai, « mal compris »."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EVENTS = (
    "'sign_in', 'sign_in_failed', 'sign_out', 'password_changed', 'second_factor_changed', "
    "'account_invited', 'account_changed', 'account_disabled', 'profile_read', 'profile_written', "
    "'card_issued', 'card_revoked', 'card_refused', 'hours_retained', 'export_made', 'export_read', "
    "'import_done'"
)


def journal_events(listed: str) -> None:
    """Let the journal hold these events."""
    with op.batch_alter_table("journal") as batch:
        batch.drop_constraint(op.f("ck_journal_journalevent"), type_="check")
        batch.create_check_constraint(op.f("ck_journal_journalevent"), f"event IN ({listed})")


def upgrade() -> None:
    """Add the tables and columns, with their named constraints."""
    journal_events(f"{EVENTS}, 'thesaurus_edited'")
    op.create_table(
        "thesaurus_edits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("concept", sa.String(40), nullable=False),
        sa.Column("words", sa.String(120), nullable=False),
        sa.Column("into", sa.String(40), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_thesaurus_edits_number")),
        sa.CheckConstraint(
            "(kind = 'undo' AND undoes IS NOT NULL AND undoes < number) OR (kind <> 'undo' AND undoes IS NULL)",
            name=op.f("ck_thesaurus_edits_undoes"),
        ),
        sa.CheckConstraint(
            "kind IN ('add_alias', 'exclude', 'move', 'merge', 'add_concept', 'undo')",
            name=op.f("ck_thesaurus_edits_editkind"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_thesaurus_edits_author_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thesaurus_edits")),
        sa.UniqueConstraint("number", name=op.f("uq_thesaurus_edits_number")),
    )
    op.create_index(op.f("ix_thesaurus_edits_concept"), "thesaurus_edits", ["concept"], unique=False)
    op.create_table(
        "thesaurus_phrases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thesaurus_phrases")),
        sa.UniqueConstraint("text", name=op.f("uq_thesaurus_phrases_text")),
    )
    op.create_table(
        "misreadings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("offer_title", sa.String(200), nullable=False),
        sa.Column("found", sa.String(200), nullable=False),
        sa.Column("concept", sa.String(40), nullable=True),
        sa.Column("meant", sa.String(300), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("edit_number", sa.Integer(), nullable=True),
        sa.CheckConstraint("reports >= 1", name=op.f("ck_misreadings_reports")),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_misreadings_closed")),
        sa.CheckConstraint(
            "status IN ('open', 'treated', 'dismissed')", name=op.f("ck_misreadings_misreadingstatus")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["accounts.id"], name=op.f("fk_misreadings_reporter_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["accounts.id"], name=op.f("fk_misreadings_closed_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misreadings")),
    )
    op.create_index(
        op.f("ix_misreadings_status_reported_at"), "misreadings", ["status", "reported_at"], unique=False
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("misreadings")
    op.drop_table("thesaurus_phrases")
    op.drop_table("thesaurus_edits")
    op.execute("DELETE FROM journal WHERE event = 'thesaurus_edited'")
    journal_events(EVENTS)
