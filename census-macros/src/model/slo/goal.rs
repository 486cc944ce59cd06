//! A share of calls, written with its `%`: whole parts per million, or refused.

use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

use crate::faults::Faults;
use crate::parse::Sign;

/// Parts per million in a percent.
const PERCENT: u32 = 10_000;

/// The share below which even a total outage could not fire an alert.
const LEAST: u32 = 10 * PERCENT;

/// `>= 99.9%`
pub(super) fn availability(sign: &Sign, value: TokenStream, faults: &mut Faults) -> Option<u32> {
    match sign.text.as_str() {
        // The sugar says `=`.
        ">=" | "=" => {}
        _ => {
            faults.at(
                sign,
                "an availability is promised to be at least its goal: write `availability >= …`",
            );
            return None;
        }
    }
    goal("availability", value, faults)
}

/// `99.9%`
pub(super) fn goal(of: &str, value: TokenStream, faults: &mut Faults) -> Option<u32> {
    let tokens: Vec<TokenTree> = value.clone().into_iter().collect();
    let (number, rest) = match &tokens[..] {
        [TokenTree::Literal(number), rest @ ..] => (number, rest),
        _ => {
            faults.at(value, format!("a goal is a share of calls: write `{of} … 99.9%`"));
            return None;
        }
    };
    let digits = match Lit::new(number.clone()) {
        Lit::Int(number) if number.suffix().is_empty() => number.base10_digits().to_owned(),
        Lit::Float(number) if number.suffix().is_empty() => number.base10_digits().to_owned(),
        _ => {
            faults.at(value, "a goal is a number with `%` behind it, as in `99.9%`");
            return None;
        }
    };
    match rest {
        [TokenTree::Punct(sign)] if sign.as_char() == '%' => {}
        [] => {
            faults.at(value, bare(&digits));
            return None;
        }
        [TokenTree::Punct(sign), next, ..] if sign.as_char() == '%' => {
            faults.at(next, "expected `;` behind the goal");
            return None;
        }
        [next, ..] => {
            faults.at(next, "expected `%` behind the number of a goal, and `;` behind that");
            return None;
        }
    }
    match exact(&digits) {
        Err(message) => faults.at(value, message),
        Ok(ppm) if ppm > 100 * PERCENT => {
            faults.at(value, "more than all calls cannot be good: a goal is below 100%")
        }
        Ok(ppm) if ppm == 100 * PERCENT => faults.at(
            value,
            "100% leaves no budget: the first bad call of all would break it, and no burn rate \
             could be told; promise `99.9%` or `99.99%`",
        ),
        Ok(0) => faults.at(value, "0% promises nothing"),
        Ok(ppm) if ppm < LEAST => faults.at(
            value,
            "no alert could ever fire: all calls failing would be a burn rate of 1.1 at most; \
             promise `10%` or more",
        ),
        Ok(ppm) => return Some(ppm),
    }
    None
}

/// What to write for a number without `%`.
fn bare(digits: &str) -> String {
    let share = digits.parse::<f64>().unwrap_or(1.0);
    if share > 0.0 && share < 1.0 {
        // The digits themselves are moved: a product of floats would have others.
        let fraction = digits.trim_start_matches("0.");
        let padded = format!("{fraction:0<2}");
        let (whole, rest) = padded.split_at(2);
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let dot = if rest.is_empty() { "" } else { "." };
        format!("a goal has a `%`: did you mean `{whole}{dot}{rest}%`?")
    } else {
        format!("a goal has a `%`: write `{digits}%`")
    }
}

/// Digits of a percentage as parts per million; without a float between, which would round.
fn exact(digits: &str) -> Result<u32, &'static str> {
    if digits.contains(['e', 'E']) {
        return Err("a goal has no exponent: write its digits out");
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 4 {
        return Err("a goal is a whole number of millionths: at most four digits behind the dot");
    }
    let number = format!("{whole}{fraction:0<4}").parse::<u32>();
    number.map_err(|_| "more than all calls cannot be good: a goal is below 100%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_exact_or_refused() {
        assert_eq!(exact("99.9"), Ok(999_000));
        assert_eq!(exact("99.9999"), Ok(999_999));
        assert_eq!(exact("99.99990"), Ok(999_999));
        assert_eq!(exact("100"), Ok(1_000_000));
        assert!(exact("99.99999").is_err());
        assert!(exact("1e2").is_err());
        assert!(exact("99999999999").is_err());
    }

    #[test]
    fn a_bare_share_is_told_as_a_percentage() {
        assert!(bare("0.999").contains("`99.9%`"), "{}", bare("0.999"));
        assert!(bare("0.5").contains("`50%`"), "{}", bare("0.5"));
        assert!(bare("0.05").contains("`5%`"), "{}", bare("0.05"));
        assert!(bare("99.9").contains("write `99.9%`"));
    }
}
