"""What the process that builds a pack and the one that asks for it know of each other."""

from enum import StrEnum

CONTENTS = "contents.json"
CANARIES = "canaries.json"
VOLUMES = ("volume-1.pdf", "volume-2.pdf")
"""The files in the folder that both know; an attachment is a file named by its number."""

OUT_OF_MEMORY = 3
"""With what number the process ends when it has no memory left to say so."""


class State(StrEnum):
    """What the process says it is at."""

    LAYING_OUT = "laying_out"
    CHECKING = "checking"
    BUILT = "built"
    FAILED = "failed"
