//! Counting of words, whatever the script they are written in.

use std::collections::HashMap;

use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// How often each word occurs in a text, in lower case; lines are shared among all processors.
pub fn count(text: &str) -> HashMap<String, u64> {
    text.par_lines().fold(HashMap::new, count_line).reduce(HashMap::new, merge)
}

/// The most frequent words, at most `most`; those that are as frequent as each other in the order of their characters.
pub fn most_frequent(counts: HashMap<String, u64>, most: usize) -> Vec<(String, u64)> {
    let mut words: Vec<_> = counts.into_iter().collect();
    words.par_sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    words.truncate(most);
    words
}

fn count_line(mut counts: HashMap<String, u64>, line: &str) -> HashMap<String, u64> {
    for word in line.unicode_words() {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

fn merge(left: HashMap<String, u64>, right: HashMap<String, u64>) -> HashMap<String, u64> {
    let (mut larger, smaller) = if left.len() < right.len() { (right, left) } else { (left, right) };
    for (word, count) in smaller {
        *larger.entry(word).or_default() += count;
    }
    larger
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_whatever_their_case_and_script() {
        let counts = count("One two, one.\nДва два — ONE\n");
        assert_eq!(
            most_frequent(counts, 10),
            [("one".into(), 3), ("два".into(), 2), ("two".into(), 1)]
        );
    }

    #[test]
    fn the_number_of_lines_does_not_matter() {
        let text = "a b\n".repeat(10_000) + "b";
        assert_eq!(most_frequent(count(&text), 1), [("b".into(), 10_001)]);
        assert_eq!(count(""), HashMap::new());
    }
}
