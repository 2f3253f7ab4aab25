"""The Business Unit’s log: every case that was ever submitted, found, listed, themed and exported (P8, P13)."""
