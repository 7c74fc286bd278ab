//! The `tlaloc` command; see [`tlaloc::cli`].

fn main() -> std::process::ExitCode {
    tlaloc::cli::main()
}
