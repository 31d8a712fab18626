"""Experiments: all that this server has, queued, under way, in memory or stored."""
