//! The desktop application.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    sofia_core::jq::serve_if_asked().unwrap_or_else(sofia_desk::run)
}
