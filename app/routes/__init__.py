"""The routes, one module a subject; none imports another."""
