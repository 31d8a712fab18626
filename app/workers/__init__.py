"""Workers: where work is done, in threads of the server or, where it is long, in processes."""
