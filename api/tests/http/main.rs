//! The server's contract, asked without a socket.
#![cfg(test)]

mod auth;
mod commands;
mod hostile;
mod openapi;
mod process;
mod queries;
mod server;
