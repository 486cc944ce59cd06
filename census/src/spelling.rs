//! What a misspelt word was meant to be.

use std::fmt::Write as _;

/// Says that a word is unknown, which one it may be, and which there are.
pub(crate) fn unknown(what: &str, written: &str, meant: Option<&str>, words: &[&str]) -> String {
    let there = if words.len() == 1 { "there is" } else { "there are" };
    let all = list(words);
    match meant {
        Some(word) => {
            format!("unknown {what} `{written}`: did you mean `{word}`? ({there} {all})")
        }
        None => format!("unknown {what} `{written}` ({there} {all})"),
    }
}

/// The word that is the fewest edits away: at most a third of what was written, and two at least.
pub(crate) fn nearest<'a>(written: &str, words: &[&'a str]) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let near = (written.len() / 3).max(2);
    words
        .iter()
        .map(|word| (edits(&lower, word), *word))
        .filter(|(edits, word)| *edits <= near && *edits < word.len())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, word)| word)
}

/// The words, in backticks and with commas between them.
pub(crate) fn list(words: &[&str]) -> String {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        let between = match at {
            0 => "",
            _ if at + 1 == words.len() => " and ",
            _ => ", ",
        };
        let _ = write!(text, "{between}`{word}`");
    }
    text
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn edits(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for (i, row) in table.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in table[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=one.len() {
        for j in 1..=other.len() {
            let change = usize::from(one[i - 1] != other[j - 1]);
            let mut least =
                (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + change);
            let swapped =
                i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if swapped {
                least = least.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = least;
        }
    }
    table[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_meant_and_a_far_one_is_not() {
        const WORDS: &[&str] = &["count", "errors", "latency"];
        assert_eq!(nearest("latncy", WORDS), Some("latency"));
        assert_eq!(nearest("cuont", WORDS), Some("count"));
        assert_eq!(nearest("Error", WORDS), Some("errors"));
        assert_eq!(nearest("objective", WORDS), None);
        assert_eq!(nearest("x", &["s"]), None);
    }
}
