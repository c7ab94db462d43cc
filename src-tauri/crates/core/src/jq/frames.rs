//! What goes through the worker's pipes: a length of four bytes, little endian, and so many bytes.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::{Bounds, CompileFault, Outcome};

/// A longer frame is no frame of ours. A line has at most 16 MiB; what is around it is small.
const LONGEST: usize = 64 * 1024 * 1024;

/// The first frame of an order; inputs follow, and an empty frame ends it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub expression: String,
    pub bounds: Bounds,
}

/// What the worker says: first whether the expression can be compiled, then an outcome for each input.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reply {
    Compiled,
    Fault(CompileFault),
    Outcome(Outcome),
}

/// The bytes of a frame.
pub(super) fn frame(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    let mut framed = Vec::with_capacity(bytes.len() + 4);
    framed.extend_from_slice(&length.to_le_bytes());
    framed.extend_from_slice(bytes);
    Ok(framed)
}

/// How many bytes a frame has, from its first four.
pub(super) fn length(header: [u8; 4]) -> io::Result<usize> {
    let length = u32::from_le_bytes(header) as usize;
    if length > LONGEST {
        return Err(io::Error::other("a frame that is too long"));
    }
    Ok(length)
}

pub(super) fn read(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut header = [0; 4];
    from.read_exact(&mut header)?;
    let mut bytes = vec![0; length(header)?];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn write(to: &mut impl Write, reply: &Reply) -> io::Result<()> {
    to.write_all(&frame(&serde_json::to_vec(reply)?)?)
}
