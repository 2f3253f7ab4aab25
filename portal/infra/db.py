"""The database: one transaction at a time, with the walls' context set as it begins."""

import contextlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Connection, DateTime, Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

Answer = TypeVar("Answer")


class Base(DeclarativeBase):
    """What every table's class derives from. The tables themselves are made by the migrations."""

    metadata = MetaData(schema="portal")
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True)}


@dataclass(frozen=True, slots=True)
class Context:
    """Through whose eyes a transaction sees: a workspace and a membership in it, both or nothing."""

    workspace: UUID
    membership: UUID


def engine_url(database_url: str) -> str:
    """The URL as SQLAlchemy wants it, naming the driver."""
    scheme, separator, rest = database_url.partition("://")
    return f"{'postgresql+psycopg' if scheme in ('postgres', 'postgresql') else scheme}{separator}{rest}"


class UnitOfWork(Session):
    """A session that carries the walls' context, and what is to be rung for once it has committed."""


@event.listens_for(UnitOfWork, "after_begin")
def _set_context(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execute(_SET_CONTEXT, session.info["settings"])


@event.listens_for(UnitOfWork, "after_commit")
def _ring(session: Session) -> None:
    ring, rows = session.info["ring"], session.info.pop("told", [])
    if rows:
        ring(rows)


_SET_CONTEXT = text(
    "select set_config('portal.workspace', :workspace, true), set_config('portal.membership', :membership, true),"
    " set_config('transaction_read_only', :read_only, true)"
)


@contextmanager
def acting_as(session: Session, context: Context) -> Iterator[None]:
    """See and write through other eyes for a while, within the same transaction; then through one's own again."""
    session.flush()
    own = session.info["settings"]
    session.info["settings"] = {
        **own,
        "workspace": str(context.workspace),
        "membership": str(context.membership),
    }
    try:
        session.execute(_SET_CONTEXT, session.info["settings"])
        yield
        session.flush()
        session.execute(_SET_CONTEXT, own)
    finally:
        session.info["settings"] = own


_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "timezone=UTC",
        # The lock of a worker whose computer went dark is let go within two minutes.
        "tcp_keepalives_idle=60",
        "tcp_keepalives_interval=15",
        "tcp_keepalives_count=4",
    )
)

_TRY_LOCK = text("select pg_try_advisory_lock(hashtextextended(:key, 0))")
_UNLOCK = text("select pg_advisory_unlock(hashtextextended(:key, 0))")


class Held:
    """A lock that is held, for as long as its connection lives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def still(self) -> None:
        """Raise DBAPIError when the lock was lost, because the database went away meanwhile."""
        self._connection.execute(text("select 1"))


def _begin(session: Session) -> None:
    """Begin, once more when the pooled connection turns out to be dead, as all are after the server restarts.

    Asking each connection before every use of it whether it lives would cost every page a round trip.
    """
    try:
        session.connection()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        session.rollback()
        session.connection()


def _silent(_rows: Sequence[UUID]) -> None:
    """No bell: the sweep finds the rows."""


def asked_once(session: Session, key: Hashable, question: Callable[[Session], Answer]) -> Answer:
    """The answer to what several parts of one page ask. In a transaction that only reads it is asked once.

    One that writes is asked each time, since it may itself have changed the answer.
    """
    if session.info.get("settings", {}).get("read_only") != "on":
        return question(session)
    answers: dict[Hashable, Answer] = session.info.setdefault("answers", {})
    if key not in answers:
        answers[key] = question(session)
    return answers[key]


def kept_for_ever(session: Session, key: Hashable, question: Callable[[], Answer]) -> Answer:
    """The answer to what never changes once it is committed: asked once in a process."""
    kept: dict[Hashable, Answer] = session.info.setdefault("kept", {})
    if key not in kept:
        kept[key] = question()
    return kept[key]


def _let_go(connection: Connection, key: str) -> None:
    """Unlock; a connection that is gone has let go already."""
    if connection.invalidated:
        return
    with contextlib.suppress(DBAPIError):
        connection.execute(_UNLOCK, {"key": key})


class Database:
    """A pool of connections to one database, handing out one unit of work at a time.

    Only a unit of work commits: at the end of its block, or not at all when the block raises. `ring` is called
    with the outbox rows that a committed unit of work wrote; `identity_key` is for `portal.infra.keyed`.
    """

    def __init__(
        self,
        database_url: str,
        *,
        pool_size: int = 8,
        ring: Callable[[Sequence[UUID]], None] = _silent,
        identity_key: bytes = b"",
    ) -> None:
        self.ring, self.identity_key = ring, identity_key
        self._kept: dict[Hashable, object] = {}
        self.engine: Engine = create_engine(
            engine_url(database_url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            # The connection used last has the statements prepared: few visitors then keep to few connections.
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5, "options": _OPTIONS},
        )
        self._asking = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def work(self, context: Context | None = None) -> Iterator[Session]:
        """A transaction that may write. Without a context it sees no case and no person."""
        with self._session(context, read_only=False) as session:
            yield session
            session.commit()

    @contextmanager
    def looking(self, context: Context) -> Iterator[Session]:
        """A transaction for one thing: keeping that somebody looked, after the page itself was only read."""
        with self._session(context, read_only=False) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self, context: Context | None = None) -> Iterator[Session]:
        """A transaction in which PostgreSQL itself refuses every write.

        It too ends with a commit: after a rollback the driver forgets every statement that the connection has
        prepared, and PostgreSQL would parse and plan each of them again, walls and all, for the next page.
        """
        with self._session(context, read_only=True) as session:
            yield session
            session.commit()

    @contextmanager
    def _session(self, context: Context | None, *, read_only: bool) -> Iterator[Session]:
        settings = {
            "workspace": str(context.workspace) if context else "",
            "membership": str(context.membership) if context else "",
            "read_only": "on" if read_only else "off",
        }
        info = {
            "settings": settings, "ring": self.ring, "identity_key": self.identity_key, "kept": self._kept,
        }  # fmt: skip
        with UnitOfWork(self.engine, expire_on_commit=False, info=info) as session:
            _begin(session)
            yield session

    @contextmanager
    def holding(self, key: str) -> Iterator[Held | None]:
        """Hold a lock of this name, outside any transaction; None when somebody else holds it.

        It ends with the block, or with the process or its connection: a process that was stopped still holds it.
        """
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(_TRY_LOCK, {"key": key}):
                yield None
                return
            try:
                yield Held(connection)
            finally:
                _let_go(connection, key)

    def ask(self, question: Callable[[Session], Answer]) -> Answer:
        """Ask one thing with no context, for the functions that look before anybody is known.

        Each statement commits by itself. Asked once more when the pooled connection turns out to be dead.
        """
        try:
            return self._answer(question)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._answer(question)

    def _answer(self, question: Callable[[Session], Answer]) -> Answer:
        with Session(self._asking) as session:
            return question(session)

    def after_fork(self) -> None:
        """Forget the parent's connections in a forked child, without closing them."""
        self.engine.dispose(close=False)
