#!/usr/bin/env python3
"""Checks a portable build: what every CPU runs holds no instruction beyond x86-64 as it was in 2003, or beyond the first
aarch64 (ARMv8.0), and the kernels of an instruction set show the linker no name but those of their tables (an inline
function under its usual name could take the place of the baseline's).

  scripts/check_baseline.py [BUILD_FOLDER]    build/release unless given; exit code 1 where it does not hold
"""
import pathlib
import re
import subprocess
import sys

# Registers of AVX and later, VEX forms (which objdump writes with a v), BMI, FMA, AES, SSE 3 and above. Not tzcnt: older
# CPUs read its bytes as bsf, which gives the same number for all arguments but 0, and so compilers write it for them.
BEYOND = re.compile(r"%[yz]mm|%k[0-7]\b|\t(v[a-z0-9]+|aes\w+|pclmul\w+|shlx|shrx|sarx|rorx|mulx|andn|bextr|"
                    r"blsr|blsi|blsmsk|pdep|pext|lzcnt|popcnt|pshufb|pmulld|pblend\w+|round[sp][sd]|"
                    r"pmovzx\w+|pmovsx\w+|ptest|crc32\w*|movbe|pextr[bdq]|pinsr[bdq]|pmaxs[bd]|pmins[bd]|"
                    r"pmaxu[wd]|pminu[wd]|h?addsub\w+|hadd\w+|movddup|lddqu)\s")
# Optional in ARMv8.0, or of later versions: AES, SHA, products of polynomials, checksums, atomics in one instruction, half
# precision, dot products, complex numbers, matrices, SVE.
BEYOND_ARM = re.compile(r"\t(aes\w+|sha(1|256|512)\w+|pmull2?\s.*\.1q|crc32\w*|cas[apl]*[bh]?|swp[apl]*[bh]?|"
                        r"(ld|st)(add|clr|eor|set|[su]max|[su]min)[apl]*[bh]?|ldapr\w*|f\w+\s+v\d+\.[48]h|f\w+\s+h\d|"
                        r"[su]dot|sqrdml[as]h|fcmla|fcadd|fjcvtzs|[su]mmla|bf\w*(dot|mmla|mlal)\w*|ptrue|whilel\w)\b|\bz\d+\.")
TABLES = "_ZN8callosum10kernels_of"
NEWER = ("avx2", "avx512", "vaes512", "neon_aes")


def output_of(*words):
    """What a command prints; ends the script where it fails."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def tools_of(build):
    """{name: path} of objdump, nm and ar, as the build found them: those of a cross compiler have a prefix."""
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    return {name.lower(): path for name, path in re.findall(r"^CMAKE_(OBJDUMP|NM|AR):FILEPATH=(.+)$", cache, re.MULTILINE)}


def members(objdump, archive):
    """(name, disassembly lines) of each object in an archive."""
    name, lines = "", []
    for line in output_of(objdump, "-d", "--no-show-raw-insn", str(archive)).splitlines():
        if ":     file format " in line:
            if name:
                yield name, lines
            name, lines = line.split(":")[0], []
        else:
            lines.append(line)
    if name:
        yield name, lines


def is_of_newer_set(name):
    """Whether an object was joined from the kernels of a set beyond the baseline."""
    return any(f"_{newer}_" in name for newer in NEWER)


def offences_of(objdump, beyond, archive):
    """Yields a text for each function of the baseline that holds a newer instruction."""
    for name, lines in members(objdump, archive):
        if is_of_newer_set(name):
            continue
        function = ""
        for line in lines:
            if line.endswith(">:"):
                function = line.split("<", 1)[1][:-2]
            elif beyond.search(line):
                yield f"{archive.name}({name}): {function}:{line.strip()}"
                function = None
                break


def shown_names(nm, archive):
    """Yields a text for each name but a table's that the kernels of a set show."""
    name = ""
    for line in output_of(nm, "--defined-only", "--extern-only", str(archive)).splitlines():
        if line.endswith(":"):
            name = line[:-1]
        elif line and is_of_newer_set(name) and not line.split()[-1].startswith(TABLES):
            yield f"{archive.name}({name}): shows {line.split()[-1]}"


def main():
    """Checks all libraries of a build."""
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release")
    tools = tools_of(build)
    archives = sorted(path for path in build.glob("**/libcallosum_*.a") if "installed" not in path.parts)
    n_newer = sum(is_of_newer_set(line) for archive in archives
                  for line in output_of(tools["ar"], "t", str(archive)).splitlines())
    if not archives or n_newer == 0:
        print(f"check_baseline: {build} is no portable build (CALLOSUM_ARCH=portable): nothing to check")
        return 0
    arm = "aarch64" in output_of(tools["objdump"], "--file-headers", str(archives[0]))
    bad = [text for archive in archives for text in (*offences_of(tools["objdump"], BEYOND_ARM if arm else BEYOND, archive),
                                                     *shown_names(tools["nm"], archive))]
    for text in bad:
        print(text)
    print(f"check_baseline: {len(archives)} libraries, {n_newer} objects of newer sets, {len(bad)} offences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
