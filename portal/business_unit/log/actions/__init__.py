"""What the Business Unit writes beside its log: themes, views of its people's own, and that a file was taken."""
