"""Runs wapiti with a store that can be read and written at the same time.

wapiti reads its list of pages in one connection while it writes what it found in another. With the
rollback journal that SQLite has by default, a module that is cut off while it reads leaves a lock
behind, and the next one that writes fails with "database is locked".
"""

import sqlite3
import sys

from wapitiCore.main.wapiti import wapiti_asyncio_wrapper

CONNECT = sqlite3.connect


def connect(*arguments, **named):
    connection = CONNECT(*arguments, **{**named, "timeout": 60})
    # A log written ahead lets readers be; the store is thrown away, so nothing need reach the disk.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


sqlite3.connect = connect
sys.argv[0] = "wapiti"
sys.exit(wapiti_asyncio_wrapper())
