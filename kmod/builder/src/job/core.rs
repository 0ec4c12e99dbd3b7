//! Builds the core module as an artifact: signed and fetched like any update, so that hosts need no compiler.

use std::path::Path;

use super::artifact::{Parts, finish};
use super::{Built, Findings, Request, Stop};
use crate::kernel::{Cache, PreparedKernel};
use crate::link::core::{NAME, obtain};
use crate::report::BuildLog;

/// Builds the core for the request's kernel. `source` as in [`obtain`].
pub fn build(cache: &Cache, request: &Request, source: Option<&Path>, log: &BuildLog) -> Built {
    let mut findings = Findings::default();
    match module(cache, request, source, &mut findings, log) {
        Ok(module) => {
            let parts = Parts {
                module_name: NAME.to_owned(),
                module,
                patch: None,
                functions: Vec::new(),
            };
            finish(request, findings, parts, log)
        }
        Err(stop) => findings.stopped(log, stop),
    }
}

fn module(
    cache: &Cache,
    request: &Request,
    source: Option<&Path>,
    findings: &mut Findings,
    log: &BuildLog,
) -> Result<Vec<u8>, Stop> {
    let kernel = PreparedKernel::obtain(cache, &request.kernel, log)?;
    findings.kernel = Some(kernel.clone());
    Ok(obtain(cache, &kernel, source, log)?.module)
}
