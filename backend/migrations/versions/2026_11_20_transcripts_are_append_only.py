"""transcripts are append-only, but for an open erasure of their case"""

from alembic import op

revision = "5b1d2a70c9e4"
down_revision = "3470d94ee4e4"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE TRIGGER message_is_not_changed BEFORE UPDATE ON message
    BEGIN SELECT RAISE(ABORT, 'transcripts are append-only'); END""",
    """CREATE TRIGGER message_is_not_deleted BEFORE DELETE ON message
    WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE case_id = OLD.case_id AND finished_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'transcripts are append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION message_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (
            SELECT 1 FROM erasure WHERE case_id = OLD.case_id AND finished_at IS NULL
        ) THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'transcripts are append-only';
    END $$""",
    """CREATE TRIGGER message_append_only BEFORE UPDATE OR DELETE ON message
    FOR EACH ROW EXECUTE FUNCTION message_append_only()""",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER message_is_not_changed")
        op.execute("DROP TRIGGER message_is_not_deleted")
    else:
        op.execute("DROP TRIGGER message_append_only ON message")
        op.execute("DROP FUNCTION message_append_only()")
