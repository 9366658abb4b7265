"""What is owed on a day: terms, charges, instalments, refunds."""
