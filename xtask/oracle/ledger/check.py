"""Checks a proof with Python packages that nobody here wrote: a test oracle only.

Usage: check.py PROOF LOG-KEY RELEASE-KEY; prints one line for each package.
"""

import base64
import hashlib
import json
import sys
from types import SimpleNamespace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import SSlibKey
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import LogCheckpoint, SignedNote
from sigstore.errors import VerificationError as SigstoreError


def public_key(vkey):
    name, key_id, key = vkey.split("+", 2)
    return name, bytes.fromhex(key_id), base64.b64decode(key)[1:]


def read(path):
    with open(path, encoding="utf-8") as file:
        head, note = file.read().split("\n\n", 1)
    lines = head.split("\n")
    extra = base64.b64decode(lines[1].removeprefix("extra "))
    index = int(lines[2].removeprefix("index "))
    hashes = [base64.b64decode(line) for line in lines[3:]]
    text, signatures = note.split("\n\n", 1)
    return extra, index, hashes, text + "\n", signatures


def fails(check, *expected):
    try:
        check()
    except expected:
        return True
    return False


def main():
    extra, index, hashes, text, signatures = read(sys.argv[1])
    origin, size, root = text.split("\n")[:3]
    name, key_id, key = public_key(sys.argv[2])

    # cryptography: the log's signature of the checkpoint.
    log_key = Ed25519PublicKey.from_public_bytes(key)
    lines = [line.split(" ") for line in signatures.strip().split("\n")]
    blobs = [base64.b64decode(line[2]) for line in lines if line[1] == name]
    (signature,) = [blob[4:] for blob in blobs if blob[:4] == key_id]
    log_key.verify(signature, text.encode())
    changed = text.replace(size, str(int(size) + 1))
    assert fails(lambda: log_key.verify(signature, changed.encode()), InvalidSignature)
    print("cryptography OK")

    # sigstore: its parser of notes and checkpoints, and its Merkle code.
    note = SignedNote.from_text(text + "\n" + signatures)
    checkpoint = LogCheckpoint.from_text(note.note)
    assert checkpoint.origin == origin and checkpoint.log_size == int(size)
    envelope = extra[32:]
    commitment = hashlib.sha256(
        b"obelus.leaf.v1\n" + extra[:32] + hashlib.sha256(envelope).digest()
    ).digest()

    def inclusion(leaf):
        proof = SimpleNamespace(
            log_index=index, tree_size=int(size), hashes=hashes, root_hash=base64.b64decode(root)
        )
        inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=leaf)
        verify_merkle_inclusion(SimpleNamespace(_inner=inner))

    inclusion(b"\x01" + commitment)
    assert fails(lambda: inclusion(b"\x02" + commitment), SigstoreError)
    print("sigstore OK")

    # securesystemslib: the envelope.
    vkey = sys.argv[3]
    _, _, release = public_key(vkey)
    key = SSlibKey(vkey, "ed25519", "ed25519", {"public": release.hex()})
    Envelope.from_dict(json.loads(envelope)).verify([key], 1)
    payload = base64.b64decode(json.loads(envelope)["payload"])
    bad = bytes([payload[0]]) + bytes([payload[1] ^ 1]) + payload[2:]
    tampered = Envelope.from_dict(json.loads(envelope))
    tampered.payload = bad
    assert fails(lambda: tampered.verify([key], 1), VerificationError, UnverifiedSignatureError)
    print("securesystemslib OK")

    # in-toto-attestation: the statement.
    statement = json_format.ParseDict(json.loads(payload), statement_pb2.Statement())
    Statement.copy_from_pb(statement).validate()
    statement.subject[0].digest.clear()
    assert fails(lambda: Statement.copy_from_pb(statement).validate(), ValueError)
    print("in-toto-attestation OK")


main()
