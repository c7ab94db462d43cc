//! Every input event in the form of the reference, as it has to stand on the wire.

/// One event of each kind, to the character.
pub const EVERY_KIND: [&str; 8] = [
    r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"Ola"}}}}"#,
    r#"{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"https://cdn.example/a.ogg"}}}}"#,
    r#"{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://cdn.example/a.png","caption":"este"}}}}"#,
    r#"{"messageEvent":{"role":"USER","content":{"locationContent":{"latitude":"25.41914","longitude":"-49.26545","name":"Loja","address":"Rua XV, 100"}}}}"#,
    r#"{"buttonResponseEvent":{"id":"button-id","title":"Button Title"}}"#,
    r#"{"listReplyEvent":{"id":"list-item-id","title":"Option Title","description":"Option Description"}}"#,
    r#"{"filledFormResponseEvent":{"formData":{"name":"Ana","email":"ana@example.com"}}}"#,
    r#"{"storeEvent":{"storeId":"22473","name":"Centro","cpName":"Retirada Centro","city":"Curitiba","state":"PR"}}"#,
];

/// What an agent has said before.
pub const WELCOME: &str =
    r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi! Posso ajudar?"}}}}"#;

/// The `inputEvents` of a body, to the character: they are its last member.
pub fn sent_in(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    let events = body.split_once(r#""inputEvents":["#).and_then(|(_, rest)| rest.strip_suffix("]}"));
    events.unwrap_or("no inputEvents at the end of the body").to_owned()
}
