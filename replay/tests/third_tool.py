#!/usr/bin/env python3
"""Checks a signed checkpoint and one proof of inclusion with nothing of this project.

    third_tool.py KEYS NOTE INCLUSION
    third_tool.py consistency OLDER NEWER PROOF
    third_tool.py package PATH

OLDER and NEWER are checkpoints as JSON (size, root in hexadecimal), PROOF the JSON of a proof of consistency, PATH the folder of an archive
package, of which every proof is checked against its own checkpoint and every file against the SM3 of the manifest. KEYS are verifier keys, one a line; NOTE is a signed checkpoint; INCLUSION the JSON of a proof of inclusion. Written from the
published texts alone: C2SP signed-note and tlog-checkpoint, RFC 9162 section 2.1, GM/T 0009 for SM2. SM3, Ed25519
and SM2 come from OpenSSL: the hash from Python's hashlib where it has it, everything else from the command openssl.

Exit codes: 0 everything holds, 1 something does not, 3 OpenSSL here cannot do it.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SM2_TYPE = b"\xffyichuang/sm2-with-sm3"
# DER before a public key: Ed25519 (RFC 8410), a point of the curve sm2p256v1 (GM/T 0006).
ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
SM2_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


class Unable(Exception):
    """What is needed is not here."""


def openssl(arguments, data=b""):
    try:
        done = subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=False)
    except FileNotFoundError as missing:
        raise Unable("there is no openssl") from missing
    return done.returncode, done.stdout, done.stderr


def sm3(data):
    if "sm3" in hashlib.algorithms_available:
        try:
            return hashlib.new("sm3", data).digest()
        except ValueError:
            pass
    code, out, _ = openssl(["dgst", "-sm3", "-binary"], data)
    if code != 0:
        raise Unable("OpenSSL has no SM3")
    return out


def is_signed(text, spki, signature, options):
    """Whether openssl takes a signature of a text under a public key."""
    with tempfile.TemporaryDirectory() as folder:
        files = {"key": spki, "text": text, "signature": signature}
        paths = {}
        for name, data in files.items():
            paths[name] = str(Path(folder) / name)
            Path(paths[name]).write_bytes(data)
        code, out, err = openssl(
            ["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", paths["key"], "-rawin"]
            + ["-in", paths["text"], "-sigfile", paths["signature"], *options])
    if b"Verified Successfully" in out:
        return True
    if b"Verification Failure" in out:
        return False
    raise Unable("openssl says: " + (out + err).decode(errors="replace").strip())


def der_integer(number):
    body = number.lstrip(b"\0") or b"\0"
    if body[0] & 0x80:
        body = b"\0" + body
    return b"\x02" + bytes([len(body)]) + body


def check_key(vkey, text, signatures):
    name, key_id, encoded = vkey.split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    fits = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    signature = signatures.get((name, key_id))
    if not fits or signature is None:
        return False
    if key[:1] == b"\x01":
        return is_signed(text, ED25519_SPKI + key[1:], signature, [])
    if key.startswith(SM2_TYPE):
        body = der_integer(signature[:32]) + der_integer(signature[32:])
        der = b"\x30" + bytes([len(body)]) + body
        options = ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
        return is_signed(text, SM2_SPKI + key[len(SM2_TYPE):], der, options)
    return False


def read_note(note):
    text, _, below = note.rpartition("\n\n")
    signatures = {}
    for line in below.splitlines():
        dash, name, encoded = line.split(" ")
        assert dash == "\u2014", line
        raw = base64.b64decode(encoded, validate=True)
        signatures[name, raw[:4].hex()] = raw[4:]
    return text + "\n", signatures


def is_included(proof, size, root):
    """RFC 9162, 2.1.3.2, with SM3."""
    leaf = sm3(b"\0" + bytes.fromhex(proof["record"]))
    fn, sn, r = proof["seq"] - 1, size - 1, leaf
    if fn > sn or proof["size"] != size:
        return False
    for p in map(bytes.fromhex, proof["path"]):
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = sm3(b"\1" + p + r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sm3(b"\1" + r + p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def is_consistent(proof, older, newer):
    """RFC 9162, 2.1.4.2, with SM3."""
    first, second = older["size"], newer["size"]
    one, other = bytes.fromhex(older["root"]), bytes.fromhex(newer["root"])
    path = [bytes.fromhex(p) for p in proof["path"]]
    if (proof["from"], proof["to"]) != (first, second) or not 0 < first <= second:
        return False
    if first == second:
        return not path and one == other
    if first & (first - 1) == 0:
        path.insert(0, one)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = sm3(b"\1" + c + fr), sm3(b"\1" + c + sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sm3(b"\1" + sr + c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == one and sr == other


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def consistency(older, newer, proof):
    if not is_consistent(load(proof), load(older), load(newer)):
        print("MISMATCH: the newer tree does not continue the older")
        return 1
    print("the newer tree continues the older")
    return 0


def package(path):
    folder = Path(path)
    for name, digest in load(folder / "manifest.json")["files"].items():
        if sm3((folder / name).read_bytes()).hex() != digest:
            print("MISMATCH:", name, "has another SM3")
            return 1
    tree = load(folder / "checkpoint.json")
    root = bytes.fromhex(tree["root"])
    proofs = [load(file) for file in sorted((folder / "proofs").iterdir())]
    proofs += [load(folder / "end.json"), *load(folder / "setup.json")]
    for proof in proofs:
        if not is_included(proof, tree["size"], root):
            print("MISMATCH: record", proof["seq"], "is not in the tree")
            return 1
    print(len(proofs), "records are among the", tree["size"], "records")
    return 0


def main(keys, note, inclusion):
    text, signatures = read_note(Path(note).read_text(encoding="utf-8"))
    origin, size, root, tree = text.splitlines()[:4]
    if tree != "tree RFC 9162 with SM3 (GB/T 32905)":
        print("MISMATCH: the checkpoint is of another tree")
        return 1
    vkeys = Path(keys).read_text(encoding="utf-8").split()
    if not vkeys or any(vkey.split("+")[0] != origin for vkey in vkeys):
        print("MISMATCH: the keys are of another log")
        return 1
    for vkey in vkeys:
        if not check_key(vkey, text.encode(), signatures):
            print("MISMATCH: not signed by", vkey)
            return 1
        print("signed by", vkey)
    proof = json.loads(Path(inclusion).read_text(encoding="utf-8"))
    if not is_included(proof, int(size), base64.b64decode(root, validate=True)):
        print("MISMATCH: record", proof["seq"], "is not in the tree")
        return 1
    print("record", proof["seq"], "is among the", size, "records")
    return 0


if __name__ == "__main__":
    try:
        ways = {"consistency": consistency, "package": package}
        way = ways.get(sys.argv[1])
        sys.exit(way(*sys.argv[2:]) if way else main(*sys.argv[1:]))
    except Unable as unable:
        print("UNABLE:", unable)
        sys.exit(3)
