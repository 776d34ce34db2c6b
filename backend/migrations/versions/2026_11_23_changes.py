"""changes that break help: tasks, decisions about measures, and when a case was looked through last"""

from alembic import op
import sqlalchemy as sa

revision = '7a2f9c61d4e8'
down_revision = 'c5a7d3e91f46'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case_record', sa.Column('changes_looked_on', sa.Date(), nullable=True))
    op.create_index(op.f('ix_case_record_changes_looked_on'), 'case_record', ['changes_looked_on'], unique=False)
    op.create_table('change_task',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('old_service_id', sa.Uuid(), nullable=True),
    sa.Column('new_service_id', sa.Uuid(), nullable=True),
    sa.Column('attributes', sa.JSON(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('detail', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('benefit_law', 'majority', 'youth_ends', 'moved', 'title_ends')", name=op.f('ck_change_task_kind')),
    sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f('ck_change_task_state')),
    sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f('ck_change_task_closed_at_end')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_change_task_tenant_id_tenant')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_change_task_case_id_case_record')),
    sa.ForeignKeyConstraint(['old_service_id'], ['service.id'], name=op.f('fk_change_task_old_service_id_service')),
    sa.ForeignKeyConstraint(['new_service_id'], ['service.id'], name=op.f('fk_change_task_new_service_id_service')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['staff.id'], name=op.f('fk_change_task_closed_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_task')),
    sa.UniqueConstraint('mark', name=op.f('uq_change_task_mark'))
    )
    op.create_index(op.f('ix_change_task_case_id'), 'change_task', ['case_id'], unique=False)
    op.create_index('ix_change_task_due', 'change_task', ['tenant_id', 'state', 'due_on'], unique=False)
    op.create_table('measure_decision',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('measure_id', sa.Uuid(), nullable=False),
    sa.Column('decision', sa.String(length=8), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('decided_by_id', sa.Uuid(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('handover', 'counsellor', 'plan')", name=op.f('ck_measure_decision_kind')),
    sa.CheckConstraint("decision IN ('continue', 'replace', 'end')", name=op.f('ck_measure_decision_decision')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_measure_decision_case_id_case_record')),
    sa.ForeignKeyConstraint(['task_id'], ['change_task.id'], name=op.f('fk_measure_decision_task_id_change_task')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_measure_decision_decided_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_decision')),
    sa.UniqueConstraint('task_id', 'kind', 'measure_id', name=op.f('uq_measure_decision_task_id'))
    )
    op.create_index(op.f('ix_measure_decision_case_id'), 'measure_decision', ['case_id'], unique=False)


def downgrade() -> None:
    op.drop_table('measure_decision')
    op.drop_table('change_task')
    op.drop_index(op.f('ix_case_record_changes_looked_on'), 'case_record')
    op.drop_column('case_record', 'changes_looked_on')
