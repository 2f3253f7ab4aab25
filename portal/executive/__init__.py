"""Stage 4: the Executive declares, reads, accepts or declines, and decides (P10 to P12)."""
