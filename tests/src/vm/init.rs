//! The first program in the guest: mounts, loads drivers, and answers the command channel.

/// Where the guest keeps the modules that it loads at its start, numbered in that order.
pub(super) const BOOT_MODULES: &str = "/lib/boot-modules";

/// `/init`, a busybox shell script.
///
/// The command loop reads a line `ID LIMIT SCRIPT`, SCRIPT in base64, and answers `=ID STATUS OUTPUT`, OUTPUT in base64
/// on some lines, then `.`. It ends, and the guest with it, when the host closes the channel.
pub(super) const INIT: &str = r#"#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm /run /tmp /root
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mount -t tracefs tracefs /sys/kernel/tracing
mount -t debugfs debugfs /sys/kernel/debug
for module in /lib/boot-modules/*.ko; do insmod "$module"; done
hostname "$(sed -n 's/.*quiesce.hostname=\([^ ]*\).*/\1/p' /proc/cmdline)"
ip link set lo up
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2

exec 3<>/dev/vport0p1
echo READY >&3
while read -r id limit script <&3; do
    echo "$script" | base64 -d >/run/script
    timeout -s KILL "$limit" sh /run/script >/run/output 2>&1 </dev/null 3>&-
    status=$?
    { echo "=$id $status"; base64 /run/output; echo .; } >&3
done
poweroff -f
"#;
