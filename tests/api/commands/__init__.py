"""Commands: what officers, taxpayers and banks ask for."""
