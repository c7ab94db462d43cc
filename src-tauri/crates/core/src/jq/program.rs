//! A compiled expression. It runs in the worker alone: nothing here is bounded in time or memory.

use std::fmt::Write as _;

use jaq_core::compile::Undefined;
use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader, lex, parse};
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::{Compiler, Ctx, Error, Filter, ValT as _, Vars, unwrap_valr};
use jaq_json::{Val, read};

use super::{Bounds, CompileFault, CompileFaultKind, Expected, LONGEST_EXPRESSION, Outcome};

type Data = JustLut<Val>;

/// Functions of jq that have no business here: the environment is not theirs, and an expression does not end a process.
const LEFT_OUT: [&str; 2] = ["env", "halt"];

pub(super) struct Program {
    filter: Filter<Data>,
}

impl Program {
    pub(super) fn compile(expression: &str) -> Result<Self, CompileFault> {
        if expression.len() > LONGEST_EXPRESSION {
            return Err(CompileFault {
                kind: CompileFaultKind::TooLong,
                at: LONGEST_EXPRESSION,
                length: expression.len() - LONGEST_EXPRESSION,
            });
        }
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let arena = Arena::default();
        let file = File { code: expression, path: () };
        let modules = Loader::new(definitions)
            .load(&arena, file)
            .map_err(|errors| first_load_fault(expression, errors))?;
        // `import "data" as $name` is looked for here, and never found.
        load::import(&modules, |_| Err(String::new()))
            .map_err(|errors| first_load_fault(expression, errors))?;
        let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let functions = functions.filter(|(name, ..)| !LEFT_OUT.contains(name)).chain([halt()]);
        let filter = Compiler::default()
            .with_funs(functions)
            .compile(modules)
            .map_err(|errors| first_compile_fault(expression, errors))?;
        Ok(Self { filter })
    }

    /// Runs it over one input, which is JSON.
    pub(super) fn run(&self, input: &[u8], bounds: &Bounds) -> Outcome {
        let mut outcome = Outcome { is_test: true, ..Outcome::default() };
        let input = match read::parse_single(input) {
            Ok(input) => input,
            Err(error) => return Outcome { error: Some(error.to_string()), ..Outcome::default() },
        };
        let context = Ctx::<Data>::new(&self.filter.lut, Vars::new([]));
        let mut room = bounds.output_bytes;
        for output in self.filter.id.run((context, input)).map(unwrap_valr) {
            if outcome.outputs.len() == bounds.outputs {
                outcome.cut = true;
                break;
            }
            match output {
                Ok(value) => {
                    let mut text = Bounded { text: String::new(), room };
                    if write!(text, "{value}").is_err() {
                        outcome.cut = true;
                        break;
                    }
                    room = text.room;
                    outcome.passed = value.as_bool();
                    outcome.is_test &= matches!(value, Val::Bool(_));
                    outcome.outputs.push(text.text);
                }
                Err(error) => {
                    let mut text = Bounded { text: String::new(), room: LONGEST_ERROR };
                    // What does not fit is cut, which is all that an error this long needs.
                    write!(text, "{error}").ok();
                    // `error("text")` is a text for people and no value.
                    outcome.error = Some(serde_json::from_str(&text.text).unwrap_or(text.text));
                    break;
                }
            }
        }
        // Without its end nobody knows the last output.
        outcome.passed &= !outcome.cut && outcome.error.is_none();
        outcome
    }
}

/// What is shown of an error, in bytes: jq puts the whole value into it.
const LONGEST_ERROR: usize = 300;

/// A text that takes no more than it has room for.
struct Bounded {
    text: String,
    room: usize,
}

impl std::fmt::Write for Bounded {
    fn write_str(&mut self, piece: &str) -> std::fmt::Result {
        if piece.len() > self.room {
            let end = (0..=self.room).rev().find(|&at| piece.is_char_boundary(at)).unwrap_or_default();
            self.text.push_str(&piece[..end]);
            self.room = 0;
            return Err(std::fmt::Error);
        }
        self.room -= piece.len();
        self.text.push_str(piece);
        Ok(())
    }
}

