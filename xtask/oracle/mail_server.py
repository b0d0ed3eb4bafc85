"""A mail server that takes letters by STARTTLS alone and keeps each in a file.

    mail_server.py FOLDER CERTIFICATE KEY

Prints its port. A letter is kept as it came over the wire, with the envelope before it.
"""

import itertools
import ssl
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller


class Keeper:
    """Keeps what it is given."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server, session, envelope):
        head = f"{session.host_name} {envelope.mail_from} {envelope.rcpt_tos} {bool(session.ssl)}\n"
        path = self.folder / f"{next(self.numbers)}.eml"
        path.write_bytes(head.encode() + envelope.content)
        return "250 taken"


def main():
    folder, certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Controller(
        Keeper(Path(folder)), hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True
    )
    # The controller looks whether it answers, for which it must know its port.
    server.port = free_port()
    server.start()
    print(server.port, flush=True)
    while True:
        time.sleep(3600)


def free_port():
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


main()
