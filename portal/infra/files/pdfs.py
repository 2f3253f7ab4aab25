"""PDFs: readable, unlocked, and nothing in them that acts: no scripts, no other files, no launching of programs,
and nothing that leads out of the file but a link to a web page that a person follows.

A PDF is a net of dictionaries, and what acts can hang anywhere in it: on the document, a page, an annotation, in
an object that nothing points to. So every dictionary in the file is looked at.
"""

import io
from collections.abc import Iterator

import pikepdf

from portal.infra.files.refusal import Refused

SCRIPT = "It holds a script, which is a small program. Print it to a new PDF and attach that."
INSIDE = "It has other files embedded in it. Attach those files by themselves, and a PDF without them."
LAUNCH = "It would start a program or send data when it is opened. Print it to a new PDF and attach that."
REACHES_OUT = (
    "It opens something from elsewhere, such as a web page or another file. Print it to a new PDF, and"
    " attach that."
)
LOCKED = "It is locked with a password or protected. Save a copy without protection and attach that."
UNREADABLE = "It cannot be read: it may be damaged. Open it on your computer, save it again, and attach that."

KEYS: dict[str, str] = {
    "/JS": SCRIPT,
    "/XFA": SCRIPT,
    "/EF": INSIDE,
    "/RichMedia": INSIDE,
    "/RichMediaContent": INSIDE,
    "/Collection": INSIDE,
}
"""A dictionary that has the key, whatever its value."""

VALUES: dict[tuple[str, str], str] = {
    ("/S", "/JavaScript"): SCRIPT,
    ("/S", "/Launch"): LAUNCH,
    ("/S", "/ImportData"): LAUNCH,
    ("/S", "/SubmitForm"): LAUNCH,
    ("/S", "/GoToE"): INSIDE,
    ("/S", "/GoToR"): REACHES_OUT,
    ("/FS", "/URL"): REACHES_OUT,
    ("/S", "/RichMediaExecute"): SCRIPT,
    ("/Type", "/EmbeddedFile"): INSIDE,
    ("/Subtype", "/FileAttachment"): INSIDE,
    ("/Subtype", "/RichMedia"): INSIDE,
}
"""A dictionary that has this value under this key."""

NAMES: dict[str, str] = {"/JavaScript": SCRIPT, "/EmbeddedFiles": INSIDE}
"""An entry of the document's tree of names."""

MOST_DICTIONARIES = 2_000_000
MOST_ACTIONS = 1_000
"""Of one trigger, one after another: more are a ring."""


def check(content: bytes) -> bytes:
    """The PDF as it is. Raises Refused when it cannot be read, is locked, or holds something that acts."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _check(pdf)
    except pikepdf.PasswordError as error:
        raise Refused(LOCKED) from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError, OSError) as error:
        raise Refused(UNREADABLE) from error
    return content


def _check(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Refused(LOCKED)
    if len(pdf.pages) == 0:
        raise Refused(UNREADABLE)
    names = pdf.Root.get("/Names")
    for key, why in NAMES.items():
        if isinstance(names, pikepdf.Dictionary) and key in names:
            raise Refused(why)
    for number, one in enumerate(dictionaries(pdf)):
        if number > MOST_DICTIONARIES:
            raise Refused(UNREADABLE)
        if why := _acts(one):
            raise Refused(why)


def _acts(one: pikepdf.Object) -> str:
    """What is wrong with a dictionary; nothing, for nearly every one."""
    keys = set(one.keys())
    for key in keys & KEYS.keys():
        return KEYS[key]
    for (key, value), why in VALUES.items():
        if key in keys and one.get(key) == pikepdf.Name(value):
            return why
    return REACHES_OUT if _is_elsewhere(one, keys) or _opens_a_page(one, keys) else ""


def _is_elsewhere(one: pikepdf.Object, keys: set[str]) -> bool:
    """Whether a stream's content, or the thread of an article to go to, is in another file."""
    thread = "/S" in keys and one.get("/S") == pikepdf.Name.Thread
    return "/F" in keys and (thread or isinstance(one, pikepdf.Stream))


def _opens_a_page(one: pikepdf.Object, keys: set[str]) -> bool:
    """Whether the document, a page or a field opens a web page by itself; a link is a person's to follow."""
    waiting = [one.get("/OpenAction")] if "/OpenAction" in keys else []
    if "/AA" in keys and isinstance(triggers := one.get("/AA"), pikepdf.Dictionary):
        waiting += [action for _, action in triggers.items()]
    for _ in range(MOST_ACTIONS):
        if not waiting:
            return False
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):
            waiting += list(action)
        elif isinstance(action, pikepdf.Dictionary):
            if action.get("/S") == pikepdf.Name.URI:
                return True
            waiting.append(action.get("/Next"))
    return True


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file, those of streams and those inside others included, each once."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                waiting += [value for _, value in one.items() if _is_part_of_it(value)]
            elif isinstance(one, pikepdf.Array):
                waiting += [value for value in one if _is_part_of_it(value)]


def _is_part_of_it(value: object) -> bool:
    """Numbers and texts hold nothing; what is an object of its own comes by itself."""
    return isinstance(value, pikepdf.Object) and not value.is_indirect
