"""Workers: where experiments are computed, in threads of the server or in processes."""
