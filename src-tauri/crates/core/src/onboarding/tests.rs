use std::time::{Duration, Instant};

use super::*;

const BUSINESS: &str = "3f0c8a52-6a1e-4c3b-9a55-0d7a3f1c9e21";
const AGENT: &str = "b7d2c1aa-1111-4222-8333-944445555666";
const OTHER: &str = "0d9e8f70-5555-4666-8777-a88889999000";
const KEY: &str = "sk_live_9f8e7d6c5b4a";

/// `{B}`, `{A}`, `{O}` and `{K}` stand for the two ids, an id that is neither, and the key.
fn filled(template: &str) -> String {
    template.replace("{B}", BUSINESS).replace("{A}", AGENT).replace("{O}", OTHER).replace("{K}", KEY)
}

/// What is found, in the order business id, agent id, key, name, base URL; `B`, `A`, `O` and `K` as above, `-` none.
fn found_in(text: &str) -> [String; 5] {
    let found = Onboarding::read(text);
    let shown = |value: Option<&str>| match value {
        None => "-".to_owned(),
        Some(BUSINESS) => "B".to_owned(),
        Some(AGENT) => "A".to_owned(),
        Some(OTHER) => "O".to_owned(),
        Some(KEY) => "K".to_owned(),
        Some(other) => other.to_owned(),
    };
    [
        shown(found.business_id.as_deref()),
        shown(found.agent_id.as_deref()),
        shown(found.key.as_ref().map(ApiKey::expose)),
        shown(found.name.as_deref()),
        shown(found.base_url.as_deref()),
    ]
}

fn check(table: &[(&str, [&str; 5])]) {
    let mut failures = Vec::new();
    for (template, expected) in table {
        let found = found_in(&filled(template));
        if found != *expected {
            failures.push(format!("{template}\n    expected {expected:?}\n    found    {found:?}\n"));
        }
    }
    assert!(failures.is_empty(), "{} rows\n{}", failures.len(), failures.join("\n"));
}

const ALL: [&str; 5] = ["B", "A", "K", "-", "-"];
const NONE: [&str; 5] = ["-", "-", "-", "-", "-"];

#[test]
fn the_credentials_are_found_in_any_order_and_wording() {
    let texts = [
        "business_id: {B}\nagent_descriptor_id: {A}\napi_key: {K}\n",
        "API Key = \"{K}\"\nAgent Descriptor ID = \"{A}\"\nBusiness ID = \"{B}\"",
        "Hi Ana,\n\nwelcome! Your business id is {B}, the agent descriptor id is {A}.\nThe API key is {K}.\n\nBest,\nConnectly",
        "Olá!\n\nID do negócio: {B}\nID do agente: {A}\nChave da API: {K}\n",
        "Olá! O ID da empresa é {B}, o ID do agente é {A} e a chave de API é {K}.",
        "Hola,\nID del negocio: {B}\nID del agente: {A}\nClave de API: {K}",
        "Hola: el ID de la empresa es {B}; el identificador del agente es {A}; la clave de la API es {K}.",
        "Business ID\n{B}\n\nAgent Descriptor ID\n{A}\n\nAPI Key\n{K}\n",
        "| business_id | {B} |\n| agent_descriptor_id | {A} |\n| api_key | {K} |",
        "*Business ID:* `{B}`\r\n*Agent descriptor ID:* `{A}`\r\n*API key:* `{K}`\r\n",
        "export BUSINESS_ID={B}\nexport AGENT_DESCRIPTOR_ID={A}\nexport SOFIA_API_KEY={K}",
        "x-api-key: {K}\nAGENT_ID -> {A}\nBUSINESS-ID -> {B}",
        "business_id {B}\nagent_descriptor_id {A}\napi_key {K}",
        "Agent (agent_descriptor_id): {A}\nBusiness (business_id): {B}\nKey (api_key): {K}",
        "Agente (agent_descriptor_id) = {A}\nNegócio (business_id) = {B}\nChave (api_key) = {K}",
        "Business ID (business_id)\n{B}\nAgent descriptor ID (agent_descriptor_id)\n{A}\nAPI key (api_key)\n{K}",
        "Business ID (business_id):\n\n{B}\n\nAgente (agent_descriptor_id):\n\n{A}\n\nChave (api_key):\n\n{K}",
        "The business ID for Connectly is: {B}\nDescriptor: {A}\nToken: {K}",
        "Business ID: {B}\nDescritor: {A}\nThe key (x-api-key header): {K}",
        "The business id for your agent is {B}\nThe agent id for your business is {A}\nX-API-KEY: {K}",
        "Authorization: Bearer\nbusiness_id: {B}\nagent_id: {A}\ntoken: Bearer {K}",
        "> Business ID: {B}\n>> Agent ID: {A}\n> > API key: {K}",
        "• Business ID: {B}\n- Agent ID: {A}\n3. API key: {K}",
        "* **Business ID**: {B}\n* **Agent ID**: {A}\n* **API key**: {K}",
        "Business\u{a0}ID\u{a0}:\u{a0}{B}\nAgent\u{a0}ID:\u{202f}{A}\nAPI\u{a0}key: \u{200b}{K}",
        "Business ID: “{B}”\nAgent ID: ‘{A}’\nAPI key: «{K}»",
        "Business ID: 3f0c8a52-6a1e-4c3b-=\n9a55-0d7a3f1c9e21\nAgent ID: {A}\nAPI key: {K}",
        "Content-Transfer-Encoding: quoted-printable\r\n\r\nbusiness_id=3D{B}\r\nagent_id=3D{A}\r\napi_key=3Dsk_live_9f8e=\r\n7d6c5b4a\r\n",
        "Business ID\nAgent ID\nAPI key\n{B}\n{A}\n{K}",
        "CONNECTLY_API_KEY={K}; CONNECTLY_AGENT_ID={A}; CONNECTLY_BUSINESS_ID={B}",
        "business_id: {B} agent_descriptor_id: {A} api_key: {K}",
        "Business ID: <{B}>\nAgent ID: [{A}]\nAPI key: ({K})",
        "Business ID: {B}\nAgent ID: {A}\nAPI key: {K}\n\n> Business ID: {O}\n> Agent ID: {O}\n> API key: sk_live_00000000",
    ];
    check(&texts.map(|text| (text, ALL)));
}

