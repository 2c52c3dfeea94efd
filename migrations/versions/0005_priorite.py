"""Personnes à proposer en premier dans l'ordre conseillé."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: nobody goes first until a référent says so."""
    op.add_column("profiles", sa.Column("priority", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("profiles") as batch:
        batch.drop_column("priority")
