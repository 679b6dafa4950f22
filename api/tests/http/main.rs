//! The server's contract, asked without a socket.
#![cfg(test)]

mod audit;
mod auth;
mod bundles;
mod commands;
mod demo;
mod examples;
mod figures;
mod first_setup;
mod frames;
mod hostile;
mod listener;
mod openapi;

mod persons;
mod ports;
mod process;
mod queries;
mod retention;
mod server;
mod setup;
mod tickets;
mod timers;
mod tools;
mod voices;
