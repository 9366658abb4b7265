"""Letters and forms of the tax as PDF: values in, bytes out, the same bytes for the same values."""
