"""What changes a case. Each module holds the actions of one kind of person; all move a case through `door`."""
