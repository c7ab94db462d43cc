//! What can be typed, and the help that explains it.

use std::path::PathBuf;
use std::time::Duration;

use agent_graph::BaseUrl;
use clap::{Args, Parser, Subcommand};
use sofia_simulator::{Fault, Lie, ReplaySpeed};

use crate::check::arguments as check;
use crate::report::Reports;
use crate::suite::Suites;
use crate::{files, history};

const ENVIRONMENT: &str = "\
Environment:
  SOFIA_API_KEY   The API key. It takes precedence over stored keys, and is all
                  that is needed where there is no keychain. A key is never
                  given as an argument.
  SOFIA_DATA_DIR  The folder for everything that is written, instead of the
                  system's own. The window and this command share it.";

const ASK_NOTES: &str = "\
Each call opens a session, sends the message, and closes the session again, also
after an error or Ctrl-C. The conversation is kept in the window's history.

Examples:
  sofia ask \"vestido azul até 200 reais\"
  sofia ask \"wireless headphones\" --merchant Lumora --json | jq -c .event
  sofia ask \"oi\" --raw --idle-timeout 10 > answer.ndjson
  sofia ask \"sim\" --welcome \"Oi! Posso ajudar?\"
  sofia ask --event '{\"listReplyEvent\":{\"id\":\"r2\",\"title\":\"Vestidos\"}}'

Exit codes:
  0    The answer is complete. Lines that cannot be read change nothing.
  1    Something else went wrong: the data folder, a file, the keychain.
  2    The arguments cannot be used, an event is not one, there is no such
       merchant, the key is missing or cannot be one, or the base URL is
       refused.
  3    The key was refused (401, 403).
  4    The server cannot be reached. Nothing was sent.
  5    The API answered with an error: any other HTTP error, a redirect, an
       error line.
  6    The answer was cut, stalled, had a line over the bound, or never began.
       What came is printed.
  130  Stopped by Ctrl-C or SIGTERM. What came is printed.

Environment:
  SOFIA_API_KEY   The API key, instead of the one that is stored.
  SOFIA_DATA_DIR  The folder for everything that is written.";

const ADD_NOTES: &str = "\
The API key is asked for without showing it, or read from standard input (its
first line), and stored in the system's keychain. Without a key, or without a
keychain, the merchant is kept all the same; set SOFIA_API_KEY then.

Examples:
  sofia merchants add Acme --business-id 7c9e… --agent-id 0f8f…
  pass show sofia/acme |
    sofia merchants add Acme --business-id 7c9e… --agent-id 0f8f…";

const SIMULATE_NOTES: &str = "\
A message that is the name of a fault after a slash, such as /cut, /stall,
/error-line, /garbage or /401, shows that fault once. /help lists them. Ctrl-C
ends the simulator, with exit code 0.

With --from, a recording answers instead: a message that it knows gets its own
answer, any other the next one in order, and behind the last there is an error
line. Bytes, timing and failures are those of the recording; what never reached
a server is left out. Every business and agent id is taken.

Examples:
  sofia simulate --port 8321 --key demo
  sofia simulate --fault stall --fault-rate 0.2 --json
  sofia simulate --from demo.sofia.ndjson --speed at-once";