#[test]
fn a_table_is_read_by_its_columns() {
    let texts = [
        "business_id\tagent_descriptor_id\tapi_key\n{B}\t{A}\t{K}",
        "api_key\tbusiness_id\tagent_descriptor_id\r\n{K}\t{B}\t{A}\r\n{K}0\t{O}\t{O}\r\n",
        "| business_id | agent_descriptor_id | api_key |\n|---|:---:|---|\n| {B} | {A} | {K} |",
        "| **API key** | **Agent** | **Business ID** |\n| --- | --- | --- |\n| `{K}` | `{A}` | `{B}` |",
        "business_id,agent_descriptor_id,api_key\n{B},{A},{K}",
        "email;chave da api;ID do agente;ID do negócio\nana@example.com;{K};{A};{B}",
        "\"api_key\",\"note\",\"business_id\",\"agent_id\"\n\"{K}\",\"one, two\",\"{B}\",\"{A}\"",
        "Hola:\n\nClave de API | ID del agente | ID del negocio\n{K} | {A} | {B}\n\nSaludos",
        "business_id   agent_descriptor_id   api_key\n{B}   {A}   {K}",
    ];
    check(&texts.map(|text| (text, ALL)));
    check(&[
        ("business_id\tagent_descriptor_id\tapi_key\n{B}\t{A}\t", ["B", "A", "-", "-", "-"]),
        ("business_id,agent_id,api_key\n{B},,{K}\n{O},{O},x", ["B", "-", "K", "-", "-"]),
        ("loja;business_id\nLoja Bela;{B}", ["B", "-", "-", "Loja Bela", "-"]),
        ("business_id, agent_descriptor_id, api_key\n\nThey follow tomorrow.", NONE),
    ]);
}

