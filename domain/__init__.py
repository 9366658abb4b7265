"""What is true and who decided it: streams of acts, their rows, money, calendar and law."""