/// `halt` is defined in terms of this, and an undefined one would make every expression unreadable.
fn halt() -> Fun<Data> {
    run(("halt", v(1), |_| bome(Err(Error::str("halt has no meaning here")))))
}

fn fault(expression: &str, found: &str, kind: CompileFaultKind) -> CompileFault {
    // What was found is a slice of the expression, save where it ends too early.
    let whole = expression.as_bytes().as_ptr_range();
    if whole.contains(&found.as_ptr()) {
        let span = load::span(expression, found);
        return CompileFault { kind, at: span.start, length: span.len() };
    }
    CompileFault { kind, at: expression.len(), length: 0 }
}

fn first_load_fault(expression: &str, errors: load::Errors<&str, ()>) -> CompileFault {
    let Some((_, error)) = errors.into_iter().next() else {
        return fault(expression, "", CompileFaultKind::Expected(Expected::Term));
    };
    match error {
        load::Error::Io(errors) => {
            let path = errors.first().map_or("", |(path, _)| *path);
            fault(expression, path, CompileFaultKind::Modules)
        }
        load::Error::Lex(errors) => {
            let Some((expected, found)) = errors.into_iter().next() else {
                return fault(expression, "", CompileFaultKind::Expected(Expected::Token));
            };
            lexical_fault(expression, &expected, found)
        }
        load::Error::Parse(errors) => {
            let (expected, found) = errors
                .into_iter()
                .next()
                .map_or((Expected::Term, ""), |(expected, found)| (expected_by_parser(&expected), found));
            fault(expression, found, CompileFaultKind::Expected(expected))
        }
    }
}

fn lexical_fault<'a>(expression: &'a str, expected: &lex::Expect<&'a str>, found: &'a str) -> CompileFault {
    let expected = match expected {
        lex::Expect::Delim(open) => {
            return fault(expression, open, CompileFaultKind::Unclosed((*open).to_owned()));
        }
        lex::Expect::Digit => Expected::Digit,
        lex::Expect::Ident => Expected::Name,
        lex::Expect::Escape => Expected::Escape,
        lex::Expect::Unicode => Expected::Unicode,
        _ => Expected::Token,
    };
    // What the lexer hands out goes on to the end of the expression; its first character is what is wrong.
    let first = found.chars().next().map_or(0, char::len_utf8);
    fault(expression, &found[..first], CompileFaultKind::Expected(expected))
}

fn expected_by_parser(expected: &parse::Expect<&str>) -> Expected {
    match expected {
        parse::Expect::Just(word) => Expected::Word((*word).to_owned()),
        parse::Expect::Var => Expected::Variable,
        parse::Expect::Pattern => Expected::Pattern,
        parse::Expect::ElseOrEnd => Expected::ElseOrEnd,
        parse::Expect::CommaOrRBrack => Expected::CommaOrBracket,
        parse::Expect::CommaOrRBrace => Expected::CommaOrBrace,
        parse::Expect::SemicolonOrRParen => Expected::SemicolonOrParenthesis,
        parse::Expect::Key => Expected::Key,
        parse::Expect::Ident => Expected::Name,
        parse::Expect::Arg => Expected::Argument,
        parse::Expect::Str => Expected::Text,
        parse::Expect::Nothing => Expected::End,
        _ => Expected::Term,
    }
}

