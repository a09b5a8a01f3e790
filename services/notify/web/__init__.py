"""The internal HTTP server: health, metrics, and the ledger for the coordinator's pages."""
