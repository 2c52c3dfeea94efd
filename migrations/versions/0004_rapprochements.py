"""Rapprochements incrémentaux et plan."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, with their named constraints."""


def downgrade() -> None:
    """Take them away again."""
