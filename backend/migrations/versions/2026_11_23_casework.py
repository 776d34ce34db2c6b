"""casework: notes, measures, agreements on goals; who pays a post; nothing is linked without the person's yes"""

from alembic import op
import sqlalchemy as sa

revision = 'c5a7d3e91f46'
down_revision = 'a84c1f6e2d37'
branch_labels = None
depends_on = None

#: From a state of an agreement to the next, as they were on this day.
STEPS = (
    ('draft', 'proposed'), ('draft', 'ended'), ('proposed', 'agreed'), ('proposed', 'declined'), ('proposed', 'ended'),
    ('agreed', 'ended'),
)
PAIRS = ", ".join(f"('{old}', '{new}')" for old, new in STEPS)
JUMPS = f"OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {PAIRS})"
#: The text is part of what was agreed to, and the answer part of the record.
REWRITES = "OLD.state <> 'draft' AND OLD.text <> NEW.text"
FOREIGN = """NEW.source = 'chat' AND NOT EXISTS (
        SELECT 1 FROM message WHERE id = NEW.source_message_id AND case_id = NEW.case_id AND sender = 'person'
    )"""
UNAGREED = """NEW.state = 'linking' AND OLD.state <> 'linking' AND NOT EXISTS (
        SELECT 1 FROM agreement WHERE case_id = NEW.id AND state = 'agreed'
    )"""
UNDATED = "NEW.state = 'monitoring' AND NEW.review_on IS NULL"
TOLD = {
    'NEW.state <> \'draft\'': 'an agreement begins as a draft',
    JUMPS: 'an agreement does not jump from state to state',
    REWRITES: 'what was proposed is not written over',
    FOREIGN: 'a yes in the chat is a message of the person',
    UNAGREED: 'nothing is linked without an agreement',
    UNDATED: 'monitoring needs the day of the next look',
}
BEGINS, *CHANGES = list(TOLD)[:4]
MOVES = (UNAGREED, UNDATED)


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, condition: str) -> str:
        return f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{TOLD[condition]}'); END"

    return [
        trigger("agreement_begins", "INSERT ON agreement", BEGINS),
        trigger("agreement_does_not_jump", "UPDATE ON agreement", JUMPS),
        trigger("agreement_is_not_rewritten", "UPDATE ON agreement", REWRITES),
        trigger("agreement_is_the_persons", "UPDATE ON agreement", FOREIGN),
        trigger("case_record_needs_agreement", "UPDATE OF state ON case_record", UNAGREED),
        trigger("case_record_needs_review", "UPDATE OF state, review_on ON case_record", UNDATED),
        """CREATE TRIGGER case_note_is_not_changed BEFORE UPDATE ON case_note
        BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END""",
    ]


