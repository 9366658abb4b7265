"""What other offices send us: files in, clean columns and problems out."""
