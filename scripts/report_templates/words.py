"""The words of the documents, in both languages; the rest comes from the report."""

from __future__ import annotations

Words = dict[str, str]

ZH: Words = {
    "brief": "安全生产工作简报",
    "work": "本周工作动态",
    "counts": "数据调度",
    "standing": "各地区情况",
    "late": "逾期未整改单位",
    "exposed": "典型做法与问题曝光",
    "next": "下一步工作要求",
    "next_week": "下周工作重点",
    "problems": "存在问题",
    "overall": "总体情况",
    "opening": "{{ period_label }}，",
    "told_hazards": "排查发现隐患{{ count.found.period }}项，其中重大隐患{{ count.major.period }}"
    "项；完成整改{{ count.rectified.period }}项；整改时限届满{{ count.due.period }}项，按期完成"
    "{{ count.on_time.period }}项。累计排查发现隐患{{ count.found.total }}项，完成整改"
    "{{ count.rectified.total }}项{% if count.found.total != '0' %}，整改率{{ count.rate.total }}"
    "{% endif %}{% if count.on_time_rate.total != '—' %}；按期整改率"
    "{{ count.on_time_rate.total }}{% else %}；尚无整改时限届满的隐患，不计算按期整改率"
    "{% endif %}。",
    "told_visits": "开展督导检查{{ count.visits.period }}次，发现问题{{ count.problems.period }}"
    "个；累计督导检查{{ count.visits.total }}次，发现问题{{ count.problems.total }}个。",
    "head": "指标,本期,上期,增减,累计",
    "late_head": "单位,逾期件数,最长逾期（工作日）",
    "late_text": "截至{{ as_of }}，{{ late | length }}个单位有隐患逾期未完成整改，名单如下：",
    "nobody_late": "截至{{ as_of }}，没有单位逾期未完成整改。",
    "nothing_ranked": "{{ ranking.title }}：截至{{ as_of }}没有数据。",
    "as_of": "注：1. 数据截至{{ as_of }}，以{{ known_at }}前录入的情况为准；"
    "累计数自{{ since }}起。",
    "checkpoint": "{{ definitions | length + 2 }}. 核验码（全部{{ checkpoint.cases }}件案件、"
    "{{ checkpoint.entries }}条历史记录的SHA-256）：{{ checkpoint.digest }}",
    "colon": "：",
    "comma": "，",
    "stop": "。",
    "report": "报：",
    "send": "送：",
    "copy": "抄送：",
    "copy_brief": "发：",
    "issued_on": "{{ made_on }}印发",
    "addressees_comma": "、",
}
EN: Words = {
    "brief": "Work Safety Brief",
    "work": "This week",
    "counts": "Figures",
    "standing": "By area",
    "late": "Overdue",
    "exposed": "Good practice and problems",
    "next": "What to do next",
    "next_week": "Next week",
    "problems": "Problems",
    "overall": "Overall",
    "opening": "{{ period_label }}: ",
    "told_hazards": "{{ count.found.period }} hazards were found, {{ count.major.period }} of them "
    "major; {{ count.rectified.period }} were put right. {{ count.due.period }} fell due, of which "
    "{{ count.on_time.period }} were done in time. In all {{ count.found.total }} were found and "
    "{{ count.rectified.total }} put right{% if count.found.total != '0' %} "
    "({{ count.rate.total }}){% endif %}; {% if count.on_time_rate.total != '—' %}"
    "{{ count.on_time_rate.total }} in time{% else %}none has fallen due yet{% endif %}.",
    "told_visits": "{{ count.visits.period }} visits found {{ count.problems.period }} problems; "
    "in all {{ count.visits.total }} visits found {{ count.problems.total }}.",
    "head": "Figure,Period,Before,Change,Total",
    "late_head": "Organisation,Overdue,Longest (working days)",
    "late_text": "As of {{ as_of }}, {{ late | length }} organisations are overdue:",
    "nobody_late": "As of {{ as_of }}, nobody is overdue.",
    "nothing_ranked": "{{ ranking.title }}: there was nothing to count as of {{ as_of }}.",
    "as_of": "Notes: 1. As of {{ as_of }}, as recorded by {{ known_at }}; "
    "totals since {{ since }}.",
    "checkpoint": "{{ definitions | length + 2 }}. Checkpoint (SHA-256 over all "
    "{{ checkpoint.cases }} cases with {{ checkpoint.entries }} entries): {{ checkpoint.digest }}",
    "colon": ":",
    "comma": ", ",
    "stop": "",
    "report": "To: ",
    "send": "For information: ",
    "copy": "Copy: ",
    "copy_brief": "Issued to: ",
    "issued_on": "Issued on {{ made_on }}",
    "addressees_comma": ", ",
}
