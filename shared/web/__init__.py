"""What every HTTP surface shares: sessions, roles, problems, sentences in the reader's language."""
