use super::*;

#[test]
fn the_old_export_has_a_row_for_each_variant_and_extra_image() {
    let feed = "Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,\
Variant Barcode,Image Src,Variant Image,Status\n\
vestido,Vestido midi,\"<p>Leve, fresco</p>\",Maré,Vestidos,TRUE,Tamanho,P,Cor,Azul,V-P-A,shopify,3,deny,\"1.299,90\",,'789,https://i.example/1.png,,active\n\
vestido,,,,,,,M,,Azul,V-M-A,shopify,0,deny,\"1.299,90\",\"1.499,90\",,https://i.example/2.png,https://i.example/m.png,\n\
vestido,,,,,,,,,,,,,,,,,https://i.example/3.png,,\n\
caneca,Caneca,,Casa,,TRUE,Title,Default Title,,,C-1,,0,continue,\"39,90\",,,,,active\n\
bolsa,Bolsa,,Casa,,TRUE,Title,Default Title,,,B-1,shopify,5,deny,\"99,90\",,,,,draft\n";
    let read = read_bytes(feed, &options("BRL"));
    assert_eq!(read.codes(), Vec::<String>::new());
    assert_eq!(read.summary.as_ref().unwrap().format, Format::ShopifyCsv);
    assert_eq!(
        read.lines(),
        [
            "vestido:P / Azul | Vestido midi - P / Azul | 1299.90 BRL",
            "vestido:M / Azul | Vestido midi - M / Azul | 1499.90 BRL",
            "caneca | Caneca | 39.90 BRL",
            "bolsa | Bolsa | 99.90 BRL",
        ]
    );
    let p = read.product("vestido:P / Azul");
    assert_eq!((p.sku.as_deref(), p.item_group.as_deref()), (Some("V-P-A"), Some("vestido")));
    assert_eq!((p.size.as_deref(), p.colour.as_deref()), (Some("P"), Some("Azul")));
    assert_eq!(p.gtin.as_deref(), Some("789"));
    assert_eq!(p.link.as_deref(), Some("https://shop.example/products/vestido"));
    assert_eq!(p.image_link.as_deref(), Some("https://i.example/1.png"));
    assert_eq!(p.additional_images, ["https://i.example/2.png", "https://i.example/3.png"]);
    assert_eq!(p.availability.to_string(), "in stock");
    let m = read.product("vestido:M / Azul");
    assert_eq!(m.description.as_deref(), Some("Leve, fresco"));
    assert_eq!(m.brand.as_deref(), Some("Maré"));
    assert_eq!(m.availability.to_string(), "out of stock");
    assert_eq!(m.price_at(0).unwrap().to_string(), "1299.90 BRL");
    assert_eq!(m.image_link.as_deref(), Some("https://i.example/m.png"));
    assert_eq!(read.product("caneca").availability.to_string(), "backorder");
    assert_eq!(read.product("bolsa").availability.to_string(), "withdrawn");
}

#[test]
fn the_new_exports_names_are_known_too() {
    let feed = "Title,URL handle,Description,Vendor,Status,SKU,Barcode,Option1 name,Option1 value,Price,Compare-at price,\
Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL\n\
Caneca,caneca,<b>Azul</b>,Casa,Active,C-1,123,Title,Default Title,19.00,,shopify,10,deny,https://i.example/1.png\n";
    let read = read_bytes(feed, &options("USD"));
    assert_eq!(read.lines(), ["caneca | Caneca | 19.00 USD"]);
    let product = read.product("caneca");
    assert_eq!(product.sku.as_deref(), Some("C-1"));
    assert_eq!(product.description.as_deref(), Some("Azul"));
    assert_eq!(product.inventory, Some(10));
    assert_eq!(product.availability.to_string(), "in stock");
}

#[test]
fn rows_of_one_product_that_stand_apart_are_reported() {
    let feed = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n\
                a,A,Size,S,A-S,1.00\n\
                b,B,Size,S,B-S,1.00\n\
                a,,,M,A-M,1.00\n";
    let read = read_bytes(feed, &options("USD"));
    assert_eq!(read.codes(), ["4 handle_torn_apart", "4 no_title"]);
    assert_eq!(read.products.len(), 3);
}

#[test]
fn a_product_with_more_rows_than_shopify_allows_keeps_its_title() {
    let mut feed = String::from(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\na,A,Size,0,S0,1.00\n",
    );
    for row in 1..5000 {
        feed.push_str(&format!("a,,,{row},S{row},1.00\n"));
    }
    let read = read_bytes(feed, &options("USD"));
    assert_eq!(read.codes(), Vec::<String>::new());
    assert_eq!(read.products.len(), 5000);
    assert!(read.products.iter().all(|product| product.title == "A"));
}
