"""Runs the migrations one at a time, under a lock, and gives up rather than queue behind a busy table."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table_schema="portal_migrations",
    transaction_per_migration=False,
)
with context.begin_transaction():
    connection.execute(text("set local lock_timeout = '5s'"))
    connection.execute(text("set local search_path = portal, pg_temp"))
    connection.execute(text("select pg_advisory_xact_lock(7317221)"))
    context.run_migrations()
