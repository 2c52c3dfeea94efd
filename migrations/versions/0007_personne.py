"""La personne : carte, pages simples, papier, téléphone, ses données."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SESSION_STATUSES = "'drafted', 'declared', 'confirmed', 'contested'"
WITHDRAWN = "status <> 'withdrawn' OR (replaces_id IS NOT NULL AND replaced_at IS NOT NULL)"


def session_statuses(listed: str) -> None:
    """Let a session have these statuses."""
    with op.batch_alter_table("activity_sessions") as batch:
        batch.drop_constraint(op.f("ck_activity_sessions_sessionstatus"), type_="check")
        batch.create_check_constraint(op.f("ck_activity_sessions_sessionstatus"), f"status IN ({listed})")


def upgrade() -> None:
    """Bring the schema to this revision."""
    session_statuses(SESSION_STATUSES + ", 'withdrawn'")
    with op.batch_alter_table("activity_sessions") as batch:
        batch.create_check_constraint(op.f("ck_activity_sessions_withdrawn"), WITHDRAWN)


def downgrade() -> None:
    """Take it back; sessions taken back stay so, without the line that says who did it."""
    with op.batch_alter_table("activity_sessions") as batch:
        batch.drop_constraint(op.f("ck_activity_sessions_withdrawn"), type_="check")
    op.execute("DELETE FROM activity_sessions WHERE status = 'withdrawn'")
    session_statuses(SESSION_STATUSES)
