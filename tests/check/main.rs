//! Whether what the agent says is true, held against a simulator that says what it was told to: over real HTTP, with the
//! command as a script meets it and the engine of runs as the window does.

mod catalogs;
mod command;
mod demo;
mod drafting;
mod drawn;
mod keeping;
mod keys;
mod lies;
mod lookups;
mod outcomes;
mod rejudging;
mod remembering;
mod reports;
mod runs;
mod stopping;
mod suites;
mod support;
