"""Why a file was not taken, in words for the person who sent it."""


class Refused(Exception):
    """The file is not taken. The text says why and what to do, and names no file."""
