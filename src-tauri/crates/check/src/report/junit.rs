//! JUnit's XML, as CI systems read it: a failure is Sofia's, an error is not, and a flaky test has reruns. It is written case
//! by case, with what the strictest readers (Jenkins) know and nothing beyond: no file and line of a case.

use std::io::{self, Write};

use super::{ReportError, rate, unsaid, word};
use crate::result::{RepeatResult, RepeatStatus, TestResult, TestStatus};
use crate::results_file::Results;

pub(super) fn write(results: &Results, out: &mut dyn Write) -> Result<(), ReportError> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let all = Counts::of(results.tests.iter());
    let time = seconds(results.summary.took_ms);
    writeln!(out, "<testsuites name=\"sofia check\" {} time=\"{time}\">", all.attributes())?;
    for suite in &results.header.suites {
        let tests = || results.tests.iter().filter(|test| test.suite == *suite);
        let counts = Counts::of(tests());
        writeln!(
            out,
            "  <testsuite name=\"{}\" {} skipped=\"{}\">",
            attribute(suite),
            counts.attributes(),
            counts.skipped
        )?;
        properties(results, out)?;
        for test in tests() {
            case(test, &results.repeats(test)?, out)?;
        }
        out.write_all(b"  </testsuite>\n")?;
    }
    Ok(out.write_all(b"</testsuites>\n")?)
}

/// How many cases there are, by what is said of them.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of<'a>(tests: impl Iterator<Item = &'a TestResult>) -> Self {
        let mut counts = Self::default();
        for test in tests {
            counts.tests += 1;
            match Said::of(test) {
                Said::Success => {}
                Said::Skipped => counts.skipped += 1,
                Said::Failure => counts.failures += 1,
                Said::Error => counts.errors += 1,
            }
        }
        counts
    }

    fn attributes(&self) -> String {
        format!("tests=\"{}\" failures=\"{}\" errors=\"{}\"", self.tests, self.failures, self.errors)
    }
}

/// What is said of a case.
#[derive(Clone, Copy)]
enum Said {
    Success,
    Skipped,
    Failure,
    Error,
}

impl Said {
    fn of(test: &TestResult) -> Self {
        match (test.status, test.reached) {
            (TestStatus::Passed, _) | (TestStatus::Flaky, true) => Self::Success,
            (TestStatus::Open, _) => Self::Skipped,
            (TestStatus::Flaky | TestStatus::Failed, _) => Self::Failure,
            (TestStatus::Error, _) => Self::Error,
        }
    }
}

fn properties(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let (merchant, simulated) = (attribute(&results.header.merchant), results.header.simulated);
    write!(
        out,
        "    <properties>\n      <property name=\"merchant\" value=\"{merchant}\"/>\n      \
         <property name=\"simulated\" value=\"{simulated}\"/>\n    </properties>\n"
    )
}

fn case(test: &TestResult, repeats: &[RepeatResult], out: &mut dyn Write) -> io::Result<()> {
    let (name, class) = (attribute(&test.test), attribute(&test.suite));
    let time = seconds(test.took_ms);
    writeln!(out, "    <testcase name=\"{name}\" classname=\"{class}\" time=\"{time}\">")?;
    let mut bad =
        repeats.iter().filter(|repeat| matches!(repeat.status, RepeatStatus::Failed | RepeatStatus::Error));
    let failed = match Said::of(test) {
        Said::Success => {
            // A test that passed had no bad repeat, or few enough.
            return bad
                .filter(|_| test.status == TestStatus::Flaky)
                .try_for_each(|repeat| rerun("flaky", repeat, out))
                .and_then(|()| out.write_all(b"    </testcase>\n"));
        }
        Said::Skipped => {
            return out.write_all(b"      <skipped message=\"a person is to judge\"/>\n    </testcase>\n");
        }
        Said::Failure => "failure",
        Said::Error => "error",
    };
    let (message, kind) = (format!("{}: {}", word(test), rate(test)), word(test));
    // The first bad repeat is what failed, and the test was tried again for the others.
    let first = bad.next();
    let place = first.map(|first| format!("{}:{}\n{}", test.file, test.line, description(first)));
    writeln!(
        out,
        "      <{failed} message=\"{}\" type=\"{}\">{}</{failed}>",
        attribute(&message),
        attribute(kind),
        text(&place.unwrap_or_default())
    )?;
    bad.try_for_each(|repeat| rerun("rerun", repeat, out))?;
    out.write_all(b"    </testcase>\n")
}

fn rerun(what: &str, repeat: &RepeatResult, out: &mut dyn Write) -> io::Result<()> {
    let (name, kind) = match repeat.status {
        RepeatStatus::Error => ("Error", "error"),
        _ => ("Failure", "failed"),
    };
    writeln!(
        out,
        "      <{what}{name} message=\"repeat {}\" type=\"{kind}\">{}</{what}{name}>",
        repeat.repeat,
        text(&description(repeat))
    )
}

/// The conversation so far, with everything that does not hold.
fn description(repeat: &RepeatResult) -> String {
    let mut lines = Vec::new();
    for turn in &repeat.turns {
        lines.push(format!("customer: {}", turn.did));
        let text = turn.answer.to_answer().text();
        if !text.is_empty() {
            lines.push(format!("sofia: {text}"));
        }
        for verdict in turn.failures() {
            lines.push(format!("  line {}, {}: {}", verdict.line, verdict.assertion, verdict.message));
        }
    }
    lines.extend(unsaid(repeat.error.as_ref(), repeat.turns.iter()).map(str::to_owned));
    lines.join("\n")
}

fn seconds(milliseconds: f64) -> String {
    format!("{:.3}", milliseconds.max(0.0) / 1000.0)
}

fn text(text: &str) -> String {
    escaped(text, false)
}

fn attribute(text: &str) -> String {
    escaped(text, true)
}

/// What XML reads as it was. What it has no way to say, control characters, is left out.
fn escaped(text: &str, in_attribute: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' if in_attribute => escaped.push_str("&quot;"),
            // A reader makes a space of these in an attribute, and a line feed of a carriage return anywhere.
            '\n' if in_attribute => escaped.push_str("&#10;"),
            '\t' if in_attribute => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\n' | '\t' => escaped.push(character),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            character => escaped.push(character),
        }
    }
    escaped
}
