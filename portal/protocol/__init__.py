"""The protocol for resolving professional differences, as plain Python.

Standard library only. It reads no clock, no database and no request: the time, the holidays and
the case are arguments, so every rule here can be read, tried and proved on its own.
"""
