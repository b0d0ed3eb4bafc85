// Argon2id (RFC 9106) with one lane, in plain JavaScript and several times as fast as that of the
// packages: products of 64 bits come from one multiplication of integers and one of floats, and no
// function returns two numbers.
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, utf8ToBytes } from "./bytes.js";

/** Words of 32 bits in a block. */
const BLOCK = 256;
const SEGMENTS = 4;
const ARGON2ID = 2;
const VERSION = 0x13;
/** How long the page may stand still, in milliseconds. */
const BREATH_MILLISECONDS = 40;

/** The block that is worked on: words of 64 bits, the lower half first. */
const work = new Uint32Array(BLOCK);

/** Returns the key of a secret: `kib` KiB of memory, passed over `passes` times. */
export async function argon2id(secret, salt, { kib, passes, bytes }) {
  const start = blake2b(
    concatBytes(...[1, bytes, kib, passes, VERSION, ARGON2ID].map(le32), ...[secret, salt, utf8ToBytes(""), utf8ToBytes("")].flatMap((part) => [le32(part.length), part])),
    { dkLen: 64 },
  );
  const segment = Math.floor(kib / SEGMENTS);
  const blocks = segment * SEGMENTS;
  const memory = new Uint32Array(blocks * BLOCK);
  for (const place of [0, 1]) {
    const first = longHash(concatBytes(start, le32(place), le32(0)), 4 * BLOCK);
    memory.set(new Uint32Array(first.buffer), place * BLOCK);
  }
  let breath = Date.now();
  for (let pass = 0; pass < passes; pass += 1) {
    for (let slice = 0; slice < SEGMENTS; slice += 1) {
      const addresses = pass === 0 && slice < 2 ? addressesOf(pass, slice, blocks, passes, segment) : undefined;
      for (let index = pass === 0 && slice === 0 ? 2 : 0; index < segment; index += 1) {
        const at = slice * segment + index;
        const before = (at === 0 ? blocks : at) - 1;
        const random = addresses ? addresses[2 * index] : memory[before * BLOCK];
        const reference = referenceOf(random, pass, slice, index, segment, blocks);
        compress(memory, before * BLOCK, reference * BLOCK, at * BLOCK, pass > 0);
        if (index % 128 === 0 && Date.now() - breath > BREATH_MILLISECONDS) {
          await new Promise((resolve) => setTimeout(resolve));
          breath = Date.now();
        }
      }
    }
  }
  const last = memory.slice((blocks - 1) * BLOCK);
  memory.fill(0);
  return longHash(new Uint8Array(last.buffer), bytes);
}

const le32 = (number) => new Uint8Array(Uint32Array.of(number).buffer);

/** The hash of any length (RFC 9106, 3.3). */
function longHash(content, bytes) {
  const input = concatBytes(le32(bytes), content);
  if (bytes <= 64) return blake2b(input, { dkLen: bytes });
  const out = new Uint8Array(bytes);
  let piece = blake2b(input, { dkLen: 64 });
  let place = 0;
  for (; bytes - place > 64; place += 32) {
    out.set(piece.subarray(0, 32), place);
    piece = blake2b(piece, { dkLen: Math.min(64, bytes - place - 32) });
  }
  out.set(piece, place);
  return out;
}

/** The addresses of a segment that do not depend on the secret (RFC 9106, 3.4.1.2). */
function addressesOf(pass, slice, blocks, passes, segment) {
  const out = new Uint32Array(Math.ceil(segment / 128) * BLOCK);
  // Zeros, the input, and the block between.
  const memory = new Uint32Array(3 * BLOCK);
  memory.set([pass, 0, 0, 0, slice, 0, blocks, 0, passes, 0, ARGON2ID, 0], BLOCK);
  for (let place = 0; place < out.length; place += BLOCK) {
    memory[BLOCK + 12] += 1;
    compress(memory, 0, BLOCK, 2 * BLOCK, false);
    compress(memory, 0, 2 * BLOCK, 2 * BLOCK, false);
    out.set(memory.subarray(2 * BLOCK), place);
  }
  return out;
}

/** Which block is mixed in (RFC 9106, 3.4.2). */
function referenceOf(random, pass, slice, index, segment, blocks) {
  const area = (pass === 0 ? slice * segment : blocks - segment) + index - 1;
  const square = high(random, random);
  const relative = area - 1 - high(area, square);
  const begin = pass === 0 || slice === SEGMENTS - 1 ? 0 : (slice + 1) * segment;
  return (begin + relative) % blocks;
}

/** The upper 32 bits of a product: the float is off by less than 2^11, which rounding takes away. */
function high(a, b) {
  return ((a * b - (Math.imul(a, b) >>> 0)) * 2 ** -32 + 0.5) >>> 0;
}

