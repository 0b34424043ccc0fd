//! Tally prints the most frequent words of its standard input: `tally [NUMBER]`, ten unless given.

use std::io::{self, Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(std::env::args().nth(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tally: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(number: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
    let most = match number {
        Some(number) => number.parse()?,
        None => 10,
    };
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut output = io::stdout().lock();
    for (word, count) in tally::most_frequent(tally::count(&text), most) {
        writeln!(output, "{count}\t{word}")?;
    }
    Ok(())
}