def _postgresql() -> list[str]:
    def refusing(*conditions: str) -> str:
        checks = " ".join(f"IF {condition} THEN RAISE EXCEPTION '{TOLD[condition]}'; END IF;" for condition in conditions)
        return f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN NEW; END $$"

    return [
        f"CREATE FUNCTION agreement_begins() {refusing(BEGINS)}",
        f"CREATE FUNCTION agreement_steps() {refusing(*CHANGES)}",
        f"CREATE FUNCTION case_record_needs() {refusing(*MOVES)}",
        """CREATE FUNCTION case_note_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'notes are append-only'; END $$""",
        "CREATE TRIGGER agreement_begins BEFORE INSERT ON agreement FOR EACH ROW EXECUTE FUNCTION agreement_begins()",
        "CREATE TRIGGER agreement_steps BEFORE UPDATE ON agreement FOR EACH ROW EXECUTE FUNCTION agreement_steps()",
        """CREATE TRIGGER case_record_needs BEFORE UPDATE OF state, review_on ON case_record
        FOR EACH ROW EXECUTE FUNCTION case_record_needs()""",
        "CREATE TRIGGER case_note_append_only BEFORE UPDATE ON case_note FOR EACH ROW EXECUTE FUNCTION case_note_append_only()",
    ]


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    # In one statement of its own: with a batch the table would be made anew, and rows elsewhere point to it.
    op.execute("""ALTER TABLE staff ADD COLUMN funding VARCHAR(16) DEFAULT 'municipal' NOT NULL
    CONSTRAINT ck_staff_funding CHECK (funding IN ('kim', 'jmd', 'mbe', 'ki_teacher', 'municipal', 'other'))""")
    _notes_and_measures()
    _agreements()
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _notes_and_measures() -> None:
    op.create_table('case_note',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['staff.id'], name=op.f('fk_case_note_author_id_staff')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_case_note_case_id_case_record')),
    sa.ForeignKeyConstraint(['corrects_id'], ['case_note.id'], name=op.f('fk_case_note_corrects_id_case_note')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_case_note_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note'))
    )
    op.create_index(op.f('ix_case_note_case_id'), 'case_note', ['case_id'], unique=False)
    op.create_table('measure',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=True),
    sa.Column('helper', sa.LargeBinary(), nullable=True),
    sa.Column('need', sa.String(length=32), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state IN ('planned', 'running', 'done', 'dropped')", name=op.f('ck_measure_state')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_measure_case_id_case_record')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_measure_owner_id_staff')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_measure_service_id_service')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure'))
    )
    op.create_index(op.f('ix_measure_case_id'), 'measure', ['case_id'], unique=False)


def _agreements() -> None:
    op.create_table('agreement',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('written_by_id', sa.Uuid(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('in_chat', sa.Boolean(), nullable=False),
    sa.Column('put_off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source', sa.String(length=8), nullable=True),
    sa.Column('source_message_id', sa.Uuid(), nullable=True),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('recorded_by_id', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'proposed', 'agreed', 'declined', 'ended')", name=op.f('ck_agreement_state')),
    sa.CheckConstraint("source IN ('chat', 'paper')", name=op.f('ck_agreement_source')),
    sa.CheckConstraint("state <> 'agreed' OR source IS NOT NULL", name=op.f('ck_agreement_agreed_has_source')),
    sa.CheckConstraint("source <> 'chat' OR source_message_id IS NOT NULL", name=op.f('ck_agreement_chat_has_message')),
    sa.CheckConstraint("source <> 'paper' OR (agreed_on IS NOT NULL AND recorded_by_id IS NOT NULL)", name=op.f('ck_agreement_paper_has_day')),
    sa.ForeignKeyConstraint(['case_id'], ['case_record.id'], name=op.f('fk_agreement_case_id_case_record')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['staff.id'], name=op.f('fk_agreement_recorded_by_id_staff')),
    sa.ForeignKeyConstraint(['source_message_id'], ['message.id'], name=op.f('fk_agreement_source_message_id_message')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_agreement_team_id_team')),
    sa.ForeignKeyConstraint(['written_by_id'], ['staff.id'], name=op.f('fk_agreement_written_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('source_message_id', name=op.f('uq_agreement_source_message_id'))
    )
    op.create_index(op.f('ix_agreement_case_id'), 'agreement', ['case_id'], unique=False)
    for name, states in (('unanswered', "state IN ('draft', 'proposed')"), ('in_force', "state = 'agreed'")):
        op.create_index(f'uq_agreement_{name}', 'agreement', ['case_id'], unique=True, sqlite_where=sa.text(states), postgresql_where=sa.text(states))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("agreement", "review"):
            op.execute(f"DROP TRIGGER case_record_needs_{name}")
    else:
        op.execute("DROP TRIGGER case_record_needs ON case_record")
    for table in ('agreement', 'measure', 'case_note'):  # their own triggers go with them
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("agreement_begins", "agreement_steps", "case_record_needs", "case_note_append_only"):
            op.execute(f"DROP FUNCTION {name}")
    op.execute("ALTER TABLE staff DROP COLUMN funding")
