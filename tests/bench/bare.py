"""The baseline: a Flask page with nothing around it, on the same server settings as the portal.

The worklist runs the portal's own query, in one transaction, as the same role and with the same context, and
draws the same rows in a plain table. Its form inserts one row and commits. No sign-in, no guard, no layout.
"""

import os

from flask import Flask, redirect, request
from sqlalchemy import create_engine, text
from werkzeug.wrappers import Response

from portal.escalations import queries
from portal.infra.db import engine_url

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
MOST = 50


def create() -> Flask:
    """The application for gunicorn: `tests.bench.bare:create()`."""
    app = Flask("bare")
    engine = create_engine(engine_url(os.environ["DATABASE_URL"]), pool_size=8, max_overflow=0)
    context = {"workspace": os.environ["BENCH_WORKSPACE"], "membership": os.environ["BENCH_MEMBERSHIP"]}
    template = app.jinja_env.from_string(TABLE)

    @app.get("/cases")
    def worklist() -> str:
        with engine.connect() as connection:
            connection.execute(CONTEXT, context)
            rows = connection.execute(queries._WORKLIST, {"most": MOST}).all()
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
