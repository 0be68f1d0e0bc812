"""Accounts made on the command line."""


def test_an_account_is_listed_once_it_is_made(run):
    made = run("admin", "add-account", "newcomer", "--role", "planner")
    listed = run("admin", "accounts").output

    assert made.exit_code == 0, made.output
    assert "newcomer  planner" in listed


def test_the_password_made_for_an_account_opens_it(run, clients):
    password = run("admin", "add-account", "second", "--role", "planner").output.strip()

    right = clients().post("/api/v1/auth/token", data={"username": "second", "password": password})
    wrong = clients().post(
        "/api/v1/auth/token", data={"username": "second", "password": password + "x"}
    )

    assert (right.status_code, wrong.status_code) == (200, 401)


def test_a_short_password_is_refused(run):
    words = ["admin", "add-account", "third", "--role", "planner", "--password-stdin"]

    done = run(*words, input="short\n")

    assert done.exit_code == 1
    assert "12 characters" in done.output
