"""Supply's pages: what the coordinator looks at; what is changed goes through ``web/api``."""
