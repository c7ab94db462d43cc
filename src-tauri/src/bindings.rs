//! The TypeScript of everything that crosses to the window, written from the table of commands.
//!
//! Writing it is a command of its own (`cargo xtask bindings`), never a side effect of a build or a test.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ts_rs::{Config, ExportError, TS, TypeVisitor};

/// Stands for the channel of a command that has none.
#[derive(Debug)]
pub enum NoChannel {}

impl TS for NoChannel {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "never".to_owned()
    }

    fn inline(config: &Config) -> String {
        Self::name(config)
    }
}

/// The files of `ui/src/ipc/generated`, by name.
#[derive(Default)]
#[expect(missing_debug_implementations, reason = "the configuration of ts-rs has none")]
pub struct Bindings {
    config: Config,
    types: BTreeMap<PathBuf, String>,
    imports: Vec<String>,
    rows: Vec<String>,
    failures: Vec<ExportError>,
}

impl Bindings {
    /// Every generated file and its text; the first type that could not be written stops it.
    pub fn files() -> Result<BTreeMap<PathBuf, String>, ExportError> {
        let mut bindings = Self::default();
        crate::commands::describe(&mut bindings);
        if let Some(failure) = bindings.failures.pop() {
            return Err(failure);
        }
        bindings.imports.sort();
        bindings.imports.dedup();
        let text = format!(
            "// Written by `cargo xtask bindings` from the table in src-tauri/src/commands.rs.\n{}\n\n/** Every command: what it takes, what it sends over its channel, what it answers. */\nexport interface Commands {{\n{}\n}}\n",
            bindings.imports.join("\n"),
            bindings.rows.join("\n"),
        );
        bindings.types.insert(PathBuf::from("Commands.ts"), text);
        Ok(bindings.types)
    }

    pub(crate) fn command<Input: TS + 'static, Channel: TS + 'static, Output: TS + 'static>(
        &mut self,
        name: &str,
    ) {
        self.visit_top::<Input>();
        self.visit_top::<Channel>();
        self.visit_top::<Output>();
        let row = format!(
            "  {name}: {{ input: {}; channel: {}; output: {} }};",
            Input::name(&self.config),
            Channel::name(&self.config),
            Output::name(&self.config)
        );
        self.rows.push(row);
    }

    fn visit_top<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            self.imports.push(format!("import type {{ {name} }} from \"./{name}\";"));
            self.visit::<T>();
        } else {
            // `Option<T>`, `Vec<T>` and the like have no file of their own; what they hold has.
            T::visit_generics(&mut TopLevel(self));
        }
    }
}

struct TopLevel<'a>(&'a mut Bindings);

impl TypeVisitor for TopLevel<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.0.visit_top::<T>();
    }
}

impl TypeVisitor for Bindings {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let Some(path) = T::output_path() else { return };
        if self.types.contains_key(&path) {
            return;
        }
        match T::export_to_string(&self.config) {
            Ok(text) => {
                self.types.insert(path, text);
                T::visit_dependencies(self);
            }
            Err(failure) => self.failures.push(failure),
        }
    }
}
