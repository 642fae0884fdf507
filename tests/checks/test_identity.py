"""D-05: words of another organ."""

import pytest

from assembler.checks import check
from tests.checks.submissions import SPEC, both, identity, in_order, text


def found(organisation, words):
    bare = both(identity(organisation), *(text(ref, "") for ref in SPEC.texts), text("s1.platform", words))
    findings = [each for each in check(SPEC, bare(in_order())) if each.code == "D-05"]
    return [each.facts["found"] for each in findings]


@pytest.mark.parametrize(
    ("organisation", "words", "other"),
    [
        ("某县某镇人民政府", "我局高度重视", ["我局"]),
        ("某县某镇人民政府", "我镇高度重视", []),
        ("某县某局", "我局高度重视，我县公开信息", []),
        ("某县某局", "我镇高度重视，我委也高度重视", ["我镇”“我委"]),
        ("某县某局", "自我局限较大，我委托第三方评估", []),
        ("某县某局", "“我镇这一年”专栏", []),
        ("某县某局", "建设我乡村振兴", []),
        ("某市发展和改革委员会", "我委公开信息", []),
        ("某市人民政府办公厅", "我厅公开信息", []),
        ("", "我局公开信息", []),
        ("某实验区公安局", "针对市公安局申请行政复议", ["市公安局"]),
        ("某实验区公安局", "针对区公安局申请行政复议", []),
        ("某实验区公安局", "针对某实验区公安局提起行政诉讼", []),
        ("某实验区公安局", "按照市公安局部署，市公安局考核优秀", []),  # the superior organ
        ("某县自然资源局", "本报告由某县林业局编制", ["某县林业局"]),
        ("某县自然资源局", "本报告由县自然资源局编制", []),
        ("某县自然资源局", "本报告由本局办公室编制", []),
        ("某县自然资源局", "请与某县林业局办公室联系", ["某县林业局"]),
        ("某县自然资源局", "请与某县自然资源局办公室联系", []),
        ("某县人民政府", "本报告由某县人民政府办公室编制", []),
        ("某县某镇人民政府", "由县政务服务管理局编制的指南", []),  # of another kind
        ("某县自然资源局", "由申请人不服的有关局编制", []),
        ("某县自然资源局", "本报告由某县林业局负责编写", ["某县林业局"]),
        ("某县自然资源局", "请向某县林业局联系", ["某县林业局"]),
        ("某实验区公安局", "以市公安局为被告提起行政诉讼", ["市公安局"]),
    ],
)
def test_d_05_another_organ_where_the_reporting_one_should_stand(organisation, words, other):
    assert found(organisation, words) == other
