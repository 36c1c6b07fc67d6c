"""Sources of the parameters of the model in Chinese, by their English text.

Data files and the documentation keep the English text; people read it in their language
(`teacherflow.parameters.about.About.citation`). A test holds that no default goes without.
"""

from __future__ import annotations

CHINESE = {
    "scale of the utility: mean pay of the default title mix": "效用的单位：默认职称结构下的平均工资",
    "assumption from provincial pay scales; mean 5,564 yuan on the default title mix": (
        "假设，据各省工资标准；默认职称结构下平均 5,564 元"
    ),
    "township work allowance: 200 yuan a head at least (人社部发〔2015〕7号)": (
        "乡镇工作补贴：人均不低于 200 元（人社部发〔2015〕7号）"
    ),
    "assumption from advertised contract posts": "假设，据编外岗位招聘公告",
    "assumption": "假设",
    "assumption of this model": "假设（本模型）",
    "assumption: 85 % start within 40 miles of home in New York (Boyd et al. 2005), scaled to a "
    "county: 35/5500 x 12 = .076 per km, length 13 km": (
        "假设：纽约州 85% 的教师首岗离家不到 40 英里（Boyd 等 2005），按县域尺度换算：35/5500 × 12 = 0.076 每公里，即长度 13 公里"
    ),
    "assumption: 12 x 35/5500 = .076 per km, i.e. a length of 13 km (Boyd et al. 2005, scaled to a "
    "county)": (
        "假设：12 × 35/5500 = 0.076 每公里，即长度 13 公里（Boyd 等 2005，按县域尺度换算）"
    ),
    "assumption; order of reasons from Wang et al. 2023 (Yunnan, n = 5,342)": (
        "假设；各原因的次序据 Wang 等 2023（云南，n = 5,342）"
    ),
    "assumption: log-hazard .6 = 900 yuan; order of reasons from Wang et al. 2023 (children's "
    "schooling the first to leave)": (
        "假设：对数风险 0.6 相当于 900 元；各原因的次序据 Wang 等 2023（子女就学居离职原因之首）"
    ),
    "half of the seat's; assumption": "假设：县城的一半",
    "kindergarten age, 3 years": "幼儿园入园年龄，3 周岁",
    "end of compulsory schooling, before 16": "义务教育结束，未满 16 周岁",
    "Hanushek, Kain and Rivkin 2004: pupils weigh more than pay; size assumed": (
        "Hanushek、Kain、Rivkin 2004：生源比工资更重要；大小为假设"
    ),
    "assumption: more than half": "假设：超过一半",
    "assumption; direction from Wang et al. 2023 (school management rose among reasons)": (
        "假设；方向据 Wang 等 2023（学校管理在各原因中上升）"
    ),
    "880 yuan/month; assumption": "假设：每月 880 元",
    "assumption; births stay at 9.54 million": "假设：出生人数保持在 954 万",
    "assumption; that intake matters: Hanushek, Kain and Rivkin 2004": (
        "假设；生源有影响据 Hanushek、Kain、Rivkin 2004"
    ),
    "assumption; set so that the fork shows about 26/30/23/21": (
        "假设；使分叉时各年龄段约为 26/30/23/21"
    ),
    "national statistics 2022": "全国教育统计 2022",
    "national statistics 2022, rounded": "全国教育统计 2022，取整",
    "national statistics 2022: 74.53 %": "全国教育统计 2022：74.53%",
    "assumption; steady state of half the women with a senior title staying to 60": (
        "假设：具有高级职称的女教师有一半任教至 60 岁时的稳态"
    ),
    "assumption; Gansu spells of 76 months on average (Ma 2020)": (
        "假设；甘肃任职段平均 76 个月（Ma 2020）"
    ),
    "assumption; order of Ma 2020": "假设；次序据 Ma 2020",
    "assumption; about half of reassigned rural teachers went up (survey of 2013–14)": (
        "假设；调动的乡村教师约一半向上流动（2013–14 年调查）"
    ),
    "assumption; order of reasons Wang 2023": "假设；各原因的次序据 Wang 2023",
    "assumption; the rest as pupils are spread": "假设；其余按学生分布",
    "provincial limits of 5–12 % and more recent ones": "各省上限 5%–12%，及近年的规定",
    "provincial limits of 15–25 %": "各省上限 15%–25%",
    "provincial limits": "各省上限",
    "sum of the least years in title, 人社部发〔2015〕79号, plus practice": (
        "各级职称最低任职年限之和（人社部发〔2015〕79号），加上实际情况"
    ),
    "人社部发〔2015〕79号: 1 + 4 years": "人社部发〔2015〕79号：1 + 4 年",
    "0.10–0.15 in Rockoff 2004 and later work": "Rockoff 2004 及后续研究为 0.10–0.15",
    "scale": "量纲",
    "Guan County 2024: 494 of about 10,300 before clearing; rounded": (
        "冠县 2024：清理前约 10,300 人中 494 人；取整"
    ),
    "assumption; replacement of exits": "假设：补足离任",
    "assumption; rural to town drift of 1-3 % a year": "假设；学生每年由乡村流向城镇 1%–3%",
    "教督〔2017〕6号: primary and junior schools of at most 2,000 pupils": (
        "教督〔2017〕6号：小学、初中不超过 2,000 人"
    ),
    "assumption; order of reasons in Wang et al. 2023 (Yunnan)": (
        "假设；各原因的次序据 Wang 等 2023（云南）"
    ),
    "assumption; totals are under control and never rise (Guan County 2024)": (
        "假设；总量受控、只减不增（冠县 2024）"
    ),
    "assumption; inherited shares stay, but schools far above need are not refilled": (
        "假设；沿袭的份额保留，但远超需求的学校不再补员"
    ),
    "assumption; a data pool leaves a fifth of it": "假设；数据共享后只剩五分之一",
    "Falch 2011; Clotfelter et al. 2008: log-hazard -.35 per +10 % pay": (
        "Falch 2011；Clotfelter 等 2008：工资每增 10%，对数风险 −0.35"
    ),
    "assumption; half of the rates of Japanese teachers under life tenure": (
        "假设：日本终身任用教师离职率的一半"
    ),
    "assumption, order of life tables": "假设，次序据生命表",
    "assumption; outsiders leave more often (Boyd et al. 2005)": (
        "假设；外来者更常离开（Boyd 等 2005）"
    ),
    "assumption; peak of the wish to leave at 3–5 years (Wang et al. 2023)": (
        "假设；离职意愿在第 3–5 年最强（Wang 等 2023）"
    ),
    "Wang et al. 2023: peak of the wish to leave at 3–5 years": (
        "Wang 等 2023：离职意愿在第 3–5 年最强"
    ),
    "assumption; breach is repaid with a penalty (国办发〔2018〕75号)": (
        "假设；违约须退还费用并缴违约金（国办发〔2018〕75号）"
    ),
    "assumption; direction from Perez Leon (Peru: temporary staff react strongly, tenured staff "
    "hardly) and Chen 2019 (678 rural junior teachers: contract staff leave more)": (
        "假设；方向据 Perez Leon（秘鲁：临聘教师反应强烈，编内教师很弱）与 Chen 2019（678 名乡村初中教师：编外教师离开更多）"
    ),
    "组通字〔2015〕14号 gives the choice; the share is an assumption": (
        "组通字〔2015〕14号给予选择；比例为假设"
    ),
    "upper age of the silver teachers programme (银龄讲学计划)": "银龄讲学计划的年龄上限",
    "plan of Dafang County 2025; the share is an assumption": "大方县 2025 年方案；比例为假设",
    "assumption, set so that observed transfer hazards come near .12/.05/.013 a year (Chen 2019, "
    "Wang et al. 2023)": ("假设，使每年调动的风险接近 0.12/0.05/0.013（Chen 2019；Wang 等 2023）"),
    "assumption; half the spread of teacher effects": "假设：教学能力离散程度的一半",
    "assumption; order of magnitude from Falch 2011": "假设；量级据 Falch 2011",
    "assumption: with subjects binding about 6 % of listed posts stay unfilled": (
        "假设：限定学科时约 6% 的招聘岗位空缺"
    ),
    "closed form: the best sixth of a long list, by an exam that correlates .71, has mean 0 (of six "
    "for one post the best has -.02)": (
        "解析结果：以相关 0.71 的考试取长名单中最好的六分之一，均值为 0（六人争一岗时，最好者为 −0.02）"
    ),
    "a bachelor degree": "本科毕业",
    "age limit of open recruitment near 30–35": "公开招聘的年龄上限多为 30–35 岁",
    "Guan County 2024: a stock of 494 (about 4.8 % of staff) before clearing; flows assumed": (
        "冠县 2024：清理前存量 494 人（约占 4.8%）；流量为假设"
    ),
    "direction: schools send whom they can spare; weight assumed": (
        "方向：学校派出富余的人；权重为假设"
    ),
    "assumption; women of 25–38": "假设；25–38 岁女教师",
    "assumption: the most promising of the young are sent to learn": (
        "假设：选派最有潜力的青年教师去学习"
    ),
    "assumption: a school that lacks half of its staff may be 10 km farther": (
        "假设：缺编一半的学校可以远 10 公里"
    ),
    "assumption: the penalty of placements by order": "假设：组织安排所受的折扣",
    "half of the minimum of 1.0 of 教督〔2017〕6号; the half is an assumption": (
        "教督〔2017〕6号最低标准 1.0 的一半；取一半为假设"
    ),
    "assumption: too far to go to and fro each day": "假设：每天往返太远",
    "customary load; Zhijin County 2022 taught 14.5 on average": (
        "通常课时；织金县 2022 年平均 14.5 节"
    ),
    "customary load; Zhijin County 2022 taught 12.8 on average": (
        "通常课时；织金县 2022 年平均 12.8 节"
    ),
    "Rockoff 2004; Papay and Kraft 2015": "Rockoff 2004；Papay、Kraft 2015",
    "Rockoff 2004": "Rockoff 2004",
    "Ronfeldt, Loeb and Wyckoff 2013": "Ronfeldt、Loeb、Wyckoff 2013",
    "effort 0.9 of the usual, 0.7–1.0; order from studies of rotation in China": (
        "投入程度为平时的 0.9（0.7–1.0）；次序据国内轮岗研究"
    ),
    "direction from Karachiwalla and Park 2017; size assumed": (
        "方向据 Karachiwalla、Park 2017；大小为假设"
    ),
    "0.01 sd a year per coached colleague, 0–0.03; direction from studies in China": (
        "每带一名同事每年 0.01 标准差（0–0.03）；方向据国内研究"
    ),
    "assumption: 1,000 yuan for a pupil are worth 30 yuan a month for five years": (
        "假设：每名学生 1,000 元相当于五年内每月 30 元"
    ),
    "minimum of the balance standard, 教督〔2017〕6号, taken as the county's number": (
        "均衡标准的下限（教督〔2017〕6号），作为全县人数"
    ),
}
