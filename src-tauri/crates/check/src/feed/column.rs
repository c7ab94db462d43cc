//! Columns: which field of a product each stands for, by the names that the formats prescribe or by a person's word.

use std::fmt;

/// A field of a product that a feed can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the name of what it holds")]
pub enum Field {
    Id,
    Sku,
    ItemGroup,
    RetailerId,
    Handle,
    Title,
    Description,
    Link,
    ImageLink,
    AdditionalImages,
    Availability,
    Price,
    SalePrice,
    SaleDates,
    /// Shopify's price before a reduction.
    CompareAtPrice,
    Currency,
    Brand,
    Category,
    /// Google's own tree, which gives way to the merchant's.
    GoogleCategory,
    Colour,
    Size,
    Condition,
    Gtin,
    Mpn,
    Inventory,
    /// Whether the shop counts its pieces at all.
    InventoryTracker,
    /// Whether it sells on when there are none.
    InventoryPolicy,
    /// `active`, `draft`, `archived`; Meta's visibility.
    Status,
    Published,
    OptionName(u8),
    OptionValue(u8),
    VariantImage,
}

/// Every field that can be named with `--map column=field`, by the name to use there.
#[rustfmt::skip]
const NAMES: &[(&str, Field)] = &[
    ("id", Field::Id), ("sku", Field::Sku), ("item_group_id", Field::ItemGroup),
    ("retailer_id", Field::RetailerId), ("handle", Field::Handle), ("title", Field::Title),
    ("description", Field::Description), ("link", Field::Link), ("image_link", Field::ImageLink),
    ("additional_image_link", Field::AdditionalImages), ("availability", Field::Availability),
    ("price", Field::Price), ("sale_price", Field::SalePrice),
    ("sale_price_effective_date", Field::SaleDates), ("compare_at_price", Field::CompareAtPrice),
    ("currency", Field::Currency), ("brand", Field::Brand), ("product_type", Field::Category),
    ("google_product_category", Field::GoogleCategory), ("color", Field::Colour), ("size", Field::Size),
    ("condition", Field::Condition), ("gtin", Field::Gtin), ("mpn", Field::Mpn), ("inventory", Field::Inventory),
    ("inventory_tracker", Field::InventoryTracker), ("inventory_policy", Field::InventoryPolicy),
    ("status", Field::Status), ("published", Field::Published), ("variant_image", Field::VariantImage),
    ("option1_name", Field::OptionName(1)), ("option2_name", Field::OptionName(2)),
    ("option3_name", Field::OptionName(3)), ("option1_value", Field::OptionValue(1)),
    ("option2_value", Field::OptionValue(2)), ("option3_value", Field::OptionValue(3)),
];

/// Further names in the formats, without the characters that [`plain`] leaves out.
#[rustfmt::skip]
const ALSO: &[(&str, Field)] = &[
    // Meta.
    ("quantitytosellonfacebook", Field::Inventory), ("visibility", Field::Status),
    ("fbproductcategory", Field::GoogleCategory), ("productcategory", Field::GoogleCategory),
    ("offerid", Field::RetailerId),
    // Shopify, old and new.
    ("urlhandle", Field::Handle), ("bodyhtml", Field::Description), ("body", Field::Description),
    ("vendor", Field::Brand), ("type", Field::Category), ("variantsku", Field::Sku),
    ("variantprice", Field::Price), ("variantcompareatprice", Field::CompareAtPrice),
    ("variantinventoryqty", Field::Inventory), ("inventoryquantity", Field::Inventory),
    ("variantinventorytracker", Field::InventoryTracker), ("variantinventorypolicy", Field::InventoryPolicy),
    ("continuesellingwhenoutofstock", Field::InventoryPolicy), ("variantbarcode", Field::Gtin),
    ("barcode", Field::Gtin), ("imagesrc", Field::ImageLink), ("productimageurl", Field::ImageLink),
    ("variantimageurl", Field::VariantImage), ("publishedononlinestore", Field::Published),
    // What shops' own exports and JSON call the same.
    ("name", Field::Title), ("url", Field::Link), ("producturl", Field::Link), ("image", Field::ImageLink),
    ("imageurl", Field::ImageLink), ("images", Field::AdditionalImages),
    ("additionalimagelinks", Field::AdditionalImages), ("currencycode", Field::Currency),
    ("pricecurrency", Field::Currency), ("category", Field::Category), ("colour", Field::Colour),
    ("available", Field::Availability), ("inventorymanagement", Field::InventoryTracker),
    ("option1", Field::OptionValue(1)), ("option2", Field::OptionValue(2)), ("option3", Field::OptionValue(3)),
    ("stock", Field::Inventory), ("quantity", Field::Inventory), ("producttypes", Field::Category),
];

