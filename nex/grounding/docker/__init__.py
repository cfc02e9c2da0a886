"""The `docker` sandbox: hardened containers, and a transport of our own to the server inside."""
