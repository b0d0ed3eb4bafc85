#!/bin/bash
# Checks a released file with tools that every system has: openssl, sha256sum, base64, od.
# Usage: ledger-check.sh FILE LOG-KEY RELEASE-KEY   (both keys as in the trust file, of type 1)
set -eu
file=$1 proof=$1.tlog-proof t=$(mktemp -d)
trap 'rm -r "$t"' EXIT
hex() { od -An -v -tx1 | tr -d ' \n'; }
bin() { local h; h=$(cat); printf "$(sed 's/../\\x&/g' <<<"$h")"; }
sum() { sha256sum | cut -c1-64; }
# A key is NAME+ID+BASE64 of a type byte and 32 bytes; openssl wants them behind a header.
der() { (printf 302a300506032b6570032100; base64 -d <<<"${1#*+*+}" | tail -c 32 | hex) | bin; }
ed25519() { openssl pkeyutl -verify -pubin -keyform DER -inkey "$1" -rawin -in "$2" -sigfile "$3"; }
# 1. The log has signed the checkpoint: three lines, before the last blank line.
sed '1,/^$/d' "$proof" | sed '/^$/q' | head -3 >"$t/text"
der "$2" >"$t/log"
id=$(printf '%s' "${2#*+}" | cut -c1-8)
grep "^— ${2%%+*} " "$proof" | cut -d' ' -f3 | while read -r s; do
  [ "$(base64 -d <<<"$s" | head -c 4 | hex)" != "$id" ] || base64 -d <<<"$s" | tail -c +5 >"$t/sig"
done
ed25519 "$t/log" "$t/text" "$t/sig"
# 2. The leaf follows from nonce and envelope, and stands in that tree.
sed -n 's/^extra //p' "$proof" | base64 -d >"$t/extra"
tail -c +33 "$t/extra" >"$t/envelope"
c=$( (printf 'obelus.leaf.v1\n'; head -c 32 "$t/extra"; sum <"$t/envelope" | bin) | sum)
h=$(printf '0001%s' "$c" | bin | sum)
i=$(sed -n 's/^index //p' "$proof") n=$(($(sed -n 2p "$t/text") - 1))
for p in $(sed '/^$/q' "$proof" | sed '1,/^index /d'); do
  p=$(base64 -d <<<"$p" | hex)
  if ((i % 2 == 1 || i == n)); then
    h=$(printf '01%s%s' "$p" "$h" | bin | sum)
    while ((i % 2 == 0 && i != 0)); do ((i >>= 1, n >>= 1, 1)); done
  else h=$(printf '01%s%s' "$h" "$p" | bin | sum); fi
  ((i >>= 1, n >>= 1, 1))
done
[ "$n" = 0 ] && [ "$h" = "$(sed -n 3p "$t/text" | base64 -d | hex)" ] || { echo 'not in the log'; exit 1; }
# 3. The organisation has signed the envelope, and it is about this file.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$t/envelope"; }
field payload | base64 -d >"$t/payload"
type=$(field payloadType)
(printf 'DSSEv1 %d %s %d ' ${#type} "$type" "$(wc -c <"$t/payload")"; cat "$t/payload") >"$t/pae"
der "$3" >"$t/release"
field sig | base64 -d >"$t/sig"
ed25519 "$t/release" "$t/pae" "$t/sig"
grep -q "\"sha256\":\"$(sum <"$file")\"" "$t/payload" || { echo 'another file'; exit 1; }
echo "verified: $file"
