"""The poster of a village: one page, readable by people and by phones."""

import pypdfium2
import pytest
import zxingcpp

PUBLIC = "https://wangge.example"


@pytest.fixture
def poster(run, tmp_path, monkeypatch):
    """Write the poster of a village; answers the result and the file."""

    def write(village="150699100201", address=PUBLIC):
        if address:
            monkeypatch.setenv("WANGGE_PUBLIC_URL", address)
        path = tmp_path / "poster.pdf"
        return run("poster", village, "-o", path), path

    return write


def test_the_code_on_the_poster_opens_the_form_of_its_village(poster, clients):
    result, path = poster()

    with pypdfium2.PdfDocument(path) as sheet:
        assert len(sheet) == 1
        picture = sheet[0].render(scale=2).to_pil()
    [code] = zxingcpp.read_barcodes(picture)
    assert result.exit_code == 0, result.output
    assert code.text == f"{PUBLIC}/report?v=150699100201"
    assert "石窑沟村" in clients().get(code.text.removeprefix(PUBLIC)).text


def test_people_read_the_village_and_that_it_is_free(poster):
    _, path = poster()

    with pypdfium2.PdfDocument(path) as sheet:
        words = sheet[0].get_textpage().get_text_range()
        width, height = sheet[0].get_size()
    for expected in ("示例旗 北乡", "石窑沟村", "免费", "12345", "扫一扫"):
        assert expected in words
    assert (round(width), round(height)) == (595, 842)


def test_without_a_public_address_the_command_says_which_setting_it_needs(poster):
    result, path = poster(address=None)

    assert result.exit_code == 2
    assert "WANGGE_PUBLIC_URL" in result.output
    assert not path.exists()


@pytest.mark.parametrize("village", ["150699999999", "150699000000", "x"])
def test_what_is_no_village_is_refused(poster, village):
    result, _ = poster(village)

    assert result.exit_code == 2
    assert "no village" in result.output
