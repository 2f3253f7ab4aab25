"""What a pack says is stored and handed on without losing a word."""

import json
from dataclasses import replace
from typing import Any

import pytest

from portal.executive.packs.contents import Kind, Section, from_json, to_json
from tests import packs

ATTACHED = (packs.attachment(1), packs.attachment(2, why_not="No redacted copy was supplied."))


@pytest.mark.parametrize("kind", Kind)
def test_it_comes_back_as_it_was_stored(kind: Kind) -> None:
    contents = packs.contents(kind, attachments=ATTACHED)
    assert from_json(json.loads(json.dumps(to_json(contents)))) == contents


@pytest.mark.parametrize("kind", [Kind.EXECUTIVE, Kind.LEARNING])
def test_no_pack_but_the_scrutineers_holds_identity(kind: Kind) -> None:
    with pytest.raises(ValueError, match="must not hold the children’s identity"):
        replace(packs.contents(kind), identity=(Section("Child 1"),))


def test_a_stored_pack_that_would_show_identity_is_not_read() -> None:
    stored = to_json(packs.contents(Kind.SCRUTINEER)) | {"kind": "executive"}
    with pytest.raises(ValueError, match="must not hold the children’s identity"):
        from_json(stored)


def test_what_was_added_later_has_its_default() -> None:
    stored = to_json(packs.contents())
    del stored["identity"]
    assert from_json(stored).identity == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"surprise": "a chapter that nobody knows"},
        {"version": "17"},
        {"reference": None},
        {"issues": "none"},
        {"frozen_at": 5},
        {"kind": "newspaper"},
        {"case": [{"label": "About"}]},
    ],
)
def test_what_cannot_be_read_whole_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"has no|lacks something|where|not a valid"):
        from_json(to_json(packs.contents()) | wrong)


def test_what_is_missing_is_refused() -> None:
    stored = to_json(packs.contents())
    del stored["reference"]
    with pytest.raises(ValueError, match="Contents lacks something"):
        from_json(stored)
