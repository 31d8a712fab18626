"""Streams: experiments in memory and whoever follows them."""
