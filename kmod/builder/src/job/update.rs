//! The whole path of one update: patch, compile, compare, extract, match against the kernel, link.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

use quiesce_trust::manifest::ReplacedFunction;
use quiesce_types::build::{FunctionReport, Reason};

use super::artifact::{Parts, finish};
use super::{Built, Findings, Request, Stop};
use crate::compare::{Comparison, Verdict, compare};
use crate::compile::{self, CompileError, Original, Shadow, object_of};
use crate::extract::{Extracted, extract};
use crate::kernel::{Cache, PreparedKernel};
use crate::link::core::Core;
use crate::link::symbols::{self, Renames};
use crate::link::tables::{Replacement, Tables};
use crate::link::target::Target;
use crate::link::update::{NamedObject, link};
use crate::patch::{self, SourcePatch};
use crate::report::BuildLog;
use crate::vmlinux::Span;
use crate::vmlinux::matching::{Cut, Mismatch, Original as InKernel};

/// Builds the update that `patch` asks for.
pub fn build(cache: &Cache, request: &Request, patch: &[u8], log: &BuildLog) -> Built {
    let mut findings = Findings::default();
    match module(cache, request, patch, &mut findings, log) {
        Ok((module, functions)) => {
            let module_name = module_name(request);
            log.say(
                "verdict",
                format!("built: {} function(s) to replace", functions.len()),
            );
            let parts = Parts {
                module_name,
                module,
                patch: Some(patch.to_owned()),
                functions,
            };
            finish(request, findings, parts, log)
        }
        Err(stop) => findings.stopped(log, stop),
    }
}

/// `quiesce_` and the update's id.
fn module_name(request: &Request) -> String {
    format!("quiesce_{}", request.id)
}

fn module(
    cache: &Cache,
    request: &Request,
    patch: &[u8],
    findings: &mut Findings,
    log: &BuildLog,
) -> Result<(Vec<u8>, Vec<ReplacedFunction>), Stop> {
    let parsed = SourcePatch::parse(patch)?;
    let refusals = parsed.refusals();
    if !refusals.is_empty() {
        return Err(Stop::Refused(refusals));
    }
    let kernel = PreparedKernel::obtain(cache, &request.kernel, log)?;
    findings.kernel = Some(kernel.clone());
    let work = tempfile::Builder::new().prefix("quiesce-build-").tempdir();
    let work = work.map_err(|error| Stop::failed("io", format!("no temporary folder: {error}")))?;

    let pairs = compile_pairs(&kernel, &parsed, patch, work.path(), findings, log)?;
    let changed = log.timed("compare", || compare_pairs(&pairs, findings, log))?;
    let core = crate::link::core::obtain(cache, &kernel, None, log)?;
    log.say("match", "checking the originals against the kernel");
    let target = log.timed("match", || Target::load(&kernel))?;
    let mut linked = Linked::default();
    for (pair, comparison) in &changed {
        let extracted = log.timed("extract", || {
            extract(&pair.original.object, &pair.patched, comparison)
        });
        let extracted = extracted.map_err(|error| {
            let code = error.code();
            Stop::Refused(vec![in_file(&pair.original.source, code, error)])
        })?;
        log.timed("match", || linked.add(&target, pair, extracted))?;
    }
    log.say(
        "link",
        format!("linking the module {}", module_name(request)),
    );
    log.timed("link", || {
        linked.finish(request, &target, &core, work.path())
    })
}

/// An object before and after the patch.
struct Pair {
    original: Original,
    patched: Vec<u8>,
}

