# Reads a JSON list of requests from standard input, prints a JSON list of answers: what Python's own mail parser and
# dkimpy, which share no code with what we send with, make of a message.
import base64, email, email.policy, json, sys

import dkim


def verify(raw, keys):
    """Whether each signature holds, asking no DNS: keys are TXT records by name."""
    records = {name.encode() + b".": text.encode() for name, text in keys.items()}
    signer = dkim.DKIM(raw)
    count = sum(1 for name, _ in signer.headers if name.lower() == b"dkim-signature")
    held = []
    for place in range(count):
        try:
            held.append(bool(dkim.DKIM(raw).verify(idx=place, dnsfunc=lambda name, timeout=5: records.get(name))))
        except dkim.DKIMException:
            held.append(False)
    return held


def read(raw):
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    parts = [
        {"type": part.get_content_type(), "text": part.get_content()}
        for part in message.walk()
        if not part.is_multipart()
    ]
    return {
        "type": message.get_content_type(),
        "headers": [[name, str(value)] for name, value in message.items()],
        "parts": parts,
        "defects": [type(defect).__name__ for part in message.walk() for defect in part.defects],
    }


answers = []
for request in json.load(sys.stdin):
    raw = base64.b64decode(request["raw"])
    answers.append(verify(raw, request["keys"]) if "keys" in request else read(raw))
json.dump(answers, sys.stdout)
