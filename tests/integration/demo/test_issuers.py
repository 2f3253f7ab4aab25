"""A later run at another port finds its people again, and leaves real sign-in services as they are."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from sqlalchemy.orm import Session

from portal.agencies import actions
from portal.demo.issuers import repoint
from portal.infra.db import engine_url
from portal.protocol.actors import Kind
from tests.engines import Logins

OLD, NEW, REAL = "http://127.0.0.1:8473", "http://127.0.0.1:9473", "https://login.council.example/8473"


@contextmanager
def directory(database: Logins) -> Iterator[Session]:
    """The directory, as its owner writes it."""
    engine = sqlalchemy.create_engine(engine_url(database.owner_url))
    with Session(engine) as session, session.begin():
        session.execute(sqlalchemy.text("set role portal_owner"))
        yield session
    engine.dispose()


def test_practice_issuers_move_with_the_port(database: Logins) -> None:
    with directory(database) as session:
        police = actions.add_provider(
            session, name="Police", issuer=f"{OLD}/police", client_id="portal", client_secret="old"
        )
        actions.add_provider(session, name="Council", issuer=REAL, client_id="portal", client_secret="theirs")
        home = actions.add_workspace(
            session, slug="police", kind=Kind.AGENCY, name="Police", organisation="Police", provider=police
        )
        ada = actions.add_person(session, name="Ada", email="ada@police.example", home=home)
        actions.bind_identity(session, issuer=f"{OLD}/police", subject="ada", person=ada)

    for _twice in range(2):
        repoint(database.owner_url, NEW, secret="new")

    with directory(database) as session:
        providers = session.execute(
            sqlalchemy.text("select issuer, client_secret from portal.identity_provider")
        )
        assert set(providers) == {(f"{NEW}/police", "new"), (REAL, "theirs")}
        identity = session.execute(sqlalchemy.text("select issuer, subject, person_id from portal.identity"))
        assert identity.one() == (f"{NEW}/police", "ada", ada)
