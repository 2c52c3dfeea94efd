"""Puces confirmées des profils et des offres."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, with their named constraints."""
    op.add_column("profiles", sa.Column("understood", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("offers", sa.Column("concepts", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("offers", "concepts")
    op.drop_column("profiles", "understood")
