// Padding: a length tells as little as it can; the same as `intake::padding`.

/** Least length of a message in clear. */
export const MESSAGE_BYTES_MIN = 20 << 10;
/** Least length of an attachment in clear. */
export const BLOB_BYTES_MIN = 4 << 10;

/** Returns the length that `bytes` are padded to: Padmé, at least `least`. */
export function padded(bytes, least) {
  const wanted = Math.max(bytes, least);
  if (wanted < 2) return wanted;
  const log2 = (number) => BigInt(number).toString(2).length - 1;
  const magnitude = log2(wanted);
  const step = 2 ** Math.max(0, magnitude - (log2(magnitude) + 1));
  return Math.ceil(wanted / step) * step;
}
