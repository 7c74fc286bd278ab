//! Explanations of predicates over small models.
