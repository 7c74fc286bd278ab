//! What the stages make, printed: `--emit`, `tlaloc translate`, `tlaloc parse`.

use super::args::{Parse, Translate};
use super::output;
use crate::api::Error;

/// `tlaloc translate`: the algorithm's translation, printed or put into the file.
pub fn translate(args: &Translate) -> u8 {
    let write = || {
        let translation = args.modules.translating(&args.spec).translate()?;
        output::drawn(&translation.warnings(output::colored()));
        for (old, new) in &translation.renamed {
            output::err(&format!("note: {old} is renamed to {new}\n"));
        }
        if args.stdout {
            return Ok(translation.definitions());
        }
        output::replace(&args.spec, &translation.file()?).map_err(|e| Error::cannot_write(&args.spec, &e))?;
        Ok(format!("wrote the translation to {}\n", args.spec.display()))
    };
    print(write())
}

/// `tlaloc parse`: everything up to name resolution.
pub fn parse(args: &Parse) -> u8 {
    print(args.modules.load(&args.spec).parse().map(|parsed| {
        output::drawn(&parsed.warnings(output::colored()));
        format!("ok: module {} and all it needs is well-formed\n", parsed.module)
    }))
}

/// Prints what a stage made, or why it could not, and gives the exit code.
pub fn print(made: Result<String, Error>) -> u8 {
    match made {
        Ok(text) => output::out(&text).exit_code(0),
        Err(error) => {
            output::error(&error);
            error.verdict.exit_code()
        }
    }
}