#[test]
fn json_is_walked_by_its_members() {
    check(&[
        (r#"{"api_key":"{K}","business_id":"{B}","agent_descriptor_id":"{A}"}"#, ALL),
        ("{\n  \"businessId\": \"{B}\",\n  \"agentDescriptorId\": \"{A}\",\n  \"apiKey\": \"{K}\"\n}", ALL),
        (
            r#"{"merchant":{"name":"Loja Acme","business_id":"{B}"},"agent":{"name":"Sofia","id":"{A}"},"api":{"key":"{K}"}}"#,
            ["B", "A", "K", "Loja Acme", "-"],
        ),
        (
            "Olá, seguem as credenciais:\n\n{\"data\":[{\"business_id\":\"{B}\"},{\"agent_id\":\"{A}\",\"token\":\"{K}\"}]}\n\nAbraço, Ana",
            ALL,
        ),
        (
            r#"[{"name":"business_id","value":"{B}"},{"name":"agent_id","value":"{A}"},{"key":"api_key","value":"{K}"}]"#,
            ALL,
        ),
        (r#"{"business_id":"{B}","name":"Tienda \"Sol\""}"#, ["B", "-", "-", "Tienda \"Sol\"", "-"]),
        (r#"{"business_id":20481234,"agent_id":"{A}"}"#, ["20481234", "A", "-", "-", "-"]),
        ("{“business_id”: “{B}”, “agent_id”: “{A}”, “api_key”: “{K}”}", ALL),
        ("\"business_id\": \"{B}\",\n\"agent_descriptor_id\": \"{A}\",\n\"api_key\": \"{K}\",", ALL),
        ("{'business_id': '{B}', 'agent_id': '{A}', 'api_key': '{K}',}", ALL),
        (
            r#"{"webhook":{"url":"https://evil.example"},"base_url":"https://api.connectly.ai/"}"#,
            ["-", "-", "-", "-", "https://api.connectly.ai"],
        ),
        (
            "curl -X POST https://api.connectly.ai/external/v1/ai/agent_graph/init -H 'x-api-key: {K}' -d '{\"businessId\":\"{B}\",\"agentId\":\"{A}\"}'",
            ["B", "A", "K", "-", "https://api.connectly.ai"],
        ),
        ("Business ID: {B}\n{\"business_id\":\"{O}\",\"agent_id\":\"{A}\"}", ["B", "A", "-", "-", "-"]),
        (r#"{"api_key":"{B}"}"#, ["-", "-", "B", "-", "-"]),
    ]);
}

#[test]
fn a_name_and_an_address_are_taken_too() {
    let only_name = |name| ["-", "-", "-", name, "-"];
    let only_address = |address| ["-", "-", "-", "-", address];
    let production = only_address("https://api.connectly.ai");
    check(&[
        (
            "Merchant: Loja Acme\nPOST https://api.connectly.ai/external/v1/ai/agent_graph/init\nagent_descriptor_id: {A}\n{B}",
            ["B", "A", "-", "Loja Acme", "https://api.connectly.ai"],
        ),
        ("Client: Loja Bela", only_name("Loja Bela")),
        ("Cliente: Loja Bela", only_name("Loja Bela")),
        ("Merchant: Loja Bela", only_name("Loja Bela")),
        ("Loja: Loja Bela", only_name("Loja Bela")),
        (
            "Cliente: Farmacia del Sol S.A.\nID del negocio: {B}",
            ["B", "-", "-", "Farmacia del Sol S.A.", "-"],
        ),
        ("Cliente: Loja Bela Ltda.", only_name("Loja Bela Ltda.")),
        ("Cliente: Loja Bela.", only_name("Loja Bela")),
        ("Tienda: Sol y Mar\nID del negocio: {B}", ["B", "-", "-", "Sol y Mar", "-"]),
        ("Merchant\nLoja Bela\n", only_name("Loja Bela")),
        ("Merchant: {B}", ["B", "-", "-", "-", "-"]),
        ("Endpoint: https://api.connectly.ai/external/v1/ai/agent_graph/invoke", production),
        ("Endpoint: POST https://api.connectly.ai/external/v1/ai/agent_graph/invoke_sync?x=1", production),
        ("Call https://api.connectly.ai/external/v1/ai/agent_graph/invoke.", production),
        ("URL da API: https://api.connectly.ai/", production),
        (
            "base_url=https://gateway.example/sofia/external/v1/ai/agent_graph/close",
            only_address("https://gateway.example/sofia"),
        ),
        ("See <https://api.connectly.ai/v1> for more", production),
        ("base_url: http://127.0.0.1:8080", only_address("http://127.0.0.1:8080")),
        ("base_url: http://evil.example", NONE),
        ("https://evil.example/connectly.ai and https://docs.connectly.ai/start", NONE),
        ("https://api.connectly.ai.evil.example/v1", NONE),
        ("Website URL: https://loja.example\nWebhook endpoint: https://loja.example/hook", NONE),
    ]);
}

#[test]
fn a_name_is_found_where_no_label_of_its_own_gives_it() {
    let only_name = |name| ["-", "-", "-", name, "-"];
    check(&[
        ("Segue o acesso da Loja Acme à Sofia:\nbusiness_id: {B}", ["B", "-", "-", "Loja Acme", "-"]),
        ("Oi! Seguem as credenciais da API da Farmácia Sol.", only_name("Farmácia Sol")),
        ("Aquí va el acceso de la Tienda Sol y Mar a Sofia", only_name("Tienda Sol y Mar")),
        ("Credenciales de producción para Moda del Norte, por favor", only_name("Moda del Norte")),
        ("Here are the credentials for Loja Bela and the agent.", only_name("Loja Bela")),
        ("name: Loja Real\nbusiness_id: {B}\nagent_id: {A}", ["B", "A", "-", "Loja Real", "-"]),
        ("Nome = Loja Real", only_name("Loja Real")),
        ("Va el acceso de la Farmacia del Sol S.A. Un saludo", only_name("Farmacia del Sol S.A.")),
        ("- **Nombre:** Tienda Real", only_name("Tienda Real")),
        ("merchant Loja Acme", only_name("Loja Acme")),
        ("Loja Acme\n\napi_key: {K}", ["-", "-", "K", "Loja Acme", "-"]),
        ("Tienda Luna – onboarding", only_name("Tienda Luna")),
        (
            "Business id:  {B}\nAgent id: {A}\n  {A}  Moda Aurora (pt-BR, BRL)\n  {O}  Volt Store (en, USD)",
            ["B", "A", "-", "Moda Aurora", "-"],
        ),
        (
            // What `sofia simulate` prints.
            "A simulated Agent Graph server is running on this machine. Ctrl-C ends it.\n\n\
             Base URL:     http://127.0.0.1:8080\nAPI key:      {K}\nBusiness id:  {B}\nAgent ids:\n  \
             {A}  Moda Aurora (pt-BR, BRL)\n  {O}  Volt Store (en, USD)\n\n\
             To talk to it, in another terminal:\n  printf %s {K} | sofia merchants add 'Moda Aurora' --base-url \
             http://127.0.0.1:8080 --business-id {B} --agent-id {A}\n",
            ["B", "A", "K", "Moda Aurora", "http://127.0.0.1:8080"],
        ),
        ("agent_id: {A}\nModa Aurora ({A})", ["-", "A", "-", "Moda Aurora", "-"]),
        ("name: Loja Real\nMerchant: Loja Acme", only_name("Loja Acme")),
        ("Segue o acesso à Sofia e a chave da API.", NONE),
        ("The credentials for Ana follow.", NONE),
        ("Credentials for Agent Graph", NONE),
        ("Acesso do Connectly", NONE),
        ("agent:\n  name: Sofia Vendas", NONE),
        ("Agent name: Vendas", NONE),
        ("A loja abre às nove.\nLoja fechada hoje.", NONE),
        ("API key name: Production", NONE),
    ]);
}

#[test]
fn what_is_no_value_is_not_taken() {
    check(&[
        ("", NONE),
        ("Please keep the api key secret. The agent will answer. Our business grows.", NONE),
        ("Guarde a chave da API em segredo. O agente responde. A loja abre às 9h00.", NONE),
        ("Guarde la clave de API en secreto. El agente contesta desde 2024.", NONE),
        ("AGENT_KEY=sk_live_123", ["-", "-", "sk_live_123", "-", "-"]),
        ("agent: sk_live_123456\nbusiness_id: {K}", NONE),
        ("business_id: user=12345\nagent_id: a:12345", NONE),
        ("api_key: sk_live_****5b4a\nchave: sk_live_•••••••5b4a", NONE),
        ("API key: <YOUR_API_KEY>\nBusiness ID: your-business-id", NONE),
        ("API key name: production-2024\nAgent name: Sofia2024", NONE),
        ("business id and agent id: {B}", ["-", "-", "-", "-", "-"]),
        ("Chave PIX: {O}", NONE),
        ("Your secret: {O}", NONE),
        ("Sua senha\n{O}", NONE),
        ("Request ID: {O}", NONE),
        ("La clave nueva llega mañana, {O}", NONE),
        ("Hello,\n\n{B}\n\nBest", ["B", "-", "-", "-", "-"]),
        ("Here it is: {B} (yours alone)", ["B", "-", "-", "-", "-"]),
        ("{B}\n{O}", NONE),
        ("api_key: {O}", ["-", "-", "O", "-", "-"]),
        ("The API key for your agent is: {O}", NONE),
        ("business_id: {B}\nagent_id: {A}\nThe API key for your agent is: {O}", ["B", "A", "O", "-", "-"]),
        ("api_key: c2VjcmV0a2V5MTIzNDU=\nSee you tomorrow", ["-", "-", "c2VjcmV0a2V5MTIzNDU=", "-", "-"]),
        ("api_key: c2VjcmV0a2V5MTIzND==\nagent_id: {A}", ["-", "A", "c2VjcmV0a2V5MTIzND==", "-", "-"]),
    ]);
}

#[test]
fn another_agent_is_told_with_its_environment_and_the_first_is_taken() {
    let staging_first = (Some("staging"), Some("producción"));
    let texts = [
        ("Agent ID (staging): {A}\nAgent ID (producción): {O}\napi_key: {K}", staging_first),
        ("agent_id: {A} (staging)\nagent_id: {O} (producción)", staging_first),
        ("Staging\nAgent ID: {A}\n\nProducción\nAgent ID: {O}", (Some("Staging"), Some("Producción"))),
        (r#"{"staging":{"agent_id":"{A}"},"prod":{"agent_id":"{O}"}}"#, (Some("staging"), Some("prod"))),
        ("business_id,env,agent_id\n{B},staging,{A}\n{B},qa,{O}", (Some("staging"), Some("qa"))),
        ("business_id,agent_id\n{B},{A}\n{B},{O}", (None, None)),
        ("Agent ID: {A}\nAgent ID: {O}\nPlease test it.", (None, None)),
    ];
    for (text, (taken, other)) in texts {
        let found = Onboarding::read(&filled(text));
        assert_eq!(found.agent_id.as_deref(), Some(AGENT), "{text}");
        assert_eq!(found.environment.as_deref(), taken, "{text}");
        let expected = OtherAgent { id: OTHER.to_owned(), environment: other.map(str::to_owned) };
        assert_eq!(found.other_agents, [expected], "{text}");
        assert!(!found.has_other_account, "{text}");
    }
}

#[test]
fn another_business_or_key_is_told_and_a_repetition_is_not() {
    let tells = |text: &str| {
        let found = Onboarding::read(&filled(text));
        (found.other_agents.len(), found.has_other_account)
    };
    assert_eq!(tells("business_id: {B}\nagent_id: {A}\n> business_id: {B}\n> agent_id: {A}"), (0, false));
    assert_eq!(tells("business_id: {B}\nagent_id: {A}\nbusiness_id: {O}"), (0, true));
    assert_eq!(tells("api_key: {K}\nagent_id: {A}\napi_key: sk_live_00000000"), (0, true));
    assert_eq!(tells("business_id,agent_id\n{B},{A}\n{O},{O}"), (1, true));
}

#[test]
fn what_is_found_does_not_show_the_key() {
    let shown = format!("{:?}", Onboarding::read(&filled("api_key: {K}\nbusiness_id: {B}")));
    assert!(shown.contains(BUSINESS) && !shown.contains("9f8e7d6c"), "{shown}");
}

#[test]
fn only_the_beginning_of_a_long_text_is_looked_at() {
    let within = format!("{}\nagent_id: {AGENT}", "é".repeat(MAX_TEXT / 2 - 100));
    assert_eq!(found_in(&within)[1], "A");
    let behind = format!("{}\nagent_id: {AGENT}", "é".repeat(MAX_TEXT / 2));
    assert_eq!(found_in(&behind)[1], "-");
}

/// Far above what linear work takes in a debug build on a busy machine, far below what quadratic work takes.
const PATIENCE: Duration = Duration::from_secs(2);

#[test]
fn the_time_does_not_grow_with_the_square_of_the_text() {
    let repeated = [
        "\"url\"",
        "\"url\" ",
        "agent ",
        "agent of ",
        "agent (",
        "agent, ",
        "agent: ",
        "agent\n",
        "agent_",
        "url/",
        "(",
        "agent ()",
        "* ",
        "> ",
        "- ",
        "a * ",
        "{",
        "{\"a\":",
        "{\"a\":[",
        "[",
        "\t",
        "|",
        "=\n",
        "a=\n",
        "=3D",
        "é",
        "api ",
        "api_key\t",
        "business_id,agent_id\n",
        "a,b\n",
        "https://",
        "business_id is ",
        "access of Aa ",
        "name: ",
        "Loja Aa\n",
        "1.",
        "3f0c8a52-6a1e-4c3b-9a55-0d7a3f1c9e21 ",
        " ",
        "x",
    ];
    for piece in repeated {
        for start in ["", "agent "] {
            let text = format!("{start}{}", piece.repeat(MAX_TEXT / piece.len()));
            let started = Instant::now();
            let found = Onboarding::read(&text);
            let taken = started.elapsed();
            assert!(found.key.is_none(), "{piece:?}");
            assert!(taken < PATIENCE, "{piece:?} behind {start:?} took {taken:?}");
        }
    }
}
