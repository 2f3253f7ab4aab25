"""Templates compiled once in a run: every test that makes an application would compile the same ones again."""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """What the templates compiled to, by name and file. One that has changed is compiled again."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def shared(app: Flask) -> Flask:
    """This application, with the templates that others have compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app
