//! What the command line asks for.

use super::corpus::Size;

#[derive(Clone, Debug)]
pub struct Options {
    pub sizes: Vec<Size>,
    pub rounds: usize,
    /// How often each act is done in a round.
    pub acts: usize,
    /// How many articles the large project has; none if it is left out.
    pub articles: u32,
}

impl Options {
    pub fn of(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            sizes: Size::ALL.to_vec(),
            rounds: 5,
            acts: 6,
            articles: 10_000,
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            let (name, given) = match arg.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (arg, None),
            };
            let mut value = || given.clone().or_else(|| args.next()).unwrap_or_default();
            match name.as_str() {
                "--quick" => (options.rounds, options.acts) = (2, 3),
                "--rounds" => options.rounds = number(&value())?,
                "--acts" => options.acts = number(&value())?,
                "--articles" => {
                    options.articles = u32::try_from(number(&value())?).unwrap_or(u32::MAX)
                }
                "--only" => {
                    let names = value();
                    let mut names: Vec<&str> = names.split(',').map(str::trim).collect();
                    if !names.contains(&"many") {
                        options.articles = 0;
                    }
                    names.retain(|name| *name != "many");
                    let sizes = names.into_iter().map(Size::named);
                    options.sizes = sizes.collect::<Result<_, _>>()?;
                }
                other => return Err(format!("unknown argument {other:?}")),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().unwrap_or(0);
    match number {
        0 => Err(format!("{text:?} is not a number above 0")),
        number => Ok(number),
    }
}
