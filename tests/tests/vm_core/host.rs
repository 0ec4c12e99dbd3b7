//! The host under test, and what every check does with it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use quiesce_tests::cache;
use quiesce_tests::vm::{KernelFiles, Output, Vm, VmImage};

use crate::modules::Modules;

const MODULES: [&str; 6] = [
    "first",
    "second",
    "sleeper",
    "malformed",
    "sites",
    "other_livepatch",
];

/// What became of a stage that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the write to `stage` succeeded.
    pub done: bool,
    pub code: String,
    pub detail: String,
    pub tasks: String,
    pub state: String,
}

pub struct Host {
    pub vm: Vm,
    _image: VmImage,
    _modules: Modules,
}

impl Host {
    pub fn boot() -> Self {
        let modules = Modules::build();
        let pause = modules.core().with_file_name("pause");
        build_pause(&pause);
        let mut image = VmImage::builder(&KernelFiles::from_cache(cache::KERNEL).unwrap())
            .file("/lib/quiesce/quiesce.ko", modules.core())
            .file("/lib/quiesce/built.ko", modules.built())
            .file("/bin/pause-forever", pause);
        for name in MODULES {
            image = image.file(&format!("/lib/quiesce/{name}.ko"), modules.update(name));
        }
        let image = image.build().unwrap();
        let vm = Vm::boot(&image, "core").unwrap();
        Self {
            vm,
            _image: image,
            _modules: modules,
        }
    }

    /// Runs a script that must succeed, and gives what it printed.
    pub fn sh(&mut self, script: &str) -> String {
        self.vm
            .run(script)
            .unwrap()
            .ok()
            .unwrap_or_else(|error| panic!("`{script}`: {error:#}"))
    }

    /// Runs a script that may fail.
    pub fn try_sh(&mut self, script: &str) -> Output {
        self.vm.run(script).unwrap()
    }

    pub fn load(&mut self, module: &str) {
        self.sh(&format!("insmod /lib/quiesce/{module}.ko"));
    }

    pub fn unload(&mut self, module: &str) {
        self.sh(&format!("rmmod {module}"));
    }

    /// Loads a module that must be refused, and gives the core's reason.
    pub fn refused(&mut self, module: &str, parameters: &str) -> String {
        let output = self.try_sh(&format!("insmod /lib/quiesce/{module}.ko {parameters}"));
        assert!(!output.success(), "{module} {parameters} was accepted");
        self.sh("cat /sys/kernel/quiesce/last_refusal")
            .trim()
            .to_owned()
    }

    /// Writes `stage` and reads all that became of it.
    pub fn stage(&mut self, id: &str, stage: &str) -> Outcome {
        let said = self.sh(&format!(
            "cd /sys/kernel/quiesce/updates/{id} || exit 1
             if echo {stage} >stage 2>/dev/null; then echo done; else echo refused; fi
             cat abort/code abort/detail state abort/tasks"
        ));
        let mut lines = said.lines();
        let mut next = || lines.next().unwrap_or_default().to_owned();
        Outcome {
            done: next() == "done",
            code: next(),
            detail: next(),
            state: next(),
            tasks: said.lines().skip(4).collect::<Vec<_>>().join("\n"),
        }
    }

    /// A stage that must succeed.
    pub fn done(&mut self, id: &str, stage: &str) {
        let outcome = self.stage(id, stage);
        assert!(
            outcome.done && outcome.code == "ok",
            "{id}: {stage}: {outcome:?}"
        );
    }

    /// A stage that must be refused with this code.
    pub fn refuses(&mut self, id: &str, stage: &str, code: &str) -> Outcome {
        let outcome = self.stage(id, stage);
        assert!(
            !outcome.done && outcome.code == code,
            "{id}: {stage}: {outcome:?}, not {code}"
        );
        outcome
    }

    /// A number from the update's `pause/`.
    pub fn pause(&mut self, id: &str, figure: &str) -> u64 {
        self.sh(&format!(
            "cat /sys/kernel/quiesce/updates/{id}/pause/{figure}"
        ))
        .trim()
        .parse()
        .unwrap()
    }

    /// What the function that most checks replace prints.
    pub fn cmdline(&mut self) -> String {
        self.sh("cat /proc/cmdline").trim().to_owned()
    }

    /// Between two checks: nothing of ours is loaded but the core, and the kernel is content.
    pub fn assert_untouched(&mut self) {
        assert_eq!(
            self.sh("ls /sys/kernel/quiesce/updates"),
            "",
            "an update is still loaded"
        );
        assert!(self.cmdline().starts_with("console="), "{}", self.cmdline());
        assert_eq!(self.vm.kernel_warnings().unwrap(), Vec::<String>::new());
    }

    pub fn run_within(&mut self, script: &str, limit: Duration) -> String {
        self.vm.run_within(script, limit).unwrap().ok().unwrap()
    }
}

/// A program that sleeps in pause(2) for ever: nothing in busybox does.
fn build_pause(program: &Path) {
    let source = program.with_extension("s");
    std::fs::write(
        &source,
        ".globl _start\n_start: mov $34, %eax\nsyscall\njmp _start\n",
    )
    .unwrap();
    let status = Command::new("gcc")
        .args(["-static", "-nostdlib", "-o"])
        .arg(program)
        .arg(&source)
        .status()
        .unwrap();
    assert!(status.success());
}
