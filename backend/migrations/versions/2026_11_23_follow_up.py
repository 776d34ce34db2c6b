"""whether somebody has been in touch, and reminders of news"""

from alembic import op
import sqlalchemy as sa

revision = '4b8e20d7c5f1'
down_revision = '7c19e2a4d05b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ('contact_missing_at', 'updated_at'):
        op.add_column('handover', sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.create_table('follow_up',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=16), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("answer IN ('yes', 'no', 'not_yet')", name=op.f('ck_follow_up_answer')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_follow_up_answered')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_follow_up_case_id_case_record')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_follow_up_handover_id_handover')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up')),
    sa.UniqueConstraint('handover_id', 'round', name=op.f('uq_follow_up_handover_id'))
    )
    op.create_index(op.f('ix_follow_up_case_id'), 'follow_up', ['case_id'], unique=False)
    op.create_table('reminder',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.String(length=16), nullable=False),
    sa.Column('about_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("event IN ('follow_up', 'handover', 'staff')", name=op.f('ck_reminder_event')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_reminder_case_id_case_record')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_reminder_conversation_id_conversation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('event', 'about_id', name=op.f('uq_reminder_event'))
    )
    op.create_index(op.f('ix_reminder_case_id'), 'reminder', ['case_id'], unique=False)
    op.create_index(op.f('ix_reminder_due_at'), 'reminder', ['due_at'], unique=False)


def downgrade() -> None:
    op.drop_table('reminder')
    op.drop_table('follow_up')
    for column in ('updated_at', 'contact_missing_at'):
        op.drop_column('handover', column)