fn compile_pairs(
    kernel: &PreparedKernel,
    patch: &SourcePatch,
    bytes: &[u8],
    work: &Path,
    findings: &mut Findings,
    log: &BuildLog,
) -> Result<Vec<Pair>, Stop> {
    for path in patch.beside() {
        log.say(
            "patch",
            format!("{path} is not part of the kernel and is left aside"),
        );
    }
    if patch.code().next().is_none() {
        return Err(Stop::NoChange);
    }
    let shadow = log.timed("patch", || shadow(kernel, patch, bytes, work))?;
    log.say("patch", format!("applied to {}", kernel.version()));
    let sources = sources(kernel, patch)?;
    findings.objects = sources.iter().map(|source| object_of(source)).collect();
    let originals = log
        .timed("compile", || compile::originals(kernel, &sources, log))
        .map_err(stop_compile)?;
    let modules: Vec<Reason> = originals
        .iter()
        .filter(|original| original.is_module())
        .map(module_object)
        .collect();
    if !modules.is_empty() {
        return Err(Stop::Refused(modules));
    }
    log.say(
        "compile",
        format!("compiling {} with the patch", sources.join(", ")),
    );
    let patched = log
        .timed("compile", || compile_all(&shadow, &originals))
        .map_err(stop_compile)?;
    Ok(originals
        .into_iter()
        .zip(patched)
        .map(|(original, patched)| Pair { original, patched })
        .collect())
}

/// The files to compile, each once.
fn sources(kernel: &PreparedKernel, patch: &SourcePatch) -> Result<Vec<String>, Stop> {
    let mut sources = Vec::new();
    for path in patch.code() {
        sources.extend(compile::compiled_for(&kernel.source(), path).map_err(stop_compile)?);
    }
    sources.sort();
    sources.dedup();
    Ok(sources)
}

fn shadow(
    kernel: &PreparedKernel,
    patch: &SourcePatch,
    bytes: &[u8],
    work: &Path,
) -> Result<Shadow, Stop> {
    let files: Vec<String> = patch.files.iter().map(|file| file.path.clone()).collect();
    let root = work.join("tree");
    let input = work.join("input.patch");
    let io = |error: std::io::Error| Stop::failed("io", error);
    std::fs::create_dir(&root).map_err(io)?;
    std::fs::write(&input, bytes).map_err(io)?;
    for file in &files {
        if !patch::has_file(&kernel.source(), file) {
            let version = kernel.version();
            return Err(Stop::failed(
                "patch_does_not_apply",
                format!(
                    "{file} is not in Debian's source of {version}; make the patch from that source"
                ),
            ));
        }
    }
    let shadow = Shadow::make(&kernel.source(), root, &files).map_err(stop_compile)?;
    patch::apply(shadow.root(), &input, kernel.version())?;
    Ok(shadow)
}

/// Compiles the patched files, as many at once as there are processors.
fn compile_all(shadow: &Shadow, originals: &[Original]) -> Result<Vec<Vec<u8>>, CompileError> {
    let width = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut patched = Vec::new();
    for batch in originals.chunks(width) {
        let done: Vec<Result<Vec<u8>, CompileError>> = thread::scope(|scope| {
            let running: Vec<_> = batch
                .iter()
                .map(|original| scope.spawn(move || compile::compile(shadow, original)))
                .collect();
            running
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect()
        });
        patched.extend(done.into_iter().collect::<Result<Vec<_>, _>>()?);
    }
    Ok(patched)
}

/// Compares every pair, fills the report, and gives those that changed.
fn compare_pairs<'p>(
    pairs: &'p [Pair],
    findings: &mut Findings,
    log: &BuildLog,
) -> Result<Vec<(&'p Pair, Comparison)>, Stop> {
    let mut changed = Vec::new();
    let mut refusals = Vec::new();
    for pair in pairs {
        let source = &pair.original.source;
        let mut comparison = compare(&pair.original.object, &pair.patched)?;
        log.say(
            "compare",
            format!(
                "{source}: {} function(s) differ",
                comparison.functions.len()
            ),
        );
        findings
            .functions
            .extend(comparison.functions.iter().map(|function| FunctionReport {
                name: function.name.clone(),
                change: function.change,
                object: object_of(source),
                file: Some(source.clone()),
                old_size: function.old_size,
                new_size: function.new_size,
                note: function.note.clone(),
            }));
        for reason in &mut comparison.refusals {
            reason.file.get_or_insert_with(|| source.clone());
        }
        match comparison.verdict {
            Verdict::Changed => changed.push((pair, comparison)),
            Verdict::NoChange => {}
            Verdict::Refused => refusals.append(&mut comparison.refusals),
        }
    }
    if !refusals.is_empty() {
        return Err(Stop::Refused(refusals));
    }
    if changed.is_empty() {
        Err(Stop::NoChange)
    } else {
        Ok(changed)
    }
}