/// Talk to Sofia from the command line.
///
/// The same merchants, keys and history as in the window of Sofia Desk. Answers go to standard output and every
/// other word to standard error.
#[derive(Debug, Parser)]
#[command(name = "sofia", version, after_help = ENVIRONMENT, max_term_width = 110)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Send one message and print the answer as it comes.
    #[command(after_long_help = ASK_NOTES, after_help = "`sofia ask --help` has examples and the exit codes.")]
    Ask(Ask),
    /// Play test suites against a merchant's agent and judge the answers.
    #[command(after_long_help = check::NOTES, after_help = "`sofia check --help` has examples and the exit codes.")]
    Check(Box<check::Check>),
    /// Make reports of runs that are over, put shards together, or see what runs have covered.
    #[command(subcommand)]
    Report(Reports),
    /// Check suites, or have them written: from a conversation, from a catalog.
    #[command(subcommand)]
    Suite(Suites),
    /// List the conversations of the history, newest first.
    Conversations(history::Conversations),
    /// Import product feeds, and show what was imported: what `check` and the window hold answers against.
    #[command(subcommand)]
    Catalog(crate::catalog::Catalog),
    /// Search everything that was said, shown, noted or sent.
    #[command(after_help = history::SEARCH_NOTES)]
    Search(history::Search),
    /// Write conversations to a file.
    #[command(after_help = files::EXPORT_NOTES)]
    Export(Box<files::Export>),
    /// Take in the conversations of a file.
    #[command(after_help = files::IMPORT_NOTES)]
    Import(files::Import),
    /// List, add, test and remove merchants.
    #[command(subcommand, after_help = ENVIRONMENT)]
    Merchants(Merchants),
    /// Run a simulated Agent Graph server on this machine, with three shops and no account, or from a recording.
    #[command(after_help = SIMULATE_NOTES)]
    Simulate(Simulate),
}

#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// What the customer says. It may be left out where events are given.
    #[arg(value_name = "MESSAGE", required_unless_present = "event")]
    pub message: Option<String>,
    /// Whose agent answers. It can be left out where there is only one merchant.
    #[arg(long, value_name = "NAME")]
    pub merchant: Option<String>,
    /// The customer who is being played (`clientKey`). Without it a random one is drawn.
    #[arg(long, value_name = "KEY")]
    pub customer: Option<String>,
    /// An input event as JSON, such as '{"buttonResponseEvent":{"id":"b1","title":"Yes"}}', or an array of them. It can
    /// be given several times. Events are sent before the message, in the order in which they stand here.
    #[arg(long, value_name = "JSON")]
    pub event: Vec<String>,
    /// Send keys and fields in events that are not known, too. What is known is still checked.
    #[arg(long, requires = "event")]
    pub allow_unknown: bool,
    /// What the agent has said to the customer before all this, such as an automated welcome.
    #[arg(long, value_name = "TEXT")]
    pub welcome: Option<String>,
    /// Print the exact bytes of the answer's body, unreadable lines included, and nothing else on standard output.
    #[arg(long, conflicts_with = "json")]
    pub raw: bool,
    /// Print one JSON object per event: `seq` of its line, `index` in it, `offset_ms` since the request was sent,
    /// `kind`, and `event` as it came.
    #[arg(long)]
    pub json: bool,
    /// Give up when nothing has come for so many seconds; fractions are allowed. It holds for the beginning of the
    /// answer too, unless `--first-event-timeout` is given. Without it: 60, and 90 for the beginning.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub idle_timeout: Option<Duration>,
    /// Give up when the answer has not begun so many seconds after the message was sent.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub first_event_timeout: Option<Duration>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Merchants {
    /// List the merchants: name, address, ids, and whether there is a key.
    List {
        /// Print one JSON array instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Add a merchant. Its key is read from a prompt or from standard input.
    #[command(after_help = ADD_NOTES)]
    Add(Add),
    /// Test the connection: health, init and close, each with its time and result.
    ///
    /// The exit code is that of `sofia ask` for the first step that failed.
    Test {
        /// The merchant.
        name: String,
    },
    /// Remove a merchant and its key. Its conversations stay in the history.
    Remove {
        /// The merchant.
        name: String,
        /// Do not ask first. Without a terminal nothing is asked anyway.
        #[arg(long)]
        yes: bool,
    },
    /// Store or replace a merchant's key, read from a prompt or from standard input.
    Key {
        /// The merchant.
        name: String,
        /// Remove the key instead.
        #[arg(long)]
        remove: bool,
    },
    /// Write all merchants to a file, without their keys. A file that exists is replaced.
    Export {
        /// The file.
        file: PathBuf,
    },
    /// Add the merchants of a file. Those whose names are taken are left as they are.
    Import {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// What to call it.
    pub name: String,
    /// Where its Agent Graph API is: https, or http on this machine.
    #[arg(long, value_name = "URL", default_value = BaseUrl::PRODUCTION)]
    pub base_url: String,
    /// `business_id` of the onboarding.
    #[arg(long, value_name = "ID")]
    pub business_id: String,
    /// `agent_descriptor_id` of the onboarding.
    #[arg(long, value_name = "ID")]
    pub agent_id: String,
    /// Its colour in the window. Without it, one follows from the name.
    #[arg(long, visible_alias = "color", value_name = "#RRGGBB", value_parser = colour)]
    pub colour: Option<String>,
    /// Read no key, neither from a prompt nor from standard input.
    #[arg(long)]
    pub no_key: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The port on 127.0.0.1. 0 takes any free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// The key that calls must carry. Without it a random one is drawn.
    #[arg(long, value_name = "K")]
    pub key: Option<String>,
    /// Decides the wordings: the same seed gives the same answers.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Milliseconds until an answer begins.
    #[arg(long, value_name = "N")]
    pub first_event_ms: Option<u64>,
    /// Milliseconds between two lines of an answer.
    #[arg(long, value_name = "N")]
    pub gap_ms: Option<u64>,
    /// What goes wrong: cut, stall, error-line, garbage-line, 401, 404, 429, 500 or 502.
    #[arg(long, value_name = "KIND")]
    pub fault: Option<Fault>,
    /// The share of answers that the fault meets, from 0 to 1.
    #[arg(long, value_name = "0..1", value_parser = share, requires = "fault")]
    pub fault_rate: Option<f64>,
    /// What the answers lie about: wrong-price, invented-product, dead-image or dropped-handover. It can be given several
    /// times. For trying out whether checks find it.
    #[arg(long, value_name = "KIND")]
    pub lie: Vec<Lie>,
    /// The share of answers that lie, from 0 to 1.
    #[arg(long, value_name = "0..1", value_parser = share, requires = "lie")]
    pub lie_rate: Option<f64>,
    /// Serve this recording instead of the three shops: a file of `sofia export`, or the bare lines of an answer.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["seed", "first_event_ms", "gap_ms", "fault", "fault_rate", "lie", "lie_rate"]
    )]
    pub from: Option<PathBuf>,
    /// How many times as fast as it was recorded, such as 2 or 0.5, or `at-once`.
    #[arg(long, value_name = "N|at-once", requires = "from")]
    pub speed: Option<ReplaySpeed>,
    /// Print address, key and ids as one JSON object.
    #[arg(long)]
    pub json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "it must be a number of seconds above 0, such as 10 or 0.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_not_a_number| wrong())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_out_of_range| wrong())?;
    if duration.is_zero() { Err(wrong()) } else { Ok(duration) }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "it must be a number from 0 to 1, such as 0.2".to_owned())
}

