//! The paths that read the set-up back.

use engine::hall::{Unit, Zone};
use schemars::SchemaGenerator;

use crate::queries::page::Page;
use crate::queries::setup::{CoverView, DraftView, LetterView, PoliciesView};

use super::{PAGED, Query, query, reference};

/// What was set up, as it stands now.
pub(super) fn of_the_setup(schemas: &mut SchemaGenerator) -> [Query; 6] {
    [
        query(
            "/v1/drafts",
            "草案: every draft with its number, its author and its review, by item.",
            PAGED,
            reference::<Page<DraftView>>(schemas),
        ),
        query(
            "/v1/letters",
            "授权书: the letters on file, those that were revoked too.",
            PAGED,
            reference::<Page<LetterView>>(schemas),
        ),
        query("/v1/units", "部门", PAGED, reference::<Page<Unit>>(schemas)),
        query("/v1/zones", "分区", PAGED, reference::<Page<Zone>>(schemas)),
        query(
            "/v1/covers",
            "顶岗补位: who stands in for whom, from when to when.",
            PAGED,
            reference::<Page<CoverView>>(schemas),
        ),
        query(
            "/v1/policies",
            "政策: every policy in force, the document rules and the number scheme.",
            &[],
            reference::<PoliciesView>(schemas),
        ),
    ]
}
