"""`make bench`: how fast the portal is, beside the least that could do the same."""
