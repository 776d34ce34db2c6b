"""keeping offers"""

from alembic import op
import sqlalchemy as sa

revision = '5c1d0e7a94b2'
down_revision = '9b78ebf37041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A plain column: SQLite would have to make the table anew for a constraint, and rows elsewhere point to it.
    op.add_column('staff', sa.Column('role', sa.String(length=16), server_default='member', nullable=False))
    op.create_table('offer_keeper',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['offer_organization.id'], name=op.f('fk_offer_keeper_organization_id_offer_organization')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_offer_keeper_team_id_team')),
    sa.PrimaryKeyConstraint('organization_id', 'team_id', name=op.f('pk_offer_keeper'))
    )
    op.create_table('offer_reminder',
    sa.Column('offer_id', sa.Uuid(), nullable=False),
    sa.Column('ends', sa.String(length=16), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_offer_reminder_offer_id_offer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer_reminder')),
    sa.UniqueConstraint('offer_id', 'ends', 'on', name=op.f('uq_offer_reminder_offer_id'))
    )
    with op.batch_alter_table('offer_reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_reminder_offer_id'), ['offer_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('offer_reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_reminder_offer_id'))

    op.drop_table('offer_reminder')
    op.drop_table('offer_keeper')
    op.drop_column('staff', 'role')
