"""closed loop: states of a case, who holds it, what happened to it, and how a handover ends"""

from alembic import op
import sqlalchemy as sa

revision = '0d5f3b8e71aa'
down_revision = 'e41b7d209c6a'
branch_labels = None
depends_on = None

#: From a state to the next, as they were on this day.
STEPS = (
    ('contact', 'intake'), ('contact', 'closed'), ('intake', 'assessment'), ('intake', 'closed'),
    ('assessment', 'agreement'), ('assessment', 'closed'), ('agreement', 'assessment'), ('agreement', 'linking'),
    ('agreement', 'closed'), ('linking', 'agreement'), ('linking', 'monitoring'), ('linking', 'closed'),
    ('monitoring', 're_assessment'), ('monitoring', 'closed'), ('re_assessment', 'agreement'),
    ('re_assessment', 'linking'), ('re_assessment', 'monitoring'), ('re_assessment', 'closed'),
    ('closed', 'contact'), ('closed', 'intake'),
)
PAIRS = ", ".join(f"('{old}', '{new}')" for old, new in STEPS)
JUMPS = f"OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {PAIRS})"
OPENS = "OLD.state IN ('contact', 'closed') AND NEW.state NOT IN ('contact', 'closed') AND NEW.opened_by_id IS NULL"
SQLITE = (
    f"""CREATE TRIGGER case_record_does_not_jump BEFORE UPDATE OF state ON case_record WHEN {JUMPS}
    BEGIN SELECT RAISE(ABORT, 'a case does not jump from state to state'); END""",
    f"""CREATE TRIGGER case_record_is_opened_by_somebody BEFORE UPDATE OF state ON case_record WHEN {OPENS}
    BEGIN SELECT RAISE(ABORT, 'only a person opens case management'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION case_record_steps() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {JUMPS} THEN RAISE EXCEPTION 'a case does not jump from state to state'; END IF;
        IF {OPENS} THEN RAISE EXCEPTION 'only a person opens case management'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER case_record_steps BEFORE UPDATE OF state ON case_record
    FOR EACH ROW EXECUTE FUNCTION case_record_steps()""",
)
HELD = (('holder_team_id', 'team'), ('holder_id', 'staff'), ('opened_by_id', 'staff'))


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    _add_to_cases(sqlite)
    op.create_table('case_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('about_id', sa.Uuid(), nullable=True),
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_case_event_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_event'))
    )
    op.create_index('ix_case_event_kind', 'case_event', ['tenant_id', 'kind', 'at'], unique=False)
    op.create_index(op.f('ix_case_event_case_id'), 'case_event', ['case_id'], unique=False)
    _add_to_handovers()
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def _add_to_cases(sqlite: bool) -> None:
    for column, table in HELD:
        if sqlite:  # with a constraint the table would be made anew, and rows elsewhere point to it
            op.execute(f"ALTER TABLE case_record ADD COLUMN {column} CHAR(32) REFERENCES {table} (id)")
        else:
            op.add_column('case_record', sa.Column(column, sa.Uuid(), nullable=True))
            op.create_foreign_key(op.f(f'fk_case_record_{column}_{table}'), 'case_record', table, [column], ['id'])
    op.add_column('case_record', sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('case_record', sa.Column('intensity', sa.String(length=8), nullable=True))
    op.add_column('case_record', sa.Column('review_on', sa.Date(), nullable=True))
    for column in ('holder_team_id', 'holder_id', 'review_on'):
        op.create_index(op.f(f'ix_case_record_{column}'), 'case_record', [column], unique=False)


def _add_to_handovers() -> None:
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_handover_status'), type_='check')
        batch_op.alter_column('team_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column('way', sa.String(length=8), server_default='inbox', nullable=False))
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('overdue_told_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('first_contact_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('outcome', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('outcome_reason', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('outcome_note', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('redirected_from_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_handover_redirected_from_id_handover'), 'handover', ['redirected_from_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_handover_status'), "status IN ('requested', 'accepted', 'declined', 'redirected', 'ended', 'revoked')")
        batch_op.create_check_constraint(op.f('ck_handover_way'), "way IN ('inbox', 'mail', 'webhook', 'slip')")
        batch_op.create_check_constraint(op.f('ck_handover_outcome'), "outcome IN ('done', 'partly_done', 'not_done', 'untold')")
        batch_op.create_check_constraint(op.f('ck_handover_outcome_reason'), "outcome_reason IN ('not_reached', 'did_not_come', 'refused', 'not_needed_any_more', 'no_capacity', 'not_entitled', 'other')")
        batch_op.create_check_constraint(op.f('ck_handover_outcome_at_end'), "(status = 'ended') = (outcome IS NOT NULL)")
        batch_op.create_check_constraint(op.f('ck_handover_failure_has_reason'), "outcome IS NULL OR (outcome IN ('done', 'untold')) = (outcome_reason IS NULL)")
        batch_op.create_index(batch_op.f('ix_handover_due_at'), ['due_at'], unique=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("does_not_jump", "is_opened_by_somebody"):
            op.execute(f"DROP TRIGGER case_record_{name}")
    else:
        op.execute("DROP TRIGGER case_record_steps ON case_record")
        op.execute("DROP FUNCTION case_record_steps()")
    op.execute("UPDATE handover SET status = 'revoked', outcome = NULL, outcome_reason = NULL WHERE status IN ('redirected', 'ended')")
    op.execute("DELETE FROM handover WHERE team_id IS NULL")
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handover_due_at'))
        for name in ('failure_has_reason', 'outcome_at_end', 'outcome_reason', 'outcome', 'way', 'status'):
            batch_op.drop_constraint(op.f(f'ck_handover_{name}'), type_='check')
        batch_op.drop_constraint(op.f('fk_handover_redirected_from_id_handover'), type_='foreignkey')
        for column in ('redirected_from_id', 'outcome_note', 'outcome_reason', 'outcome', 'ended_at', 'first_contact_at', 'overdue_told_at', 'due_at', 'way'):
            batch_op.drop_column(column)
        batch_op.alter_column('team_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_check_constraint(op.f('ck_handover_status'), "status IN ('requested', 'accepted', 'declined', 'revoked')")
    op.drop_table('case_event')
    for column in ('review_on', 'holder_id', 'holder_team_id'):
        op.drop_index(op.f(f'ix_case_record_{column}'), 'case_record')
    for column in ('review_on', 'intensity', 'opened_at', 'opened_by_id', 'holder_id', 'holder_team_id'):
        op.drop_column('case_record', column)
