"""What people type into a case, and how it becomes what is stored."""
