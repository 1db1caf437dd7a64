"""Lessons: plain files that a teacher can write, read and checked against the API."""
