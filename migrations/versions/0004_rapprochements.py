"""Rapprochements incrémentaux et plan."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, with their named constraints."""
    op.add_column("offers", sa.Column("transit_off_hours", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("profiles", sa.Column("widen", sa.JSON(), server_default="[]", nullable=False))
    op.drop_index("ix_matches_profile_rank", table_name="matches")  # The key begins with the person already.
    op.create_table(
        "match_candidates",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_match_candidates_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_match_candidates")),
    )
    op.create_table(
        "match_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(offer_id IS NULL) <> (profile_id IS NULL)", name=op.f("ck_match_changes_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_match_changes_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_match_changes_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_changes")),
    )
    op.create_index(op.f("ix_match_changes_offer_id"), "match_changes", ["offer_id"], unique=False)
    op.create_index(op.f("ix_match_changes_profile_id"), "match_changes", ["profile_id"], unique=False)
    op.create_table(
        "match_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("with_candidates", sa.Integer(), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("without_proposal", sa.Integer(), nullable=False),
        sa.Column("over_limit", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("limit_factor", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("objective", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_plans")),
    )
    op.create_index(op.f("ix_match_plans_computed_at"), "match_plans", ["computed_at"], unique=False)
    op.create_table(
        "match_plan_lines",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_match_plan_lines_rank")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_match_plan_lines_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["match_plans.id"],
            name=op.f("fk_match_plan_lines_plan_id_match_plans"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_match_plan_lines_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "offer_id", name=op.f("pk_match_plan_lines")),
    )
    op.create_index(op.f("ix_match_plan_lines_offer_id"), "match_plan_lines", ["offer_id"], unique=False)
    op.create_index(op.f("ix_match_plan_lines_plan_id"), "match_plan_lines", ["plan_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in ("match_plan_lines", "match_plans", "match_changes", "match_candidates"):
        op.drop_table(table)
    op.create_index("ix_matches_profile_rank", "matches", ["profile_id", "near_miss", "rank"])
    for table, column in (("profiles", "widen"), ("offers", "transit_off_hours")):
        op.drop_column(table, column)