/** Mixes two blocks into a third one. */
function compress(memory, x, y, out, hasXor) {
  for (let word = 0; word < BLOCK; word += 1) work[word] = memory[x + word] ^ memory[y + word];
  for (let row = 0; row < BLOCK; row += 32) {
    permute(row, row + 2, row + 4, row + 6, row + 8, row + 10, row + 12, row + 14, row + 16, row + 18, row + 20, row + 22, row + 24, row + 26, row + 28, row + 30);
  }
  for (let column = 0; column < 32; column += 4) {
    permute(column, column + 2, column + 32, column + 34, column + 64, column + 66, column + 96, column + 98, column + 128, column + 130, column + 160, column + 162, column + 192, column + 194, column + 224, column + 226);
  }
  if (hasXor) for (let word = 0; word < BLOCK; word += 1) memory[out + word] ^= work[word] ^ memory[x + word] ^ memory[y + word];
  else for (let word = 0; word < BLOCK; word += 1) memory[out + word] = work[word] ^ memory[x + word] ^ memory[y + word];
}

function permute(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) {
  mix(a, e, i, m);
  mix(b, f, j, n);
  mix(c, g, k, o);
  mix(d, h, l, p);
  mix(a, f, k, p);
  mix(b, g, l, m);
  mix(c, h, i, n);
  mix(d, e, j, o);
}

/** Mixes four words (RFC 9106, 3.6): sums with twice the product of the lower halves, and turns. */
function mix(a, b, c, d) {
  let al = work[a] | 0, ah = work[a + 1] | 0;
  let bl = work[b] | 0, bh = work[b + 1] | 0;
  let cl = work[c] | 0, ch = work[c + 1] | 0;
  let dl = work[d] | 0, dh = work[d + 1] | 0;
  let pl, ph, sum, turn;
  // a += b + 2·a·b; d = (d ^ a) >>> 32
  pl = Math.imul(al, bl);
  ph = (((al >>> 0) * (bl >>> 0) - (pl >>> 0)) * 2 ** -32 + 0.5) >>> 0;
  sum = (al >>> 0) + (bl >>> 0) + ((pl << 1) >>> 0);
  ah = (ah + bh + ((ph << 1) | (pl >>> 31)) + ((sum * 2 ** -32) | 0)) | 0;
  al = sum | 0;
  turn = dh ^ ah;
  dh = dl ^ al;
  dl = turn;
  // c += d + 2·c·d; b = (b ^ c) >>> 24
  pl = Math.imul(cl, dl);
  ph = (((cl >>> 0) * (dl >>> 0) - (pl >>> 0)) * 2 ** -32 + 0.5) >>> 0;
  sum = (cl >>> 0) + (dl >>> 0) + ((pl << 1) >>> 0);
  ch = (ch + dh + ((ph << 1) | (pl >>> 31)) + ((sum * 2 ** -32) | 0)) | 0;
  cl = sum | 0;
  bl ^= cl;
  bh ^= ch;
  turn = (bl >>> 24) | (bh << 8);
  bh = (bh >>> 24) | (bl << 8);
  bl = turn;
  // a += b + 2·a·b; d = (d ^ a) >>> 16
  pl = Math.imul(al, bl);
  ph = (((al >>> 0) * (bl >>> 0) - (pl >>> 0)) * 2 ** -32 + 0.5) >>> 0;
  sum = (al >>> 0) + (bl >>> 0) + ((pl << 1) >>> 0);
  ah = (ah + bh + ((ph << 1) | (pl >>> 31)) + ((sum * 2 ** -32) | 0)) | 0;
  al = sum | 0;
  dl ^= al;
  dh ^= ah;
  turn = (dl >>> 16) | (dh << 16);
  dh = (dh >>> 16) | (dl << 16);
  dl = turn;
  // c += d + 2·c·d; b = (b ^ c) >>> 63
  pl = Math.imul(cl, dl);
  ph = (((cl >>> 0) * (dl >>> 0) - (pl >>> 0)) * 2 ** -32 + 0.5) >>> 0;
  sum = (cl >>> 0) + (dl >>> 0) + ((pl << 1) >>> 0);
  ch = (ch + dh + ((ph << 1) | (pl >>> 31)) + ((sum * 2 ** -32) | 0)) | 0;
  cl = sum | 0;
  bl ^= cl;
  bh ^= ch;
  turn = (bl << 1) | (bh >>> 31);
  bh = (bh << 1) | (bl >>> 31);
  bl = turn;
  work[a] = al;
  work[a + 1] = ah;
  work[b] = bl;
  work[b + 1] = bh;
  work[c] = cl;
  work[c + 1] = ch;
  work[d] = dl;
  work[d + 1] = dh;
}
