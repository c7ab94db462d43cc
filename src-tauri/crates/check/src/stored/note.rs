//! What is known of a whole catalog: where it came from, how it was read, what was wrong with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sofia_core::catalog_store::StoredCatalog;

use crate::feed::{Finding, Mapping, Severity, Summary};

/// Findings that are kept one by one; a broken export may have one for each row.
const FINDINGS_KEPT: usize = 200;

/// What is known of a whole catalog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogSummary {
    /// The feed's file name.
    pub file: String,
    /// Its format, as the command line names it.
    pub format: String,
    /// It was packed with gzip.
    pub packed: bool,
    /// Its encoding.
    pub encoding: String,
    /// When it was imported, in milliseconds since 1970, UTC.
    pub imported_at: i64,
    /// Rows that were read.
    pub rows: u64,
    /// Products in the catalog.
    pub products: u64,
    /// The code of the currency that most prices have.
    pub currency: Option<String>,
    /// The shop's address, where it was given.
    pub shop: Option<String>,
    /// The feed's columns.
    pub columns: Vec<NotedColumn>,
    /// What was wrong with it, by kind, what cost rows first.
    pub counts: Vec<FindingCount>,
    /// The first findings.
    pub findings: Vec<NotedFinding>,
    /// How many bytes it takes on the disk.
    pub bytes: u64,
}

impl CatalogSummary {
    /// When it was imported, to the minute, as this machine's clock shows it.
    pub fn imported_on(&self) -> String {
        let moment = jiff::Timestamp::from_millisecond(self.imported_at).unwrap_or_default();
        jiff::tz::TimeZone::system().to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// A column of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedColumn {
    /// Its name, as it came.
    pub name: String,
    /// The field that it filled, by the name to map a column to.
    pub field: Option<String>,
    /// A person said so.
    pub corrected: bool,
}

/// How often something was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCount {
    /// The finding's stable name.
    pub code: String,
    /// What became of such rows.
    pub severity: Severity,
    /// How many rows.
    pub count: u64,
}

/// A finding, in a form that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedFinding {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// The product, where the row names one.
    pub id: Option<String>,
    /// The finding's stable name.
    pub code: String,
    /// What became of the row.
    pub severity: Severity,
    /// The values for its sentence.
    pub params: BTreeMap<String, String>,
    /// The sentence, in English.
    pub message: String,
}

impl NotedFinding {
    /// A finding of a feed that has just been read.
    pub fn of(finding: &Finding) -> Self {
        let params = finding.problem.params();
        Self {
            line: finding.line,
            id: finding.id.clone(),
            code: finding.problem.code().to_owned(),
            severity: finding.problem.severity(),
            params: params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            message: finding.problem.to_string(),
        }
    }
}

impl NotedColumn {
    /// The columns of a feed.
    pub fn all_of(mapping: &Mapping) -> Vec<Self> {
        let noted = |column: &crate::feed::Column| Self {
            name: column.name.clone(),
            field: column.field.map(|field| field.to_string()),
            corrected: column.corrected,
        };
        mapping.columns().iter().map(noted).collect()
    }
}

/// What was wrong with a feed, gathered while it is read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    counts: BTreeMap<&'static str, (Severity, u64)>,
    kept: Vec<NotedFinding>,
}

impl Findings {
    pub(super) fn take(&mut self, finding: &Finding) {
        let count =
            self.counts.entry(finding.problem.code()).or_insert_with(|| (finding.problem.severity(), 0));
        count.1 += 1;
        if self.kept.len() < FINDINGS_KEPT {
            self.kept.push(NotedFinding::of(finding));
        }
    }

    fn counts(&self) -> Vec<FindingCount> {
        let mut counts: Vec<FindingCount> = self
            .counts
            .iter()
            .map(|(code, (severity, count))| FindingCount {
                code: (*code).to_owned(),
                severity: *severity,
                count: *count,
            })
            .collect();
        counts.sort_by_key(|count| (std::cmp::Reverse(count.severity), std::cmp::Reverse(count.count)));
        counts
    }
}

/// How often each thing is wrong, what costs rows first.
pub fn counts_of(findings: &[Finding]) -> Vec<FindingCount> {
    let mut gathered = Findings::default();
    findings.iter().for_each(|finding| gathered.take(finding));
    gathered.counts()
}

/// The part of a summary that the store gives back as it came.
#[derive(Serialize, Deserialize)]
struct Note {
    file: String,
    format: String,
    packed: bool,
    encoding: String,
    rows: u64,
    currency: Option<String>,
    shop: Option<String>,
    columns: Vec<NotedColumn>,
    counts: Vec<FindingCount>,
    findings: Vec<NotedFinding>,
}

/// The note of a feed that was read.
pub(super) fn write(
    file: String,
    summary: &Summary,
    currency: Option<String>,
    shop: Option<String>,
    findings: Findings,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Note {
        file,
        format: summary.format.name().to_owned(),
        packed: summary.packed,
        encoding: summary.encoding.to_owned(),
        rows: summary.rows,
        currency,
        shop,
        columns: NotedColumn::all_of(&summary.mapping),
        counts: findings.counts(),
        findings: findings.kept,
    })
}

/// The summary of a catalog. A note that cannot be read costs what it says and nothing else.
pub(super) fn read(stored: &StoredCatalog) -> CatalogSummary {
    let about = stored.about();
    let whole = CatalogSummary {
        imported_at: about.imported_at,
        products: about.products,
        bytes: stored.bytes(),
        ..CatalogSummary::default()
    };
    let Ok(note) = serde_json::from_str::<Note>(&about.note) else { return whole };
    CatalogSummary {
        file: note.file,
        format: note.format,
        packed: note.packed,
        encoding: note.encoding,
        rows: note.rows,
        currency: note.currency,
        shop: note.shop,
        columns: note.columns,
        counts: note.counts,
        findings: note.findings,
        ..whole
    }
}
