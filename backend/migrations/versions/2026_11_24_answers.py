"""answers: where a handover was sent on to, and what its recipient asked back"""

from alembic import op
import sqlalchemy as sa

revision = '7c19e2a4d05b'
down_revision = '7c2e9a41d5b8'
branch_labels = None
depends_on = None

COLUMNS = ('redirections', 'redirected_at', 'redirect_note', 'redirect_reason', 'redirect_to_id')


def upgrade() -> None:
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.add_column(sa.Column('redirect_to_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('redirect_reason', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('redirect_note', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('redirected_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('redirections', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_foreign_key(op.f('fk_handover_redirect_to_id_service'), 'service', ['redirect_to_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_handover_redirect_reason'), "redirect_reason IN ('not_responsible', 'better_placed', 'moved', 'no_capacity', 'other')")
    op.create_table('ask_back',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_id', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['message.id'], name=op.f('fk_ask_back_answer_id_message')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_ask_back_case_id_case_record')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_ask_back_handover_id_handover')),
    sa.ForeignKeyConstraint(['question_id'], ['message.id'], name=op.f('fk_ask_back_question_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask_back'))
    )
    for column in ('case_id', 'handover_id'):
        op.create_index(op.f(f'ix_ask_back_{column}'), 'ask_back', [column], unique=False)


def downgrade() -> None:
    op.drop_table('ask_back')
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_handover_redirect_reason'), type_='check')
        batch_op.drop_constraint(op.f('fk_handover_redirect_to_id_service'), type_='foreignkey')
        for column in COLUMNS:
            batch_op.drop_column(column)
