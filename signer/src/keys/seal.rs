//! How a private key rests on disk: PKCS#8 (RFC 5958) encrypted by PBES2 (RFC 8018) with scrypt (RFC 7914) and
//! AES-256-CBC, in PEM (RFC 7468). `openssl pkey` opens it too.

use anyhow::anyhow;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::ALGORITHM_ID;
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::{LineEnding, PemLabel as _};
use pkcs8::pkcs5::pbes2::{EncryptionScheme, Parameters, Salt, ScryptParams};
use pkcs8::{DecodePrivateKey as _, EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use zeroize::Zeroizing;

/// scrypt's N, r and p: 16 MiB, five times over. As costly to guess at as N = 2^17 with p = 1, and within the memory that
/// OpenSSL allows for opening a key.
const COST: (u64, u16, u16) = (1 << 14, 8, 5);

/// Encrypts a private key under a passphrase.
pub fn seal(key: &SigningKey, passphrase: &str) -> anyhow::Result<Zeroizing<String>> {
    let (cost_parameter, block_size, parallelization) = COST;
    let salt = Salt::new(random::<16>()?).map_err(|error| anyhow!("no salt: {error}"))?;
    let kdf = ScryptParams {
        salt,
        cost_parameter,
        block_size,
        parallelization,
        key_length: None,
    }
    .into();
    let encryption = EncryptionScheme::Aes256Cbc { iv: random()? };

    // RFC 8410, section 7: an OCTET STRING of 32 bytes within the OCTET STRING.
    let mut nested = Zeroizing::new([0; 34]);
    nested[..2].copy_from_slice(&[0x04, 0x20]);
    nested[2..].copy_from_slice(key.as_bytes());
    let sealed = PrivateKeyInfoRef::new(ALGORITHM_ID, OctetStringRef::new(nested.as_slice())?)
        .encrypt_with_params(Parameters { kdf, encryption }, passphrase)?;
    Ok(sealed.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF)?)
}

/// Decrypts a private key. `None`: the passphrase is wrong, or this is no such key; one can't be told from the other.
pub fn unseal(pem: &str, passphrase: &str) -> Option<SigningKey> {
    SigningKey::from_pkcs8_encrypted_pem(pem, passphrase).ok()
}

/// Bytes from the kernel's random number generator.
pub fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow!("the kernel gives no random bytes: {error}"))?;
    Ok(bytes)
}
