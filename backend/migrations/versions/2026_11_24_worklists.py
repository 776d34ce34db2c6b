"""worklists: what may be listed of a handover before it is accepted, views that staff keep, and indexes for lists"""

from alembic import op
import sqlalchemy as sa

revision = '4e8b16d7a3c2'
down_revision = '9d4f61b7a2c8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a batch: the table would be made anew, and rows elsewhere point to it. The packages are sealed, so the
    # program fills the columns when it runs (backend/handovers/brief.py).
    op.add_column('handover', sa.Column('fields', sa.JSON(), nullable=True))
    op.add_column('handover', sa.Column('town', sa.String(length=120), nullable=True))
    op.create_table('saved_view',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('query', sa.String(length=500), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_saved_view_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('staff_id', 'name', name=op.f('uq_saved_view_staff_id'))
    )
    # Lists look through thousands of handovers and open a few: with all that decides in one index, rows with their
    # packages are read for those alone.
    op.create_index('ix_handover_lists', 'handover', [
        'team_id', 'status', 'urgent', 'requested_at', 'due_at', 'contact_missing_at', 'first_contact_at', 'consent_id', 'id',
    ])


def downgrade() -> None:
    op.drop_index('ix_handover_lists', 'handover')
    op.drop_table('saved_view')
    for column in ('town', 'fields'):
        op.drop_column('handover', column)
