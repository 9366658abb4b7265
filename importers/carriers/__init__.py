"""What files come in: CSV, spreadsheets and ZIPs, opened safely and read as columns of text."""
