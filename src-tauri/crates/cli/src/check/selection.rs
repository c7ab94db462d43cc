//! Which tests are played.

use std::path::PathBuf;

use sofia_check::run::Planned;
use sofia_check::suite::{self, Suite};

use super::arguments::Check;
use crate::exit::Failure;

/// Reads all suites, or says everything that is wrong with them.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<Suite>, Failure> {
    let (mut suites, mut errors) = (Vec::new(), Vec::new());
    for file in files {
        match suite::read(file) {
            Ok(suite) => suites.push(suite),
            Err(wrong) => errors.extend(wrong.iter().map(ToString::to_string)),
        }
    }
    if errors.is_empty() { Ok(suites) } else { Err(Failure::usage(errors.join("\n"))) }
}

/// The tests that were asked for, of this shard.
pub(super) fn plan(suites: &[Suite], arguments: &Check) -> Result<Vec<Planned>, Failure> {
    let wanted = arguments.filter.as_ref().map(|filter| filter.to_lowercase());
    let mut planned = Vec::new();
    for suite in suites {
        for test in &suite.tests {
            let tagged = arguments.tag.is_empty() || arguments.tag.iter().any(|tag| test.tags.contains(tag));
            let named = wanted.as_ref().is_none_or(|wanted| test.name.to_lowercase().contains(wanted));
            if tagged && named {
                let mut test = test.clone();
                test.repeat = arguments.repeat.unwrap_or(test.repeat);
                planned.push(Planned { suite: suite.name.clone(), test });
            }
        }
    }
    if planned.is_empty() {
        return Err(Failure::usage("No test matches --tag and --filter."));
    }
    if let Some(shard) = arguments.shard {
        // One test after the other goes to the next part: neighbours, which are alike, are shared out.
        let mine = planned.into_iter().enumerate().filter(|(place, _)| place % shard.parts == shard.part - 1);
        planned = mine.map(|(_, planned)| planned).collect();
    }
    Ok(planned)
}
