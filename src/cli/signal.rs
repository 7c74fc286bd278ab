//! Ctrl-C and SIGTERM: the first one cancels the run, which then reports what it has done; the second one ends the process at once.
//!
//! Files for states have no names, so no file remains in either case.

use crate::util::interrupt::Cancel;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Lets signals set this flag. A signal that cannot be caught keeps its default effect.
pub fn handle(cancel: &Cancel) {
    let again = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let caught = flag::register_conditional_default(signal, again.clone())
            .and_then(|_| flag::register(signal, again.clone()))
            .and_then(|_| flag::register_usize(signal, cancel.shared(), Cancel::BY_USER));
        if let Err(e) = caught {
            log::warn!("cannot handle signal {signal}: {e}");
        }
    }
}