/// What goes into the module, object by object.
#[derive(Default)]
struct Linked {
    objects: Vec<NamedObject>,
    functions: Vec<Replacement>,
    rodata: BTreeMap<u64, Span>,
}

impl Linked {
    /// Checks the original of one pair against the kernel, and names what the extracted object needs of the kernel.
    fn add(&mut self, target: &Target<'_>, pair: &Pair, extracted: Extracted) -> Result<(), Stop> {
        let source = &pair.original.source;
        let refused = |mismatch: Mismatch| Stop::Refused(vec![mismatch.reason(source)]);
        let cut =
            Cut::parse(&pair.original.object).map_err(|error| Stop::failed(error.code(), error))?;
        let original = InKernel::locate(&target.vmlinux, &cut, source).map_err(refused)?;
        let renames = unresolved_refused(target, &original, source, &extracted)?;
        for replaced in extracted.replaced {
            let old = original
                .function(&replaced.name, &replaced.pieces, &mut self.rodata)
                .map_err(refused)?;
            self.functions.push(Replacement {
                old,
                new_symbol: replaced.new_symbol,
                new_size: replaced.new_size,
            });
        }
        self.objects.push(NamedObject {
            object: extracted.object,
            renames,
        });
        Ok(())
    }

    fn finish(
        self,
        request: &Request,
        target: &Target<'_>,
        core: &Core,
        work: &Path,
    ) -> Result<(Vec<u8>, Vec<ReplacedFunction>), Stop> {
        let replaced = self.functions.iter().map(|function| ReplacedFunction {
            name: function.old.name.clone(),
            object: "vmlinux".to_owned(),
            original: function.old.old.digest(),
        });
        let replaced = replaced.collect();
        let tables = Tables {
            id: &request.id,
            title: &request.title,
            kernel: &target.kernel.kernel(),
            text_link: target.vmlinux.text_start()?,
            functions: self.functions,
            rodata: self.rodata.into_values().collect(),
        };
        let folder = work.join("module");
        std::fs::create_dir(&folder).map_err(|error| Stop::failed("io", error))?;
        let module = link(
            target,
            core,
            &module_name(request),
            &tables,
            &self.objects,
            &folder,
        )?;
        Ok((module, replaced))
    }
}

fn unresolved_refused(
    target: &Target<'_>,
    original: &InKernel<'_>,
    source: &str,
    extracted: &Extracted,
) -> Result<Renames, Stop> {
    symbols::outside(&target.vmlinux, original.unit(), &target.exports, &extracted.outside).map_err(|names| {
        let message = |name: &str| {
            format!(
                "the new code refers to {name}, which the kernel does not have, or has twice without a way to tell which \
                 is meant; use a symbol that the kernel has"
            )
        };
        Stop::Refused(names.iter().map(|name| in_file(source, "unresolved_symbol", message(name))).collect())
    })
}

fn module_object(original: &Original) -> Reason {
    let message = format!(
        "{} is built as a loadable module, and only code in vmlinux can be replaced yet; unload and reload the fixed module \
         where that is possible",
        original.source
    );
    in_file(&original.source, "module_object", message)
}

/// An original that does not compile alone is a refusal; everything else that stops a compiler is a failure.
fn stop_compile(error: CompileError) -> Stop {
    let code = error.code();
    match &error {
        CompileError::OriginalDoesNotCompile { file, .. } => {
            Stop::Refused(vec![in_file(file, code, &error)])
        }
        CompileError::DoesNotCompile { file, line, .. } => Stop::Failed(Reason {
            line: *line,
            ..in_file(file, code, &error)
        }),
        CompileError::Command(_) | CompileError::Kernel(_) | CompileError::Io { .. } => {
            Stop::failed(code, &error)
        }
    }
}

fn in_file(file: &str, code: &str, message: impl ToString) -> Reason {
    Reason {
        code: code.to_owned(),
        function: None,
        file: Some(file.to_owned()),
        line: None,
        message: message.to_string(),
    }
}
