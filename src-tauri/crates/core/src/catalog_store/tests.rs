use std::fs;
use std::ops::ControlFlow;

use super::*;
use crate::data_folder::DataFolder;

fn entry<'a>(id: &'a str, title_key: &'a str, body: &'a str) -> NewEntry<'a> {
    NewEntry {
        id,
        sku: None,
        item_group: None,
        retailer_id: None,
        handle: None,
        title_key,
        full_title_key: None,
        body,
    }
}

struct Place {
    data: DataFolder,
    _root: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        Self { data: DataFolder::at(root.path()).unwrap(), _root: root }
    }

    fn folder(&self) -> PathBuf {
        self.data.catalog("m1")
    }

    fn begin(&self) -> CatalogWriter {
        let lock = self.data.lock_catalog("m1").unwrap().unwrap();
        CatalogWriter::begin(&self.folder(), lock).unwrap()
    }

    fn import(&self, entries: &[NewEntry<'_>]) -> CatalogChanges {
        let mut writer = self.begin();
        entries.iter().for_each(|entry| writer.add(entry).unwrap());
        writer.finish("note".to_owned(), &mut |_| ControlFlow::Continue(())).unwrap()
    }

    fn open(&self) -> Option<StoredCatalog> {
        StoredCatalog::open(&self.folder()).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| !name.ends_with(".lock"))
            .collect();
        names.sort();
        names
    }
}

#[test]
fn a_product_is_found_by_each_of_its_names_and_titles() {
    let place = Place::new();
    let full = NewEntry {
        sku: Some("S1"),
        item_group: Some("G"),
        retailer_id: Some("R1"),
        handle: Some("camisa"),
        full_title_key: Some("camisa p"),
        ..entry("1", "camisa", "one")
    };
    let other = NewEntry { item_group: Some("G"), ..entry("2", "camisa", "two") };
    place.import(&[full, other]);
    let catalog = place.open().unwrap();
    let table: [(CatalogName, &str, &[&str]); 6] = [
        (CatalogName::Id, "1", &["one"]),
        (CatalogName::Sku, "S1", &["one"]),
        (CatalogName::ItemGroup, "G", &["one", "two"]),
        (CatalogName::RetailerId, "R1", &["one"]),
        (CatalogName::Handle, "camisa", &["one"]),
        (CatalogName::Sku, "1", &[]),
    ];
    for (name, value, expected) in table {
        assert_eq!(catalog.named(name, value).unwrap(), expected, "{name:?} {value}");
    }
    assert_eq!(catalog.titled("camisa").unwrap(), ["one", "two"]);
    assert_eq!(catalog.titled("camisa p").unwrap(), ["one"]);
    assert_eq!(catalog.titled("").unwrap(), Vec::<String>::new());
    assert_eq!(catalog.about().longest_title, 2);
    assert_eq!((catalog.about().products, catalog.about().note.as_str()), (2, "note"));
    let page = catalog.page(0, 1).unwrap();
    assert_eq!(page.iter().map(|entry| entry.body.as_str()).collect::<Vec<_>>(), ["one"]);
    assert_eq!(catalog.page(page[0].place, 10).unwrap()[0].body, "two");
}

#[test]
fn a_name_that_only_a_later_product_has_is_found_by_its_index_too() {
    let place = Place::new();
    let late = NewEntry { sku: Some("S"), full_title_key: Some("b p"), ..entry("b", "b", "B") };
    for entries in [&[][..], &[entry("a", "a", "A"), late, entry("c", "", "C")]] {
        place.import(entries);
        let catalog = place.open().unwrap();
        let indexes = catalog.with_connection(|connection| {
            let mut names =
                connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").unwrap();
            let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
            names.map(Result::unwrap).collect::<std::collections::BTreeSet<_>>()
        });
        let all = ["full_title", "handle", "id", "item_group", "retailer_id", "sku", "title"];
        assert_eq!(indexes, all.map(|name| format!("by_{name}")).into());
    }
    let catalog = place.open().unwrap();
    assert_eq!(catalog.named(CatalogName::Sku, "S").unwrap(), ["B"]);
    assert_eq!(catalog.titled("b p").unwrap(), ["B"]);
    assert_eq!(catalog.titled("b").unwrap(), ["B"]);
}

#[test]
fn a_second_import_tells_what_is_different() {
    let place = Place::new();
    let first = place.import(&[entry("a", "a", "A"), entry("b", "b", "B"), entry("c", "c", "C")]);
    assert_eq!(first, CatalogChanges { first: true, added: 3, ..CatalogChanges::default() });
    let second = place.import(&[entry("d", "d", "D"), entry("c", "c", "C2"), entry("a", "a", "A")]);
    assert_eq!(
        (second.first, second.added, second.changed, second.removed, second.unchanged),
        (false, 1, 1, 1, 1)
    );
    let told: Vec<(CatalogChangeKind, &str, Option<&str>, Option<&str>)> = second
        .examples
        .iter()
        .map(|change| (change.kind, change.id.as_str(), change.before.as_deref(), change.after.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (CatalogChangeKind::Removed, "b", Some("B"), None),
            (CatalogChangeKind::Changed, "c", Some("C"), Some("C2")),
            (CatalogChangeKind::Added, "d", None, Some("D")),
        ]
    );
    assert_eq!(place.files(), ["000000000002.db"]);
}

#[test]
fn an_import_that_does_not_end_changes_nothing_and_leaves_nothing() {
    let place = Place::new();
    place.import(&[entry("a", "a", "A")]);
    let mut dropped = place.begin();
    dropped.add(&entry("b", "b", "B")).unwrap();
    assert!(place.data.lock_catalog("m1").unwrap().is_none(), "two imports at once");
    drop(dropped);
    let mut stopped = place.begin();
    stopped.add(&entry("b", "b", "B")).unwrap();
    let ended = stopped.finish(String::new(), &mut |step| {
        if step.done == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(ended, Err(Error::Cancelled)), "{ended:?}");
    // As one leaves it that was killed.
    fs::write(place.folder().join("import.unfinished"), "half").unwrap();
    assert_eq!(place.open().unwrap().named(CatalogName::Id, "a").unwrap(), ["A"]);
    place.import(&[entry("c", "c", "C")]);
    assert_eq!(place.files(), ["000000000002.db"]);
}

#[test]
fn who_has_a_catalog_open_keeps_it_while_another_import_takes_its_place() {
    let place = Place::new();
    place.import(&[entry("a", "a", "A")]);
    let opened = place.open().unwrap();
    place.import(&[entry("b", "b", "B")]);
    assert_eq!(opened.named(CatalogName::Id, "a").unwrap(), ["A"]);
    assert_eq!(place.open().unwrap().named(CatalogName::Id, "a").unwrap(), Vec::<String>::new());
}

#[test]
fn a_damaged_catalog_is_told_and_can_be_imported_again() {
    let place = Place::new();
    assert!(place.open().is_none());
    place.import(&[entry("a", "a", "A")]);
    fs::write(place.folder().join("000000000001.db"), "no database at all").unwrap();
    assert!(matches!(StoredCatalog::open(&place.folder()), Err(Error::CatalogFailed { .. })));
    assert!(place.import(&[entry("a", "a", "A")]).first);
    assert_eq!(place.open().unwrap().about().products, 1);
}