fn colour(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(_) => Ok(text.to_owned()),
        None => Err("it must look like #5140d6".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_description_of_the_arguments_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn seconds_may_have_a_fraction_and_are_above_zero() {
        let table = [
            ("2", Some(2000)),
            ("0.5", Some(500)),
            ("0", None),
            ("-1", None),
            ("inf", None),
            ("NaN", None),
            ("1e300", None),
            ("two", None),
        ];
        for (text, expected) in table {
            assert_eq!(seconds(text).ok(), expected.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn a_share_lies_between_none_and_all() {
        let table = [("0", Some(0.0)), ("0.25", Some(0.25)), ("1", Some(1.0)), ("1.1", None), ("NaN", None)];
        for (text, expected) in table {
            assert_eq!(share(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_colour_has_six_digits() {
        let table = [("#5140d6", true), ("#FFF", false), ("5140d6", false), ("#5140dg", false)];
        for (text, expected) in table {
            assert_eq!(colour(text).is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_key_that_was_given_as_an_argument_is_not_repeated() {
        for given in
            [["--api-key", "canary-key"].as_slice(), &["--api-key=canary-key"], &["--key=canary-key"]]
        {
            let fixed = ["sofia", "merchants", "add", "Acme", "--business-id", "b", "--agent-id", "a"];
            let error = Arguments::try_parse_from(fixed.iter().chain(given)).unwrap_err();
            assert!(!error.to_string().contains("canary-key"), "{error}");
        }
    }
}
