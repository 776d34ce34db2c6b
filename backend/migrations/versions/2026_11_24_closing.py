"""gap reports, interpreters wanted from the pool, replies that teams keep ready"""

from alembic import op
import sqlalchemy as sa

revision = 'e8b3f05c6a27'
down_revision = 'a96c1e7d4b52'
branch_labels = None
depends_on = None

STEPS = "'contact', 'intake', 'assessment', 'agreement', 'linking', 'monitoring', 're_assessment', 'closed'"


def upgrade() -> None:
    _gaps()
    _interpreters()
    _replies()


def _gaps() -> None:
    op.create_table('gap_report',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('reported_by_id', sa.Uuid(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('field', sa.String(length=16), nullable=False),
    sa.Column('municipality', sa.String(length=64), nullable=True),
    sa.Column('step', sa.String(length=16), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('remark', sa.LargeBinary(), nullable=True),
    sa.Column('handled_by_id', sa.Uuid(), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state IN ('new', 'seen', 'passed_on', 'done')", name=op.f('ck_gap_report_state')),
    sa.CheckConstraint(f"step IN ({STEPS})", name=op.f('ck_gap_report_step')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_gap_report_case_id_case_record')),
    sa.ForeignKeyConstraint(['handled_by_id'], ['staff.id'], name=op.f('fk_gap_report_handled_by_id_staff')),
    sa.ForeignKeyConstraint(['reported_by_id'], ['staff.id'], name=op.f('fk_gap_report_reported_by_id_staff')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_gap_report_team_id_team')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_gap_report_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gap_report'))
    )
    op.create_index(op.f('ix_gap_report_case_id'), 'gap_report', ['case_id'], unique=False)
    op.create_index('ix_gap_report_tenant', 'gap_report', ['tenant_id', 'reported_at'], unique=False)


def _interpreters() -> None:
    op.create_table('interpreter_request',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('handover_id', sa.Uuid(), nullable=True),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by_id', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pool_team_id', sa.Uuid(), nullable=True),
    sa.Column('topic', sa.String(length=16), nullable=False),
    sa.Column('way', sa.String(length=8), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('wish', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('interpreter', sa.LargeBinary(), nullable=True),
    sa.Column('answered_by_id', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state IN ('wanted', 'found', 'not_found', 'withdrawn')", name=op.f('ck_interpreter_request_state')),
    sa.CheckConstraint("way IN ('on_site', 'phone', 'video')", name=op.f('ck_interpreter_request_way')),
    sa.CheckConstraint("state <> 'found' OR interpreter IS NOT NULL", name=op.f('ck_interpreter_request_found_has_interpreter')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['staff.id'], name=op.f('fk_interpreter_request_answered_by_id_staff')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff.id'], name=op.f('fk_interpreter_request_asked_by_id_staff')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_interpreter_request_case_id_case_record')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_interpreter_request_conversation_id_conversation')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_interpreter_request_handover_id_handover')),
    sa.ForeignKeyConstraint(['pool_team_id'], ['team.id'], name=op.f('fk_interpreter_request_pool_team_id_team')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_interpreter_request_team_id_team')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_interpreter_request_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interpreter_request'))
    )
    for column in ('case_id', 'pool_team_id', 'team_id'):
        op.create_index(op.f(f'ix_interpreter_request_{column}'), 'interpreter_request', [column], unique=False)


def _replies() -> None:
    op.create_table('ready_reply',
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('changed_by_id', sa.Uuid(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['staff.id'], name=op.f('fk_ready_reply_changed_by_id_staff')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_ready_reply_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ready_reply'))
    )
    op.create_index(op.f('ix_ready_reply_team_id'), 'ready_reply', ['team_id'], unique=False)


def downgrade() -> None:
    op.drop_table('ready_reply')
    op.drop_table('interpreter_request')
    op.drop_table('gap_report')
