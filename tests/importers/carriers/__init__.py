"""Tests of the files themselves: letters, spreadsheets, ZIPs, traps."""
