// A sealed report as one file: a tar archive that says nothing of the machine; the same as
// `intake::container`.
import { utf8ToBytes } from "./bytes.js";

const BLOCK_BYTES = 512;

/** Puts named blobs into an archive. */
export function archive(entries) {
  const pieces = entries.flatMap(([path, blob]) => {
    const rest = (BLOCK_BYTES - (blob.size % BLOCK_BYTES)) % BLOCK_BYTES;
    return [header(path, blob.size), blob, new Uint8Array(rest)];
  });
  return new Blob([...pieces, new Uint8Array(2 * BLOCK_BYTES)]);
}

/** Nobody's name, no time, no rights (POSIX ustar). */
function header(path, size) {
  const bytes = new Uint8Array(BLOCK_BYTES);
  const octal = (number, digits) => number.toString(8).padStart(digits, "0");
  const put = (place, text) => bytes.set(utf8ToBytes(text), place);
  put(0, path);
  put(100, octal(0o600, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\0" + "00");
  put(148, `${octal(bytes.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return bytes;
}
