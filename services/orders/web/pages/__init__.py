"""Orders' pages: what volunteers and the treasurer look at; what they change goes through ``web/api``."""
