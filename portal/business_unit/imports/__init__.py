"""What the Business Unit brings in from a spreadsheet: old cases of its own log, and agencies with their people.

A file is uploaded, its columns are mapped, and every row is shown with what it will do, or why it cannot. Nothing
is taken before the button under that; then all of it is, or nothing.
"""
