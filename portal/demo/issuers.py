"""Keeps the practice sign-in working when a later run serves it at another address, or with another secret.

Whoever signed in before is known by (issuer, subject), and an issuer is an address; so the practice issuers
kept in the database move with the port. Only addresses on loopback are touched: nobody real has one.
"""

import psycopg
from psycopg import sql

PRACTICE = r"^http://127\.0\.0\.1:\d+/"
TABLES = ("identity_provider", "identity", "sign_in")


def repoint(database_url: str, identity_url: str, *, secret: str) -> None:
    """Point every practice issuer at `identity_url`, as the login that migrates, with the client's secret."""
    with psycopg.connect(database_url.replace("+psycopg", "", 1)) as connection:
        connection.execute("SET ROLE portal_owner")
        for table in TABLES:
            connection.execute(
                sql.SQL(
                    "UPDATE portal.{} SET issuer = regexp_replace(issuer, %s, %s) WHERE issuer ~ %s"
                ).format(sql.Identifier(table)),
                [PRACTICE, f"{identity_url}/", PRACTICE],
            )
        connection.execute(
            "UPDATE portal.identity_provider SET client_secret = %s WHERE issuer ~ %s", [secret, PRACTICE]
        )
