//! Whether what the agent says is true, held against a simulator that says what it was told to: over real HTTP, with the
//! command as a script meets it and the engine of runs as the window does.

mod catalogs;
mod command;
mod demo;
mod lies;
mod rejudging;
mod reports;
mod runs;
mod suites;
mod support;
