//! The file around a copy or a list: a bounded head that anyone may read, then the encrypted payload.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Watch;
use crate::error::StorageError;
use crate::keys::{Slot, to_hex};

pub(super) const MAGIC_BYTES: usize = 16;
pub(super) const COPY: &[u8; MAGIC_BYTES] = b"PORYADOK-COPY\r\n\x1a";
pub(super) const LIST: &[u8; MAGIC_BYTES] = b"PORYADOK-LIST\r\n\x1a";
const FORMAT: u32 = 1;
/// A hundred slots take about 100 KiB; a longer head is not ours and is not read.
const MOST_HEAD: u32 = 1024 * 1024;
/// Magic, format, length of the head, hash. They keep their places in every later format.
const FIXED: u64 = (MAGIC_BYTES + 4 + 4 + 32) as u64;
const CHUNK: usize = 1024 * 1024;

#[derive(Serialize)]
struct Head<'a, T> {
    about: &'a T,
    slots: &'a [Slot],
}

#[derive(Deserialize)]
struct Found<T> {
    about: T,
    slots: Vec<Slot>,
}

/// An opened file, standing at its payload.
pub(super) struct Container<T> {
    pub about: T,
    pub slots: Vec<Slot>,
    /// Bytes after the head.
    pub payload: u64,
    file: File,
}

fn head_bytes<T: Serialize>(magic: &[u8], about: &T, slots: &[Slot]) -> Result<Vec<u8>, StorageError> {
    let head = serde_json::to_vec(&Head { about, slots }).map_err(|_| StorageError::Content("a head"))?;
    let length = u32::try_from(head.len()).ok().filter(|length| *length <= MOST_HEAD);
    let length = length.ok_or(StorageError::Content("a head"))?;
    let mut bytes = Vec::with_capacity(head.len() + 64);
    bytes.extend_from_slice(magic);
    bytes.extend_from_slice(&FORMAT.to_be_bytes());
    bytes.extend_from_slice(&length.to_be_bytes());
    let hash = Sha256::new().chain_update(&bytes).chain_update(&head).finalize();
    bytes.extend_from_slice(&hash);
    bytes.extend_from_slice(&head);
    Ok(bytes)
}

impl<T: DeserializeOwned> Container<T> {
    pub fn open(path: &Path, magic: &[u8; MAGIC_BYTES]) -> Result<Self, StorageError> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut fixed = [0; FIXED as usize];
        let mut filled = 0;
        while let Some(rest) = fixed.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match file.read(rest)? {
                0 => break,
                read => filled += read,
            }
        }
        let (found, rest) = fixed.split_at(MAGIC_BYTES);
        if found != magic {
            // Its end says what it once was; its beginning does not.
            return Err(StorageError::NotACopy);
        }
        if filled < fixed.len() {
            return Err(StorageError::Damaged);
        }
        let (format, rest) = rest.split_at(4);
        let (head_length, hash) = rest.split_at(4);
        let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let (format, head_length) = (number(format), number(head_length));
        if head_length > MOST_HEAD || u64::from(head_length) + FIXED > length {
            return Err(StorageError::Damaged);
        }
        let mut head = vec![0; head_length as usize];
        file.read_exact(&mut head)?;
        let begins = &fixed[..MAGIC_BYTES + 8];
        if Sha256::new().chain_update(begins).chain_update(&head).finalize().as_slice() != hash {
            return Err(StorageError::Damaged);
        }
        // Whole, and of a later program.
        if format > FORMAT {
            return Err(StorageError::Newer { found: format, newest: FORMAT });
        }
        let Found { about, slots } = serde_json::from_slice(&head).map_err(|_| StorageError::Damaged)?;
        Ok(Self { about, slots, payload: length - FIXED - u64::from(head_length), file })
    }

    pub fn hash_payload(&mut self, watch: &Watch) -> Result<String, StorageError> {
        let mut hasher = Sha256::new();
        in_chunks(&mut self.file, watch, |bytes| {
            hasher.update(bytes);
            Ok(())
        })?;
        Ok(to_hex(&hasher.finalize()))
    }

    /// Reads the payload beside what it was written from; the hash of both where they are the same.
    pub fn hash_payload_of(&mut self, source: &mut dyn Read, watch: &Watch) -> Result<String, StorageError> {
        let mut hasher = Sha256::new();
        let mut there = vec![0; CHUNK];
        in_chunks(&mut self.file, watch, |bytes| {
            let there = there.get_mut(..bytes.len()).unwrap_or_default();
            match source.read_exact(there) {
                Ok(()) if there == bytes => hasher.update(bytes),
                Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error.into()),
                Ok(()) | Err(_) => return Err(StorageError::Damaged),
            }
            Ok(())
        })?;
        match source.read(&mut [0])? {
            0 => Ok(to_hex(&hasher.finalize())),
            _ => Err(StorageError::Damaged),
        }
    }

    /// Takes the payload out into files of these lengths, in their order; gives back its hash.
    pub fn extract(&mut self, to: &[PathBuf], lengths: &[u64], watch: &Watch) -> Result<String, StorageError> {
        let mut hasher = Sha256::new();
        for (path, length) in to.iter().zip(lengths) {
            let mut file = created(path)?;
            in_chunks(&mut (&mut self.file).take(*length), watch, |bytes| {
                hasher.update(bytes);
                Ok(file.write_all(bytes)?)
            })?;
        }
        // What the lengths leave out belongs to the payload too.
        in_chunks(&mut self.file, watch, |bytes| {
            hasher.update(bytes);
            Ok(())
        })?;
        Ok(to_hex(&hasher.finalize()))
    }

    pub fn payload_reader(&mut self) -> impl Read + '_ {
        &mut self.file
    }

    pub fn payload_within(&mut self, most: u64) -> Result<Vec<u8>, StorageError> {
        let mut bytes = Vec::new();
        (&mut self.file).take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most { Err(StorageError::Damaged) } else { Ok(bytes) }
    }
}

