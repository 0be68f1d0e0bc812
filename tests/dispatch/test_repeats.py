"""Calls of one caller: what is told again, and what is another matter."""

import pytest

from dispatch.repeats import Call, is_repeat

PIPE = Call("一组的水管爆了，没水吃")


@pytest.mark.parametrize(
    ("before", "now", "distance_m"),
    [
        pytest.param(PIPE, PIPE, None, id="same words"),
        pytest.param(PIPE, Call("一组水管爆了两天，还是没水吃"), 300.0, id="more about it"),
        pytest.param(
            Call("桥头路面全是坑，要求尽快修"), Call("桥头的路面坑太多"), None, id="one subject"
        ),
        pytest.param(
            Call("嗯", "北乡石窑沟村"), Call("嗯", "石窑沟村"), None, id="address shorter"
        ),
    ],
)
def test_what_is_told_again_is_a_repeat(before, now, distance_m):
    assert is_repeat(before, now, distance_m)


@pytest.mark.parametrize(
    ("before", "now", "distance_m"),
    [
        pytest.param(PIPE, Call("三组的水管爆了，没水吃"), None, id="another group"),
        pytest.param(
            Call("水管爆了", "北乡石窑沟村一组"), Call("三组水管爆了"), None, id="group in address"
        ),
        pytest.param(
            Call("低保没有发到我手里"), Call("隔壁老王家低保没有发"), None, id="a neighbour's"
        ),
        pytest.param(
            Call("我妈的低保没有发"), Call("我女儿的低保没有发"), None, id="another of the family"
        ),
        pytest.param(
            Call("路灯不亮", "北乡石窑沟村"), Call("路灯不亮", "北乡杨家湾村"), None, id="address"
        ),
        pytest.param(Call("路灯不亮"), Call("路灯不亮"), 501.0, id="far off"),
        pytest.param(Call("低保名额没有给我"), Call("低保户口本退回来"), None, id="few words"),
        pytest.param(Call("石窑沟路灯"), Call("石窑沟低保"), None, id="another subject"),
        pytest.param(Call("自来水有味"), Call("塔梁的水龙头"), None, id="no word"),
    ],
)
def test_another_matter_of_the_same_caller_is_no_repeat(before, now, distance_m):
    assert not is_repeat(before, now, distance_m)