impl Field {
    /// The field that a name stands for, whatever its case, spaces, underscores, hyphens and brackets.
    pub fn of_column(name: &str) -> Option<Self> {
        let wanted = plain(name);
        NAMES
            .iter()
            .find(|(known, _)| plain(known) == wanted)
            .or_else(|| ALSO.iter().find(|(known, _)| *known == wanted))
            .map(|(_, field)| *field)
    }

    /// The names that a person can map a column to.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    pub(crate) fn is_price(self) -> bool {
        matches!(self, Self::Price | Self::SalePrice | Self::CompareAtPrice)
    }

    /// Fields that may stand in a row more than once.
    pub(crate) fn repeats(self) -> bool {
        self == Self::AdditionalImages
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, field)| field == self).map_or("", |(name, _)| *name);
        formatter.write_str(name)
    }
}

/// A name as names are compared: without a namespace's prefix, case, spaces, underscores, hyphens and brackets.
pub(crate) fn plain(name: &str) -> String {
    let name = name.trim_start_matches('\u{FEFF}').trim();
    let name = name.strip_prefix("g:").or_else(|| name.strip_prefix("G:")).unwrap_or(name);
    name.chars()
        .filter(|character| {
            !character.is_whitespace() && !matches!(character, '_' | '-' | '(' | ')' | '[' | ']')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a person says of a column: the field that it is, or that it is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The column's name.
    pub column: String,
    /// Its field; `None` to leave it unread.
    pub field: Option<Field>,
}

/// Why a correction cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// There is no `=` in it.
    #[error("a mapping looks like COLUMN=FIELD")]
    Shape,
    /// There is no such field.
    #[error("there is no field {0:?}")]
    Field(String),
}

impl Correction {
    /// Reads `column=field`; `column=` leaves the column unread.
    pub fn read(text: &str) -> Result<Self, CorrectionError> {
        let (column, field) = text.rsplit_once('=').ok_or(CorrectionError::Shape)?;
        let (column, field) = (column.trim(), field.trim());
        if column.is_empty() {
            return Err(CorrectionError::Shape);
        }
        let field = match field {
            "" => None,
            name => Some(Field::of_column(name).ok_or_else(|| CorrectionError::Field(name.to_owned()))?),
        };
        Ok(Self { column: column.to_owned(), field })
    }
}

/// A column of a feed, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as it came.
    pub name: String,
    /// The field that it fills, if any.
    pub field: Option<Field>,
    /// A person said so.
    pub corrected: bool,
}

/// All columns of a feed, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    columns: Vec<Column>,
}

impl Mapping {
    /// The mapping of a header row. Where two columns are recognised as one field, the first fills it, and a corrected
    /// one goes before all.
    pub(crate) fn of_header<'a>(
        names: impl IntoIterator<Item = &'a str>,
        corrections: &[Correction],
    ) -> Self {
        let mut mapping = Self::default();
        for name in names {
            mapping.columns.push(column(name, corrections));
        }
        let claimed: Vec<Field> = mapping
            .columns
            .iter()
            .filter(|column| column.corrected)
            .filter_map(|column| column.field)
            .collect();
        let mut taken: Vec<Field> = Vec::new();
        for column in &mut mapping.columns {
            let Some(field) = column.field.filter(|field| !field.repeats()) else { continue };
            if taken.contains(&field) || (!column.corrected && claimed.contains(&field)) {
                column.field = None;
            } else {
                taken.push(field);
            }
        }
        mapping
    }

    /// The field of a name, noting the name where it is new: for formats without a header row.
    pub(crate) fn field(&mut self, name: &str, corrections: &[Correction]) -> Option<Field> {
        if let Some(known) = self.columns.iter().find(|column| column.name == name) {
            return known.field;
        }
        let column = column(name, corrections);
        let field = column.field;
        if self.columns.len() < MOST_COLUMNS {
            self.columns.push(column);
        }
        field
    }

    /// The columns, in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether a field is filled by some column.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// How many columns were recognised.
    pub(crate) fn recognised(&self) -> usize {
        self.columns.iter().filter(|column| column.field.is_some()).count()
    }

    /// Whether rows can be told apart by it.
    pub(crate) fn names_products(&self) -> bool {
        [Field::Id, Field::Sku, Field::RetailerId, Field::Handle].into_iter().any(|field| self.has(field))
    }
}

