"""index of offers alone

The index is made of the directory again by itself: what stood in it need not be carried over.
"""

from alembic import op
import sqlalchemy as sa

revision = 'e41b7d209c6a'
down_revision = 'c3d81f5a7e26'
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE VIRTUAL TABLE directory_index USING fts5(
        title, body, content='directory_text', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER directory_text_is_new AFTER INSERT ON directory_text BEGIN
        INSERT INTO directory_index (rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    """CREATE TRIGGER directory_text_is_gone AFTER DELETE ON directory_text BEGIN
        INSERT INTO directory_index (directory_index, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body); END""",
    """CREATE TRIGGER directory_text_is_changed AFTER UPDATE ON directory_text BEGIN
        INSERT INTO directory_index (directory_index, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO directory_index (rowid, title, body) VALUES (new.id, new.title, new.body); END""",
)
POSTGRESQL = (
    "CREATE INDEX directory_index_words ON directory_text USING gin (to_tsvector('simple', title || ' ' || body))"
    " WITH (fastupdate = off)",
)


def upgrade() -> None:
    _make_anew()


def downgrade() -> None:
    _make_anew(sa.Column('kind', sa.String(length=8), nullable=False))


def _make_anew(*further: sa.Column[str]) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:  # its triggers go with their table
        op.execute("DROP TABLE directory_index")
    op.drop_table('directory_text')
    op.create_table('directory_text',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    *further,
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_directory_text_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_text')),
    sa.UniqueConstraint('tenant_id', 'language', *(column.name for column in further), 'key', name=op.f('uq_directory_text_tenant_id'))
    )
    op.execute("DELETE FROM directory_word")
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)
