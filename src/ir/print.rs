//! The printed IR: a TLA+ module that can be read again.
