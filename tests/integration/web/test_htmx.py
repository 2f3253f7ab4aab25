"""One template, page or block, and a redirect that both a browser and htmx follow."""

from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}


def test_a_browser_gets_the_page(client: FlaskClient) -> None:
    response = client.get("/part")
    assert response.text.lstrip().startswith("<!DOCTYPE html>")
    assert "<li>one</li><li>two</li>" in response.text


def test_htmx_gets_the_block_alone(client: FlaskClient) -> None:
    response = client.get("/part", headers=HTMX)
    assert response.text == '<ul id="rows"><li>one</li><li>two</li></ul>'


def test_caches_are_told_that_the_two_differ(client: FlaskClient) -> None:
    assert "HX-Request" in client.get("/part").vary
    assert "HX-Request" in client.get("/part", headers=HTMX).vary


def test_a_step_back_and_a_boosted_link_get_the_page(client: FlaskClient) -> None:
    for kind in ("HX-History-Restore-Request", "HX-Boosted"):
        assert "<html" in client.get("/part", headers=HTMX | {kind: "true"}).text


def test_a_redirect_is_a_get_for_a_browser(client: FlaskClient) -> None:
    token = csrf_token(client)
    response = client.post("/goes", data={"csrf_token": token})
    assert (response.status_code, response.headers["Location"]) == (303, "/part")


def test_a_redirect_leaves_the_page_for_htmx(client: FlaskClient) -> None:
    token = csrf_token(client)
    response = client.post("/goes", data={"csrf_token": token}, headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/part")


def csrf_token(client: FlaskClient) -> str:
    """The token of the sample form, as the page carries it."""
    text = client.get("/form").text
    return text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
