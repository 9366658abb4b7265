"""What an officer, a taxpayer or a bank asks for: load, decide, record, and say the position."""
