// Checks a ledger with Go's own code for transparent logs (golang.org/x/mod/sumdb): a test oracle,
// never part of the product.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	var err error
	switch os.Args[1] {
	case "log":
		err = checkLog(os.Args[2], os.Args[3])
	case "proof":
		err = checkProofFile(os.Args[2], os.Args[3])
	case "changes":
		err = changes(os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	case "evidence":
		err = checkEvidence(os.Args[2], os.Args[3])
	}
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

func open(message []byte, vkey string) (head, error) {
	var h head
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return h, err
	}
	n, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return h, err
	}
	// Go's package takes Base 64 whose last letter has bits that mean nothing.
	for _, signature := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(signature.Base64); err != nil {
			return h, err
		}
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return h, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	h.origin = lines[0]
	if h.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return h, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return h, fmt.Errorf("malformed root")
	}
	copy(h.root[:], root)
	return h, nil
}

// tiles reads the files of a folder at the paths of C2SP tlog-tiles.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		// tile/8/L/N[.p/W] there is tile/L/N[.p/W] here.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func checkLog(folder, vkey string) error {
	message, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	h, err := open(message, vkey)
	if err != nil {
		return err
	}
	tree := tlog.Tree{N: h.size, Hash: h.root}
	reader := tlog.TileHashReader(tree, tiles{folder})
	step := h.size/50 + 1
	inclusions, consistencies := 0, 0
	for index := int64(0); index < h.size; index += step {
		bundle, err := tiles{folder}.bundle(index/256, h.size)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(h.size, index, reader)
		if err != nil {
			return err
		}
		leaf := tlog.RecordHash(bundle[index%256])
		if err := tlog.CheckRecord(proof, h.size, h.root, index, leaf); err != nil {
			return err
		}
		inclusions++
		old := index + 1
		root, err := tlog.TreeHash(old, reader)
		if err != nil {
			return err
		}
		growth, err := tlog.ProveTree(h.size, old, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(growth, h.size, h.root, old, root); err != nil {
			return err
		}
		consistencies++
	}
	fmt.Printf("OK %d leaves, %d inclusion and %d consistency proofs\n", h.size, inclusions, consistencies)
	return nil
}

func (t tiles) bundle(number, size int64) ([][]byte, error) {
	path := tlog.Tile{H: 8, L: 0, N: number, W: 256}
	if size-number*256 < 256 {
		path.W = int(size - number*256)
	}
	name := strings.Replace(path.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(t.folder, name))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		length := int(data[0])<<8 | int(data[1])
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	return entries, nil
}

func checkProofFile(path, vkey string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := checkProof(data, vkey); err != nil {
		return err
	}
	fmt.Println("OK")
	return nil
}

func checkProof(data []byte, vkey string) error {
	_, err := readProof(data, vkey)
	return err
}

// proven is what a proof states, once it is checked.
type proven struct {
	note, envelope []byte
	index          int64
	hashes         tlog.RecordProof
	leaf           tlog.Hash
	head           head
}

func readProof(data []byte, vkey string) (proven, error) {
	var p proven
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	if len(parts) != 2 {
		return p, fmt.Errorf("no blank line")
	}
	lines := strings.Split(string(parts[0]), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return p, fmt.Errorf("not a proof")
	}
	extra, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || !strings.HasPrefix(lines[1], "extra ") || len(extra) < 32 {
		return p, fmt.Errorf("no extra data")
	}
	p.index, err = strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil || !strings.HasPrefix(lines[2], "index ") {
		return p, fmt.Errorf("no index")
	}
	for _, line := range lines[3:] {
		// Go's package takes Base 64 whose last letter has bits that mean nothing.
		if _, err := base64.StdEncoding.Strict().DecodeString(line); err != nil {
			return p, err
		}
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return p, err
		}
		p.hashes = append(p.hashes, hash)
	}
	if p.head, err = open(parts[1], vkey); err != nil {
		return p, err
	}
	p.note, p.envelope = parts[1], extra[32:]
	envelope := sha256.Sum256(p.envelope)
	commitment := sha256.New()
	commitment.Write([]byte("obelus.leaf.v1\n"))
	commitment.Write(extra[:32])
	commitment.Write(envelope[:])
	p.leaf = tlog.RecordHash(append([]byte{1}, commitment.Sum(nil)...))
	return p, tlog.CheckRecord(p.hashes, p.head.size, p.head.root, p.index, p.leaf)
}

