"""The partnership's settings: its names, numbers and look, the lengths and the ladder, each as dated changes."""
