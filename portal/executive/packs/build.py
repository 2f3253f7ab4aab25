"""The process that builds a pack: `python -m portal.executive.packs.build FOLDER MEGABYTES SECONDS`.

It knows the folder and nothing else: no setting, no database, no network. In the folder lie `contents.json`, the
attachments, each named by its number, and `canaries.json`, a list of texts that must not stand in the pack. It
writes `volume-1.pdf`, and `volume-2.pdf` when an attachment is reproduced, once both are checked. What it does it
says on standard output, a JSON object a line; the last says what was built, or why nothing was.
"""

import errno
import gc
import json
import os
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from portal.executive.packs import attached, binding, checking, volumes
from portal.executive.packs.attached import Outcome
from portal.executive.packs.between import CANARIES, CONTENTS, OUT_OF_MEMORY, VOLUMES, State
from portal.executive.packs.checking import Faulty
from portal.executive.packs.contents import Contents, from_json
from portal.executive.packs.volumes import Document
from portal.infra import pdf
from portal.infra.pdf import LaidOut


def main(arguments: Sequence[str]) -> int:
    """Build the pack of a folder; give 0 when it was built."""
    folder, megabytes, seconds = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    _keep_to(megabytes, seconds)
    # It lives for one pack: looking for memory to give back costs a tenth of its time, and finds next to none.
    gc.disable()
    try:
        _say(State.BUILT, **_build(folder))
    except Faulty as faulty:
        _say(State.FAILED, reason=str(faulty))
        return 1
    # The outermost boundary of the process: its words may hold what was written, so only their kind goes out.
    except Exception as error:
        if _was_refused_memory(error):
            return OUT_OF_MEMORY
        _say(State.FAILED, reason=f"It could not be laid out ({type(error).__name__}).")
        return 1
    return 0


def _was_refused_memory(error: BaseException | None) -> bool:
    """Whether this error comes of it. Python says SystemError where code of its own did not notice."""
    while error is not None:
        refused = isinstance(error, OSError) and error.errno == errno.ENOMEM
        if refused or isinstance(error, MemoryError | SystemError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _build(folder: Path) -> dict[str, Any]:
    _say(State.LAYING_OUT, pages=0)
    contents = from_json(json.loads((folder / CONTENTS).read_text(encoding="utf-8")))
    outcomes = attached.prepare(contents, folder)
    text = _laid_out(volumes.volume_1(contents, outcomes))
    made = [text, *_attachments(folder, contents, outcomes, text.pages)]
    _say(State.CHECKING, pages=sum(one.pages for one in made))
    checking.check(made, title=volumes.title_of(contents, 1), canaries=_canaries(folder))
    for name, one in zip(VOLUMES, made, strict=False):
        (folder / name).write_bytes(one.content)
    return {
        "pages": [one.pages for one in made],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "not_reproduced": {number: one.why_not for number, one in outcomes.items() if one.why_not},
    }


def _attachments(
    folder: Path, contents: Contents, outcomes: Mapping[int, Outcome], before: int
) -> Iterator[LaidOut]:
    """The second volume; none when no attachment is reproduced."""
    leaves = [(one, outcomes[one.number]) for one in contents.attachments if outcomes[one.number].pages]
    if leaves:
        frame = _laid_out(volumes.volume_2(contents, leaves, pages_before=before), before, tagged=False)
        files = [attached.prepared(folder, one.number) for one, _ in leaves]
        yield LaidOut(binding.bind(frame.content, files, pages_before=before), frame.pages)


def _laid_out(document: Document, before: int = 0, *, tagged: bool = True) -> LaidOut:
    furthest = 0

    def tell(page: int) -> None:
        nonlocal furthest
        if page > furthest:
            furthest = page
            _say(State.LAYING_OUT, pages=before + page)

    return pdf.lay_out(document.html, css=document.css, tagged=tagged, on_page=tell)


def _canaries(folder: Path) -> list[str]:
    path = folder / CANARIES
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def _say(state: State, **what: object) -> None:
    print(json.dumps({"state": state.value, **what}), flush=True)


def _keep_to(megabytes: int, seconds: int) -> None:
    """Take no more memory and time than this, and reach no network."""
    for what, most in ((resource.RLIMIT_AS, megabytes * 1024 * 1024), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_reach_nobody)


def _reach_nobody(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket."):
        raise PermissionError("A pack is built without a network.")


if __name__ == "__main__":
    # What was written is closed by now, and giving memory back before the end would take as long as checking.
    os._exit(main(sys.argv[1:]))
