"""The server and the command line: the engine over HTTP, websockets and pages."""
