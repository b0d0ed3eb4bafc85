// Checks a ledger with Go's own code for transparent logs (golang.org/x/mod/sumdb): a test oracle,
// never part of the product.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
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
	case "flip":
		err = flip(os.Args[2], os.Args[3])
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
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	if len(parts) != 2 {
		return fmt.Errorf("no blank line")
	}
	lines := strings.Split(string(parts[0]), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a proof")
	}
	extra, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || !strings.HasPrefix(lines[1], "extra ") || len(extra) < 32 {
		return fmt.Errorf("no extra data")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil || !strings.HasPrefix(lines[2], "index ") {
		return fmt.Errorf("no index")
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	h, err := open(parts[1], vkey)
	if err != nil {
		return err
	}
	envelope := sha256.Sum256(extra[32:])
	commitment := sha256.New()
	commitment.Write([]byte("obelus.leaf.v1\n"))
	commitment.Write(extra[:32])
	commitment.Write(envelope[:])
	leaf := append([]byte{1}, commitment.Sum(nil)...)
	return tlog.CheckRecord(proof, h.size, h.root, index, tlog.RecordHash(leaf))
}

// flip changes every byte of a proof, one at a time, and says where that was not noticed.
func flip(path, vkey string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	accepted := []string{}
	for place := range data {
		changed := append([]byte{}, data...)
		changed[place] ^= 1
		if checkProof(changed, vkey) == nil {
			accepted = append(accepted, strconv.Itoa(place))
		}
	}
	fmt.Printf("%d\n%s\n", len(data), strings.Join(accepted, " "))
	return nil
}

func checkEvidence(folder, vkey string) error {
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
	fmt.Printf("OK both signed: %d and %d leaves\n", heads[0].size, heads[1].size)
	return nil
}