/// A file with its head and payload, not on the disk yet.
pub(super) struct Written {
    file: File,
    head: usize,
}

/// Writes head and payload into a new file.
pub(super) fn write<T: Serialize>(
    path: &Path,
    magic: &[u8; MAGIC_BYTES],
    about: &T,
    slots: &[Slot],
    payload: &mut dyn Read,
    watch: &Watch,
) -> Result<Written, StorageError> {
    let mut file = created(path)?;
    let head = head_bytes(magic, about, slots)?;
    file.write_all(&head)?;
    in_chunks(payload, watch, |bytes| Ok(file.write_all(bytes)?))?;
    Ok(Written { file, head: head.len() })
}

impl Written {
    /// Another head of the same size takes the place of the first: blanks of the same width stood in it.
    pub fn seal<T: Serialize>(
        &mut self,
        magic: &[u8; MAGIC_BYTES],
        about: &T,
        slots: &[Slot],
    ) -> Result<(), StorageError> {
        let head = head_bytes(magic, about, slots)?;
        if head.len() != self.head {
            return Err(StorageError::Content("a head"));
        }
        self.file.seek(SeekFrom::Start(0))?;
        Ok(self.file.write_all(&head)?)
    }

    /// Brings it to the disk.
    pub fn settle(self, watch: &Watch) -> Result<(), StorageError> {
        watch.go_on()?;
        Ok(self.file.sync_all()?)
    }
}

/// A file for its owner only, new or emptied.
pub(super) fn created(path: &Path) -> Result<File, StorageError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// Reads to the end.
fn in_chunks(
    from: &mut dyn Read,
    watch: &Watch,
    mut each: impl FnMut(&[u8]) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        each(chunk.get(..read).unwrap_or_default())?;
        watch.add(read as u64)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_hashed_only_where_it_is_the_same_as_its_source() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a copy");
        let watch = Watch::default();
        // More than one piece of reading, and no whole number of them.
        let source: Vec<u8> = (0..CHUNK + 70_001).map(|at| (at % 251) as u8).collect();
        let mut written = write(&path, COPY, &"blank", &[], &mut source.as_slice(), &watch).expect("written");
        written.seal(COPY, &"about", &[]).expect("a head of the same size");
        assert!(written.seal(COPY, &"longer than it was", &[]).is_err());
        written.settle(&watch).expect("on the disk");

        let open = || Container::<String>::open(&path, COPY).expect("a container");
        assert_eq!((open().about.as_str(), open().payload), ("about", source.len() as u64));
        // In several pieces, as the files of a copy are.
        let (first, rest) = source.split_at(1_000);
        let hash = open().hash_payload_of(&mut first.chain(rest), &watch).expect("the same");
        assert_eq!(hash, to_hex(&Sha256::digest(&source)));
        assert_eq!(hash, open().hash_payload(&watch).expect("read"));

        let refused = |source: &[u8]| {
            let hashed = open().hash_payload_of(&mut &*source, &watch);
            matches!(hashed, Err(StorageError::Damaged))
        };
        for at in [0, 1_000, CHUNK - 1, CHUNK, source.len() - 1] {
            let mut other = source.clone();
            other[at] ^= 1;
            assert!(refused(&other), "byte {at}");
        }
        assert!(refused(&source[..source.len() - 1]), "one byte less");
        assert!(refused(&[source.as_slice(), &[0]].concat()), "one byte more");
    }
}
