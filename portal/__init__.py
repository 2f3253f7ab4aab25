"""A portal that runs a safeguarding partnership's protocol for resolving professional differences."""
