"""conversations that were ended on their device"""

from alembic import op
import sqlalchemy as sa

revision = '7ae2c41f9d08'
down_revision = '5c1d0e7a94b2'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_column('ended_at')
