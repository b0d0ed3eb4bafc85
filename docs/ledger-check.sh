#!/bin/bash
# Usage: ledger-check.sh FILE LOG-KEY RELEASE-KEY: lines `log` and `release` of the trust file, type 1.
set -eu; file=$1 proof=$1.tlog-proof t=$(mktemp -d)
trap 'c=$?; rm -r "$t"; [ $c = 0 ] || echo "NOT verified: $file"' EXIT
hex() { od -An -v -tx1 | tr -d ' \n'; }; line() { sed -n "$1p" "$t/$2"; }
bin() { local h; h=$(cat); printf "$(sed 's/../\\x&/g' <<<"$h")"; }
sum() { sha256sum | cut -c1-64; }
signed() { # KEY TEXT: a key is NAME+ID+BASE64 of a type byte and 32 bytes; openssl wants a header.
  (printf 302a300506032b6570032100; base64 -d <<<"${1#*+*+}" | tail -c 32 | hex) | bin >"$t/key"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$t/key" -rawin -in "$t/$2" -sigfile "$t/sig"; }
# 1. The log has signed the checkpoint: three lines behind the first blank line.
sed '1,/^$/d' "$proof" >"$t/note"; head -4 "$t/note" >"$t/text"; id=$(cut -d+ -f2 <<<"$2")
grep "^— ${2%%+*} " "$t/note" | cut -d' ' -f3 | while read -r s; do
  [ "$(base64 -d <<<"$s" | head -c 4 | hex)" != "$id" ] || base64 -d <<<"$s" | tail -c +5 >"$t/sig"; done
[ -z "$(line 4 text)" ]; sed -i 4d "$t/text"; signed "$2" text
# 2. The entry follows from nonce and envelope, and stands in the tree of that checkpoint.
sed '/^$/q' "$proof" >"$t/head"; sed -n '2s/^extra //p' "$t/head" | base64 -d >"$t/extra"
tail -c +33 "$t/extra" >"$t/env"; i=$(sed -n '3s/^index //p' "$t/head") n=$(($(line 2 text) - 1))
h=$( (printf 'obelus.leaf.v1\n'; head -c 32 "$t/extra"; sum <"$t/env" | bin) | sum)
h=$(printf '0001%s' "$h" | bin | sum); [ -n "$i" ]; [ "$(line 1 head)" = c2sp.org/tlog-proof@v1 ]
for p in $(sed 1,3d "$t/head"); do p=$(base64 -d <<<"$p" | hex)
  if ((i % 2 == 1 || i == n)); then h=$(printf '01%s%s' "$p" "$h" | bin | sum)
    while ((i % 2 == 0 && i != 0)); do ((i >>= 1, n >>= 1, 1)); done
  else h=$(printf '01%s%s' "$h" "$p" | bin | sum); fi; ((i >>= 1, n >>= 1, 1)); done
[ "$n" = 0 ]; [ "$h" = "$(line 3 text | base64 -d | hex)" ]
# 3. The organisation has signed the envelope, and it is about this file.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$t/env"; }; field sig | base64 -d >"$t/sig"
field payload | base64 -d >"$t/payload"; type=$(field payloadType) size=$(wc -c <"$t/payload")
(printf 'DSSEv1 %d %s %d ' ${#type} "$type" "$size"; cat "$t/payload") >"$t/pae"; signed "$3" pae
grep -q "\"sha256\":\"$(sum <"$file")\"" "$t/payload"; echo "verified: $file"
