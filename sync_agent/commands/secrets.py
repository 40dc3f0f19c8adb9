"""`sync-agent secrets seal`: what this machine must keep secret, in the form in which a service finds it."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync_agent.cli import FAILED, OK, REFUSED, complain, give_up, tell
from sync_agent.commands.enrol import troubles


def arguments(parser: argparse.ArgumentParser) -> None:
    """One deed so far."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    says = "from the keyring into a sealed file, its key as a systemd credential where there is systemd-creds"
    seal = deeds.add_parser("seal", help=says, description=says)
    seal.add_argument("--data-dir", metavar="DIR", help="of this machine's data")
    seal.add_argument(
        "--out", type=Path, metavar="FILE", help="the credential (else bakeline-key.cred in the data folder)"
    )
    seal.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """0 sealed, 1 not (said why), 3 an agent is at work."""
    from data.store.home import data_dir
    from sync_agent.lock import AnotherAgentError, only_one
    from sync_agent.secrets.credential import NotSealed, into_the_sealed_file, seal_key, sealer
    from sync_agent.secrets.vault import CREDENTIAL, key_path

    folder = data_dir(args.data_dir)
    out = (args.out or folder / f"{CREDENTIAL}.cred").absolute()
    try:
        # An agent that runs would look for its tokens where they were.
        with only_one(folder):
            moved, program = into_the_sealed_file(folder), sealer()
            if program is not None:
                seal_key(folder, out, program)
    except AnotherAgentError as refused:
        return complain(args, f"{refused}: stop it first", REFUSED)
    except NotSealed as trouble:
        return complain(args, str(trouble), FAILED)
    except troubles() as trouble:
        return give_up(args, trouble)
    told = {"verdict": "sealed", "moved": moved, "credential": str(out) if program else None}
    key = key_path(folder)
    if program is None:
        says = f"There is no systemd-creds here: the sealed file opens with {key}. Keep that out of backups"
    else:
        unit = f"[Service]\nLoadCredentialEncrypted={CREDENTIAL}:{out}"
        says = f"Into the service's unit:\n{unit}\nOnce it runs, remove {key}: then the service alone opens the secrets"
    tell(args, told, says)
    return OK
