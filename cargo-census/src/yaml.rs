//! The little of YAML that rules need: mappings, lists, text, and expressions over several lines.

/// A node of a document.
///
/// ```
/// use cargo_census::yaml::Yaml;
///
/// let rule = Yaml::map([
///     ("record", Yaml::text("slo:objective:ratio")),
///     ("expr", Yaml::number("0.999")),
///     ("labels", Yaml::map([("sloth_window", Yaml::text("5m")), ("team", Yaml::text("no"))])),
/// ]);
/// let file = Yaml::map([("rules", Yaml::List(vec![rule]))]);
/// assert_eq!(
///     file.document(&["What is promised."]),
///     "# What is promised.\n\
///      rules:\n\
///      - record: slo:objective:ratio\n\
///      \x20 expr: 0.999\n\
///      \x20 labels:\n\
///      \x20   sloth_window: 5m\n\
///      \x20   team: \"no\"\n"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Yaml {
    /// What is read as text, whatever it says.
    Text(String),
    /// What is read as a number or a truth value; it is written as it stands.
    Plain(String),
    /// In the order that they are written in. No key is there twice.
    Map(Vec<(String, Yaml)>),
    /// In its order.
    List(Vec<Yaml>),
}

impl Yaml {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Yaml::Text(text.into())
    }

    /// A number, as it is to be written.
    pub fn number(number: impl ToString) -> Self {
        Yaml::Plain(number.to_string())
    }

    /// A mapping.
    pub fn map<K: Into<String>>(pairs: impl IntoIterator<Item = (K, Yaml)>) -> Self {
        Yaml::Map(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// The whole file, which ends in a line feed. Each line of the comments gets its `#`.
    pub fn document(&self, comments: &[&str]) -> String {
        let mut out = String::new();
        for line in comments.iter().flat_map(|comment| comment.lines()) {
            let line: String = line.chars().filter(|it| is_printable(*it)).collect();
            out.push_str(format!("# {line}").trim_end());
            out.push('\n');
        }
        match self {
            Yaml::Map(pairs) if !pairs.is_empty() => self.block(&mut out, 0),
            Yaml::List(items) if !items.is_empty() => self.block(&mut out, 0),
            scalar => {
                scalar.inline(&mut out, 2);
            }
        }
        out
    }

    /// Writes a mapping or list that has something in it, from the start of a line.
    fn block(&self, out: &mut String, indent: usize) {
        match self {
            Yaml::Map(pairs) => {
                for (at, (key, value)) in pairs.iter().enumerate() {
                    if at > 0 {
                        out.push_str(&" ".repeat(indent));
                    }
                    out.push_str(&quoted_if_needed(key));
                    out.push(':');
                    value.after_colon(out, indent);
                }
            }
            Yaml::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push_str(&" ".repeat(indent));
                    }
                    out.push_str("- ");
                    match item.is_block() {
                        true => item.block(out, indent + 2),
                        false => item.inline(out, indent + 2),
                    }
                }
            }
            Yaml::Text(_) | Yaml::Plain(_) => self.inline(out, indent),
        }
    }

    fn after_colon(&self, out: &mut String, indent: usize) {
        if !self.is_block() {
            out.push(' ');
            self.inline(out, indent + 2);
            return;
        }
        // A list may stand as deep as its key, and usually does.
        let deeper = if matches!(self, Yaml::Map(_)) { indent + 2 } else { indent };
        out.push('\n');
        out.push_str(&" ".repeat(deeper));
        self.block(out, deeper);
    }

    /// Writes what stands behind its key, and the end of the line.
    fn inline(&self, out: &mut String, indent: usize) {
        match self {
            Yaml::Text(text) if is_literal(text) => {
                out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
                for line in text.lines() {
                    let line = format!("{}{line}", " ".repeat(indent));
                    out.push_str(line.trim_end());
                    out.push('\n');
                }
                return;
            }
            Yaml::Text(text) => out.push_str(&quoted_if_needed(text)),
            Yaml::Plain(text) => out.push_str(text),
            Yaml::Map(_) => out.push_str("{}"),
            Yaml::List(_) => out.push_str("[]"),
        }
        out.push('\n');
    }

    fn is_block(&self) -> bool {
        match self {
            Yaml::Map(pairs) => !pairs.is_empty(),
            Yaml::List(items) => !items.is_empty(),
            Yaml::Text(_) | Yaml::Plain(_) => false,
        }
    }
}

/// Whether it can stand over several lines as it is.
fn is_literal(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    let clean = |line: &&str| line.chars().all(is_printable) && line.trim_end() == *line;
    lines.len() > 1
        && lines.iter().all(clean)
        && lines[0].starts_with(|first: char| first.is_ascii_graphic())
        && !text.ends_with("\n\n")
        && text != "\n"
}

fn quoted_if_needed(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Whether every reader of YAML, of 1.1 too, takes it for text as it stands: braces and quotes mean
/// something only where a value begins, or within braces, of which none are written.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];
    let inner = |it: char| (it.is_ascii_graphic() && it != '#') || it == ' ';
    let first = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/');
    let body = text.chars().all(inner)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    (first && body) || is_duration(text)
}

/// `5m`, `1h24m`: begins with a digit and is no number.
fn is_duration(text: &str) -> bool {
    let legal = |it: char| it.is_ascii_digit() || "smhdw".contains(it);
    text.starts_with(|it: char| it.is_ascii_digit())
        && text.ends_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(legal)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            it if is_printable(it) => out.push(it),
            it => out.push_str(&match u32::from(it) {
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    out.push('"');
    out
}

/// Whether it may stand in a file of YAML as it is, in the midst of a line.
fn is_printable(it: char) -> bool {
    let separates_lines = matches!(it, '\u{85}' | '\u{2028}' | '\u{2029}');
    let is_unwritten = matches!(it, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    !it.is_control() && !separates_lines && !is_unwritten
}

#[cfg(test)]
mod tests;
