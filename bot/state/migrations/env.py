"""What alembic runs around the migrations: on the connection that it is given."""

from alembic import context

from bot.state.repositories import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite alters most of a table only by copying it
)
with context.begin_transaction():
    context.run_migrations()
