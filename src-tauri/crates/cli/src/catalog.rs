//! `sofia catalog`: merchants' product catalogs, which `sofia check` and the window hold answers against.

mod import;
mod show;

use std::path::PathBuf;

use agent_graph::Timeouts;
use clap::{Args, Subcommand};
use sofia_check::feed::{Correction, Field, Format};
use sofia_check::{Currency, stored::ImportedCatalog};
use sofia_core::Engine;
use sofia_core::merchant::Merchant;
use sofia_simulator::MERCHANTS;

use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::{quoted, say};
use crate::open::{self, print};

pub(crate) const IMPORT_NOTES: &str = "\
Read are Google Merchant and Meta feeds (TSV, CSV, XML), Shopify's product CSV,
JSON arrays and JSON lines, each also packed with gzip. The format, the encoding
and the way prices are written are found out; what each column was taken for is
shown. A row that cannot be read is told with its line, and the rest goes in.
An import takes the place of the one before, and says what is different.

Examples:
  sofia catalog import feed.tsv --merchant Acme
  sofia catalog import export.csv --merchant Acme --map Código=id --map Preço=price
  sofia catalog import products_export.csv --merchant Acme \\
      --currency BRL --shop https://acme.example

Exit codes:
  0    The catalog was imported, whatever was wrong with single rows.
  1    The catalog cannot be written, or another import is under way.
  2    Usage, or the file is no feed.
  130  Stopped by Ctrl-C or SIGTERM. The catalog before stays.";

/// What `sofia catalog` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Catalog {
    /// Import a product feed as a merchant's catalog.
    #[command(after_help = IMPORT_NOTES)]
    Import(Box<Import>),
    /// List the merchants that have a catalog.
    List {
        /// Print one JSON array instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Show what is known of a merchant's catalog, or one of its products.
    Show(Show),
    /// Write the product feed of a merchant of the simulator.
    Demo {
        /// fashion, electronics or pharmacy.
        #[arg(value_name = "SHOP", value_parser = MERCHANTS.map(|merchant| merchant.slug))]
        shop: String,
    },
    /// Remove a merchant's catalog.
    Remove {
        /// Whose. It can be left out where there is only one merchant.
        #[arg(long, value_name = "NAME")]
        merchant: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The feed.
    pub file: PathBuf,
    /// Whose products they are. It can be left out where there is only one merchant.
    #[arg(long, value_name = "NAME")]
    pub merchant: Option<String>,
    /// The format, where it is not to be told by what is in the file: tsv, csv, shopify-csv, xml, json or jsonl.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<Format>,
    /// What a column is, where its name does not tell or misleads; without a field it is left unread. It can be given
    /// several times.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = correction)]
    pub map: Vec<Correction>,
    /// The currency of prices that name none.
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<Currency>,
    /// The shop's address, for feeds without links (Shopify).
    #[arg(long, value_name = "URL")]
    pub shop: Option<String>,
    /// Only show how the beginning of the feed is understood; nothing is imported.
    #[arg(long)]
    pub preview: bool,
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Whose. It can be left out where there is only one merchant.
    #[arg(long, value_name = "NAME")]
    pub merchant: Option<String>,
    /// A product, by its id, SKU, item group, retailer id or handle.
    #[arg(long, value_name = "ID")]
    pub product: Option<String>,
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}

pub(crate) async fn run(command: Catalog) -> Result<Exit, Failure> {
    let engine = || open::engine(Timeouts::default());
    match command {
        Catalog::Import(arguments) => import::run(&engine()?, *arguments).await,
        Catalog::List { json } => show::list(&engine()?, json).await,
        Catalog::Show(arguments) => show::show(&engine()?, &arguments).await,
        Catalog::Demo { shop } => {
            print(&sofia_simulator::catalog::feed(&[&shop]))?;
            Ok(Exit::Fine)
        }
        Catalog::Remove { merchant } => {
            let engine = engine()?;
            let merchant = chosen(&engine, merchant.as_deref()).await?;
            if engine.remove_catalog(&merchant.id).await? {
                print(&format!("Removed the catalog of {}.\n", merchant.name))?;
            } else {
                say(&format!("{} has no catalog.", merchant.name));
            }
            Ok(Exit::Fine)
        }
    }
}

/// The merchant of that name, or the only one there is.
async fn chosen(engine: &Engine, name: Option<&str>) -> Result<Merchant, Failure> {
    match name {
        Some(name) => merchants::named(engine, name).await,
        None => match merchants::own(engine).await?.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Failure::usage(
                "There is no merchant yet. `sofia merchants add --help` says how to add one.",
            )),
            _ => Err(Failure::usage("There are several merchants. Choose one with --merchant.")),
        },
    }
}

/// A merchant's catalog, which it must have.
async fn catalog_of(engine: &Engine, merchant: &Merchant) -> Result<ImportedCatalog, Failure> {
    ImportedCatalog::of(engine, &merchant.id).await?.ok_or_else(|| {
        let name = quoted(&merchant.name);
        Failure::usage(format!(
            "{} has no catalog. Import its product feed with `sofia catalog import FILE --merchant {name}`.",
            merchant.name
        ))
    })
}

fn format(text: &str) -> Result<Format, String> {
    let names = || Format::names().collect::<Vec<_>>().join(", ");
    text.parse().map_err(|_unknown| format!("it must be one of {}", names()))
}

fn correction(text: &str) -> Result<Correction, String> {
    let names = || Field::names().collect::<Vec<_>>().join(", ");
    Correction::read(text).map_err(|error| format!("{error}; fields: {}", names()))
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::of_code(text).ok_or_else(|| "it must be a currency's code, such as BRL".to_owned())
}
