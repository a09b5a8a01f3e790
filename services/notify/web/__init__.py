"""The small internal HTTP side: health, metrics, and the ledger for the coordinator's pages."""
