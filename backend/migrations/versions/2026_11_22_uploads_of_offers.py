"""uploads of offers"""

from alembic import op
import sqlalchemy as sa

revision = 'c3d81f5a7e26'
down_revision = '7ae2c41f9d08'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('offer_upload',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_offer_upload_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer_upload'))
    )
    with op.batch_alter_table('offer_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_upload_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_upload_staff_id'), ['staff_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('offer_upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_upload_staff_id'))
        batch_op.drop_index(batch_op.f('ix_offer_upload_made_at'))

    op.drop_table('offer_upload')
