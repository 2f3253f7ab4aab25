"""The six-monthly reports to the Quality and Performance Subgroup, and its actions (P14, decision 28)."""
