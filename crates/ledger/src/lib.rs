//! An append-only Merkle log in standard files, which strangers' tools can check.
//!
//! It speaks the C2SP formats: `tlog-tiles`, `tlog-checkpoint`, `signed-note`,
//! `tlog-cosignature`, `tlog-witness`, `tlog-proof` and `tlog-policy`; the tree is that of
//! RFC 6962 and RFC 9162 with SHA-256.
//! What is logged is opaque to it: a leaf is a commitment of 33 bytes ([`Leaf`]), and the
//! envelope behind it is bytes.
//!
//! It opens no file and knows no clock: tiles come through [`Tiles`], times and randomness are
//! arguments.

mod checkpoint;
mod cosignature;
mod edge;
mod evidence;
mod fsck;
mod gate;
mod hash;
mod key;
mod leaf;
mod note;
mod policy;
mod proof;
#[cfg(test)]
mod testing;
mod tile;
mod tree;
mod witness;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use edge::{Edge, EdgeError};
pub use evidence::{Evidence, Misbehaviour};
pub use fsck::{Checked, Damage, fsck};
pub use gate::{Freeze, Known, examine};
pub use hash::{HASH_BYTES, Hash};
pub use key::{Algorithm, KeyError, SignerKey, VerifierKey};
pub use leaf::{LEAF_BYTES, Leaf, NONCE_BYTES, Opening};
pub use note::{Note, NoteError, Signature, Signed};
pub use policy::{Endorsed, Policy, PolicyError, Witness};
pub use proof::{Proof, ProofFileError};
pub use tile::{Level, StoreError, TILE_WIDTH, Tile, Tiles, decode_bundle, encode_bundle};
pub use tree::{
    ProofError, TileReader, verify_consistency, verify_inclusion, verify_subtree_consistency,
    verify_subtree_inclusion,
};
pub use witness::{
    AddCheckpoint, Answer, KnownLog, RequestError, Seen, Verdict, accept_cosignatures, judge,
};
