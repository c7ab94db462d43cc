//! A sent request as a command or a program that a person can run. The key is read from the environment variable
//! `SOFIA_API_KEY`, so that the text can be pasted into a ticket; the body is the one that was sent, byte for byte.

use agent_graph::client::HEADERS;

/// The variable that holds the key in all of these texts, as it does for the command `sofia`.
const KEY_VARIABLE: &str = "SOFIA_API_KEY";

/// The headers of a request as a person would write it again. What only matters to our own reader of streams is left
/// out: no tool needs to be told to decode nothing.
fn headers() -> impl Iterator<Item = (&'static str, &'static str)> {
    HEADERS.into_iter().filter(|(name, _)| *name != "accept-encoding")
}

/// A cURL command, for a POSIX shell.
pub fn curl(url: &str, body: &str) -> String {
    let mut command = format!("curl --no-buffer --globoff {}", quoted(url));
    for (name, value) in headers() {
        command.push_str(&format!(" \\\n  --header {}", quoted(&format!("{name}: {value}"))));
    }
    // `--data-raw` and not `--data-binary`, which would take a body that begins with @ for the name of a file.
    command.push_str(&format!(
        " \\\n  --header \"x-api-key: ${KEY_VARIABLE}\" \\\n  --data-raw {}",
        quoted(body)
    ));
    command
}

/// An HTTPie command, for a POSIX shell.
pub fn httpie(url: &str, body: &str) -> String {
    let mut command = format!("http --ignore-stdin --stream POST {}", quoted(url));
    for (name, value) in headers() {
        command.push_str(&format!(" \\\n  {}", quoted(&format!("{name}:{value}"))));
    }
    command.push_str(&format!(" \\\n  \"x-api-key:${KEY_VARIABLE}\" \\\n  --raw {}", quoted(body)));
    command
}

/// A Python program that uses the library `requests`.
pub fn python(url: &str, body: &str) -> String {
    let mut program = format!(
        "import os\n\nimport requests\n\nresponse = requests.post(\n    {},\n    headers={{\n",
        python_text(url)
    );
    for (name, value) in headers() {
        program.push_str(&format!("        {}: {},\n", python_text(name), python_text(value)));
    }
    program.push_str(&format!("        \"x-api-key\": os.environ[\"{KEY_VARIABLE}\"],\n    }},\n"));
    program.push_str(&format!("    data={}.encode(\"utf-8\"),\n", python_text(body)));
    // A redirect would carry the key along.
    program.push_str("    stream=True,\n    allow_redirects=False,\n)\nprint(response.status_code)\n");
    program.push_str("for line in response.iter_lines(delimiter=b\"\\n\"):\n    print(line.decode(\"utf-8\", \"replace\"))\n");
    program
}

/// A word for a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text of Python, whatever is in it. What cannot be seen is escaped: a program that looks different from what it does
/// is no program to paste.
fn python_text(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(character);
            }
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            hidden if is_hidden(hidden) => {
                let code = u32::from(hidden);
                literal.push_str(&if code > 0xFFFF {
                    format!("\\U{code:08x}")
                } else {
                    format!("\\u{code:04x}")
                });
            }
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

/// Control characters, line separators, and the marks that turn the direction of a text or take no room.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_a_variable_in_every_text() {
        for text in [
            curl("https://a.example/x", "{}"),
            httpie("https://a.example/x", "{}"),
            python("https://a.example/x", "{}"),
        ] {
            assert!(text.contains("SOFIA_API_KEY") && text.contains("x-api-key"), "{text}");
            assert!(!text.contains("accept-encoding"), "{text}");
        }
    }

    #[test]
    fn a_quote_in_the_body_cannot_leave_its_word() {
        let command = curl("https://a.example/x", r#"{"text":"d'água; $(rm) `x`"}"#);
        assert!(command.ends_with(r#"--data-raw '{"text":"d'\''água; $(rm) `x`"}'"#), "{command}");
    }

    #[test]
    fn what_cannot_be_seen_is_written_out_in_python() {
        assert_eq!(
            python_text("a\"\\\n\u{202E}\u{0}é😀\u{E0041}"),
            "\"a\\\"\\\\\\n\\u202e\\u0000é😀\\U000e0041\""
        );
    }
}
