"""The words of the page, in both languages; ``{}`` stands for a number or a name."""

from __future__ import annotations

from typing import Final

from teacherflow.text import Text
from teacherflow_analysis import small_cells
from teacherflow_analysis.comparison.compare import Verdict
from teacherflow_analysis.one_way import WHY

VERDICTS: Final = {
    Verdict.BETTER: Text("更好", "better"),
    Verdict.WORSE: Text("更差", "worse"),
    Verdict.CHANGED: Text("有变化", "changed"),
    Verdict.UNCLEAR: Text("无明显差异", "no clear difference"),
    Verdict.NO_INTERVAL: Text("无区间", "no interval"),
}

WORDS: Final = {
    # views
    "view_time": Text("逐年", "Over time"),
    "view_end": Text("期末效应", "Effects at the end"),
    "view_people": Text("谁受益、谁受损", "Who gains, who loses"),
    "view_money": Text("支出", "Spending"),
    "view_schools": Text("学校", "Schools"),
    "view_hangs": Text("取决于什么", "What it hangs on"),
    "view_about": Text("来源", "Provenance"),
    "views": Text("视图", "Views"),
    # controls
    "scenarios": Text("方案", "Scenarios"),
    "part_shown": Text("共 {} 个方案，显示 {} 个。", "Of {} scenarios {} are shown."),
    "show_all": Text("全选", "Show all"),
    "show_none": Text("清空", "Show none"),
    "group": Text("类别", "Group"),
    "indicator": Text("指标", "Indicator"),
    "stage": Text("学段", "Stage"),
    "zone": Text("区域", "Zone"),
    "all": Text("全部", "All"),
    "primary": Text("小学", "Primary"),
    "junior": Text("初中", "Junior"),
    "seat": Text("县城", "County seat"),
    "town": Text("乡镇", "Towns"),
    "village": Text("乡村", "Villages"),
    "from_year": Text("起", "From"),
    "to_year": Text("止", "To"),
    "show": Text("显示", "Show"),
    "levels": Text("数值", "Values"),
    "changes": Text("与基准之差", "Difference from the baseline"),
    "year": Text("学年", "School year"),
    "period": Text("时期", "Period"),
    "last_mean": Text("{}平均", "Mean of {}"),
    "whole": Text("{} 年合计", "Sum of {}"),
    "by": Text("分组", "Grouped by"),
    "measure": Text("内容", "Measure"),
    "selection": Text("常用指标", "Selection"),
    "other_language": Text("English", "中文"),
    "print": Text("打印", "Print"),
    "skip": Text("跳到内容", "Skip to the content"),
    # tables and downloads
    "table": Text("数据表", "Table"),
    "as_svg": Text("下载 SVG", "Download SVG"),
    "as_png": Text("下载 PNG", "Download PNG"),
    "as_csv": Text("下载 CSV", "Download CSV"),
    "hint": Text(
        "指向或点按标记可看数值；按 Tab 键进入图中，用方向键移动。",
        "Point at a mark or tap it to read its value; with keys, Tab into the picture and move by "
        "arrows.",
    ),
    "downloads": Text("下载", "Downloads"),
    "scenario": Text("方案", "Scenario"),
    "mean": Text("均值", "Mean"),
    "low": Text("95% 下限", "95% low"),
    "high": Text("95% 上限", "95% high"),
    "interval": Text("95% 区间", "95% interval"),
    "baseline": Text("基准", "Baseline"),
    "reform": Text("改革", "Reform"),
    "difference": Text("差异", "Difference"),
    "verdict": Text("判断", "Verdict"),
    "money_title": Text("各政策支出，按出资方", "Spending by policy and payer"),
    "yuan": Text("元", "yuan"),
    "total": Text("合计", "Total"),
    "paid_by": Text("出资", "paid by"),
    "pairs": Text("对数", "Pairs"),
    "unit": Text("单位", "Unit"),
    "persons": Text("人数", "Persons"),
    "policy": Text("政策", "Policy"),
    "payer": Text("出资方", "Payer"),
    "school": Text("学校", "School"),
    "pupils": Text("学生数", "Pupils"),
    "same": Text("相同", "same"),
    # what outcomes hang on
    "outcome": Text("结果", "Outcome"),
    "all_reforms": Text("各改革与基准之差", "All reforms, difference"),
    "parameter": Text("参数", "Parameter"),
    "values": Text("取值", "Values"),
    "there": Text("此时结果", "Outcome there"),
    "zero_at": Text("变号处", "Zero at"),
    "zero_there": Text("{} 处变号", "zero at {}"),
    "change_95": Text("变化 [95%]", "Change [95%]"),
    "value_low": Text("低值", "Low value"),
    "value_high": Text("高值", "High value"),
    "unit_of_values": Text("参数单位", "Unit of values"),
    "there_low": Text("低值时结果", "Outcome at low value"),
    "there_high": Text("高值时结果", "Outcome at high value"),
    "swing": Text("变化", "Change"),
    "share": Text("占方差（%）", "Share of variance (%)"),
    "decisive": Text("偶然难以解释", "Hardly chance"),
    "evidence": Text("依据", "Evidence"),
    "evidence_source": Text("依据来源", "Source"),
    "name_in_files": Text("参数名", "Name in files"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "end_low": Text("参数取低值", "parameter at its low end"),
    "end_high": Text("参数取高值", "parameter at its high end"),
    "bar_decisive": Text("偶然难以解释", "hardly chance"),
    "bar_chance": Text("可能是偶然", "may be chance"),
    "nine_in_ten": Text("九成抽样", "nine draws in ten"),
    "mean_of_draws": Text("各组均值", "mean of the draws"),
    "draws_told": Text(
        "均值 {}；九成抽样在 {} 至 {}。", "Mean {}; nine draws in ten from {} to {}."
    ),
    "draws_above": Text("{} 组为正（共 {} 组）。", "Above zero in {} of {} draws."),
    "varies_not": Text("各组之间没有差别：{}。", "It does not vary between draws: {}."),
    "hangs_ends": Text(
        "空心与实心：该参数在其抽样的 5% 与 95% 分位时的期望结果（最小二乘直线；其余参数照抽样变动），旁为参数取值；"
        "数字：两端之差及其 95% 区间，占各组间方差的比例。",
        "Hollow and filled: outcome to be expected where the parameter is at 5 and at 95% of its "
        "draws (least-squares line; the others as they were drawn), with the values of the "
        "parameter. Numbers: from end to end with its 95% interval, and share of the variance "
        "between draws.",
    ),
    "hangs_zero": Text(
        "变号处：差异在参数取此值时由正变负或由负变正（只注于偶然难以解释者）。",
        "Zero at: the value of the parameter at which the difference changes its sign, told where "
        "it is hardly chance.",
    ),
    "hangs_most": Text(
        "共变动 {} 个参数，只列占比最大的 {} 个。",
        "Of {} parameters that vary, those with the largest share are shown, at most {}.",
    ),
    "hangs_decisive": Text(
        "粗线：偶然难以解释（常用指标在彼此之间校正，其余指标按全部 {} 对结果与参数校正；teacherflow sensitivity 只问少数指标时可看出较弱者）。",
        "Thick: hardly chance, allowing for all usual indicators, for others for the {} pairs of "
        "outcome and parameter of all; teacherflow sensitivity, asked about few, finds weaker ones.",
    ),
    "hangs_unseen": Text(
        "先升后降的作用、须两个参数共同变动的作用看不出来；参数范围是有来源的判断，不是概率；研究已设定的参数不变动。",
        "What rises and falls again over the range of a parameter, or takes two parameters "
        "together, is not seen. Ranges are judgements, not probabilities; parameters that the "
        "study sets stand still.",
    ),
    # measures of groups
    "welfare": Text("教师福利（平均效用）", "Teachers' welfare (mean utility)"),
    "effectiveness": Text("在岗教师教学效果", "Effect of teachers on duty"),
    "net_better_off": Text("境况变好减变差的教师占比", "Share better off less share worse off"),
    "better_off": Text("境况变好的教师占比", "Share of teachers better off"),
    "worse_off": Text("境况变差的教师占比", "Share of teachers worse off"),
    "yuan_month": Text("元/月", "yuan/month"),
    "sd_year": Text("标准差/年", "sd/year"),
    "points": Text("个百分点", "pp"),
    # measures of schools
    "m_backbone100": Text("每百名学生骨干教师", "Backbone teachers per 100 pupils"),
    "m_on_duty100": Text("每百名学生在岗教师", "Teachers on duty per 100 pupils"),
    "m_degree100": Text(
        "每百名学生高于规定学历教师", "Teachers above required degree per 100 pupils"
    ),
    "m_midsenior100": Text(
        "每百名学生中级及以上职称教师", "Teachers of first grade and above per 100 pupils"
    ),
    "m_artspe100": Text("每百名学生体育艺术教师", "Arts and PE teachers per 100 pupils"),
    "m_novices": Text("新教师占比（%）", "Novices (% of those on duty)"),
    "m_vacancies": Text("空编", "Vacant posts"),
    "m_surplus": Text("超编", "Surplus posts"),
    "m_effectiveness": Text(
        "在岗教师教学效果（标准差/年）", "Effect of teachers on duty (sd/year)"
    ),
    "m_pupils": Text("学生数", "Pupils"),
    # what a chart is
    "simulated": Text("模拟结果，非预测。", "Simulated results, not a forecast."),
    "one_run": Text("一次模拟，无区间。", "One run, so no interval."),
    "runs": Text("{} 次重复的均值。", "Mean of {} replications."),
    "runs_left": Text("{} 次模拟（计划 {} 次）的均值。", "Mean of {} of {} runs."),
    "draws_alone": Text("{} 组参数的均值，每组一次模拟。", "Mean of {} draws, one run each."),
    "runs_draws": Text("{} 组参数 × {} 次重复的均值。", "Mean of {} draws × {} replications."),
    "shading": Text("阴影", "Shading"),
    "upright": Text("竖线", "Upright lines"),
    "band_mean": Text("{}：均值的 95% 置信区间。", "{}: 95% interval of the mean."),
    "band_change": Text(
        "{}：与基准之差的 95% 置信区间（同一随机种子配对）。",
        "{}: 95% interval of the difference from the baseline, paired by seed.",
    ),
    "bar_change": Text(
        "横线：与基准之差的 95% 置信区间（同一随机种子配对）；实心：区间不含零。",
        "Bars: 95% interval of the difference from the baseline, paired by seed; filled: it leaves "
        "out zero.",
    ),
    "bar_mean": Text("横线：均值的 95% 置信区间。", "Bars: 95% interval of the mean."),
    "better_side": Text(
        "灰底一侧为较好；无灰底的行不作好坏判断。各行刻度不同。",
        "The shaded side is the better one; rows without shading are not judged. Every row has a "
        "scale of its own.",
    ),
    "looked_at": Text(
        "共显示 {} 个差异；若改革全无作用，约有 {} 个区间也会偶然不含零。",
        "{} effects are shown; if no reform did anything, about {} intervals would leave out zero "
        "by chance.",
    ),
    "apart_note": Text(
        "研究起始时已在职、两边都仍在职的教师中，每月福利高出自身基准 50 元以上为变好，低 50 元以上为变差；"
        "此后入职的没有可比的自己，不计入。",
        "Of the teachers in service at the start and still under both: better off, more than 50 "
        "yuan a month above their own baseline; worse off, more than 50 below. Who was hired since "
        "has no other self and is not counted.",
    ),
    "one_way": Text(WHY.zh, WHY.en.strip()),
    "money_note": Text(
        "2024 年价，政策在基本工资之外的支出；负数为节省。",
        "Yuan of 2024, outlays of policies beyond basic pay; negative: saved.",
    ),
    "map_note": Text(
        "只画一次模拟（{}，第 {} 组参数，第 {} 次重复），无区间：{}"
        "面积与学生数成正比；颜色越深数值越大；方形：县城，三角：乡镇，圆：乡村；虚线空圈：该年未开办。",
        "One run ({}, draw {}, replication {}), so no interval: {} "
        "Area is proportional to pupils; darker is more; "
        "squares: seat, triangles: towns, circles: villages; dotted rings: not open in that year.",
    ),
    "places_made_up": Text(
        "位置为模拟生成，并非真实位置。", "places are generated and not real ones."
    ),
    "places_listed": Text(
        "学校为学校表所列，表中没有坐标的位置为模拟生成。",
        "schools are those of the county's table, places that it does not tell are generated.",
    ),
    "minimum": Text(
        "骨干教师官方最低标准为每百名学生 1 名（2017）。",
        "The official minimum of backbone teachers is 1 per 100 pupils (2017).",
    ),
    "small_cells": small_cells.NOTE,
    "one_of_several": Text("仅{}（研究含 {} 个县）。", "{} only (the study has {} counties)."),
    "baseline_alone": Text(
        "此处只含基准方案（研究另有 {} 个方案）。",
        "The baseline only; other options of the study: {}.",
    ),
    "some_of_all": Text(
        "此处只含研究 {} 个方案中的 {} 个（不计基准）。",
        "Of the study's {} options these were chosen: {}.",
    ),
    "only_first": Text(
        "各县平均没有地图：只画{}；另选一县：explore --county。",
        "A mean of counties has no map: only {} is drawn; another one with explore --county.",
    ),
    "counties_mean": Text("数值为 {} 个县的简单平均。", "Values are plain means of {} counties."),
    "estimated": Text("部分县级总量为估计值。", "Some totals of the county are estimates."),
    "failed": Text(
        "{} 次模拟失败，未计入；若失败与方案有关，结果会有偏差。",
        "Runs that failed and are left out: {}; if failing depends on the rules, the results are "
        "biased.",
    ),
    "official": Text("合格线", "official line"),
    "axis": Text("学年（9 月起）", "School year, from September"),
    "against": Text("基准：{}。", "Baseline: {}."),
    "higher": Text("越高越好", "higher is better"),
    "lower": Text("越低越好", "lower is better"),
    "neither": Text("不作好坏判断", "not judged"),
    "source": Text("teacherflow {}，研究编号 {}，随机种子 {}", "teacherflow {}, study {}, seed {}"),
    # nothing to show
    "no_reforms": Text(
        "这项研究只有一个方案，没有可比较的对象。",
        "This study has one scenario only: there is nothing to compare.",
    ),
    "no_values": Text(
        "所选方案、年份中该指标无定义（例如没有相应的学校，或年份太早）。",
        "The indicator is not defined for these scenarios and years (no such schools, or too early).",
    ),
    "not_stored": Text(
        "结果中没有保存此处所需的表：{}。在研究文件的 tables 中列出（或不写 tables），重新运行即可。",
        "Tables that this view needs were not stored: {}. List them under tables in the study's "
        "file (or leave tables out) and run it again.",
    ),
    "no_rows": Text(
        "所需的结果表没有一行数据（例如相应的模拟都失败了）。",
        "The tables that this view needs hold no rows (every run failed, for example).",
    ),
    "no_spending": Text(
        "没有政策在基本工资之外支出。", "No policy spends anything beyond basic pay."
    ),
    "no_lines": Text(
        "所选方案没有政策支出。", "The chosen scenarios spend nothing beyond basic pay."
    ),
    "none_chosen": Text("请至少选择一个方案。", "Choose at least one scenario."),
    "only_baseline": Text(
        "请在基准之外至少选择一个方案。", "Choose at least one scenario beside the baseline."
    ),
    # provenance
    "about_what": Text(
        "本页由 teacherflow 模拟生成：同样的县、同一批教师、同样的运气，比较不同的规则。数字是在所述假设下的模拟结果，不是预测；"
        "数值与 teacherflow compare 相同。页面不含个人信息，不向外发送任何请求。",
        "This page was made by teacherflow, a simulator: the same county, the same teachers, the same "
        "luck, different rules. Its numbers are simulated under stated assumptions and are no "
        "forecast; they equal those of teacherflow compare. The page holds no personal data and "
        "sends no request.",
    ),
    "definition": Text("定义", "Definition"),
    "versions": Text("软件版本", "Versions"),
    "share_link": Text(
        "网址栏中 # 之后的部分记录当前选择，可复制后转发。",
        "The part of the address after # holds the present choice: copy it to share the view.",
    ),
}