fn first_compile_fault(expression: &str, errors: jaq_core::compile::Errors<&str, ()>) -> CompileFault {
    let first = errors.into_iter().find_map(|(_, errors)| errors.into_iter().next());
    let Some((name, undefined)) = first else {
        return fault(expression, "", CompileFaultKind::Expected(Expected::Term));
    };
    let kind = match undefined {
        Undefined::Var => CompileFaultKind::UnknownVariable(name.to_owned()),
        Undefined::Label => CompileFaultKind::UnknownLabel(name.to_owned()),
        Undefined::Filter(arity) => CompileFaultKind::UnknownFunction { name: name.to_owned(), arity },
        _ => CompileFaultKind::Modules,
    };
    fault(expression, name, kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"seq":2,"index":0,"offset_ms":655.5,"kind":"recommendationEvent","event":{"recommendationEvent":{"products":[{"title":"Vestido azul","price":59.90},{"title":"Saia","price":"10"}]}}}"#;

    fn outcome(expression: &str) -> Outcome {
        Program::compile(expression).unwrap().run(EVENT.as_bytes(), &Bounds::default())
    }

    #[test]
    fn an_event_passes_where_the_last_output_is_truthy() {
        let table = [
            (r#".kind == "recommendationEvent""#, true),
            (r#".kind=="messageEvent""#, false),
            (".seq == 2 and .offset_ms > 600", true),
            ("true, false", false),
            ("false, true", true),
            ("empty", false),
            (".nothing", false),
            ("0", true),
            (r#"[.. | strings] | any(test("AZUL"; "i"))"#, true),
            (".event.recommendationEvent.products | length > 2", false),
        ];
        for (expression, expected) in table {
            assert_eq!(outcome(expression).passed, expected, "{expression}");
        }
    }

    #[test]
    fn outputs_are_told_as_json_with_numbers_as_they_came() {
        let found = outcome(".event.recommendationEvent.products[] | {title, price}");
        assert_eq!(
            found.outputs,
            [r#"{"title":"Vestido azul","price":59.90}"#, r#"{"title":"Saia","price":"10"}"#]
        );
        assert_eq!((found.passed, found.is_test, found.error), (true, false, None));
        assert!(outcome(".seq > 1").is_test);
    }

    #[test]
    fn an_error_of_jq_is_told_and_passes_nothing() {
        let found = outcome(r#"true, (.kind | .[0])"#);
        assert!(!found.passed);
        assert!(found.error.unwrap().contains("index"));
        assert_eq!(outcome("halt").error.as_deref(), Some("halt has no meaning here"));
    }

    #[test]
    fn outputs_without_end_and_outputs_without_measure_are_cut() {
        let bounds = Bounds { outputs: 3, output_bytes: 10, ..Bounds::default() };
        let run = |expression| Program::compile(expression).unwrap().run(b"{}", &bounds);
        let endless = run("repeat(1)");
        assert_eq!((endless.outputs.len(), endless.cut, endless.passed), (3, true, false));
        let long = run(r#""123456789""#);
        assert_eq!((long.outputs.len(), long.cut, long.passed), (0, true, false));
        assert!(!run("1, 2, 3").cut);
    }

    #[test]
    fn what_cannot_be_compiled_is_told_with_its_place() {
        use CompileFaultKind::{
            Expected as Should, Modules, Unclosed, UnknownFunction, UnknownLabel, UnknownVariable,
        };
        let word = |word: &str| Should(Expected::Word(word.to_owned()));
        let table = [
            ("", Should(Expected::Term), 0, 0),
            (".kind ==", Should(Expected::Term), 8, 0),
            (".kind == )", Should(Expected::Token), 9, 1),
            (".kind = = 1", Should(Expected::Term), 8, 1),
            ("(.kind", Unclosed("(".into()), 0, 1),
            (r#".kind == "text"#, Unclosed("\"".into()), 9, 1),
            ("if . then 1", Should(Expected::ElseOrEnd), 11, 0),
            ("if . 1", word("then"), 5, 1),
            (". | nothing(1; 2)", UnknownFunction { name: "nothing".into(), arity: 2 }, 4, 7),
            (". as $a | $b", UnknownVariable("$b".into()), 10, 2),
            ("break $x", UnknownLabel("$x".into()), 6, 2),
            ("env", UnknownFunction { name: "env".into(), arity: 0 }, 0, 3),
            ("$ENV", UnknownVariable("$ENV".into()), 0, 4),
            (r#"import "a" as a; ."#, Modules, 8, 1),
            (r#""\q""#, Should(Expected::Escape), 2, 1),
            ("€", Should(Expected::Token), 0, 3),
            ("1 2", Should(Expected::End), 2, 1),
        ];
        for (expression, kind, at, length) in table {
            let found = Program::compile(expression).err();
            assert_eq!(found, Some(CompileFault { kind, at, length }), "{expression}");
        }
        let long = Program::compile(&" ".repeat(LONGEST_EXPRESSION + 1)).err().unwrap();
        assert_eq!(long.kind, CompileFaultKind::TooLong);
    }
}
