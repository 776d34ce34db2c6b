"""partner visits: codes for links in mails, and the browsers in which the right one was typed in"""

from alembic import op
import sqlalchemy as sa

revision = '9d4f61b7a2c8'
down_revision = 'e27b90c4d1f8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('partner_link', sa.Column('number', sa.Integer(), server_default='0', nullable=False))
    op.create_table('partner_code',
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_partner_code_handover_id_handover')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_code'))
    )
    op.create_table('partner_visit',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('cooperation_id', sa.Uuid(), nullable=False),
    sa.Column('csrf', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cooperation_id'], ['cooperation.id'], name=op.f('fk_partner_visit_cooperation_id_cooperation')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_partner_visit_handover_id_handover')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_partner_visit'))
    )
    for table, columns in (('partner_code', ('handover_id', 'sent_at')), ('partner_visit', ('handover_id', 'until'))):
        for column in columns:
            op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)


def downgrade() -> None:
    op.drop_table('partner_visit')
    op.drop_table('partner_code')
    op.execute('ALTER TABLE partner_link DROP COLUMN number')
