"""Tests of the api: what people and programs ask, and what they are answered."""
