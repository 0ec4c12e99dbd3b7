//! A host: a stock kernel in QEMU, with what a test puts beside it.
//!
//! A [`VmImage`] is the kernel's image and an initramfs of busybox, a few virtio drivers and the caller's files.
//! [`Vm::boot`] starts it without KVM (the kernel must behave the same everywhere) and [`Vm::run`] runs a shell script in
//! it. The guest is 10.0.2.15; the host's loopback address is 10.0.2.2 from inside (QEMU's user network).
//!
//! The serial port is the kernel's console and goes to a file. Commands go another way: see [`channel`].

pub mod channel;
mod cpio;
mod image;
mod init;
mod kernel;
mod libraries;
mod machine;
mod warnings;

pub use channel::Output;
pub use image::{VmImage, VmImageBuilder};
pub use kernel::KernelFiles;
pub use machine::Vm;
