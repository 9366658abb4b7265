"""What follows from the acts: the register in columns, the bills, the vault, the read models."""
