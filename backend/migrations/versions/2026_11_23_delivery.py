"""delivery: agreements with organisations, the outbox, links and calls of partners"""

import uuid
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa

revision = 'a84c1f6e2d37'
down_revision = '4b8e20d7c5f1'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cooperation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=True),
    sa.Column('way', sa.String(length=8), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reference', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('url', sa.String(length=300), nullable=True),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('entered_by', sa.String(length=120), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("way IN ('inbox', 'mail', 'webhook', 'slip')", name=op.f('ck_cooperation_way')),
    sa.CheckConstraint("way <> 'mail' OR email IS NOT NULL", name=op.f('ck_cooperation_mail_has_address')),
    sa.CheckConstraint("way <> 'webhook' OR (url IS NOT NULL AND secret IS NOT NULL)", name=op.f('ck_cooperation_webhook_has_secret')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_cooperation_organization_id_organization')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_cooperation_service_id_service')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_cooperation_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cooperation'))
    )
    for column in ('tenant_id', 'organization_id', 'service_id'):
        op.create_index(op.f(f'ix_cooperation_{column}'), 'cooperation', [column], unique=False)
    op.create_table('outbox_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('cooperation_id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('way', sa.String(length=8), nullable=False),
    sa.Column('event', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('trouble', sa.String(length=16), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("event IN ('handover.requested', 'handover.updated', 'handover.revoked')", name=op.f('ck_outbox_item_event')),
    sa.CheckConstraint("way IN ('mail', 'webhook')", name=op.f('ck_outbox_item_way')),
    sa.CheckConstraint("state IN ('waiting', 'sent', 'dead', 'ended')", name=op.f('ck_outbox_item_state')),
    sa.CheckConstraint("trouble IN ('no_answer', 'refused', 'gone', 'unsafe_address', 'no_agreement', 'no_mail', 'no_public_url', 'not_sent')", name=op.f('ck_outbox_item_trouble')),
    sa.ForeignKeyConstraint(['cooperation_id'], ['cooperation.id'], name=op.f('fk_outbox_item_cooperation_id_cooperation')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_outbox_item_service_id_service')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_outbox_item_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_item'))
    )
    op.create_index('ix_outbox_item_due', 'outbox_item', ['state', 'due_at'], unique=False)
    for column in ('tenant_id', 'handover_id'):
        op.create_index(op.f(f'ix_outbox_item_{column}'), 'outbox_item', [column], unique=False)
    op.create_table('partner_link',
    sa.Column('handover_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_partner_link_handover_id_handover')),
    sa.PrimaryKeyConstraint('handover_id', name=op.f('pk_partner_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_partner_link_token_hash'))
    )
    op.create_table('partner_call',
    sa.Column('cooperation_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cooperation_id'], ['cooperation.id'], name=op.f('fk_partner_call_cooperation_id_cooperation')),
    sa.PrimaryKeyConstraint('cooperation_id', 'key', name=op.f('pk_partner_call'))
    )
    op.create_index(op.f('ix_partner_call_at'), 'partner_call', ['at'], unique=False)
    _agree_with_teams()


def _agree_with_teams() -> None:
    """What was handed over until now goes on; where the signed paper is, nobody has said yet."""
    service = sa.table('service', *(sa.column(name, sa.Uuid()) for name in ('id', 'tenant_id', 'organization_id', 'team_id')),
                       sa.column('destination', sa.String()))
    cooperation = sa.table('cooperation', *(sa.column(name, sa.Uuid()) for name in ('id', 'tenant_id', 'organization_id', 'service_id')),
                           *(sa.column(name, sa.String()) for name in ('way', 'reference', 'entered_by')),
                           sa.column('since', sa.Date()), sa.column('entered_at', sa.DateTime(timezone=True)))
    now = datetime.now(UTC)
    found = sa.select(service.c.id, service.c.tenant_id, service.c.organization_id)
    found = found.where(service.c.team_id.is_not(None), service.c.destination != 'MENSCH')
    rows = [
        {
            'id': uuid.uuid4(), 'tenant_id': row.tenant_id, 'organization_id': row.organization_id, 'service_id': row.id,
            'way': 'inbox', 'reference': '', 'entered_by': 'Lotse', 'since': now.date(), 'entered_at': now,
        }
        for row in op.get_bind().execute(found)
    ]
    if rows:
        op.bulk_insert(cooperation, rows)


def downgrade() -> None:
    for table in ('partner_call', 'partner_link', 'outbox_item', 'cooperation'):
        op.drop_table(table)
