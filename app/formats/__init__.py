"""Formats: results as JSON, CSV and NPZ."""
