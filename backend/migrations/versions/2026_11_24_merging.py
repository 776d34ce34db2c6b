"""merging: marks by which a team recognises a person, links between cases of one person, what is not the same"""

from alembic import op
import sqlalchemy as sa

revision = 'e27b90c4d1f8'
down_revision = 'e8b3f05c6a27'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact_mark',
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.CheckConstraint("kind IN ('phone', 'email')", name=op.f('ck_contact_mark_kind')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_contact_mark_case_id_case_record')),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_contact_mark_handover_id_handover')),
    sa.PrimaryKeyConstraint('handover_id', name=op.f('pk_contact_mark'))
    )
    op.create_index(op.f('ix_contact_mark_case_id'), 'contact_mark', ['case_id'], unique=False)
    op.create_index(op.f('ix_contact_mark_mark'), 'contact_mark', ['mark'], unique=False)
    op.create_table('case_merge',
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('part_id', sa.Uuid(), nullable=False),
    sa.Column('kept_id', sa.Uuid(), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('part_id <> kept_id', name=op.f('ck_case_merge_two_cases')),
    sa.ForeignKeyConstraint(['kept_id'], ['case_record.id'], name=op.f('fk_case_merge_kept_id_case_record')),
    sa.ForeignKeyConstraint(['merged_by_id'], ['staff.id'], name=op.f('fk_case_merge_merged_by_id_staff')),
    sa.ForeignKeyConstraint(['part_id'], ['case_record.id'], name=op.f('fk_case_merge_part_id_case_record')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_case_merge_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_merge')),
    sa.UniqueConstraint('team_id', 'part_id', name=op.f('uq_case_merge_team_id'))
    )
    for end in ('part_id', 'kept_id'):
        op.create_index(op.f(f'ix_case_merge_{end}'), 'case_merge', [end], unique=False)
    op.create_table('not_same',
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('one_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('found_by_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_not_same_order')),
    sa.ForeignKeyConstraint(['found_by_id'], ['staff.id'], name=op.f('fk_not_same_found_by_id_staff')),
    sa.ForeignKeyConstraint(['one_id'], ['case_record.id'], name=op.f('fk_not_same_one_id_case_record')),
    sa.ForeignKeyConstraint(['other_id'], ['case_record.id'], name=op.f('fk_not_same_other_id_case_record')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_not_same_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_not_same')),
    sa.UniqueConstraint('team_id', 'one_id', 'other_id', name=op.f('uq_not_same_team_id'))
    )
    for end in ('one_id', 'other_id'):
        op.create_index(op.f(f'ix_not_same_{end}'), 'not_same', [end], unique=False)


def downgrade() -> None:
    for table in ('not_same', 'case_merge', 'contact_mark'):
        op.drop_table(table)
