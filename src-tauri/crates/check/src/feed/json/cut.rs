//! Cutting a file of JSON into its elements, without reading them.

use std::io;

use super::{HOLDERS, Standing, WRAPPERS};
use crate::feed::finding::Problem;
use crate::feed::text::Buffer;

/// A product with all variants that Shopify allows is smaller.
const LONGEST_ELEMENT: usize = 16 * 1024 * 1024;

pub(super) struct Cutter {
    buffer: Buffer,
    standing: Standing,
    line: u64,
    /// The array is over, or there is none.
    over: bool,
}

/// What comes next.
pub(super) enum Next {
    /// An element at the buffer's start.
    Element {
        length: usize,
    },
    /// No element, and the line on which it begins.
    Bad(u64, Problem),
    End,
}

/// How far a value reaches.
enum Reach {
    Ends(usize),
    EndsEarly,
    TooLong,
}

impl Cutter {
    pub(super) fn open(buffer: Buffer, standing: Standing) -> io::Result<Self> {
        let mut cutter = Self { buffer, standing, line: 1, over: false };
        cutter.buffer.skip_byte_order_mark()?;
        if standing == Standing::Array {
            cutter.over = !cutter.enter()?;
        }
        Ok(cutter)
    }

    /// The number of the line at the buffer's start.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn bytes(&self, length: usize) -> &[u8] {
        self.buffer.available().get(..length).unwrap_or_default()
    }

    /// Goes on behind an element. One that is no JSON may have swallowed its followers, by a string that is not closed:
    /// where a later line of it begins with a bracket, reading goes on there.
    pub(super) fn take(&mut self, length: usize, broken: bool) {
        let followers = if broken { self.follower(length) } else { None };
        self.consume(followers.unwrap_or(length));
    }

    fn follower(&self, length: usize) -> Option<usize> {
        let bytes = self.bytes(length);
        memchr::memchr_iter(b'\n', bytes).find_map(|line| {
            let rest = &bytes[line + 1..];
            let indent = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
            // Deeper than the array's own elements, a bracket opens a part of one.
            (rest[indent] == b'{' && indent <= SHALLOW).then_some(line + 1 + indent)
        })
    }

    pub(super) fn next(&mut self) -> io::Result<Next> {
        if self.over {
            return Ok(Next::End);
        }
        match self.standing {
            Standing::Lines => self.next_line(),
            Standing::Array => self.next_element(),
        }
    }

    fn next_line(&mut self) -> io::Result<Next> {
        loop {
            match self.buffer.line(0, b'\n', LONGEST_ELEMENT)? {
                None => return Ok(Next::End),
                Some(Err(limit)) => {
                    self.buffer.skip_line(b'\n')?;
                    let line = self.line;
                    self.line += 1;
                    return Ok(Next::Bad(line, Problem::TooLong { limit }));
                }
                Some(Ok(line)) if self.bytes(line.content).trim_ascii().is_empty() => self.consume(line.next),
                Some(Ok(line)) => return Ok(Next::Element { length: line.content }),
            }
        }
    }

    fn next_element(&mut self) -> io::Result<Next> {
        match self.skip(b",")? {
            // The file ends before its array does.
            None => {
                self.over = true;
                Ok(Next::Bad(self.line, Problem::EndsEarly))
            }
            Some(b']') => {
                self.over = true;
                Ok(Next::End)
            }
            Some(_) => {
                let line = self.line;
                Ok(match self.reach(LONGEST_ELEMENT)? {
                    Reach::Ends(length) => Next::Element { length },
                    Reach::EndsEarly => {
                        let all = self.buffer.available().len();
                        match self.follower(all) {
                            Some(next) => {
                                self.consume(next);
                                let reason = "a string in it is not closed".to_owned();
                                Next::Bad(line, Problem::NotJson { reason })
                            }
                            None => {
                                self.over = true;
                                Next::Bad(line, Problem::EndsEarly)
                            }
                        }
                    }
                    Reach::TooLong => {
                        self.take(LONGEST_ELEMENT, true);
                        Next::Bad(line, Problem::TooLong { limit: LONGEST_ELEMENT })
                    }
                })
            }
        }
    }

    /// Goes to the first element of the array that holds the products.
    fn enter(&mut self) -> io::Result<bool> {
        match self.skip(b"")? {
            Some(b'[') => {
                self.consume(1);
                return Ok(true);
            }
            Some(b'{') => self.consume(1),
            _ => return Ok(false),
        }
        loop {
            if self.skip(b",")? != Some(b'"') {
                return Ok(false);
            }
            let Reach::Ends(length) = self.reach(LONGEST_ELEMENT)? else { return Ok(false) };
            let key = String::from_utf8_lossy(self.bytes(length)).trim_matches('"').to_lowercase();
            self.consume(length);
            let opening = self.skip(b":")?;
            if (opening == Some(b'[') && HOLDERS.contains(&key.as_str()))
                || (opening == Some(b'{') && WRAPPERS.contains(&key.as_str()))
            {
                self.consume(1);
                if opening == Some(b'[') {
                    return Ok(true);
                }
                continue;
            }
            match self.reach(LONGEST_ELEMENT)? {
                Reach::Ends(length) => self.consume(length),
                Reach::EndsEarly | Reach::TooLong => return Ok(false),
            }
        }
    }

    /// Drops white space and some other characters; answers the byte behind, `None` at the end.
    fn skip(&mut self, others: &[u8]) -> io::Result<Option<u8>> {
        loop {
            let available = self.buffer.available();
            let at = available.iter().position(|byte| !byte.is_ascii_whitespace() && !others.contains(byte));
            match at {
                Some(at) => {
                    let byte = available[at];
                    self.consume(at);
                    return Ok(Some(byte));
                }
                None => self.consume(self.buffer.available().len()),
            }
            if !self.buffer.more()? {
                return Ok(None);
            }
        }
    }

    /// How far the value at the buffer's start reaches, by its brackets and quotes alone.
    fn reach(&mut self, limit: usize) -> io::Result<Reach> {
        let (mut at, mut depth, mut in_string) = (0usize, 0usize, false);
        loop {
            while let Some(&byte) = self.buffer.available().get(at) {
                at += 1;
                match byte {
                    b'\\' if in_string => at += 1,
                    b'"' => {
                        in_string = !in_string;
                        if !in_string && depth == 0 {
                            return Ok(Reach::Ends(at));
                        }
                    }
                    _ if in_string => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth == 0 => return Ok(Reach::Ends(at - 1)),
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return Ok(Reach::Ends(at));
                        }
                    }
                    b',' if depth == 0 => return Ok(Reach::Ends(at - 1)),
                    _ => {}
                }
            }
            if at > limit {
                return Ok(Reach::TooLong);
            }
            if !self.buffer.more()? {
                return Ok(Reach::EndsEarly);
            }
        }
    }

    fn consume(&mut self, count: usize) {
        self.line += memchr::memchr_iter(b'\n', self.bytes(count)).count() as u64;
        self.buffer.consume(count);
    }
}

/// How far the elements of an array are indented at most.
const SHALLOW: usize = 4;
