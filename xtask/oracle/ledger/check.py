"""Checks a proof with Python packages that nobody here wrote: a test oracle only.

Usage: check.py PROOF LOG-KEY RELEASE-KEY

The proof has one signature, that of the log. Prints what was accepted, and of how many changed bytes
each was refused: in each part by the package that checks it, and in the whole file.
"""

import base64
import hashlib
import json
import sys
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import LogCheckpoint, SignedNote


def strict(text):
    """Base 64 that has one form only."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not the one form of these bytes")
    return data


def behind(line, word):
    if not line.startswith(word):
        raise ValueError(f"no {word}")
    return line[len(word) :]


def public_key(vkey):
    name, key_id, key = vkey.split("+", 2)
    return name, bytes.fromhex(key_id), base64.b64decode(key)[1:]


class Check:
    def __init__(self, log, release):
        self.log, self.release = log, release

    def checkpoint(self, note):
        """cryptography and sigstore: the log's signature, and what it states."""
        text, signatures = note.decode().split("\n\n", 1)
        text += "\n"
        name, key_id, key = public_key(self.log)
        dash, signer, blob = signatures.removesuffix("\n").split(" ")
        if dash != "—" or signer != name or not signatures.endswith("\n"):
            raise ValueError("not signed by the log")
        blob = strict(blob)
        if blob[:4] != key_id:
            raise ValueError("not signed by this key")
        Ed25519PublicKey.from_public_bytes(key).verify(blob[4:], text.encode())
        parsed = LogCheckpoint.from_text(SignedNote.from_text(note.decode()).note)
        origin, size, root = text.removesuffix("\n").split("\n")
        assert parsed.origin == origin == name and parsed.log_size == int(size)
        return int(size), strict(root)

    def inclusion(self, index, size, hashes, root, leaf):
        """sigstore: its Merkle code."""
        proof = SimpleNamespace(log_index=index, tree_size=size, hashes=hashes, root_hash=root)
        inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=leaf)
        verify_merkle_inclusion(SimpleNamespace(_inner=inner))

    def envelope(self, envelope):
        """securesystemslib: the signature of the organisation; in-toto-attestation: the statement."""
        _, _, release = public_key(self.release)
        key = SSlibKey(self.release, "ed25519", "ed25519", {"public": release.hex()})
        fields = json.loads(envelope)
        strict(fields["payload"])
        parsed = Envelope.from_dict(fields)
        parsed.verify([key], 1)
        statement = json_format.ParseDict(json.loads(parsed.payload), statement_pb2.Statement())
        Statement.copy_from_pb(statement).validate()

    def proof(self, data):
        head, note = data.split(b"\n\n", 1)
        lines = head.decode().split("\n")
        if lines[0] != "c2sp.org/tlog-proof@v1":
            raise ValueError("not a proof")
        extra = strict(behind(lines[1], "extra "))
        index = int(behind(lines[2], "index "))
        hashes = [strict(line) for line in lines[3:]]
        size, root = self.checkpoint(note)
        commitment = hashlib.sha256(
            b"obelus.leaf.v1\n" + extra[:32] + hashlib.sha256(extra[32:]).digest()
        )
        self.inclusion(index, size, hashes, root, b"\x01" + commitment.digest())
        self.envelope(extra[32:])
        return note, extra, index, size, hashes, root, b"\x01" + commitment.digest()


def refused(check, data):
    """Changes each byte in turn; every change must be refused."""
    check(data)
    accepted = []
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        try:
            check(bytes(changed))
            accepted.append(place)
        except Exception:  # noqa: BLE001, each package has its own
            pass
    assert not accepted, f"accepted at {accepted}"
    return f"{len(data)} of {len(data)} changed bytes refused"


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    check = Check(sys.argv[2], sys.argv[3])
    note, extra, index, size, hashes, root, leaf = check.proof(data)

    def joined(joined_hashes):
        parts = [joined_hashes[at : at + 32] for at in range(0, len(joined_hashes), 32)]
        check.inclusion(index, size, parts[:-1], parts[-1], leaf)

    print("cryptography, sigstore: checkpoint,", refused(check.checkpoint, note))
    print("sigstore: inclusion,", refused(joined, b"".join(hashes) + root))
    print("securesystemslib: envelope,", refused(check.envelope, extra[32:]))
    statement = base64.b64decode(json.loads(extra[32:])["payload"])
    message = json_format.ParseDict(json.loads(statement), statement_pb2.Statement())
    message.subject[0].digest.clear()
    try:
        Statement.copy_from_pb(message).validate()
        raise AssertionError("a statement about nothing is valid")
    except ValueError:
        print("in-toto-attestation: statement, one about nothing refused")
    print("all together: proof,", refused(check.proof, data))


main()
