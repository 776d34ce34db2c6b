"""consent per recipient: what for, and whether the recipient may tell what became of it"""

from alembic import op
import sqlalchemy as sa

revision = '7c2e9a41d5b8'
down_revision = '0d5f3b8e71aa'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('consent', sa.Column('purpose', sa.String(length=16), server_default='counsel', nullable=False))
    op.add_column('consent', sa.Column('returns', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('consent', 'returns')
    op.drop_column('consent', 'purpose')
