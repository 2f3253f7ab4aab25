"""The baseline: a Flask page with nothing around it, on the same server settings as the portal.

The worklist runs the portal's own query, in one transaction, as the same role and with the same context, and
draws the same rows in a plain table. Its form inserts one row and commits. No sign-in, no guard, no layout.
"""

import os
from typing import Any
from uuid import UUID

from flask import Flask, redirect, request
from sqlalchemy import create_engine, event, text
from werkzeug.wrappers import Response

from portal.escalations import queries
from portal.infra.db import Context, Database, engine_url

CONTEXT = text(
    "select set_config('portal.workspace', :workspace, true), set_config('portal.membership', :membership, true)"
)
INSERT = text("insert into bench.signature (reference, statement) values (:reference, :statement)")
TABLE = """<!doctype html><html lang="en"><title>Cases</title><table>
{% for row in rows %}
<tr><th><a href="/cases/{{ row.reference }}">{{ row.reference }}</a></th><td>{{ row.state }}</td>
<td>{{ row.due_at }}</td><td>{{ row.raising }}{% for one in row.responding or () %} and {{ one }}{% endfor %}</td>
<td>{{ row.category }}</td></tr>
{% endfor %}</table></html>
"""
FORM = """<!doctype html><html lang="en"><title>Sign</title><form method="post">
<input type="checkbox" name="statement" value="agreed"><button>Sign</button></form></html>
"""


def create() -> Flask:
    """The application for gunicorn: `tests.bench.bare:create()`."""
    app = Flask("bare")
    engine = create_engine(
        engine_url(os.environ["DATABASE_URL"]), pool_size=8, max_overflow=0, pool_use_lifo=True
    )
    context = {"workspace": os.environ["BENCH_WORKSPACE"], "membership": os.environ["BENCH_MEMBERSHIP"]}
    query, values = overheard(Context(*map(UUID, context.values())))
    template = app.jinja_env.from_string(TABLE)

    @app.get("/cases")
    def worklist() -> str:
        with engine.connect() as connection:
            connection.execute(CONTEXT, context)
            rows = connection.exec_driver_sql(query, values).all()
        return template.render(rows=rows)

    @app.get("/sign/<reference>")
    def form(reference: str) -> str:
        return FORM

    @app.post("/sign/<reference>")
    def sign(reference: str) -> Response:
        with engine.begin() as connection:
            connection.execute(INSERT, {"reference": reference, "statement": request.form["statement"]})
        return redirect("/", 303)

    return app


def overheard(context: Context) -> tuple[str, Any]:
    """The statement that the portal's worklist sends, and its values, exactly as they reach the driver."""
    database = Database(os.environ["DATABASE_URL"], pool_size=1)
    sent: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *heard: sent.append((heard[2], heard[3])))
    with database.reading(context) as session:
        queries.worklist(session, context.workspace)
    database.engine.dispose()
    _context, query = sent
    return query
