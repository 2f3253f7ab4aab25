"""Somebody who types into a section of Part 1 while the page saves it, each save from the version of the last."""

from dataclasses import dataclass, field

from tests.bench.client import Failed, FormFields, Visitor

TYPED = "We met twice and could not agree. "


@dataclass
class Typist(Visitor):
    """A visitor with the last section of a draft open: `fields` are its form's, as the page would send them."""

    path: str = ""
    fields: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def opening(cls, visitor: Visitor, reference: str) -> "Typist":
        """The same visitor, who opens the section and has saved it once, so that it is theirs."""
        path = f"/cases/{reference}/part-1/why"
        fields = dict(FormFields(visitor.get(path)).fields)
        typist = cls(visitor.port, visitor.cookie, f"{path}/autosave", fields)
        typist.save()
        return typist

    def save(self) -> None:
        """Type something else and have it saved; Failed unless the page says that it was, at the next version."""
        seen = int(self.fields["version"])
        words = {"unresolved": f"{TYPED}{seen}", "safety": "Daily contact."}
        answer = self.post(self.path, list({**self.fields, **words}.items()), expected=200)
        self.fields |= dict(FormFields(answer).fields)
        if int(self.fields["version"]) != seen + 1 or "Not saved" in answer:
            raise Failed(f"{self.path} was sent version {seen} and answered:\n{answer[-2000:]}")
