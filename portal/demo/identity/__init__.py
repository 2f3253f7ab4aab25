"""The practice identity provider: every demo agency's sign-in service, in one process, with no passwords.

It lets anybody be anybody, so it serves this computer alone and refuses to start for any other. It is also the
double that the tests teach to misbehave.
"""
