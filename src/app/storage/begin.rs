//! An empty project beside the others.

use super::Places;
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::format::records::write_project_record;
use crate::format::storage_key::project_key;
use crate::model::article::Project;
use crate::model::ids::ProjectId;

impl<L: Local, D: Database> Places<'_, L, D> {
    /// Stores an empty project under a new id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn begin(
        &self,
        id: &ProjectId,
        name: String,
        now: String,
    ) -> Result<(), StorageError> {
        let project = Project {
            name,
            changed: now,
            ..Project::new(id.clone())
        };
        let record = write_project_record(&project);
        let write = Write::put(Store::Projects, project_key(id), record);
        self.database.write(vec![write]).await
    }
}
