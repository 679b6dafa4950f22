//! The server's contract, asked without a socket.

mod auth;
mod commands;
mod hostile;
mod openapi;
mod queries;
mod server;
