//! 导出: the log in the forms that other programs read. Persons stay tokens.
//!
//! Invariant: memory does not grow with the log. What has to be in another order than the log's is
//! sorted in the scratch directory ([`sorter`]), and one case at a time is held. The file appears
//! under its name only when it is whole ([`target`]).

mod against;
mod archive;
mod args;
mod check_archive;
mod csv;
mod documents;
mod grouped;
mod html;
mod markup;
mod objects;
mod ocel;
mod ocel_json;
mod ocel_sqlite;
mod parquet;
mod row;
mod run;
mod scope;
mod sorter;
mod svg;
mod table;
mod target;
mod walk;
mod xes;
mod xlsx;

pub use against::Against;
pub use args::{ExportArgs, Format};
pub use check_archive::{CheckArchiveArgs, Checked, check, check_against, run_check_archive};
pub(crate) use run::each_case;
pub use run::{ExportError, Exported, export, export_opened, run_export};
pub use scope::{Scope, Since, Until};
pub(crate) use target::is_in;
