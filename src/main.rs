//! The `tlaloc` command.

fn main() -> std::process::ExitCode {
    tlaloc::main()
}
