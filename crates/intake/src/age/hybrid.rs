//! The stanza `mlkem768x25519`: HPKE (RFC 9180) with the hybrid key encapsulation X-Wing.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::header::{Stanza, decode, encode};
use super::{Error, FILE_KEY_BYTES, FileKey, Recipient};

const KIND: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// A public key of ML-KEM-768 and one of X25519.
pub(super) const PUBLIC_BYTES: usize = 1184 + 32;
/// An encapsulated key of each.
const ENCAPSULATED_BYTES: usize = MLKEM_BYTES + 32;
const MLKEM_BYTES: usize = 1088;

type Public = <XWing as Kem>::PublicKey;
type Private = <XWing as Kem>::PrivateKey;
type Encapsulated = <XWing as Kem>::EncappedKey;

/// Returns the recipient of these bytes, if they are a public key.
pub(super) fn recipient(bytes: &[u8]) -> Result<Recipient, Error> {
    Public::from_bytes(bytes).map_err(|_| Error::Key)?;
    let bytes = <[u8; PUBLIC_BYTES]>::try_from(bytes).map_err(|_| Error::Key)?;
    Ok(Recipient::Hybrid(Box::new(bytes)))
}

pub(super) fn public(secret: &Zeroizing<[u8; 32]>) -> [u8; PUBLIC_BYTES] {
    let mut bytes = [0; PUBLIC_BYTES];
    XWing::sk_to_pk(&private(secret)).write_exact(&mut bytes);
    bytes
}

pub(super) fn wrap(
    public: &[u8; PUBLIC_BYTES],
    file_key: &FileKey,
    mut rng: &mut dyn CryptoRng,
) -> Result<Stanza, Error> {
    let public = Public::from_bytes(public).map_err(|_| Error::Key)?;
    let (encapsulated, body) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &public,
            INFO,
            file_key.as_slice(),
            b"",
            &mut rng,
        )
        .map_err(|_| Error::Key)?;
    Ok(Stanza::new(&[KIND, &encode(&encapsulated.to_bytes())], body))
}

pub(super) fn unwrap(
    secret: &Zeroizing<[u8; 32]>,
    stanzas: &[Stanza],
) -> Result<Option<FileKey>, Error> {
    for stanza in stanzas.iter().filter(|stanza| stanza.kind() == KIND) {
        let [encapsulated] = stanza.arguments()?;
        let encapsulated = decode::<ENCAPSULATED_BYTES>(encapsulated.as_bytes())?;
        if is_low_order(&encapsulated) {
            return Err(Error::Header("the share of a recipient is of low order"));
        }
        let encapsulated =
            Encapsulated::from_bytes(&encapsulated).map_err(|_| Error::Header("a bad share"))?;
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private(secret),
            &encapsulated,
            INFO,
            &stanza.body,
            b"",
        );
        if let Ok(opened) = opened.map(Zeroizing::new)
            && let Ok(file_key) = <[u8; FILE_KEY_BYTES]>::try_from(opened.as_slice())
        {
            return Ok(Some(Zeroizing::new(file_key)));
        }
    }
    Ok(None)
}

/// True when the X25519 half gives zero for every secret; the library does not look.
fn is_low_order(encapsulated: &[u8; ENCAPSULATED_BYTES]) -> bool {
    let share = encapsulated.last_chunk::<32>().copied().unwrap_or_default();
    super::x25519::is_low_order(share)
}

fn private(secret: &Zeroizing<[u8; 32]>) -> Private {
    Private::from_bytes(secret.as_slice()).expect("a private key is any 32 bytes")
}
