//! A secret that sings: looks for a planted key in everything that was written, said or kept in memory.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

/// A key that occurs nowhere else in the world.
#[derive(Debug, Clone)]
pub struct Canary {
    text: String,
    /// What is looked for, with the name of its form.
    forms: Vec<(&'static str, Vec<u8>)>,
}

/// Where a canary was found, and in which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    pub place: String,
    pub form: &'static str,
}

impl Canary {
    /// `seed` tells the canaries of one test apart.
    pub fn new(seed: &str) -> Self {
        use sha2::{Digest, Sha256};
        let when = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let digest = Sha256::digest(format!("{seed} {when:?} {}", std::process::id()));
        Self::of(&format!("canary-{}", hex(digest.get(..16).unwrap_or_default())))
    }

    /// Any text as a canary: what must be found, to show that the search finds.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        let mut forms = vec![
            ("as it is", bytes.to_vec()),
            ("as UTF-16", wide),
            ("in hexadecimal digits", hex(bytes).into_bytes()),
            ("backwards", reversed),
        ];
        // Three alignments, without the characters at the edges that the neighbours decide.
        forms.extend((0..3).map(|shift| ("in Base64", base64_core(bytes, shift))));
        Self { text: text.to_owned(), forms }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The form in which these bytes hold it, if they do.
    pub fn form_in(&self, bytes: &[u8]) -> Option<&'static str> {
        let found = self.forms.iter().find(|(_, form)| contains(bytes, form));
        found.map(|(name, _)| *name)
    }

    /// Fails if the text holds it.
    pub fn is_absent_from(&self, what: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        match self.form_in(bytes.as_ref()) {
            Some(form) => anyhow::bail!("the key is in {what}, {form}"),
            None => Ok(()),
        }
    }

    /// Every file below the folder that holds it, by name or by content, and how many files were read.
    pub fn search_files(&self, folder: &Path) -> Result<(Vec<Sighting>, usize)> {
        let mut sightings = Vec::new();
        let files = files_below(folder)?;
        for path in &files {
            let name = path.display().to_string();
            if let Some(form) = self.form_in(name.as_bytes()) {
                sightings.push(Sighting { place: format!("the name of {name}"), form });
            }
            // A file can be gone by now: a journal, for one.
            let Ok(content) = fs::read(path) else { continue };
            if let Some(form) = self.form_in(&content) {
                sightings.push(Sighting { place: name, form });
            }
        }
        Ok((sightings, files.len()))
    }

    /// The places in a process's memory that hold it. An error where the system does not let us look.
    pub fn search_memory(&self, process: u32) -> Result<Vec<Sighting>> {
        let mut sightings = Vec::new();
        crate::memory::for_each_run(process, |address, bytes| {
            if let Some(form) = self.form_in(bytes) {
                sightings
                    .push(Sighting { place: format!("process {process}, memory at {address:#x}"), form });
            }
        })?;
        Ok(sightings)
    }
}

/// Every file below a folder, links not followed.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && memchr::memmem::find(haystack, needle).is_some()
}

/// The characters of the Base64 form that depend on these bytes alone when `shift` bytes stand before them.
fn base64_core(bytes: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut padded = vec![0; shift];
    padded.extend_from_slice(bytes);
    let digits: Vec<u8> = padded
        .chunks(3)
        .flat_map(|chunk| {
            let triple = chunk.iter().fold(0u32, |triple, &byte| triple << 8 | u32::from(byte))
                << (8 * (3 - chunk.len()));
            [18, 12, 6, 0].map(|bits| DIGITS.get((triple >> bits & 63) as usize).copied().unwrap_or_default())
        })
        .collect();
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    digits.get(first..last).unwrap_or_default().to_vec()
}