// checkEnvelope checks the signature of a DSSE envelope.
func checkEnvelope(data []byte, vkey string) error {
	var envelope struct {
		PayloadType, Payload string
		Signatures           []struct{ KeyID, Sig string }
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return err
	}
	strict := base64.StdEncoding.Strict()
	payload, err := strict.DecodeString(envelope.Payload)
	if err != nil {
		return err
	}
	if len(envelope.Signatures) != 1 || envelope.Signatures[0].KeyID != vkey {
		return fmt.Errorf("not signed by this key")
	}
	signature, err := strict.DecodeString(envelope.Signatures[0].Sig)
	if err != nil {
		return err
	}
	key, err := base64.StdEncoding.DecodeString(strings.SplitN(vkey, "+", 3)[2])
	if err != nil {
		return err
	}
	signed := fmt.Sprintf("DSSEv1 %d %s %d %s",
		len(envelope.PayloadType), envelope.PayloadType, len(payload), payload)
	if !ed25519.Verify(ed25519.PublicKey(key[1:]), []byte(signed), signature) {
		return fmt.Errorf("the signature does not hold")
	}
	return nil
}

// changes checks a proof with one signature, and changes every byte of every part of it, one at a
// time: each change must be refused.
func changes(path, folder, logKey, releaseKey string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	p, err := readProof(data, logKey)
	if err != nil {
		return err
	}
	inclusion := func(flat []byte) error {
		hashes, last := split(flat)
		return tlog.CheckRecord(hashes, p.head.size, last, p.index, p.leaf)
	}
	reader := tlog.TileHashReader(tlog.Tree{N: p.head.size, Hash: p.head.root}, tiles{folder})
	// The older root is among what is changed, so the older tree must be another than the newer.
	older := p.head.size - 1
	root, err := tlog.TreeHash(older, reader)
	if err != nil {
		return err
	}
	growth, err := tlog.ProveTree(p.head.size, older, reader)
	if err != nil {
		return err
	}
	consistency := func(flat []byte) error {
		hashes, last := split(flat)
		return tlog.CheckTree(tlog.TreeProof(hashes[1:]), p.head.size, last, older, hashes[0])
	}
	parts := []struct {
		name  string
		data  []byte
		check func([]byte) error
	}{
		{"checkpoint", p.note, func(d []byte) error { _, err := open(d, logKey); return err }},
		{"inclusion", join(append(p.hashes, p.head.root)), inclusion},
		{"consistency", join(append(append([]tlog.Hash{root}, growth...), p.head.root)), consistency},
		{"envelope", p.envelope, func(d []byte) error { return checkEnvelope(d, releaseKey) }},
		{"proof", data, func(d []byte) error {
			p, err := readProof(d, logKey)
			if err != nil {
				return err
			}
			return checkEnvelope(p.envelope, releaseKey)
		}},
	}
	for _, part := range parts {
		if err := part.check(part.data); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		for place := range part.data {
			changed := append([]byte{}, part.data...)
			changed[place] ^= 1
			if part.check(changed) == nil {
				return fmt.Errorf("%s: the change of byte %d is accepted", part.name, place)
			}
		}
		fmt.Printf("%s, %d of %d changed bytes refused\n", part.name, len(part.data), len(part.data))
	}
	return nil
}

func join(hashes []tlog.Hash) []byte {
	var flat []byte
	for _, hash := range hashes {
		flat = append(flat, hash[:]...)
	}
	return flat
}

// split returns all hashes but the last, and the last.
func split(flat []byte) ([]tlog.Hash, tlog.Hash) {
	var hashes []tlog.Hash
	for len(flat) > 0 {
		var hash tlog.Hash
		copy(hash[:], flat)
		hashes, flat = append(hashes, hash), flat[tlog.HashSize:]
	}
	return hashes[:len(hashes)-1], hashes[len(hashes)-1]
}

func checkEvidence(folder, vkey string) error {
	if last, err := os.ReadFile(filepath.Join(folder, "last.checkpoint")); err == nil {
		h, err := open(last, vkey)
		if err == nil {
			fmt.Printf("OK silence after %d leaves\n", h.size)
		}
		return err
	}
	var heads []head
	for _, name := range []string{"first.checkpoint", "second.checkpoint"} {
		message, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		h, err := open(message, vkey)
		if err != nil {
			return err
		}
		heads = append(heads, h)
	}
	if heads[0].size == heads[1].size && heads[0].root != heads[1].root {
		fmt.Printf("OK fork at %d\n", heads[0].size)
		return nil
	}
	if heads[0].size == heads[1].size {
		return fmt.Errorf("both are the same checkpoint")
	}
	// The times are in signatures that Go does not know; that both sizes were signed, it does.
	fmt.Printf("OK rollback, if the times say so: %d and %d leaves\n", heads[0].size, heads[1].size)
	return nil
}
