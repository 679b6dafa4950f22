//! The server's contract, asked without a socket.
#![cfg(test)]

mod audit;
mod auth;
mod bundles;
mod commands;
mod demo;
mod first_setup;
mod frames;
mod hostile;
mod listener;
mod openapi;
mod process;
mod queries;
mod server;
mod timers;
mod tools;
mod voices;