/// No format has more; names beyond are read but not listed.
const MOST_COLUMNS: usize = 500;

fn column(name: &str, corrections: &[Correction]) -> Column {
    let name = name.trim_start_matches('\u{FEFF}').trim();
    let wanted = plain(name);
    match corrections.iter().rev().find(|correction| plain(&correction.column) == wanted) {
        Some(correction) => Column { name: name.to_owned(), field: correction.field, corrected: true },
        None => Column { name: name.to_owned(), field: Field::of_column(name), corrected: false },
    }
}

/// Names of columns that are shown, and characters of each: what is no header may have anything for one.
const NAMES_SHOWN: usize = 30;
const NAME_SHOWN: usize = 40;

/// The names of columns for a sentence, bounded and without control characters.
pub fn column_names<T: AsRef<str>>(names: &[T]) -> String {
    let shown = |name: &T| -> String {
        let mut characters = name.as_ref().chars();
        let beginning: String = characters
            .by_ref()
            .take(NAME_SHOWN)
            .map(|character| if character.is_control() { '\u{FFFD}' } else { character })
            .collect();
        if characters.next().is_some() { format!("{beginning}…") } else { beginning }
    };
    let mut list: Vec<String> = names.iter().take(NAMES_SHOWN).map(shown).collect();
    if names.len() > NAMES_SHOWN {
        list.push(format!("and {} more", names.len() - NAMES_SHOWN));
    }
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_however_it_is_spelt() {
        let table = [
            ("id", Some(Field::Id)),
            ("ID", Some(Field::Id)),
            ("\u{FEFF}id", Some(Field::Id)),
            ("g:id", Some(Field::Id)),
            ("image_link", Some(Field::ImageLink)),
            ("Image Link", Some(Field::ImageLink)),
            ("image-link", Some(Field::ImageLink)),
            ("imageLink", Some(Field::ImageLink)),
            ("Body (HTML)", Some(Field::Description)),
            ("Variant SKU", Some(Field::Sku)),
            ("Option2 Value", Some(Field::OptionValue(2))),
            ("Compare-at price", Some(Field::CompareAtPrice)),
            ("URL handle", Some(Field::Handle)),
            ("Product image URL", Some(Field::ImageLink)),
            ("shipping", None),
            ("", None),
        ];
        for (name, expected) in table {
            assert_eq!(Field::of_column(name), expected, "{name}");
        }
    }

    #[test]
    fn a_persons_word_goes_before_a_columns_name() {
        let corrections = [Correction::read("valor=price").unwrap(), Correction::read("cost=").unwrap()];
        let mapping = Mapping::of_header(["id", "price", "Valor", "cost", "id"], &corrections);
        let fields: Vec<Option<Field>> = mapping.columns().iter().map(|column| column.field).collect();
        assert_eq!(fields, [Some(Field::Id), None, Some(Field::Price), None, None]);
        assert_eq!(Correction::read("price"), Err(CorrectionError::Shape));
        assert_eq!(Correction::read("=price"), Err(CorrectionError::Shape));
        assert_eq!(Correction::read("a=b"), Err(CorrectionError::Field("b".into())));
        assert_eq!(Correction::read("a=b=price").unwrap().column, "a=b");
    }
}
