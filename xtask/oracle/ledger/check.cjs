// Checks a proof with the packages of Sigstore for Node: a test oracle only.
// Usage: node check.cjs MODULES PROOF LOG-KEY RELEASE-KEY
// The proof has one signature, that of the log. Prints what was accepted, and of how many changed
// bytes each was refused.
const fs = require('node:fs');
const path = require('node:path');
const assert = require('node:assert');
const [modules, file, logKey, releaseKey] = process.argv.slice(2);
const { crypto, dsse } = require(path.join(modules, '@sigstore/core'));
const tlog = path.join(modules, '@sigstore/verify/dist/tlog');
const { verifyMerkleInclusion } = require(path.join(tlog, 'merkle.js'));
const { verifyCheckpoint } = require(path.join(tlog, 'checkpoint.js'));

// Base 64 that has one form only.
const strict = (text) => {
  const bytes = Buffer.from(text, 'base64');
  assert.strictEqual(bytes.toString('base64'), text);
  return bytes;
};
const behind = (line, word) => {
  assert(line.startsWith(word));
  return line.slice(word.length);
};
const keyOf = (vkey) => {
  const [name, id, ...rest] = vkey.split('+');
  const raw = Buffer.from(rest.join('+'), 'base64').subarray(1);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  return { name, id: Buffer.from(id, 'hex'), key: crypto.createPublicKey(der, 'spki') };
};
const [log, release] = [keyOf(logKey), keyOf(releaseKey)];

function checkpoint(note) {
  const text = note.toString('utf8');
  assert(Buffer.from(text).equals(note));
  const line = text.split('\n\n')[1];
  // The package passes over what does not look like a signature, and takes any form of Base 64.
  assert.match(line, /^— \S+ \S+\n$/);
  assert.strictEqual(line.split(' ')[1], log.name);
  strict(line.trimEnd().split(' ')[2]);
  const entry = { inclusionProof: { checkpoint: { envelope: text } } };
  return verifyCheckpoint(entry, [{ logID: log.id, baseURL: log.name, publicKey: log.key }]);
}

function inclusion(proof, stated) {
  const { index, hashes, leaf } = proof;
  const entry = { canonicalizedBody: leaf, inclusionProof: { logIndex: index, hashes } };
  verifyMerkleInclusion(entry, stated);
}

function envelope(bytes) {
  const { payloadType, payload, signatures } = JSON.parse(bytes.toString('utf8'));
  const signed = dsse.preAuthEncoding(payloadType, strict(payload));
  assert.strictEqual(signatures[0].keyid, releaseKey);
  assert.strictEqual(crypto.verify(signed, release.key, strict(signatures[0].sig)), true);
}

function proof(data) {
  const text = data.toString('utf8');
  assert(Buffer.from(text).equals(data));
  const cut = text.indexOf('\n\n');
  const lines = text.slice(0, cut).split('\n');
  assert.strictEqual(lines[0], 'c2sp.org/tlog-proof@v1');
  const extra = strict(behind(lines[1], 'extra '));
  const index = behind(lines[2], 'index ');
  assert.match(index, /^[0-9]+$/);
  const hashes = lines.slice(3).map(strict);
  const note = Buffer.from(text.slice(cut + 2));
  const stated = checkpoint(note);
  const inner = crypto.digest('sha256', extra.subarray(32));
  const label = Buffer.from('obelus.leaf.v1\n');
  const commitment = crypto.digest('sha256', label, extra.subarray(0, 32), inner);
  const leaf = Buffer.concat([Buffer.from([1]), commitment]);
  inclusion({ index, hashes, leaf }, stated);
  envelope(extra.subarray(32));
  return { note, stated, index, hashes, leaf, envelope: extra.subarray(32) };
}

function refused(check, data) {
  check(data);
  const accepted = [];
  for (let place = 0; place < data.length; place += 1) {
    const changed = Buffer.from(data);
    changed[place] ^= 1;
    try {
      check(changed);
      accepted.push(place);
    } catch {
      // As it should be.
    }
  }
  assert.deepStrictEqual(accepted, [], `accepted at ${accepted}`);
  return `${data.length} of ${data.length} changed bytes refused`;
}

const data = fs.readFileSync(file);
const found = proof(data);
const joined = (bytes) => {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 32) parts.push(bytes.subarray(at, at + 32));
  const root = parts.pop();
  inclusion({ ...found, hashes: parts }, { logSize: found.stated.logSize, logHash: root });
};
console.log(`@sigstore/verify: checkpoint, ${refused(checkpoint, found.note)}`);
const hashes = Buffer.concat([...found.hashes, found.stated.logHash]);
console.log(`@sigstore/verify: inclusion, ${refused(joined, hashes)}`);
console.log(`@sigstore/core: envelope, ${refused(envelope, found.envelope)}`);
console.log(`all together: proof, ${refused(proof, data)}`);
