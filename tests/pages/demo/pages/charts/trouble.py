from tacenda.core.words.errors import Conflict, Invalid, Locked, NotFound, Refused, Shredded, Tampered, Unavailable

CASES = [
    Refused("no-grant"), Refused("secret-rule", hidden=True), NotFound("x"), Conflict("x"), Shredded(20000), Tampered("x"), Unavailable("x"),
    Unavailable("x", seconds=300, slowed=True), ValueError("zephyrkettle"),
]  # fmt: skip
OTHERS = [Invalid("x"), Locked(), Locked(step_up=True)]


def get(request):
    raise CASES[request.step("case") - 1]


def post(request):
    raise OTHERS[request.step("case") - 1]
