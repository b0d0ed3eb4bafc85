// Checks a proof with the packages of Sigstore for Node: a test oracle only.
// Usage: node check.cjs MODULES PROOF RELEASE-KEY
const fs = require('node:fs');
const path = require('node:path');
const assert = require('node:assert');
const [modules, file, vkey] = process.argv.slice(2);
const { crypto, dsse } = require(path.join(modules, '@sigstore/core'));
const merkle = path.join(modules, '@sigstore/verify/dist/tlog/merkle.js');
const { verifyMerkleInclusion } = require(merkle);

const [head, ...rest] = fs.readFileSync(file, 'utf8').split('\n\n');
const lines = head.split('\n');
const bytes = (text) => Buffer.from(text, 'base64');
const extra = bytes(lines[1].slice('extra '.length));
const logIndex = lines[2].slice('index '.length);
const hashes = lines.slice(3).map(bytes);
const [, size, root] = rest[0].split('\n');

const envelope = extra.subarray(32);
const inner = crypto.digest('sha256', envelope);
const commitment = crypto.digest('sha256', Buffer.from('obelus.leaf.v1\n'), extra.subarray(0, 32), inner);
const entry = (body) => ({ canonicalizedBody: body, inclusionProof: { logIndex, hashes } });
const checkpoint = { logSize: BigInt(size), logHash: bytes(root) };
verifyMerkleInclusion(entry(Buffer.concat([Buffer.from([1]), commitment])), checkpoint);
assert.throws(() => verifyMerkleInclusion(entry(commitment), checkpoint));
console.log('verify OK');

const { payloadType, payload, signatures } = JSON.parse(envelope);
const raw = bytes(vkey.split('+').slice(2).join('+')).subarray(1);
const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
const key = crypto.createPublicKey(der, 'spki');
const pae = (body) => dsse.preAuthEncoding(payloadType, body);
const signature = bytes(signatures[0].sig);
assert.strictEqual(crypto.verify(pae(bytes(payload)), key, signature), true);
const changed = bytes(payload);
changed[1] ^= 1;
assert.strictEqual(crypto.verify(pae(changed), key, signature), false);
console.log('core OK');
