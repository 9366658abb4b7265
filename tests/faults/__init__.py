"""Programs that are killed in the middle of their work, and many that do the same at once."""
