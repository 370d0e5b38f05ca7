"""Writing household orders with their money: one SQL statement, refused or stored as a whole.

Each part builds on the one before, so that an order that fails a condition stores nothing:
``judged`` locks and tests, ``booked`` makes the ledger's entries and chains them, ``stored``
inserts, ``statement`` puts them together.
"""
