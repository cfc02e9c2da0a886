"""The system calls that a tool server may make; every other one fails with EPERM."""

from __future__ import annotations

from functools import cache

import orjson

from nex.data.jsons import Json

FILES = """
access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
fadvise64 fadvise64_64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl
fcntl64 fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs
fstatfs64 fsync ftruncate ftruncate64 futimesat getcwd getdents getdents64 getxattr inotify_add_watch
inotify_init inotify_init1 inotify_rm_watch ioctl lchown lchown32 lgetxattr link linkat listxattr
llistxattr lremovexattr lseek _llseek lsetxattr lstat lstat64 mkdir mkdirat memfd_create newfstatat
open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead
readlink readlinkat readv removexattr rename renameat renameat2 rmdir sendfile sendfile64 setxattr
splice stat stat64 statfs statfs64 statx symlink symlinkat sync sync_file_range syncfs tee truncate
truncate64 umask unlink unlinkat utime utimensat utimensat_time64 utimes write writev
"""
MEMORY = """
brk madvise membarrier mincore mlock mlock2 mlockall mmap mmap2 mprotect mremap msync munlock
munlockall munmap pkey_alloc pkey_free pkey_mprotect rseq
"""
PROCESSES = """
arch_prctl capget execve execveat exit exit_group fork futex futex_time64 futex_waitv get_robust_list
get_thread_area getcpu getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32
getpgid getpgrp getpid getppid getpriority getresgid getresgid32 getresuid getresuid32 getrlimit
getrusage getsid gettid getuid getuid32 kill pidfd_open pidfd_send_signal prctl prlimit64
restart_syscall sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr
sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_yield
set_robust_list set_thread_area set_tid_address set_tls setpgid setpriority setrlimit setsid
sysinfo tgkill tkill ugetrlimit uname vfork wait4 waitid waitpid landlock_add_rule
landlock_create_ruleset landlock_restrict_self seccomp
"""
WAITING = """
alarm clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep
clock_nanosleep_time64 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2
epoll_wait epoll_wait_old eventfd eventfd2 getitimer gettimeofday nanosleep _newselect pause poll
ppoll ppoll_time64 pselect6 pselect6_time64 rt_sigaction rt_sigpending rt_sigprocmask
rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo
select setitimer sigaltstack signalfd signalfd4 sigprocmask sigreturn time timer_create timer_delete
timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times
"""
TALKING = """
accept accept4 bind connect getpeername getsockname getsockopt getrandom listen recv recvfrom
recvmmsg recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socketcall socketpair
"""
NEW_NAMESPACES = 0x7E020000
"""The flags of `clone` that open a namespace."""
FAMILIES = (1, 2, 10, 16)
"""Sockets of these families: unix, IPv4, IPv6, netlink. Not vsock, not the kernel's ciphers."""
PERSONALITIES = (0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)
EPERM, ENOSYS = 1, 38
ARCHITECTURES: list[Json] = [
    {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]},
    {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]},
]


@cache
def seccomp_profile() -> str:
    """The profile as Docker takes it.

    Not in it, among others: io_uring, ptrace, bpf, userfaultfd, keyctl, mount, unshare, setns,
    perf_event_open, process_vm_*, chroot, set*id, mknod, and the shared memory, semaphores and
    queues of System V, which would outlive a restarted server. `clone3` says that it does not
    exist, so that the C library uses `clone`, whose flags can be looked at.
    """
    names = " ".join((FILES, MEMORY, PROCESSES, WAITING, TALKING)).split()
    rules = [
        _allow(*sorted(names)),
        {**_allow("clone"), "args": [_argument(NEW_NAMESPACES, "SCMP_CMP_MASKED_EQ")]},
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": ENOSYS},
        *({**_allow("socket"), "args": [_argument(family)]} for family in FAMILIES),
        *({**_allow("personality"), "args": [_argument(value)]} for value in PERSONALITIES),
    ]
    profile = {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": EPERM,
        "archMap": ARCHITECTURES,
        "syscalls": rules,
    }
    return orjson.dumps(profile).decode()


def _allow(*names: str) -> Json:
    return {"names": list(names), "action": "SCMP_ACT_ALLOW"}


def _argument(value: int, compare: str = "SCMP_CMP_EQ") -> Json:
    return {"index": 0, "value": value, "valueTwo": 0, "op": compare}
